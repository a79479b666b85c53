#include "cli/check_config.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/config.h"
#include "cli/command.h"

#define OUTPUT_MAX ((size_t)256 * 1024)

/* What is accepted and does nothing yet is said, so that nobody relies on it. */
static void print_notes(const struct config *c)
{
    if (c->redis_url[0] && !config_redis_url(c)[0])
        fputs("note: REDIS_URL is not used: a simulation needs SIMULATED_TIERS=1 for it\n", stderr);
    if (c->mongodb_uri[0] && !config_mongodb_uri(c)[0])
        fputs("note: MONGODB_URI is not used: a simulation needs SIMULATED_TIERS=1 for it\n", stderr);
    if (!c->checkwx_api_key[0])
        fputs("note: CHECKWX_API_KEY is not set: AWC is the only provider\n", stderr);
}

int command_check_config(int argc, char **argv)
{
    struct config config;
    struct config_error error;
    struct buffer out;
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        fputs("usage: aviation-weather check-config [FILE]\n", stderr);
        return COMMAND_USAGE;
    }
    if (config_load(argc == 2 ? argv[1] : NULL, &config, &error) != RESULT_OK) {
        fprintf(stderr, "aviation-weather: %s%s%s\n", error.key, error.key[0] ? " " : "", error.message);
        return COMMAND_FAILED;
    }
    buffer_init(&out, OUTPUT_MAX);
    config_print(&config, &out);
    fwrite(out.ptr, 1, out.len, stdout);
    buffer_free(&out);
    print_notes(&config);
    return COMMAND_OK;
}
