#include "cli/database_options.h"

#include <stdio.h>

bool database_options_read(const char *path, struct config *config, struct tier_options *out)
{
    struct config_error error;
    if (config_load(path, config, &error) != RESULT_OK) {
        fprintf(stderr, "aviation-weather: %s%s%s\n", error.key, error.key[0] ? " " : "", error.message);
        return false;
    }
    if (!config_mongodb_uri(config)[0]) {
        fputs(config->mongodb_uri[0]
                  ? "aviation-weather: MONGODB_URI is not used in a simulation without SIMULATED_TIERS=1\n"
                  : "aviation-weather: MONGODB_URI is not set: history is kept in DATA_DIR, which needs no "
                    "setting up\n",
              stderr);
        return false;
    }
    *out = (struct tier_options){.engine = TIER_ENGINE_MONGO,
                                 .url = config_mongodb_uri(config),
                                 .space = config_tier_space(config),
                                 .timeout_ms = config->mongodb_timeout_ms};
    return true;
}

bool database_reach(struct tier_options *options)
{
    struct tier *tier;
    char detail[DURABLE_DETAIL_MAX];
    enum result result = tier_open(options, &tier, detail);
    if (result) {
        fprintf(stderr, "aviation-weather: %s\n", detail[0] ? detail : result_text(result));
        return false;
    }
    result = tier_ping(tier);
    if (result)
        fprintf(stderr, "aviation-weather: MongoDB: %s\n", tier_last_error(tier));
    tier_close(tier);
    options->timeout_ms = DATABASE_COMMAND_MS;
    return result == RESULT_OK;
}
