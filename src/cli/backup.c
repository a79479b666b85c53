#define _GNU_SOURCE
#include "cli/backup.h"

#include "build_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "cli/command.h"

#define SCRIPT        "aviation-weather-backup"
#define DATABASE      "aviation-weather-database"
#define FOLDER_MAX    4096
#define ARGUMENTS_MAX 64

/* Where script and engines' program are: beside this one before they are installed. */
static void find_folder(char out[FOLDER_MAX])
{
    char neighbour[FOLDER_MAX + sizeof(SCRIPT)];
    ssize_t len = readlink("/proc/self/exe", out, FOLDER_MAX - 1);
    out[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    snprintf(neighbour, sizeof(neighbour), "%s/" SCRIPT, out);
    if (!slash || access(neighbour, X_OK) != 0)
        snprintf(out, FOLDER_MAX, "%s", PKGLIBEXECDIR);
}

/* The script reads AW_...; secrets are not among them: who needs one reads the configuration itself. */
static void export_config(const struct config *c, const char *folder)
{
    char number[24], program[FOLDER_MAX + sizeof(DATABASE)];
    snprintf(number, sizeof(number), "%lld", (long long)c->backup_days);
    snprintf(program, sizeof(program), "%s/" DATABASE, folder);
    const char *const values[][2] = {
        {"AW_DATABASE", program},
        {"AW_VERSION", PACKAGE_VERSION},
        {"AW_DATA_DIR", c->data_dir},
        {"AW_BACKUP_DIR", c->backup_dir},
        {"AW_BACKUP_S3", c->backup_s3},
        {"AW_BACKUP_DAYS", number},
        {"AW_MONGODB", config_mongodb_uri(c)[0] ? "1" : ""},
        {"AW_REDIS", config_redis_url(c)[0] ? "1" : ""},
    };
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        setenv(values[i][0], values[i][1], 1);
}

/* Takes --config FILE out of the arguments: the environment hands it on to all programs. */
static bool take_arguments(int argc, char **argv, char **out)
{
    int n = 1;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--config") == 0) {
            if (++i == argc)
                return false;
            setenv("AVIATION_WEATHER_CONF", argv[i], 1);
        } else {
            out[n++] = argv[i];
        }
    }
    out[n] = NULL;
    return true;
}

int command_backup(int argc, char **argv)
{
    static struct config config;
    struct config_error error;
    char folder[FOLDER_MAX], script[FOLDER_MAX + sizeof(SCRIPT)];
    char *arguments[ARGUMENTS_MAX];
    if (argc > ARGUMENTS_MAX - 2 || !take_arguments(argc, argv, arguments)) {
        fprintf(stderr, "usage: aviation-weather %s [--config FILE] [ARGUMENT...]\n", argv[0]);
        return COMMAND_USAGE;
    }
    const char *path = getenv("AVIATION_WEATHER_CONF");
    if (config_load(path, &config, &error) != RESULT_OK) {
        fprintf(stderr, "aviation-weather: %s%s%s\n", error.key, error.key[0] ? " " : "", error.message);
        return COMMAND_FAILED;
    }
    find_folder(folder);
    export_config(&config, folder);
    snprintf(script, sizeof(script), "%s/" SCRIPT, folder);
    arguments[0] = script;
    execv(script, arguments);
    fprintf(stderr, "aviation-weather: %s: %s\n", script, strerror(errno));
    return COMMAND_FAILED;
}
