/*
 * `aviation-weather init-db` and `setup-sharding`: they need the MongoDB driver, which with its libraries
 * takes longer to load than a report to decode. So they are a program of their own, which the command line
 * turns into.
 */
#ifndef AW_CLI_DATABASE_H
#define AW_CLI_DATABASE_H

/* Becomes aviation-weather-database, beside this program or in PKGLIBEXECDIR; returns (COMMAND_FAILED) only
 * when it is not there. */
int command_database(int argc, char **argv);

#endif
