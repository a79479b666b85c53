/* aviation-weather-ingestd: the only process that talks to weather providers, and the writer of every weather
 * tier. */
#include "build_config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/log.h"
#include "ingest/daemon.h"
#include "ingest/signals.h"

#define EXIT_USAGE 2

static const char usage[] =
    "Usage: aviation-weather-ingestd [--config FILE]\n"
    "\n"
    "Fetches reports from the weather providers into the store that the workers serve.\n"
    "Runs in the foreground until SIGTERM. Configuration: aviation-weather.conf(5).\n"
    "\n"
    "  -c, --config FILE  instead of " SYSCONFDIR "/aviation-weather/aviation-weather.conf\n"
    "  -h, --help         show this\n"
    "  -V, --version      show the version\n";

/* -1: go on; else the exit status. */
static int read_arguments(int argc, char **argv, const char **config_path)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'V'},
                                            {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(argc, argv, "c:hV", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            *config_path = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            return EXIT_SUCCESS;
        case 'V':
            puts("aviation-weather-ingestd " PACKAGE_VERSION);
            return EXIT_SUCCESS;
        default:
            fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    if (optind < argc) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    return -1;
}

int main(int argc, char **argv)
{
    static struct config config; /* some 20 KB */
    struct config_error error;
    const char *config_path = NULL;
    int status = read_arguments(argc, argv, &config_path);
    if (status >= 0)
        return status;
    if (signals_block() != RESULT_OK) {
        perror("aviation-weather-ingestd: signals");
        return EXIT_FAILURE;
    }
    if (config_load(config_path, &config, &error) != RESULT_OK) {
        fprintf(stderr, "aviation-weather-ingestd: %s%s%s\n", error.key, error.key[0] ? ": " : "",
                error.message);
        return EXIT_USAGE;
    }
    log_open("aviation-weather-ingestd", config.log_level);
    return daemon_run(&config, config_path);
}
