#include "cli/setup_sharding.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/database_options.h"

struct sharding_options {
    const char *config_path;
    struct durable_sharding plan;
    const char *shards[DURABLE_ZONES + 1]; /* one more, so that too many are seen */
};

static int usage(void)
{
    fputs("usage: aviation-weather setup-sharding [--dry-run] [--shards NAME,...] [--config FILE]\n"
          "  --shards   one shard for each zone, in this order:",
          stderr);
    for (size_t i = 0; i < DURABLE_ZONES; i++)
        fprintf(stderr, " %s", durable_zone_name(i));
    fputc('\n', stderr);
    return COMMAND_USAGE;
}

/* Splits `list` at its commas, in place. */
static void parse_shards(char *list, struct sharding_options *out)
{
    out->plan.shards_count = 0;
    while (list && out->plan.shards_count <= DURABLE_ZONES) {
        out->shards[out->plan.shards_count++] = list;
        list = strchr(list, ',');
        if (list)
            *list++ = '\0';
    }
    out->plan.shards = out->shards;
}

static bool parse_options(int argc, char **argv, struct sharding_options *out)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"dry-run", no_argument, NULL, 'n'},
                                            {"shards", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    int c;
    optind = 1;
    *out = (struct sharding_options){0};
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 'c')
            out->config_path = optarg;
        else if (c == 'n')
            out->plan.dry_run = true;
        else if (c == 's')
            parse_shards(optarg, out);
        else
            return false;
    }
    return optind == argc;
}

static void print_command(void *context, const char *database, const char *command)
{
    printf("%s: %s\n", database, command);
    (void)context;
}

int command_setup_sharding(int argc, char **argv)
{
    static struct config config;
    struct sharding_options options;
    struct tier_options tier;
    char detail[DURABLE_DETAIL_MAX];
    if (!parse_options(argc, argv, &options))
        return usage();
    if (!database_options_read(options.config_path, &config, &tier))
        return COMMAND_FAILED;
    if (!options.plan.dry_run && !database_reach(&tier))
        return COMMAND_FAILED;
    if (durable_sharding_apply(&tier, &options.plan, print_command, NULL, detail)) {
        fflush(stdout);
        fprintf(stderr, "aviation-weather: setup-sharding: %s\n", detail);
        return COMMAND_FAILED;
    }
    return COMMAND_OK;
}
