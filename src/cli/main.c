#include "build_config.h"

#include <stdio.h>
#include <string.h>

#include "cli/airports.h"
#include "cli/backup.h"
#include "cli/check_config.h"
#include "cli/check_providers.h"
#include "cli/command.h"
#include "cli/database.h"
#include "cli/decode.h"
#include "cli/get.h"

static const struct command commands[] = {
    {"airports", "find airports, their runways and distances", command_airports},
    {"backup", "save stores and configuration to an archive", command_backup},
    {"check-config", "print the effective configuration, secrets masked", command_check_config},
    {"check-providers", "ask each weather provider once and say what is right and wrong",
     command_check_providers},
    {"decode", "decode reports from files, arguments or standard input", command_decode},
    {"get", "print a station's METAR and TAF from a running service", command_get},
    {"init-db", "make collections and indexes in MongoDB, and migrate them", command_database},
    {"restore", "put back what an archive holds, or a mongodump", command_backup},
    {"setup-sharding", "spread the collections over the shards of a MongoDB cluster", command_database},
};

static const size_t commands_count = sizeof(commands) / sizeof(commands[0]);

static void usage(FILE *out)
{
    fputs("usage: aviation-weather COMMAND [ARGUMENT...]\n\n", out);
    for (size_t i = 0; i < commands_count; i++)
        fprintf(out, "  %-18s %s\n", commands[i].name, commands[i].summary);
    fputs("  version            print the version\n", out);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return COMMAND_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
        usage(stdout);
        return COMMAND_OK;
    }
    if (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0) {
        puts("aviation-weather " PACKAGE_VERSION);
        return COMMAND_OK;
    }
    for (size_t i = 0; i < commands_count; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "aviation-weather: no command \"%s\"\n", argv[1]);
    usage(stderr);
    return COMMAND_USAGE;
}
