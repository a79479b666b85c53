/*
 * aviation-weather airports [--json] [--airports FILE] [--limit N] [--radius NM] QUESTION
 *
 *   lookup CODE...            the airports that codes mean
 *   info CODE                 one with its runways and frequencies
 *   search WORDS...           by code, name or city (--limit, 10)
 *   nearby LAT LON | CODE     around a point (--radius, 50 NM; --limit, 20)
 *   distance FROM TO          along the great circle
 *   route CODE...             the legs of a route
 *   stats                     how many there are, and where the data comes from
 *
 * Reads AIRPORTS_FILE only; who reports is not known here (null in --json). With --json the value of "data"
 * of the airport routes, else plain text. Exit status: 0; 1 when the file can't be read or a code is unknown
 * or ambiguous; 2 for wrong usage.
 */
#ifndef AW_CLI_AIRPORTS_H
#define AW_CLI_AIRPORTS_H

int command_airports(int argc, char **argv);

#endif
