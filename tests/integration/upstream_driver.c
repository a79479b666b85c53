/*
 * Puts the questions of its standard input to the providers and prints what comes, one JSON object a line;
 * for test_upstream.py. Configuration by the environment, as the programs take it. A line holds one or more
 * commands separated by `;`, which go out together; the next line is read when all of them have been
 * answered.
 *
 *   poll metar|taf|stations [ETAG [LAST_MODIFIED]]    `-` for none; \s stands for a blank
 *   fetch metar|taf ID,ID… DEADLINE_MS
 *   history metar|taf ID,ID… HOURS
 *   status awc|checkwx
 *   quit                                              ends with questions under way
 *   reports on|off                                    whether each report is printed
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "base/number.h"
#include "base/utc.h"
#include "upstream/upstream.h"

#define STATIONS_MAX 400

struct driver {
    struct upstream *upstream;
    size_t under_way;
    size_t simulated, stations_with_metar;
    bool print_reports;
    bool quit;
};

struct question {
    struct driver *driver;
    char text[64];
};

static void print_line(struct buffer *b)
{
    buffer_append_char(b, '\n');
    fwrite(b->ptr, 1, b->len, stdout);
    fflush(stdout);
    buffer_free(b);
}

static void on_report(void *context, const struct upstream_report *r)
{
    struct question *q = context;
    struct buffer b;
    struct json_writer w;
    q->driver->simulated += r->simulated;
    if (!q->driver->print_reports)
        return;
    buffer_init(&b, 65536);
    json_writer_init(&w, &b);
    json_object_begin(&w);
    json_member_string(&w, "report", r->station);
    json_member_string_z(&w, "provider", upstream_provider_name(r->provider));
    json_member_string(&w, "raw", r->raw);
    json_member_time(&w, "reported_at", r->reported_at);
    json_member_number(&w, "latitude", r->latitude_deg, 4);
    json_member_number(&w, "longitude", r->longitude_deg, 4);
    json_member_number(&w, "elevation", r->elevation_m, 1);
    json_member_bool(&w, "simulated", r->simulated);
    json_object_end(&w);
    print_line(&b);
}

static void on_station(void *context, const struct upstream_station *s)
{
    struct question *q = context;
    q->driver->stations_with_metar += s->has_metar;
}

static void on_done(void *context, const struct upstream_outcome *o)
{
    static const char *const verdicts[] = {"whole", "not_modified", "failed", "skipped"};
    struct question *q = context;
    struct buffer b;
    struct json_writer w;
    buffer_init(&b, 65536);
    json_writer_init(&w, &b);
    json_object_begin(&w);
    json_member_string_z(&w, "done", q->text);
    json_member_string_z(&w, "verdict", verdicts[o->verdict]);
    json_member_string_z(&w, "provider", upstream_provider_name(o->provider));
    json_member_int(&w, "status", o->status);
    json_member_int(&w, "reports", (int64_t)o->reports);
    json_member_int(&w, "rejected", (int64_t)o->rejected);
    json_member_bool(&w, "every_provider_answered", o->every_provider_answered);
    json_member_int(&w, "retry_after_s", o->retry_after_s);
    json_member_string_z(&w, "etag", o->etag);
    json_member_string_z(&w, "last_modified", o->last_modified);
    json_member_string_z(&w, "detail", o->detail);
    json_member_int(&w, "simulated", (int64_t)q->driver->simulated);
    json_member_int(&w, "stations_with_metar", (int64_t)q->driver->stations_with_metar);
    json_member_int(&w, "skew_s", upstream_clock_skew_s(q->driver->upstream));
    json_object_end(&w);
    print_line(&b);
    q->driver->under_way--;
    free(q);
}

static void print_status(struct driver *d, struct slice name)
{
    struct upstream_status s;
    struct buffer b;
    struct json_writer w;
    bool checkwx = slice_equal(name, SLICE("checkwx"));
    upstream_status_get(d->upstream, checkwx ? UPSTREAM_CHECKWX : UPSTREAM_AWC, &s);
    buffer_init(&b, 65536);
    json_writer_init(&w, &b);
    json_object_begin(&w);
    json_member_bool(&w, "configured", s.configured);
    json_member_int(&w, "breaker", s.breaker);
    json_member_time(&w, "last_success_at", s.last_success_at);
    json_member_int(&w, "budget_left", s.budget_left);
    json_member_string_z(&w, "last_error", s.last_error);
    json_object_end(&w);
    print_line(&b);
}

static struct slice next_word(struct slice *rest)
{
    struct slice word = slice_make(NULL, 0);
    *rest = slice_trim(*rest);
    if (rest->len)
        slice_next(rest, ' ', &word);
    return word;
}

/* A validator: "-" is none. */
static const char *copy_validator(struct slice word, char *out, size_t size)
{
    size_t to = 0;
    for (size_t i = 0; i < word.len && to + 1 < size; i++) {
        bool blank = word.ptr[i] == '\\' && i + 1 < word.len && word.ptr[i + 1] == 's';
        out[to++] = blank ? ' ' : word.ptr[i];
        i += blank;
    }
    out[to] = '\0';
    return strcmp(out, "-") == 0 ? "" : out;
}

static enum result ask(struct driver *d, struct slice verb, enum upstream_product product, struct slice rest,
                       const struct upstream_handler *handler)
{
    char etag[160], last_modified[80];
    struct slice ids[STATIONS_MAX];
    size_t count = 0;
    int64_t number = 0;
    if (slice_equal(verb, SLICE("poll"))) {
        const char *tag = copy_validator(next_word(&rest), etag, sizeof(etag));
        const char *since = copy_validator(next_word(&rest), last_modified, sizeof(last_modified));
        return upstream_poll_bulk(d->upstream, product, tag, since, handler);
    }
    struct slice list = next_word(&rest);
    while (count < STATIONS_MAX && slice_next(&list, ',', &ids[count]))
        count++;
    if (number_parse_int(next_word(&rest), 0, 1000000, &number) != RESULT_OK)
        return RESULT_INVALID;
    if (slice_equal(verb, SLICE("fetch")))
        return upstream_fetch(d->upstream, product, ids, count, number, handler);
    return upstream_fetch_history(d->upstream, product, ids, count, (int)number, handler);
}

static void run_command(struct driver *d, struct slice text)
{
    struct slice rest = slice_trim(text);
    struct slice whole = rest;
    struct slice verb = next_word(&rest);
    if (slice_equal(verb, SLICE("status"))) {
        print_status(d, next_word(&rest));
        return;
    }
    if (slice_equal(verb, SLICE("quit"))) {
        d->quit = true;
        return;
    }
    struct slice what = next_word(&rest);
    if (slice_equal(verb, SLICE("reports"))) {
        d->print_reports = slice_equal(what, SLICE("on"));
        return;
    }
    struct question *q = calloc(1, sizeof(*q));
    if (!q)
        return;
    q->driver = d;
    slice_copy(slice_sub(whole, 0, sizeof(q->text) - 1), q->text, sizeof(q->text));
    enum upstream_product product = slice_equal(what, SLICE("metar")) ? UPSTREAM_METAR
                                    : slice_equal(what, SLICE("taf")) ? UPSTREAM_TAF
                                                                      : UPSTREAM_STATIONS;
    const struct upstream_handler handler = {q, on_report, on_station, on_done};
    enum result result = ask(d, verb, product, rest, &handler);
    if (result == RESULT_OK) {
        d->under_way++;
        return;
    }
    printf("{\"error\":\"%s\"}\n", result_text(result));
    fflush(stdout);
    free(q);
}

int main(void)
{
    static struct config config;
    struct config_error error;
    struct driver d = {.print_reports = false};
    log_open("upstream_driver", LOG_LEVEL_WARNING);
    if (config_load(NULL, &config, &error) != RESULT_OK) {
        fprintf(stderr, "%s: %s\n", error.key, error.message);
        return 2;
    }
    if (config.simulated && config.simulated_clock[0] && clock_simulate(config.simulated_clock) != RESULT_OK)
        return 2;
    if (upstream_create(&config, &d.upstream) != RESULT_OK)
        return 2;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while (!d.quit && (length = getline(&line, &size, stdin)) > 0) {
        struct slice rest = slice_make(line, (size_t)length);
        struct slice command;
        d.simulated = d.stations_with_metar = 0;
        while (slice_next(&rest, ';', &command))
            run_command(&d, command);
        while (d.under_way && !d.quit)
            if (upstream_run(d.upstream, NULL, 0, 1000) != RESULT_OK)
                return 2;
    }
    free(line);
    upstream_destroy(d.upstream);
    return 0;
}
