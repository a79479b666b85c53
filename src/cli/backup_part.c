#define _GNU_SOURCE
#include "cli/backup_part.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "cli/command.h"
#include "cli/database_options.h"
#include "store/durable_dump.h"
#include "store/shared_dump.h"
#include "store/snapshot.h"

/* A lot of Redis' keys may take as long; connecting too. */
#define REDIS_COMMAND_MS ((int64_t)30 * 1000)

static int failed(const char *what, const char *detail)
{
    fprintf(stderr, "aviation-weather: %s: %s\n", what, detail);
    return COMMAND_FAILED;
}

static bool read_config(struct config *config)
{
    struct config_error error;
    if (config_load(NULL, config, &error) == RESULT_OK)
        return true;
    fprintf(stderr, "aviation-weather: %s%s%s\n", error.key, error.key[0] ? " " : "", error.message);
    return false;
}

/* ---- local ---- */

static bool snapshot_path(const char *folder, int environment, char out[PATH_MAX])
{
    return snprintf(out, PATH_MAX, "%s/%s.mdb", folder,
                    store_environment_name((enum store_environment)environment)) < PATH_MAX;
}

static void print_entries(int environment, const uint64_t *entries)
{
    for (int t = 0; t < STORE_TABLES; t++)
        if (store_table_environment((enum store_table)t) == (enum store_environment)environment)
            printf("%llu local.%s\n", (unsigned long long)entries[t], store_table_name((enum store_table)t));
}

static int check_local(const char *folder)
{
    for (int e = 0; e < STORE_ENVIRONMENTS; e++) {
        char path[PATH_MAX];
        uint64_t entries[STORE_TABLES];
        if (!snapshot_path(folder, e, path))
            return failed(folder, result_text(RESULT_TOO_LARGE));
        enum result result = snapshot_check((enum store_environment)e, path, entries);
        if (result)
            return failed(path, result == RESULT_CORRUPT ? "damaged" : result_text(result));
        print_entries(e, entries);
    }
    return COMMAND_OK;
}

static int save_local(const struct config *config, const char *folder)
{
    for (int e = 0; e < STORE_ENVIRONMENTS; e++) {
        char path[PATH_MAX];
        if (!snapshot_path(folder, e, path))
            return failed(folder, result_text(RESULT_TOO_LARGE));
        enum result result = snapshot_take(config->data_dir, (enum store_environment)e, path);
        if (result)
            return failed(config->data_dir, result == RESULT_UNAVAILABLE
                                                ? "no store is there, or it is marked as damaged"
                                                : result_text(result));
    }
    return check_local(folder);
}

static int load_local(const struct config *config, const char *folder)
{
    static struct snapshot_aside aside;
    static char paths[STORE_ENVIRONMENTS][PATH_MAX];
    const char *given[STORE_ENVIRONMENTS];
    for (int e = 0; e < STORE_ENVIRONMENTS; e++) {
        if (!snapshot_path(folder, e, paths[e]))
            return failed(folder, result_text(RESULT_TOO_LARGE));
        given[e] = paths[e];
    }
    enum result result = snapshot_restore(config->data_dir, config->simulated, given, &aside);
    for (int e = 0; e < STORE_ENVIRONMENTS; e++)
        if (aside.path[e][0])
            printf("aside %s\n", aside.path[e]);
    return result ? failed(config->data_dir,
                           result == RESULT_BUSY ? "ingestd is running: stop it first" : result_text(result))
                  : COMMAND_OK;
}

/* ---- MongoDB ---- */

static void print_collection(void *context, const char *name, uint64_t documents, const char *without)
{
    (void)context;
    printf("%llu mongodb.%s\n", (unsigned long long)documents, name);
    if (without[0])
        fprintf(stderr, "note: %s: the server has not taken: %s\n", name, without);
}

typedef enum result durable_move(const struct tier_options *options, const char *folder,
                                 durable_each_collection *each, void *context,
                                 char detail[DURABLE_DETAIL_MAX]);

static int move_mongodb(durable_move *move, const char *folder)
{
    static struct config config;
    struct tier_options options;
    char detail[DURABLE_DETAIL_MAX];
    if (!database_options_read(NULL, &config, &options) || !database_reach(&options))
        return COMMAND_FAILED;
    return move(&options, folder, print_collection, NULL, detail) ? failed("MongoDB", detail) : COMMAND_OK;
}

static int check_mongodb(const char *folder)
{
    char detail[DURABLE_DETAIL_MAX];
    return durable_dump_check(folder, print_collection, NULL, detail) ? failed(folder, detail) : COMMAND_OK;
}

static int print_database(void)
{
    static struct config config;
    struct tier_options options;
    char name[64], detail[DURABLE_DETAIL_MAX];
    if (!database_options_read(NULL, &config, &options))
        return COMMAND_FAILED;
    if (durable_dump_database(&options, name, detail))
        return failed("MONGODB_URI", detail);
    puts(name);
    return COMMAND_OK;
}

/* ---- Redis ---- */

static int move_redis(const struct config *config, bool save, const char *path)
{
    char detail[SHARED_DETAIL_MAX];
    uint64_t keys = 0;
    struct tier_options options = {.engine = TIER_ENGINE_REDIS,
                                   .url = config_redis_url(config),
                                   .space = config_tier_space(config),
                                   .timeout_ms = REDIS_COMMAND_MS};
    if (!options.url[0])
        return failed("REDIS_URL", "not set");
    enum result result =
        save ? shared_dump_save(&options, path, detail) : shared_dump_load(&options, path, &keys, detail);
    if (result)
        return failed("Redis", detail[0] ? detail : result_text(result));
    if (!save)
        printf("%llu redis.keys\n", (unsigned long long)keys);
    return COMMAND_OK;
}

/* ---- the command ---- */

static int check_writer(const char *data_dir)
{
    enum result result = snapshot_writer_check(data_dir);
    if (result == RESULT_BUSY)
        return failed(data_dir, "ingestd is running: systemctl stop aviation-weather-ingestd");
    return result ? failed(data_dir, result_text(result)) : COMMAND_OK;
}

static int run(const char *verb, const char *part, const char *path)
{
    static struct config config;
    bool save = strcmp(verb, "save") == 0, load = strcmp(verb, "load") == 0;
    if (!save && !load) {
        if (strcmp(part, "local") == 0)
            return check_local(path);
        if (strcmp(part, "mongodb") == 0)
            return check_mongodb(path);
        return strcmp(part, "writer") == 0 ? check_writer(path) : COMMAND_USAGE;
    }
    if (strcmp(part, "mongodb") == 0)
        return move_mongodb(save ? durable_dump_save : durable_dump_load, path);
    if (!read_config(&config))
        return COMMAND_FAILED;
    if (strcmp(part, "local") == 0)
        return save ? save_local(&config, path) : load_local(&config, path);
    return strcmp(part, "redis") == 0 ? move_redis(&config, save, path) : COMMAND_USAGE;
}

bool backup_part_is(int argc, char **argv)
{
    static const char *const verbs[] = {"save", "load", "check", "database"};
    for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (strcmp(argv[1], verbs[i]) == 0)
            return true;
    return false;
}

int command_backup_part(int argc, char **argv)
{
    int status = COMMAND_USAGE;
    if (argc == 2 && strcmp(argv[1], "database") == 0)
        status = print_database();
    else if (argc == 4)
        status = run(argv[1], argv[2], argv[3]);
    if (status == COMMAND_USAGE)
        fputs("usage: aviation-weather-database save|load|check local|mongodb|redis|writer PATH\n", stderr);
    return status;
}
