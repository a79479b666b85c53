/*
 * The tier of Redis, or with a URL of MongoDB that one, on a line: redis_driver URL SPACE TIMEOUT_MS reads
 * commands from standard input and answers each with one line, "RESULT milliseconds ...", so that a test in
 * Python can do things to the server in between.
 *
 *   open                                     again, from the beginning
 *   ping | error | breaker | run             run: which start of which server answered last
 *   lease NAME OWNER MS | release NAME OWNER
 *   put PRODUCT FIRST COUNT OBSERVED RAW     reports of stations T000FIRST and so on
 *   newest PRODUCT STATION NOW | each PRODUCT NOW
 *   history PRODUCT STATION FROM TO LIMIT | prune BEFORE LIMIT
 *   append OWNER PRODUCT FIRST COUNT OBSERVED RAW
 *   checked OWNER PRODUCT AT NEWEST STATIONS | nothing OWNER PRODUCT STATION AT | last PRODUCT
 *   read LIMIT BLOCK_MS | place ID           place "-" is the beginning
 *   item KEY EXPIRES NOW BYTES | get KEY NOW | page PREFIX AFTER LIMIT NOW | count KEY DELTA TTL NOW
 *   sweep NOW
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/utc.h"
#include "store/shared_tier.h"

#define WORDS_MAX 8

struct driver {
    struct tier_options options;
    struct tier *tier;
    char detail[200];
    char place[SHARED_STREAM_ID_MAX];
    char answer[4096]; /* behind result and time */
    size_t given;
    int64_t receipts; /* calls that put reports: each receives them a second later than the one before */
};

static int64_t number(const char *word)
{
    int64_t value = 0;
    if (word && number_parse_int(slice_from_string(word), INT64_MIN, INT64_MAX, &value))
        value = UTC_NONE;
    return value;
}

static enum product product_of(const char *word)
{
    return strcmp(word, "taf") == 0 ? PRODUCT_TAF : PRODUCT_METAR;
}

static void say(struct driver *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct driver *d, const char *format, ...)
{
    size_t len = strlen(d->answer);
    va_list args;
    va_start(args, format);
    vsnprintf(d->answer + len, sizeof(d->answer) - len, format, args);
    va_end(args);
}

static enum result open_tier(struct driver *d)
{
    struct tier *t = NULL;
    enum result result = tier_open(&d->options, &t, d->detail);
    if (result) {
        say(d, " %s", d->detail);
        return result;
    }
    tier_close(d->tier);
    d->tier = t;
    d->place[0] = '\0';
    return RESULT_OK;
}

/* ---- reports ---- */

static struct tier_report report_of(const struct driver *d, char **w, size_t i)
{
    struct tier_report report = {
        .entry = {.product = product_of(w[0]),
                  .observed_at = number(w[3]),
                  .received_at = number(w[3]) + 60 + d->receipts,
                  .source = SOURCE_AWC,
                  .raw = slice_from_string(w[4])},
        .reported_at = number(w[3]),
        .checked_at = UTC_NONE,
        .latitude_deg = 40.6,
        .longitude_deg = NAN,
        .elevation_m = NAN,
    };
    snprintf(report.entry.station, STATION_MAX, "T%06zu", (size_t)number(w[1]) + i);
    return report;
}

static enum result put(struct driver *d, char **w)
{
    size_t count = (size_t)number(w[2]);
    struct tier_report *reports = calloc(count, sizeof(*reports));
    if (!reports)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        reports[i] = report_of(d, w, i);
    enum result result = tier_report_put(d->tier, reports, count, number(w[3]));
    free(reports);
    d->receipts++;
    return result;
}

static enum result append(struct driver *d, char **w)
{
    size_t count = (size_t)number(w[3]);
    struct shared_change *changes = calloc(count, sizeof(*changes));
    if (!changes)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        changes[i] = (struct shared_change){.kind = SHARED_REPORT,
                                            .owner = slice_from_string(w[0]),
                                            .product = product_of(w[1]),
                                            .report = report_of(d, w + 1, i),
                                            .checked_at = UTC_NONE,
                                            .newest_at = UTC_NONE};
    enum result result = shared_stream_append(d->tier, changes, count);
    free(changes);
    d->receipts++;
    return result;
}

static enum result newest(struct driver *d, char **w)
{
    struct arena *arena = arena_create(1 << 20);
    struct tier_report reports[TIER_NEWEST_MAX];
    size_t count = 0;
    enum result result = tier_report_newest(d->tier, product_of(w[0]), slice_from_string(w[1]), number(w[2]),
                                            arena, reports, TIER_NEWEST_MAX, &count);
    for (size_t i = 0; i < count; i++)
        say(d, " %" PRId64 ":%" PRId64 ":%.*s", reports[i].entry.observed_at, reports[i].entry.received_at,
            (int)reports[i].entry.raw.len, reports[i].entry.raw.ptr);
    arena_destroy(arena);
    return result;
}

static bool show_entry(void *context, const struct history_entry *entry)
{
    say(context, " %" PRId64 ":%.*s", entry->observed_at, (int)entry->raw.len, entry->raw.ptr);
    return true;
}

static enum result history(struct driver *d, char **w)
{
    struct tier_history_question q = {.product = product_of(w[0]),
                                      .station = slice_from_string(w[1]),
                                      .from = number(w[2]),
                                      .to = number(w[3]),
                                      .limit = (size_t)number(w[4])};
    return tier_history_page(d->tier, &q, show_entry, d);
}

static enum result prune(struct driver *d, char **w)
{
    size_t deleted = 0;
    enum result result = tier_history_prune(d->tier, number(w[0]), (size_t)number(w[1]), &deleted);
    say(d, " %zu", deleted);
    return result;
}

static bool count_report(void *context, const struct tier_report *report)
{
    struct driver *d = context;
    d->given++;
    return true;
}

static enum result each(struct driver *d, char **w)
{
    uint64_t stations = 0;
    d->given = 0;
    enum result result =
        shared_reports_each(d->tier, product_of(w[0]), number(w[1]), count_report, d, &stations);
    say(d, " stations=%" PRIu64 " reports=%zu", stations, d->given);
    return result;
}

/* ---- the stream ---- */

static enum result append_other(struct driver *d, enum shared_change_kind kind, char **w)
{
    struct shared_change change = {
        .kind = kind, .owner = slice_from_string(w[0]), .product = product_of(w[1]), .newest_at = UTC_NONE};
    if (kind == SHARED_CHECKED) {
        change.checked_at = number(w[2]);
        change.newest_at = number(w[3]);
        change.stations = (uint64_t)number(w[4]);
    } else {
        slice_copy(slice_from_string(w[2]), change.report.entry.station, STATION_MAX);
        change.checked_at = number(w[3]);
    }
    return shared_stream_append(d->tier, &change, 1);
}

static enum result last(struct driver *d, char **w)
{
    struct shared_change change;
    enum result result = shared_checked_get(d->tier, product_of(w[0]), &change);
    if (!result)
        say(d, " %.*s %" PRId64 " %" PRId64 " %" PRIu64, (int)change.owner.len, change.owner.ptr,
            change.checked_at, change.newest_at, change.stations);
    return result;
}

static bool say_change(void *context, const struct shared_change *change)
{
    static const char letters[] = {[SHARED_REPORT] = 'r', [SHARED_CHECKED] = 'c', [SHARED_NOTHING] = 'n'};
    struct driver *d = context;
    if (d->given++ < 20)
        say(d, " %c:%.*s:%s:%s", letters[change->kind], (int)change->owner.len, change->owner.ptr,
            product_name(change->product), change->report.entry.station);
    return true;
}

static enum result read_stream(struct driver *d, char **w)
{
    bool gap = false;
    d->given = 0;
    enum result result =
        shared_stream_read(d->tier, d->place, (size_t)number(w[0]), number(w[1]), say_change, d, &gap);
    say(d, " given=%zu gap=%d place=%s", d->given, gap, d->place[0] ? d->place : "-");
    return result;
}

/* ---- items ---- */

static enum result item(struct driver *d, char **w)
{
    size_t len = (size_t)number(w[3]);
    char *bytes = malloc(len + 1);
    if (!bytes)
        return RESULT_NO_MEMORY;
    memset(bytes, 'v', len);
    enum result result =
        tier_item_put(d->tier, slice_from_string(w[0]), slice_make(bytes, len), number(w[1]), number(w[2]));
    free(bytes);
    return result;
}

static enum result get(struct driver *d, char **w)
{
    struct buffer value;
    int64_t expires_at = 0;
    buffer_init(&value, 2 << 20);
    enum result result = tier_item_get(d->tier, slice_from_string(w[0]), number(w[1]), &value, &expires_at);
    say(d, " bytes=%zu expires=%" PRId64, value.len, expires_at);
    buffer_free(&value);
    return result;
}

static bool say_item(void *context, struct slice key, struct slice value, int64_t expires_at)
{
    say(context, " %.*s", (int)key.len, key.ptr);
    return true;
}

static enum result page(struct driver *d, char **w)
{
    struct slice prefix = slice_from_string(strcmp(w[0], "-") ? w[0] : NULL);
    struct slice after = slice_from_string(strcmp(w[1], "-") ? w[1] : NULL);
    return tier_item_page(d->tier, prefix, after, (size_t)number(w[2]), number(w[3]), say_item, d);
}

static enum result count(struct driver *d, char **w)
{
    int64_t value = 0;
    enum result result =
        tier_counter_add(d->tier, slice_from_string(w[0]), number(w[1]), number(w[2]), number(w[3]), &value);
    say(d, " %" PRId64, value);
    return result;
}

static enum result lease(struct driver *d, char **w)
{
    bool mine = false;
    enum result result =
        shared_lease_take(d->tier, slice_from_string(w[0]), slice_from_string(w[1]), number(w[2]), &mine);
    say(d, " mine=%d", mine);
    return result;
}

/* ---- commands ---- */

static enum result tell(struct driver *d, const char *text)
{
    say(d, " %s", text);
    return RESULT_OK;
}

static enum result run(struct driver *d, const char *command, char **w)
{
    size_t deleted;
    if (!strcmp(command, "error"))
        return tell(d, tier_last_error(d->tier));
    if (!strcmp(command, "breaker"))
        return tell(d, breaker_state_name(tier_breaker(d->tier)));
    if (!strcmp(command, "run"))
        return tell(d, shared_run(d->tier));
    if (!strcmp(command, "place"))
        return slice_copy(slice_from_string(strcmp(w[0], "-") ? w[0] : ""), d->place, sizeof(d->place))
                   ? RESULT_OK
                   : RESULT_INVALID;
    if (!strcmp(command, "open"))
        return open_tier(d);
    if (!strcmp(command, "ping"))
        return tier_ping(d->tier);
    if (!strcmp(command, "lease"))
        return lease(d, w);
    if (!strcmp(command, "release"))
        return shared_lease_release(d->tier, slice_from_string(w[0]), slice_from_string(w[1]));
    if (!strcmp(command, "put"))
        return put(d, w);
    if (!strcmp(command, "newest"))
        return newest(d, w);
    if (!strcmp(command, "history"))
        return history(d, w);
    if (!strcmp(command, "prune"))
        return prune(d, w);
    if (!strcmp(command, "each"))
        return each(d, w);
    if (!strcmp(command, "append"))
        return append(d, w);
    if (!strcmp(command, "checked"))
        return append_other(d, SHARED_CHECKED, w);
    if (!strcmp(command, "nothing"))
        return append_other(d, SHARED_NOTHING, w);
    if (!strcmp(command, "last"))
        return last(d, w);
    if (!strcmp(command, "read"))
        return read_stream(d, w);
    if (!strcmp(command, "item"))
        return item(d, w);
    if (!strcmp(command, "get"))
        return get(d, w);
    if (!strcmp(command, "page"))
        return page(d, w);
    if (!strcmp(command, "count"))
        return count(d, w);
    if (!strcmp(command, "sweep"))
        return tier_item_sweep(d->tier, number(w[0]), 100, &deleted);
    return RESULT_UNSUPPORTED;
}

static void command_line(struct driver *d, char *line)
{
    char *w[WORDS_MAX + 1] = {NULL};
    struct slice rest = slice_from_string(line), word;
    size_t words = 0;
    while (words < WORDS_MAX && slice_next(&rest, ' ', &word)) {
        w[words] = line + (word.ptr - line);
        w[words++][word.len] = '\0';
    }
    d->answer[0] = '\0';
    int64_t start_us = clock_monotonic_us();
    enum result result = run(d, w[0], w + 1);
    printf("%s|%" PRId64 "|%s\n", result_text(result), (clock_monotonic_us() - start_us) / 1000, d->answer);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static struct driver d;
    static char line[4096];
    if (argc != 4)
        return 2;
    bool mongodb = slice_starts_with(slice_from_string(argv[1]), SLICE("mongodb"));
    d.options = (struct tier_options){.engine = mongodb ? TIER_ENGINE_MONGO : TIER_ENGINE_REDIS,
                                      .url = argv[1],
                                      .space = argv[2],
                                      .timeout_ms = number(argv[3])};
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        command_line(&d, line);
    }
    tier_close(d.tier);
    return 0;
}
