#include "cli/init_db.h"

#include <getopt.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/database_options.h"

static void print_step(void *context, const struct durable_schema_step *step)
{
    static const char *const words[] = {[DURABLE_MADE] = "made",
                                        [DURABLE_THERE] = "there already",
                                        [DURABLE_CHANGED] = "changed",
                                        [DURABLE_WITHOUT] = "not to be had"};
    const char *between = step->detail[0] ? ": " : "";
    printf("%-11s%-70s %s%s%s\n", step->kind, step->name, words[step->outcome], between, step->detail);
    (void)context;
}

static void print_end(const struct durable_schema *schema)
{
    if (!schema->expires)
        puts("The server has no TTL indexes: ingestd deletes what is due.");
    if (!schema->validates)
        puts("The server has no validators: documents are checked by who reads them only.");
    printf("Database \"%s\" has version %d.\n", schema->database, DURABLE_SCHEMA_VERSION);
}

static bool parse_options(int argc, char **argv, const char **config_path)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
    int c;
    optind = 1;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c != 'c')
            return false;
        *config_path = optarg;
    }
    return optind == argc;
}

int command_init_db(int argc, char **argv)
{
    static struct config config;
    struct tier_options options;
    struct durable_schema schema;
    char detail[DURABLE_DETAIL_MAX];
    const char *path = NULL;
    if (!parse_options(argc, argv, &path)) {
        fputs("usage: aviation-weather init-db [--config FILE]\n", stderr);
        return COMMAND_USAGE;
    }
    if (!database_options_read(path, &config, &options) || !database_reach(&options))
        return COMMAND_FAILED;
    if (durable_schema_apply(&options, print_step, NULL, &schema, detail)) {
        fflush(stdout);
        fprintf(stderr, "aviation-weather: init-db: %s\n", detail);
        return COMMAND_FAILED;
    }
    print_end(&schema);
    return COMMAND_OK;
}
