/* For the tests of ingest: a store and an intake in a folder of their own, and what is given to them. */
#ifndef AW_TESTS_INTAKE_CHECK_H
#define AW_TESTS_INTAKE_CHECK_H

#include "store_check.h"

#include "base/utc.h"
#include "ingest/intake.h"
#include "store/history_store.h"

#define NOON ((int64_t)1792065600) /* 2026-10-15T12:00:00Z */
#define MIN  UTC_MINUTE
#define HR   UTC_HOUR

/* A store and an intake in a folder of their own. */
struct bench {
    const char *dir;
    struct store *store;
    struct intake *intake;
    struct intake_summary last;
};

static inline int set_up(void **state)
{
    static struct bench b;
    b.dir = check_make_dir();
    b.store = store_check_open(b.dir, STORE_WRITER);
    b.intake = intake_create(b.store, NULL);
    *state = &b;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bench *b = *state;
    intake_destroy(b->intake);
    store_close(b->store);
    check_remove_dir(b->dir);
    return 0;
}

/* As after kill -9: nothing in memory is left. */
static inline void restart(struct bench *b)
{
    intake_destroy(b->intake);
    store_close(b->store);
    b->store = store_check_open(b->dir, STORE_WRITER);
    b->intake = intake_create(b->store, NULL);
}

struct given {
    const char *raw;
    int64_t reported_at; /* UTC_NONE: not given */
};

static inline struct upstream_report report_of(enum product product, const struct given *g)
{
    struct slice raw = slice_from_string(g->raw);
    const char *skip[] = {"METAR ", "SPECI ", "TAF ", "AMD ", "COR "};
    struct slice station = raw;
    for (size_t i = 0; i < CHECK_COUNT(skip); i++)
        if (slice_starts_with(station, slice_from_string(skip[i])))
            station = slice_sub(station, strlen(skip[i]), station.len);
    return (struct upstream_report){.product = product == PRODUCT_TAF ? UPSTREAM_TAF : UPSTREAM_METAR,
                                    .provider = UPSTREAM_AWC,
                                    .station = slice_sub(station, 0, 4),
                                    .raw = raw,
                                    .reported_at = g->reported_at,
                                    .latitude_deg = 40.5,
                                    .longitude_deg = -73.75,
                                    .elevation_m = 4};
}

static inline enum result take(struct bench *b, enum product product, enum intake_kind kind, int64_t now,
                               const struct given *given, size_t count)
{
    struct report_batch batch;
    struct intake_answer answer = {product, kind, now, "\"etag\"", "yesterday", NULL};
    assert_int_equal(report_batch_init(&batch), RESULT_OK);
    for (size_t i = 0; i < count; i++) {
        struct upstream_report report = report_of(product, &given[i]);
        report_batch_add(&batch, &report);
    }
    enum result r = intake_take(b->intake, &answer, &batch, &b->last);
    report_batch_free(&batch);
    return r;
}

#define TAKE(b, product, kind, now, ...)                                                                     \
    do {                                                                                                     \
        const struct given given_[] = {__VA_ARGS__};                                                         \
        assert_int_equal(take((b), (product), (kind), (now), given_, CHECK_COUNT(given_)), RESULT_OK);       \
    } while (0)
#define POLL(b, now, ...) TAKE(b, PRODUCT_METAR, INTAKE_POLL, now, __VA_ARGS__)

/* The current (or previous) report of a station, its slices copied; raw "" when there is none. */
static inline struct stored_report stored(struct bench *b, enum product product, enum report_slot slot,
                                          const char *station)
{
    static char raw[512], decoded[8192];
    struct store_read *r;
    struct stored_report report = {.raw = SLICE("")};
    assert_int_equal(store_read_begin(b->store, STORE_HOT, &r), RESULT_OK);
    if (report_store_get(r, product, slot, slice_from_string(station), &report) == RESULT_OK) {
        assert_true(slice_copy(report.raw, raw, sizeof(raw)) &&
                    slice_copy(report.decoded, decoded, sizeof(decoded)));
        report.raw = slice_from_string(raw);
        report.decoded = slice_from_string(decoded);
    }
    store_read_end(r);
    return report;
}

#define CURRENT(b, station) stored((b), PRODUCT_METAR, SLOT_CURRENT, (station))

static inline bool count_entry(void *context, const struct history_entry *entry)
{
    ++*(int *)context;
    return true;
}

static inline int history_rows(struct bench *b, enum product product, const char *station)
{
    struct store_read *r;
    int rows = 0;
    assert_int_equal(store_read_begin(b->store, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(
        history_store_each(r, product, slice_from_string(station), 0, INT64_MAX, count_entry, &rows),
        RESULT_OK);
    store_read_end(r);
    return rows;
}

static inline struct product_state state_of(struct bench *b, enum product product)
{
    struct store_read *r;
    struct product_state s = {.checked_at = UTC_NONE};
    assert_int_equal(store_read_begin(b->store, STORE_HOT, &r), RESULT_OK);
    product_state_get(r, product, &s);
    store_read_end(r);
    return s;
}

#define M1151            "METAR KJFK 151151Z 18010KT 10SM CLR 20/10 A3000"
#define M1251            "METAR KJFK 151251Z 18012KT 10SM FEW020 21/10 A2999"
#define S1210            "SPECI KJFK 151210Z 18012G22KT 2SM TSRA BKN010CB 18/17 A3002"
#define C1151            "METAR COR KJFK 151151Z 18010KT 9SM CLR 20/10 A3000"
#define D1151            "METAR COR KJFK 151151Z 18010KT 8SM CLR 20/10 A3000"
#define AT(hour, minute) (NOON - 12 * HR + (hour)*HR + (minute)*MIN)

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
