/*
 * aviation-weather get [--url URL] [--json] CODE
 *
 * Asks a running service (http://localhost:8080 unless given) for a station's METAR and TAF and prints them
 * with their age in plain text, or, with --json, the service's answer as it is. The age is reckoned by the
 * service's clock.
 *
 * Exit status: 0 fresh; 3 stale or expired; 4 unknown (no such station, it does not report, or several have
 * the code); 5 the service can't be reached or can't answer; 2 wrong usage.
 */
#ifndef AW_CLI_GET_H
#define AW_CLI_GET_H

int command_get(int argc, char **argv);

#endif
