/* ingest: batches of the journal on their way to the durable tier. */
#include "store_check.h"

#include <math.h>

#include "fake_tier.h"

#include "base/clock.h"
#include "base/utc.h"
#include "ingest/durable_batch.h"
#include "ingest/durable_report.h"
#include "ingest/durable.h"
#include "store/product_state.h"
#include "store/station_store.h"

#define NOW ((int64_t)1792065600) /* 2026-10-15T12:00:00Z */

static struct history_entry entry_of(enum product product, int64_t observed_at, const char *raw)
{
    return (struct history_entry){.product = product,
                                  .station = "KJFK",
                                  .observed_at = observed_at,
                                  .received_at = observed_at + 90,
                                  .raw = slice_from_string(raw)};
}

struct fixture {
    const char *dir;
    struct store *store;
    struct durable_batch batch;
    struct tier *tier;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    char detail[200];
    struct tier_options options = {.engine = TIER_ENGINE_MONGO, .url = "", .space = "", .timeout_ms = 100};
    f->dir = check_make_dir();
    f->store = store_check_open(f->dir, STORE_WRITER);
    assert_int_equal(durable_batch_init(&f->batch), RESULT_OK);
    fake_tier_reset();
    assert_int_equal(tier_open(&options, &f->tier, detail), RESULT_OK);
    *state = f;
    return 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    fake_tier_reset();
    tier_close(f->tier);
    durable_batch_free(&f->batch);
    store_close(f->store);
    check_remove_dir(f->dir);
    free(f);
    return 0;
}

/* Rows `from` to before `to`, with their entries in the journal. */
static void enter(struct fixture *f, int from, int to)
{
    struct store_write *w;
    assert_int_equal(store_write_begin(f->store, STORE_DURABLE, &w), RESULT_OK);
    for (int i = from; i < to; i++) {
        char raw[40];
        snprintf(raw, sizeof(raw), "KJFK row %d", i);
        struct history_entry entry = entry_of(PRODUCT_METAR, NOW + i, raw);
        assert_int_equal(history_store_put(w, &entry), RESULT_OK);
        assert_int_equal(journal_append(w, &entry), RESULT_OK);
    }
    assert_int_equal(store_write_commit(w), RESULT_OK);
}

static enum result put_next(struct fixture *f)
{
    return tier_report_put(f->tier, durable_batch_next(&f->batch), f->batch.part, NOW);
}

static void batches_follow_each_other(void **state)
{
    struct fixture *f = *state;
    uint64_t number = 0;
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_NOT_FOUND);
    assert_true(durable_batch_is_empty(&f->batch));
    enter(f, 0, DURABLE_BATCH_MAX + 10);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(durable_batch_load(&f->batch, f->store, number), RESULT_OK);
        assert_int_equal(f->batch.count, i == 0 ? DURABLE_BATCH_MAX : 10);
        assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_DONE);
        assert_int_equal(f->batch.done, f->batch.count);
    }
    assert_int_equal(durable_batch_load(&f->batch, f->store, number), RESULT_NOT_FOUND);
    assert_int_equal(fake_tier.count, DURABLE_BATCH_MAX + 10);
    for (size_t i = 1; i < fake_tier.count; i++) /* in the order in which they were entered */
        assert_true(fake_tier.rows[i - 1].observed_at < fake_tier.rows[i].observed_at);
}

static void what_fails_is_given_again(void **state)
{
    struct fixture *f = *state;
    uint64_t number = 0;
    static const enum result failures[] = {RESULT_UNAVAILABLE, RESULT_IO, RESULT_REFUSED, RESULT_NO_MEMORY,
                                           RESULT_CORRUPT};
    enter(f, 0, 20);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(failures); i++) {
        assert_int_equal(durable_batch_ended(&f->batch, failures[i], &number), DURABLE_STEP_AGAIN);
        assert_int_equal(f->batch.part, 20);
        assert_int_equal(f->batch.done, 0);
    }
    assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_DONE);
    assert_int_equal(fake_tier.count, 20);
}

static void a_slow_server_gets_less_at_once(void **state)
{
    struct fixture *f = *state;
    uint64_t number = 0;
    size_t parts[] = {128, 64, 32, 16, 8, 8};
    enter(f, 0, DURABLE_BATCH_MAX);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(parts); i++) {
        assert_int_equal(durable_batch_ended(&f->batch, RESULT_TIMEOUT, &number), DURABLE_STEP_AGAIN);
        assert_int_equal(f->batch.part, parts[i]);
    }
    uint64_t settled[] = {8, 24, 56, 120, 248, 256};
    for (size_t i = 0; i < CHECK_COUNT(settled); i++) {
        assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_DONE);
        assert_int_equal(number, settled[i]);
    }
    assert_int_equal(fake_tier.count, DURABLE_BATCH_MAX);
}

static void one_that_can_not_be_holds_up_none(void **state)
{
    struct fixture *f = *state;
    fake_tier.refused = "KJFK row 13";
    enter(f, 0, 50);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    uint64_t number = 0, before;
    size_t passed = 0, turns = 0;
    while (f->batch.done < f->batch.count && turns++ < 100) {
        before = number;
        enum durable_step step = durable_batch_ended(&f->batch, put_next(f), &number);
        passed += step == DURABLE_STEP_PASSED;
        assert_true(step == DURABLE_STEP_SMALLER || number > before);
    }
    assert_int_equal(passed, 1);
    assert_int_equal(fake_tier.count, 49);
    assert_int_equal(number, 50);
}

/* A validator of somebody's that refuses everything is no fault of the reports. */
static void a_tier_that_takes_none_costs_a_few(void **state)
{
    struct fixture *f = *state;
    uint64_t number = 0;
    size_t passed = 0, turns = 0;
    enum { ROWS = DURABLE_BATCH_MAX + 10 };
    enter(f, 0, ROWS);
    fake_tier.result = RESULT_INVALID;
    for (enum durable_step step; turns < 3 * ROWS; turns++) {
        if (f->batch.done == f->batch.count)
            assert_int_equal(durable_batch_load(&f->batch, f->store, number), RESULT_OK);
        step = durable_batch_ended(&f->batch, put_next(f), &number);
        passed += step == DURABLE_STEP_PASSED;
        if (step == DURABLE_STEP_AGAIN)
            break;
    }
    assert_int_equal(passed, DURABLE_PASSED_MAX);
    assert_int_equal(number, DURABLE_PASSED_MAX);
    assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_AGAIN);
    fake_tier.result = RESULT_OK;
    while (number < ROWS) {
        if (f->batch.done == f->batch.count)
            assert_int_equal(durable_batch_load(&f->batch, f->store, number), RESULT_OK);
        assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_DONE);
    }
    assert_int_equal(fake_tier.count, ROWS - DURABLE_PASSED_MAX);
}

static void rows_that_are_gone_are_counted(void **state)
{
    struct fixture *f = *state;
    struct store_write *w;
    size_t deleted;
    uint64_t number = 0;
    enter(f, 0, 5);
    assert_int_equal(store_write_begin(f->store, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(history_store_prune(w, NOW + 3, true, 100, &deleted), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    assert_int_equal(f->batch.lost, 3);
    assert_int_equal(f->batch.count, 2);
    assert_int_equal(durable_batch_ended(&f->batch, put_next(f), &number), DURABLE_STEP_DONE);
    assert_int_equal(number, 5);
}

static void only_rows_that_are_gone(void **state)
{
    struct fixture *f = *state;
    struct store_write *w;
    size_t deleted;
    enter(f, 0, 5);
    assert_int_equal(store_write_begin(f->store, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(history_store_prune(w, NOW + 9, true, 100, &deleted), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    assert_int_equal(f->batch.count, 0);
    assert_int_equal(f->batch.last_number, 5);
    assert_false(durable_batch_is_empty(&f->batch));
}

static void a_report_is_decoded_again(void **state)
{
    struct fixture *f = *state;
    struct arena *arena = arena_create(1 << 20);
    struct buffer scratch;
    struct tier_report report;
    buffer_init(&scratch, 1 << 20);
    struct history_entry metar =
        entry_of(PRODUCT_METAR, NOW - 540, "SPECI KJFK 151151Z 18010KT 1/2SM FG VV002 12/12 A2992");
    assert_int_equal(durable_report_make(&metar, NULL, arena, &scratch, &report), RESULT_OK);
    assert_string_equal(report.flight_category, "LIFR");
    assert_true(report.speci && report.decoded.len > 100 && isnan(report.latitude_deg));
    assert_int_equal(report.reported_at, NOW - 540);
    struct history_entry taf = entry_of(PRODUCT_TAF, NOW, "TAF KJFK 1512/1618 18015KT P6SM OVC050");
    assert_int_equal(durable_report_make(&taf, NULL, arena, &scratch, &report), RESULT_OK);
    assert_int_equal(report.reported_at, UTC_NONE); /* its row stands at valid_from */
    assert_string_equal(report.flight_category, "");
    struct history_entry nonsense = entry_of(PRODUCT_METAR, NOW, "nonsense");
    assert_int_equal(durable_report_make(&nonsense, NULL, arena, &scratch, &report), RESULT_OK);
    assert_int_equal(report.decoded.len, 0);
    assert_int_equal(report.entry.raw.len, 8);
    (void)f;
    buffer_free(&scratch);
    arena_destroy(arena);
}

static void positions_come_from_the_stations(void **state)
{
    struct fixture *f = *state;
    struct store_write *w;
    struct stored_station station = {
        .id = "KJFK", .latitude_deg = 40.6, .longitude_deg = -73.8, .elevation_m = 4};
    assert_int_equal(store_write_begin(f->store, STORE_HOT, &w), RESULT_OK);
    assert_int_equal(station_store_put(w, &station), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    enter(f, 0, 1);
    assert_int_equal(durable_batch_load(&f->batch, f->store, 0), RESULT_OK);
    assert_true(fabs(durable_batch_next(&f->batch)->latitude_deg - 40.6) < 1e-6);
}

/* ---- the whole: loop, thread, journal ---- */

static uint64_t owed(struct fixture *f)
{
    struct store_read *r;
    uint64_t entries = 0;
    int64_t oldest;
    assert_int_equal(store_read_begin(f->store, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(journal_state(r, &entries, &oldest), RESULT_OK);
    store_read_end(r);
    return entries;
}

static void turn_until_owed(struct fixture *f, struct loop *loop, uint64_t entries)
{
    int64_t end_ms = clock_monotonic_ms() + 20000;
    while (owed(f) != entries && clock_monotonic_ms() < end_ms)
        assert_int_equal(loop_turn(loop), RESULT_OK);
    assert_int_equal(owed(f), entries);
}

static void turn_for(struct loop *loop, int64_t ms)
{
    int64_t end_ms = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < end_ms)
        assert_int_equal(loop_turn(loop), RESULT_OK);
}

struct running {
    struct upstream *upstream;
    struct shared *shared;
    struct loop *loop;
    struct durable *durable;
};

static void run(struct fixture *f, struct running *r)
{
    struct config config;
    struct config_error error;
    char detail[200];
    setenv("AVIATION_WEATHER_CONF", "/dev/null", 1);
    assert_int_equal(config_load(NULL, &config, &error), RESULT_OK);
    assert_int_equal(upstream_create(&config, &r->upstream), RESULT_OK);
    assert_int_equal(shared_open(f->dir, &r->shared), RESULT_OK);
    r->loop = loop_create(r->upstream);
    struct durable_options options = {
        .loop = r->loop,
        .store = f->store,
        .shared = r->shared,
        .tier = {.engine = TIER_ENGINE_MONGO, .url = "", .space = "", .timeout_ms = 100}};
    assert_int_equal(durable_open(&options, &r->durable, detail), RESULT_OK);
}

static void end(struct running *r)
{
    durable_close(r->durable);
    upstream_destroy(r->upstream);
    loop_destroy(r->loop);
}

static void the_journal_empties_when_the_tier_is_back(void **state)
{
    struct fixture *f = *state;
    struct running r;
    struct shared_link_state link;
    fake_tier.result = RESULT_UNAVAILABLE;
    enter(f, 0, 300);
    run(f, &r);
    turn_for(r.loop, 1500);
    assert_int_equal(owed(f), 300);
    fake_tier.result = RESULT_OK;
    turn_until_owed(f, r.loop, 0);
    assert_int_equal(fake_tier.count, 300);
    turn_for(r.loop, 1100);
    shared_link_get(r.shared, SHARED_LINK_MONGODB, &link);
    assert_int_equal(link.breaker, BREAKER_CLOSED);
    assert_int_equal(link.last_failure, RESULT_UNAVAILABLE);
    enter(f, 300, 310);
    turn_until_owed(f, r.loop, 0);
    assert_int_equal(fake_tier.count, 310);
    end(&r);
}

/* A clock that is wrong deletes nothing that the reports say is not due. */
static void what_has_expired_is_reckoned_from_the_newest_report(void **state)
{
    struct fixture *f = *state;
    struct running r;
    struct store_write *w;
    int64_t newest_at = clock_now() - 20 * UTC_DAY;
    struct product_state newest = {.checked_at = newest_at, .received_at = newest_at, .newest_at = newest_at};
    run(f, &r);
    turn_for(r.loop, 300);
    assert_int_equal(fake_tier.swept_at, 0);
    end(&r);
    assert_int_equal(store_write_begin(f->store, STORE_HOT, &w), RESULT_OK);
    assert_int_equal(product_state_put(w, PRODUCT_METAR, &newest), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    run(f, &r);
    turn_for(r.loop, 300);
    assert_int_equal(fake_tier.swept_at, newest_at);
    end(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(batches_follow_each_other),
        TEST(what_fails_is_given_again),
        TEST(a_slow_server_gets_less_at_once),
        TEST(one_that_can_not_be_holds_up_none),
        TEST(a_tier_that_takes_none_costs_a_few),
        TEST(rows_that_are_gone_are_counted),
        TEST(only_rows_that_are_gone),
        TEST(a_report_is_decoded_again),
        TEST(positions_come_from_the_stations),
        TEST(the_journal_empties_when_the_tier_is_back),
        TEST(what_has_expired_is_reckoned_from_the_newest_report),
    };
    return cmocka_run_group_tests_name("ingest_durable", tests, NULL, NULL);
}
