#include "cli/check_providers.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/json_writer.h"
#include "cli/command.h"
#include "upstream/provider_check.h"

#define OUTPUT_MAX ((size_t)1024 * 1024)

struct check_output {
    struct buffer out;
    struct json_writer json;
    bool as_json;
    bool all_right;
    size_t checks;
};

struct check_options {
    bool as_json;
    const char *config_path; /* NULL: the usual one */
    const char *station;
};

static bool parse_options(int argc, char **argv, struct check_options *out)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"config", required_argument, NULL, 'c'},
        {"station", required_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    int c;
    optind = 1;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 'j')
            out->as_json = true;
        else if (c == 'c')
            out->config_path = optarg;
        else if (c == 's')
            out->station = optarg;
        else
            return false;
    }
    return optind == argc;
}

static void write_json(struct json_writer *w, const struct provider_check *c)
{
    json_object_begin(w);
    json_member_string_z(w, "provider", upstream_provider_name(c->provider));
    json_member_string_z(w, "endpoint", c->endpoint);
    json_member_bool(w, "ok", c->right);
    json_member_int(w, "status", c->status);
    json_member_int(w, "elapsed_ms", c->elapsed_ms);
    json_member_int(w, "bytes", (int64_t)c->bytes);
    json_member_int(w, "reports", (int64_t)c->reports);
    json_member_int(w, "rejected", (int64_t)c->rejected);
    json_key(w, "newest_age_s");
    if (c->newest_age_s == -1)
        json_null(w);
    else
        json_int(w, c->newest_age_s);
    json_key(w, "clock_difference_s");
    if (c->has_date)
        json_int(w, c->clock_difference_s);
    else
        json_null(w);
    json_member_string_z(w, "missing_fields", c->missing);
    json_member_string_z(w, "changed_fields", c->changed);
    json_member_string_z(w, "gone_fields", c->gone);
    json_member_string_z(w, "new_fields", c->unknown);
    json_member_string_z(w, "problems", c->problems);
    json_object_end(w);
}

static void write_text(struct buffer *b, const struct provider_check *c)
{
    buffer_append_format(b, "%-5s %s %s\n      ", c->right ? "ok" : "WRONG",
                         upstream_provider_name(c->provider), c->endpoint);
    if (c->status)
        buffer_append_format(b, "HTTP %d", c->status);
    else
        buffer_append_format(b, "no answer");
    buffer_append_format(b, ", %lld ms, %zu bytes, %zu %s, %zu unreadable", (long long)c->elapsed_ms,
                         c->bytes, c->reports, strstr(c->endpoint, "stations") ? "stations" : "reports",
                         c->rejected);
    if (c->newest_age_s != -1)
        buffer_append_format(b, ", newest %lld min old", (long long)(c->newest_age_s / 60));
    if (c->has_date)
        buffer_append_format(b, ", clock %+lld s", (long long)c->clock_difference_s);
    buffer_append_char(b, '\n');
    if (c->problems[0])
        buffer_append_format(b, "      wrong: %s\n", c->problems);
    if (c->notes[0])
        buffer_append_format(b, "      note: %s\n", c->notes);
}

static void on_check(void *context, const struct provider_check *check)
{
    struct check_output *o = context;
    o->checks++;
    o->all_right = o->all_right && check->right;
    if (o->as_json) {
        write_json(&o->json, check);
        return;
    }
    write_text(&o->out, check);
    /* A provider may take its time: each line as it comes. */
    fwrite(o->out.ptr, 1, o->out.len, stdout);
    fflush(stdout);
    buffer_reset(&o->out);
}

static enum result run_checks(const struct config *config, const struct check_options *options,
                              bool *all_right)
{
    struct check_output o = {.as_json = options->as_json, .all_right = true};
    buffer_init(&o.out, OUTPUT_MAX);
    json_writer_init(&o.json, &o.out);
    if (o.as_json) {
        json_object_begin(&o.json);
        json_member_bool(&o.json, "checkwx_configured", config->checkwx_api_key[0] != '\0');
        json_key(&o.json, "checks");
        json_array_begin(&o.json);
    } else if (!config->checkwx_api_key[0]) {
        printf("-     checkwx is not configured: CHECKWX_API_KEY is not set\n");
    }
    enum result result = provider_check_all(config, slice_from_string(options->station), &o, on_check);
    *all_right = o.all_right && o.checks > 0;
    if (o.as_json && result == RESULT_OK) {
        json_array_end(&o.json);
        json_member_bool(&o.json, "ok", *all_right);
        json_object_end(&o.json);
        buffer_append_char(&o.out, '\n');
        result = buffer_result(&o.out);
        if (result == RESULT_OK)
            fwrite(o.out.ptr, 1, o.out.len, stdout);
    }
    buffer_free(&o.out);
    return result;
}

int command_check_providers(int argc, char **argv)
{
    static struct config config;
    struct config_error error;
    struct check_options options = {.station = "KJFK"};
    if (!parse_options(argc, argv, &options)) {
        fputs("usage: aviation-weather check-providers [--json] [--config FILE] [--station ID]\n", stderr);
        return COMMAND_USAGE;
    }
    if (config_load(options.config_path, &config, &error) != RESULT_OK) {
        fprintf(stderr, "check-providers: %s: %s\n", error.key, error.message);
        return COMMAND_USAGE;
    }
    if (config.simulated && clock_simulate(config.simulated_clock) != RESULT_OK) {
        fprintf(stderr, "check-providers: no simulated clock at %s\n", config.simulated_clock);
        return COMMAND_USAGE;
    }
    bool all_right = false;
    enum result result = run_checks(&config, &options, &all_right);
    if (result == RESULT_INVALID) {
        fprintf(stderr, "check-providers: --station %s is no station\n", options.station);
        return COMMAND_USAGE;
    }
    if (result != RESULT_OK) {
        fprintf(stderr, "check-providers: %s\n", result_text(result));
        return COMMAND_FAILED;
    }
    return all_right ? COMMAND_OK : COMMAND_FAILED;
}
