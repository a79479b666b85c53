/* History: pages that yield one sequence whatever their size, and pruning. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 64

/* A row by what tells it from others: the place of a page's cursor. */
struct rows {
    struct history_place places[ROWS_MAX];
    size_t count, stop_at; /* stop_at 0: never */
    bool wrong;
};

static bool take(void *context, const struct history_entry *entry)
{
    struct rows *rows = context;
    if (rows->count == ROWS_MAX) {
        rows->wrong = true;
        return false;
    }
    rows->places[rows->count++] = (struct history_place){entry->observed_at, report_store_hash(entry->raw)};
    return rows->count != rows->stop_at;
}

static int compare(const void *a, const void *b)
{
    const struct history_place *x = a, *y = b;
    if (x->observed_at != y->observed_at)
        return x->observed_at < y->observed_at ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static bool same_rows(const struct rows *a, const struct rows *b)
{
    return a->count == b->count && !a->wrong && !b->wrong &&
           (a->count == 0 || memcmp(a->places, b->places, a->count * sizeof(a->places[0])) == 0);
}

static enum result page(struct conformance *c, const struct tier_history_question *q, struct rows *rows)
{
    return tier_history_page(c->tier, q, take, rows);
}

/* Pages of q->limit, each from where the one before ended. */
static void walk(struct conformance *c, struct tier_history_question q, struct rows *rows)
{
    size_t before;
    struct history_place after;
    do {
        before = rows->count;
        if (before > 0) {
            after = rows->places[before - 1];
            q.after = &after;
        }
        REQUIRE_RESULT(c, page(c, &q, rows), RESULT_OK);
        REQUIRE(c, rows->count - before <= q.limit && !rows->wrong);
    } while (rows->count - before == q.limit);
}

static void put(struct conformance *c, enum product product, const char *station, int64_t observed_at,
                const char *raw)
{
    struct tier_report report = conformance_report(c, product, station, observed_at, raw);
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
}

static void expect_row(struct rows *rows, int64_t observed_at, const char *raw)
{
    uint32_t hash = report_store_hash(slice_from_string(raw));
    rows->places[rows->count++] = (struct history_place){observed_at, hash};
}

/*
 * Rows a minute apart from `start`; at the fifth minute six of them, so that some hashes have their highest
 * bit and some not. Put in no order; what is expected is sorted.
 */
static void put_rows(struct conformance *c, const char *station, int64_t start, struct rows *expected)
{
    enum { COUNT = 20 };
    struct tier_report reports[COUNT];
    bool high = false, low = false;
    for (int i = 0; i < COUNT; i++) {
        int n = i * 7 % COUNT;
        int64_t at = start + 60 * (n < 14 ? n : 5);
        const char *raw = arena_format(c->arena, "METAR %s row %d", station, n);
        REQUIRE(c, raw);
        reports[i] = conformance_report(c, PRODUCT_METAR, station, at, raw);
        expect_row(expected, at, raw);
        if (n >= 14) {
            bool is_high = report_store_hash(slice_from_string(raw)) >> 31;
            high = high || is_high;
            low = low || !is_high;
        }
    }
    REQUIRE(c, high && low);
    REQUIRE_RESULT(c, tier_report_put(c->tier, reports, COUNT, c->now), RESULT_OK);
    REQUIRE_RESULT(c, tier_report_put(c->tier, reports, COUNT, c->now), RESULT_OK);
    qsort(expected->places, expected->count, sizeof(expected->places[0]), compare);
}

static struct tier_history_question question(const char *station, int64_t from, int64_t to, size_t limit)
{
    return (struct tier_history_question){.product = PRODUCT_METAR,
                                          .station = slice_from_string(station),
                                          .from = from,
                                          .to = to,
                                          .limit = limit};
}

static void pages_of_every_size(struct conformance *c)
{
    struct rows expected = {0};
    int64_t start = c->now - UTC_DAY;
    put_rows(c, "KHIS", start, &expected);
    put(c, PRODUCT_TAF, "KHIS", start + 60, "a TAF is another product");
    put(c, PRODUCT_METAR, "KHISA", start + 60, "another station");
    put(c, PRODUCT_METAR, "KHI", start + 60, "another station");
    REQUIRE_WELL(c);
    for (size_t limit = 1; limit <= 22; limit++) {
        struct rows rows = {0};
        walk(c, question("KHIS", start, start + UTC_DAY, limit), &rows);
        REQUIRE_WELL(c);
        REQUIRE(c, same_rows(&rows, &expected));
    }
}

/* Its fields come back as they were received. */
static bool check_entry(void *context, const struct history_entry *entry)
{
    struct conformance *c = context;
    bool same = entry->product == PRODUCT_METAR && strcmp(entry->station, "KFLD") == 0 &&
                entry->observed_at == c->now - 500 && entry->received_at == c->now - 400 &&
                entry->source == SOURCE_CHECKWX && slice_equal(entry->raw, SLICE("METAR KFLD \xb0\0 end"));
    if (!same)
        conformance_fail(c, __FILE__, __LINE__, "the fields of an entry");
    return true;
}

static void fields_come_back(struct conformance *c)
{
    struct tier_report report = conformance_report(c, PRODUCT_METAR, "KFLD", c->now - 500, "");
    struct tier_history_question q = question("KFLD", c->now - 600, c->now, 9);
    report.entry.raw = SLICE("METAR KFLD \xb0\0 end");
    report.entry.received_at = c->now - 400;
    report.entry.source = SOURCE_CHECKWX;
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
    report.entry.received_at = c->now; /* the first receipt stands */
    report.entry.source = SOURCE_AWC;
    REQUIRE_RESULT(c, tier_report_put(c->tier, &report, 1, c->now), RESULT_OK);
    REQUIRE_RESULT(c, tier_history_page(c->tier, &q, check_entry, c), RESULT_OK);
}

static void count_between(struct conformance *c, int64_t from, int64_t to, size_t expected)
{
    struct rows rows = {0};
    struct tier_history_question q = question("KEDG", from, to, 60);
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, rows.count == expected);
}

static void history_edges(struct conformance *c)
{
    int64_t t = c->now - 3600;
    put(c, PRODUCT_METAR, "KEDG", t, "one");
    put(c, PRODUCT_METAR, "KEDG", t + 10, "two");
    put(c, PRODUCT_METAR, "KEDG", t + 20, "three");
    count_between(c, t, t + 21, 3);
    count_between(c, t, t + 20, 2);
    count_between(c, t + 1, t + 21, 2);
    count_between(c, t + 10, t + 11, 1);
    count_between(c, t + 11, t + 20, 0);
    count_between(c, t + 10, t + 10, 0);
    count_between(c, t + 20, t, 0);
    count_between(c, t + 21, t + UTC_DAY, 0);
    count_between(c, t - 10 * UTC_DAY, t + 10 * UTC_DAY, 3);
    REQUIRE_WELL(c);
    struct rows stopped = {.stop_at = 2}, none = {0};
    struct tier_history_question q = question("KEDG", t, t + 100, 60);
    REQUIRE_RESULT(c, page(c, &q, &stopped), RESULT_OK);
    REQUIRE(c, stopped.count == 2);
    q.limit = 0;
    REQUIRE_RESULT(c, page(c, &q, &none), RESULT_OK);
    q = question("KNOT", t, t + 100, 60);
    REQUIRE_RESULT(c, page(c, &q, &none), RESULT_OK);
    REQUIRE(c, none.count == 0);
    q = question("knot", t, t + 100, 60);
    REQUIRE_RESULT(c, page(c, &q, &none), RESULT_INVALID);
}

/* A cursor may lie outside from..to, and at a row that is no more. */
static void cursors_anywhere(struct conformance *c)
{
    struct rows expected = {0}, rows = {0};
    int64_t start = c->now - UTC_DAY;
    put_rows(c, "KCUR", start, &expected);
    REQUIRE_WELL(c);
    struct history_place place = {start - 100, UINT32_MAX};
    struct tier_history_question q = question("KCUR", start, start + UTC_DAY, 60);
    q.after = &place;
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, same_rows(&rows, &expected));
    rows.count = 0;
    place = (struct history_place){start + UTC_DAY, 0};
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, rows.count == 0);
    place = (struct history_place){start + 5 * 60, UINT32_MAX}; /* behind all of that minute */
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, rows.count == 8 && rows.places[0].observed_at == start + 6 * 60);
    rows.count = 0;
    place = (struct history_place){start + 5 * 60, 0x80000000u};
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, rows.count > 8 && rows.count < 15 && rows.places[0].observed_at == start + 5 * 60 &&
                   rows.places[0].hash > 0x80000000u);
}

/* What comes late belongs where it belongs: behind the cursor it moves nothing, before it it is given. */
static void late_rows_shift_nothing(struct conformance *c)
{
    struct rows expected = {0}, rows = {0};
    int64_t start = c->now - UTC_DAY;
    put_rows(c, "KLAT", start, &expected);
    REQUIRE_WELL(c);
    struct tier_history_question q = question("KLAT", start, start + UTC_DAY, 3);
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK); /* minutes 0 to 2 */
    put(c, PRODUCT_METAR, "KLAT", start + 30, "late, behind the cursor");
    put(c, PRODUCT_METAR, "KLAT", start + 10 * 60 + 30, "late, ahead of the cursor");
    REQUIRE_WELL(c);
    expect_row(&expected, start + 10 * 60 + 30, "late, ahead of the cursor");
    qsort(expected.places, expected.count, sizeof(expected.places[0]), compare);
    walk(c, q, &rows);
    REQUIRE_WELL(c);
    REQUIRE(c, same_rows(&rows, &expected));
}

/* Older than anything that other cases have put. */
static void pruning(struct conformance *c)
{
    int64_t old = c->now - 20 * UTC_DAY;
    struct rows rows = {0};
    size_t deleted = 99, sum = 0;
    char raw[16];
    for (int i = 0; i < 5; i++) {
        snprintf(raw, sizeof(raw), "old %d", i);
        put(c, i % 2 ? PRODUCT_TAF : PRODUCT_METAR, i % 3 ? "KPRA" : "KPRB", old + i, raw);
    }
    put(c, PRODUCT_METAR, "KPRA", old + 10, "young enough");
    REQUIRE_WELL(c);
    REQUIRE_RESULT(c, tier_history_prune(c->tier, old, 100, &deleted), RESULT_OK);
    REQUIRE(c, deleted == 0);
    for (int calls = 0; calls < 10 && deleted + sum < 99; calls++) {
        REQUIRE_RESULT(c, tier_history_prune(c->tier, old + 10, 2, &deleted), RESULT_OK);
        REQUIRE(c, deleted <= 2);
        sum += deleted;
    }
    REQUIRE(c, sum == 5 && deleted == 0);
    struct tier_history_question q = question("KPRA", old - 100, old + 100, 60);
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_OK);
    REQUIRE(c, rows.count == 1 && rows.places[0].observed_at == old + 10);
}

static void no_history(struct conformance *c)
{
    struct tier_history_question q = question("KHIS", c->now - 60, c->now, 60);
    struct rows rows = {0};
    size_t deleted;
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_UNSUPPORTED);
    q.limit = 0;
    REQUIRE_RESULT(c, page(c, &q, &rows), RESULT_UNSUPPORTED);
    REQUIRE_RESULT(c, tier_history_prune(c->tier, c->now, 1, &deleted), RESULT_UNSUPPORTED);
}

const struct conformance_case history_cases[] = {
    {"pages of every size yield one sequence", ON_HISTORY, pages_of_every_size, NULL},
    {"fields of an entry come back, those of its first receipt", ON_HISTORY, fields_come_back, NULL},
    {"history at its edges", ON_HISTORY, history_edges, NULL},
    {"cursors anywhere", ON_HISTORY, cursors_anywhere, NULL},
    {"late rows shift nothing", ON_HISTORY, late_rows_shift_nothing, NULL},
    {"pruning deletes what is older and nothing else", ON_HISTORY, pruning, NULL},
    {"there is no history", ON_REDIS, no_history, NULL},
    {NULL, 0, NULL, NULL},
};
