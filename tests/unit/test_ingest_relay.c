/* ingest: reports on their way between hosts: out of one store as changes, into another by the intake. */
#include "store_check.h"

#include <math.h>

#include "base/clock.h"
#include "base/utc.h"
#include "ingest/publish_current.h"
#include "ingest/relay.h"

#define NOON ((int64_t)1792065600) /* 2026-10-15T12:00:00Z */

#define METAR "METAR KJFK 151151Z 18010KT 10SM FEW250 20/10 A3000"
#define TAF   "TAF KJFK 151130Z 1512/1618 18010KT P6SM FEW250"

struct host {
    const char *dir;
    struct store *store;
    struct intake *intake;
};

static void open_host(struct host *h)
{
    h->dir = check_make_dir();
    h->store = store_check_open(h->dir, STORE_WRITER);
    h->intake = intake_create(h->store, NULL);
}

static void close_host(struct host *h)
{
    intake_destroy(h->intake);
    store_close(h->store);
    check_remove_dir(h->dir);
}

static int set_up(void **state)
{
    static struct host hosts[2];
    open_host(&hosts[0]);
    open_host(&hosts[1]);
    *state = hosts;
    return 0;
}

static int tear_down(void **state)
{
    struct host *hosts = *state;
    close_host(&hosts[0]);
    close_host(&hosts[1]);
    return 0;
}

static void poll(struct host *h, enum product product, const char *raw, int64_t reported_at)
{
    struct report_batch batch;
    struct intake_summary summary;
    struct intake_answer answer = {
        .product = product, .kind = INTAKE_POLL, .received_at = NOON, .etag = "", .last_modified = ""};
    struct upstream_report report = {.product = product == PRODUCT_TAF ? UPSTREAM_TAF : UPSTREAM_METAR,
                                     .provider = UPSTREAM_CHECKWX,
                                     .station = SLICE("KJFK"),
                                     .raw = slice_from_string(raw),
                                     .reported_at = reported_at,
                                     .latitude_deg = 40.5,
                                     .longitude_deg = -73.75,
                                     .elevation_m = 4};
    assert_int_equal(report_batch_init(&batch), RESULT_OK);
    report_batch_add(&batch, &report);
    assert_int_equal(intake_take(h->intake, &answer, &batch, &summary), RESULT_OK);
    report_batch_free(&batch);
}

struct carried {
    struct arena *arena;
    struct relay_list list;
};

static bool carry(void *context, const struct shared_change *change)
{
    struct carried *c = context;
    assert_int_equal(change->kind, SHARED_REPORT);
    assert_int_equal(relay_list_add(&c->list, c->arena, &change->report), RESULT_OK);
    return true;
}

/* All of a product from the first host to the second. */
static size_t carry_over(struct host *hosts, enum product product, int64_t now, bool simulated)
{
    struct carried c = {.arena = arena_create(RELAY_BYTES_MAX)};
    assert_int_equal(publish_current_each(hosts[0].store, product, now, carry, &c), RESULT_OK);
    size_t count = c.list.count;
    assert_int_equal(relay_take_in(hosts[1].intake, product, &c.list, simulated), RESULT_OK);
    relay_list_free(&c.list);
    arena_destroy(c.arena);
    return count;
}

/* Its text is copied; "" when there is none. */
static struct stored_report current(struct host *h, enum product product)
{
    static char raw[512];
    struct store_read *r;
    struct stored_report report = {.raw = SLICE("")};
    assert_int_equal(store_read_begin(h->store, STORE_HOT, &r), RESULT_OK);
    if (report_store_get(r, product, SLOT_CURRENT, SLICE("KJFK"), &report) == RESULT_OK) {
        assert_true(slice_copy(report.raw, raw, sizeof(raw)));
        report.raw = slice_from_string(raw);
    }
    store_read_end(r);
    return report;
}

static void what_is_current_at_one_becomes_so_at_the_other(void **state)
{
    struct host *hosts = *state;
    static const struct {
        int line;
        enum product product;
        const char *raw;
        int64_t reported_at;
    } cases[] = {
        {__LINE__, PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE},
        {__LINE__, PRODUCT_TAF, TAF, NOON - 30 * UTC_MINUTE},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        poll(&hosts[0], cases[i].product, cases[i].raw, cases[i].reported_at);
        CHECK_AT(cases[i].line, carry_over(hosts, cases[i].product, NOON + 60, false) == 1);
        struct stored_report there = current(&hosts[1], cases[i].product);
        CHECK_SLICE_AT(cases[i].line, there.raw, slice_from_string(cases[i].raw));
        CHECK_AT(cases[i].line, there.received_at == NOON);
        CHECK_AT(cases[i].line, there.observed_at == cases[i].reported_at);
        CHECK_AT(cases[i].line, there.source == SOURCE_CHECKWX);
    }
}

static void what_is_old_is_not_passed_on(void **state)
{
    struct host *hosts = *state;
    poll(&hosts[0], PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE);
    assert_int_equal(carry_over(hosts, PRODUCT_METAR, NOON + UTC_DAY, false), 0);
}

/* Neither way. */
static void a_simulations_reports_stay_in_it(void **state)
{
    struct host *hosts = *state;
    poll(&hosts[0], PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE);
    assert_int_equal(carry_over(hosts, PRODUCT_METAR, NOON + 60, true), 1);
    assert_int_equal(current(&hosts[1], PRODUCT_METAR).raw.len, 0);
}

static void a_check_tells_what_the_host_holds(void **state)
{
    struct host *hosts = *state;
    struct shared_change check;
    assert_int_equal(publish_current_check(hosts[0].store, PRODUCT_METAR, &check), RESULT_NOT_FOUND);
    poll(&hosts[0], PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE);
    assert_int_equal(publish_current_check(hosts[0].store, PRODUCT_METAR, &check), RESULT_OK);
    assert_int_equal(check.kind, SHARED_CHECKED);
    assert_int_equal(check.checked_at, NOON);
    assert_int_equal(check.newest_at, NOON - 9 * UTC_MINUTE);
    assert_int_equal(check.stations, 1);
}

/* As relayed by another host, at the second one. */
static void relay(struct host *h, const char *raw, int64_t observed_at, int64_t received_at,
                  int64_t checked_at)
{
    struct arena *arena = arena_create(RELAY_BYTES_MAX);
    struct relay_list list = {.count = 0};
    struct tier_report report = {.entry = {.product = PRODUCT_METAR,
                                           .station = "KJFK",
                                           .observed_at = observed_at,
                                           .received_at = received_at,
                                           .raw = slice_from_string(raw)},
                                 .reported_at = observed_at,
                                 .checked_at = checked_at,
                                 .latitude_deg = NAN,
                                 .longitude_deg = NAN,
                                 .elevation_m = NAN};
    assert_int_equal(relay_list_add(&list, arena, &report), RESULT_OK);
    assert_int_equal(relay_take_in(h->intake, PRODUCT_METAR, &list, false), RESULT_OK);
    relay_list_free(&list);
    arena_destroy(arena);
}

static void a_relayed_report_keeps_the_times_of_who_received_it(void **state)
{
    struct host *host = *state;
    const int64_t observed_at = NOON - 9 * UTC_MINUTE;
    static const struct {
        int line;
        int64_t checked_at, expected;
    } cases[] = {
        {__LINE__, UTC_NONE, UTC_NONE},
        {__LINE__, NOON + 90, NOON + 90}, /* it was fetched alone later */
        {__LINE__, NOON + 30, NOON + 90}, /* what comes out of order does not take that back */
        {__LINE__, UTC_NONE, NOON + 90},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        relay(host, METAR, observed_at, NOON, cases[i].checked_at);
        struct stored_report there = current(host, PRODUCT_METAR);
        CHECK_AT(cases[i].line, there.received_at == NOON);
        CHECK_AT(cases[i].line, there.checked_at == cases[i].expected);
    }
}

/* Whatever stands in Redis or MongoDB: a receipt of the future would make every report an old one. */
static void a_relayed_report_has_no_times_of_the_future(void **state)
{
    struct host *host = *state;
    const int64_t before = clock_now(), future = before + 30 * UTC_DAY;
    relay(host, METAR, NOON - 9 * UTC_MINUTE, future, future);
    struct stored_report there = current(host, PRODUCT_METAR);
    assert_true(there.received_at >= before && there.received_at <= clock_now());
    assert_true(there.checked_at >= before && there.checked_at <= clock_now());
}

/* More than go into one batch of the intake; the last is one that is not there yet. */
static void any_number_is_taken_in(void **state)
{
    struct host *host = *state;
    struct arena *arena = arena_create(RELAY_BYTES_MAX);
    struct relay_list list = {.count = 0};
    struct tier_report report = {
        .entry = {.product = PRODUCT_METAR,
                  .station = "KBOS",
                  .observed_at = NOON - 6 * UTC_MINUTE,
                  .received_at = NOON,
                  .raw = SLICE("METAR KBOS 151154Z 18010KT 10SM FEW250 20/10 A3000")},
        .reported_at = NOON - 6 * UTC_MINUTE,
        .checked_at = UTC_NONE,
        .latitude_deg = NAN,
        .longitude_deg = NAN,
        .elevation_m = NAN};
    for (size_t i = 0; i < REPORT_BATCH_MAX + 10; i++)
        assert_int_equal(relay_list_add(&list, arena, &report), RESULT_OK);
    memcpy(report.entry.station, "KJFK", 5);
    report.entry.raw = SLICE(METAR);
    report.entry.observed_at = report.reported_at = NOON - 9 * UTC_MINUTE;
    assert_int_equal(relay_list_add(&list, arena, &report), RESULT_OK);
    assert_int_equal(relay_take_in(host->intake, PRODUCT_METAR, &list, false), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, current(host, PRODUCT_METAR).raw, SLICE(METAR));
    relay_list_free(&list);
    arena_destroy(arena);
}

static void note_received(void *context, const struct upstream_report *given,
                          const struct stored_report *record)
{
    assert_true(slice_equal(given->raw, record->raw));
    ++*(int *)context;
}

static void what_is_new_is_passed_on_once(void **state)
{
    struct host *host = *state;
    int count = 0;
    struct intake_listener listener = {note_received, &count};
    intake_listen(host->intake, &listener);
    poll(host, PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE);
    assert_int_equal(count, 1);
    poll(host, PRODUCT_METAR, METAR, NOON - 9 * UTC_MINUTE);
    assert_int_equal(count, 1);
    /* Not back to where it came from. */
    relay(host, "METAR KJFK 151155Z 18010KT 10SM FEW250 20/10 A3000", NOON - 5 * UTC_MINUTE, NOON, UTC_NONE);
    assert_int_equal(current(host, PRODUCT_METAR).observed_at, NOON - 5 * UTC_MINUTE);
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_current_at_one_becomes_so_at_the_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_old_is_not_passed_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_simulations_reports_stay_in_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_check_tells_what_the_host_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_relayed_report_keeps_the_times_of_who_received_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_relayed_report_has_no_times_of_the_future, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_number_is_taken_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_new_is_passed_on_once, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("ingest relay", tests, NULL, NULL);
}
