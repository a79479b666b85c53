#include "upstream/provider_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "build_config.h"
#include "upstream/exchange.h"
#include "upstream/provider.h"

#define CHECK_TIMEOUT_MS ((int64_t)60000)
#define CLOCK_MAX_S      60
#define REJECTED_MAX     100 /* one row in so many may be unreadable */

/* When a feed is delayed: newest METAR and TAF of the whole product; for one station's METAR when it has
 * expired. */
#define METAR_FILE_AGE_S (15 * UTC_MINUTE)
#define TAF_FILE_AGE_S   (90 * UTC_MINUTE)
#define STATION_AGE_S    (3 * UTC_HOUR)

struct check_run {
    const struct config *config;
    struct http_client *http;
    struct provider_check check;
    struct field_census census;
    int64_t oldest_allowed_s; /* age of the newest report; 0: not judged */
    bool done;
};

/* Appends a sentence, parted from the one before it. */
static void add_text(char *out, size_t size, const char *format, va_list arguments)
{
    size_t at = strlen(out);
    if (at && at + 2 < size) {
        memcpy(out + at, "; ", 3);
        at += 2;
    }
    vsnprintf(out + at, size - at, format, arguments);
}

static void __attribute__((format(printf, 2, 3)))
add_problem(struct provider_check *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_text(c->problems, sizeof(c->problems), format, arguments);
    va_end(arguments);
}

static void __attribute__((format(printf, 2, 3))) add_note(struct provider_check *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_text(c->notes, sizeof(c->notes), format, arguments);
    va_end(arguments);
}

static void judge_fields(struct check_run *run)
{
    struct provider_check *c = &run->check;
    if (field_census_missing(&run->census, c->missing, sizeof(c->missing)))
        add_problem(c, "fields are missing: %.150s", c->missing);
    if (field_census_changed(&run->census, c->changed, sizeof(c->changed)))
        add_problem(c, "fields have another type: %.150s", c->changed);
    if (field_census_gone(&run->census, c->gone, sizeof(c->gone)))
        add_note(c, "fields are gone that are not needed: %.100s", c->gone);
    if (field_census_unknown(&run->census, c->unknown, sizeof(c->unknown)))
        add_note(c, "new fields: %.100s", c->unknown);
}

static void judge_content(struct check_run *run, const struct exchange_result *r)
{
    struct provider_check *c = &run->check;
    judge_fields(run);
    if (r->detail[0])
        add_problem(c, "%s", r->detail);
    if (!c->reports)
        add_problem(c, "nothing came");
    if (c->rejected && c->rejected >= (c->reports + c->rejected) / REJECTED_MAX)
        add_problem(c, "%zu of %zu rows could not be read", c->rejected, c->reports + c->rejected);
    if (run->oldest_allowed_s && c->newest_age_s > run->oldest_allowed_s)
        add_problem(c, "the newest report is %lld min old", (long long)(c->newest_age_s / 60));
    if (run->oldest_allowed_s && c->newest_age_s < -CLOCK_MAX_S)
        add_problem(c, "the newest report is %lld min in the future", (long long)(-c->newest_age_s / 60));
}

static void on_done(void *context, const struct exchange_result *r)
{
    struct check_run *run = context;
    struct provider_check *c = &run->check;
    const struct http_response *response = r->response;
    run->done = true;
    c->status = response->status;
    c->elapsed_ms = response->elapsed_ms;
    c->bytes = response->bytes;
    c->reports = r->progress.reports;
    c->rejected = r->progress.rejected;
    bool has_age = r->progress.newest != UTC_NONE;
    c->newest_age_s = has_age ? clock_now() - r->progress.newest : -1;
    if (!has_age)
        run->oldest_allowed_s = 0; /* CheckWX's raw texts come without times */
    c->has_date = response->date != UTC_NONE;
    if (c->has_date)
        c->clock_difference_s = response->date - response->date_seen_at;
    if (r->verdict == UPSTREAM_WHOLE) {
        judge_content(run, r);
    } else {
        add_problem(c, "%s", r->detail);
        judge_fields(run);
    }
    if (c->clock_difference_s > CLOCK_MAX_S || c->clock_difference_s < -CLOCK_MAX_S)
        add_problem(c, "its clock differs from ours by %lld s", (long long)c->clock_difference_s);
    c->right = c->problems[0] == '\0';
}

/* One question. `url` is the whole of it, terminated. */
static enum result check_url(struct check_run *run, const struct provider *p, enum upstream_product product,
                             const struct parser_ops *parser, bool file, const struct buffer *url)
{
    size_t base = provider_base_url(p, run->config).len;
    run->check = (struct provider_check){.provider = p->id, .newest_age_s = -1};
    run->done = false;
    field_census_init(&run->census);
    snprintf(run->check.endpoint, sizeof(run->check.endpoint), "%s",
             base < url->len ? url->ptr + base : url->ptr);
#ifdef ENABLE_SIMULATION
    bool accept_simulated = run->config->simulated;
#else
    bool accept_simulated = false;
#endif
    const struct exchange_request request = {.provider = p->id,
                                             .product = product,
                                             .url = url->ptr,
                                             .key = p->key(run->config),
                                             .file = file,
                                             .accept_simulated = accept_simulated,
                                             .parser = parser,
                                             .census = &run->census,
                                             .timeout_ms = CHECK_TIMEOUT_MS,
                                             .context = run,
                                             .on_done = on_done};
    struct exchange *x;
    enum result result = exchange_start(run->http, &request, &x);
    while (result == RESULT_OK && !run->done)
        result = http_client_run(run->http, NULL, 0, 1000);
    return result;
}

static enum result check_file(struct check_run *run, const struct provider *p, enum upstream_product product)
{
    struct buffer url;
    buffer_init(&url, 4096);
    provider_file_url(p, run->config, p->files[product][0].path, &url);
    run->oldest_allowed_s = product == UPSTREAM_METAR ? METAR_FILE_AGE_S
                            : product == UPSTREAM_TAF ? TAF_FILE_AGE_S
                                                      : 0;
    enum result result = buffer_result(&url);
    if (result == RESULT_OK)
        result = check_url(run, p, product, p->files[product][0].parser, true, &url);
    buffer_free(&url);
    return result;
}

static enum result check_call(struct check_run *run, const struct provider *p, struct slice station)
{
    const struct provider_call call = {UPSTREAM_METAR, &station, 1, 0, UTC_NONE};
    struct buffer url;
    buffer_init(&url, 4096);
    provider_call_url(p, run->config, &call, &url);
    run->oldest_allowed_s = STATION_AGE_S;
    enum result result = buffer_result(&url);
    if (result == RESULT_OK)
        result = check_url(run, p, UPSTREAM_METAR, p->call_parser, false, &url);
    buffer_free(&url);
    return result;
}

enum result provider_check_all(const struct config *config, struct slice station, void *context,
                               void (*on_check)(void *context, const struct provider_check *check))
{
    if (!parser_is_station(station))
        return RESULT_INVALID;
    struct check_run run = {.config = config};
    const struct provider *order[UPSTREAM_PROVIDERS];
    size_t count = provider_order(config, config->primary_weather_api, order);
    enum result result = http_client_create(config->user_agent, &run.http);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        for (int product = 0; product < UPSTREAM_PRODUCTS && result == RESULT_OK; product++) {
            if (!order[i]->files[product][0].path)
                continue;
            result = check_file(&run, order[i], (enum upstream_product)product);
            if (result == RESULT_OK)
                on_check(context, &run.check);
        }
        if (result == RESULT_OK)
            result = check_call(&run, order[i], station);
        if (result == RESULT_OK)
            on_check(context, &run.check);
    }
    http_client_destroy(run.http);
    return result;
}
