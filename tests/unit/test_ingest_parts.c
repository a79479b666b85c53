/* ingest: the small pure parts: schedule, memories, quarantine, holes, the edge log's lines. */
#include "store_check.h"

#include "base/utc.h"
#include "ingest/edge_log.h"
#include "ingest/outage.h"
#include "ingest/quarantine.h"
#include "ingest/recall.h"
#include "ingest/schedule.h"
#include "ingest/seen.h"
#include "ingest/shared_window.h"

#define NOW ((int64_t)1790000000)

static void a_poll_is_due_by_the_wall_clock(void **state)
{
    struct schedule s;
    schedule_init(&s, 60, 60);
    assert_true(schedule_due(&s, NOW)); /* the first at once */
    schedule_started(&s, 1000);
    assert_false(schedule_due(&s, NOW + 100000)); /* one at a time */
    schedule_ended(&s, NOW, 1000, true, 0);

    static const struct {
        int line;
        int64_t at;
        int64_t wait_s;
    } cases[] = {
        {__LINE__, 0, 60},    {__LINE__, 59, 1},
        {__LINE__, 60, 0},    {__LINE__, 3600, 0}, /* the clock jumped ahead */
        {__LINE__, -1, 0}, /* it was set back: what was checked lies in the future now */
        {__LINE__, -3600, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        CHECK_AT(cases[i].line, schedule_wait_s(&s, NOW + cases[i].at) == cases[i].wait_s);
        CHECK_AT(cases[i].line, schedule_due(&s, NOW + cases[i].at) == (cases[i].wait_s == 0));
    }
    schedule_now(&s, NOW + 5);
    assert_true(schedule_due(&s, NOW + 5));
}

static void a_period_is_reckoned_from_the_start(void **state)
{
    static const struct {
        int line;
        int64_t took_ms;
        bool succeeded;
        int64_t retry_after_s;
        int64_t wait_s;
    } cases[] = {
        {__LINE__, 0, true, 0, 60},       {__LINE__, 20000, true, 0, 40}, {__LINE__, 90000, true, 0, 1},
        {__LINE__, 0, true, 300, 60},     {__LINE__, 0, false, 0, 30},    {__LINE__, 20000, false, 10, 30},
        {__LINE__, 20000, false, 90, 90},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct schedule s;
        schedule_init(&s, 60, 30);
        schedule_started(&s, 5000);
        schedule_ended(&s, NOW, 5000 + cases[i].took_ms, cases[i].succeeded, cases[i].retry_after_s);
        CHECK_AT(cases[i].line, schedule_wait_s(&s, NOW) == cases[i].wait_s);
    }
}

static void who_was_not_asked_is_asked_when_it_may_help(void **state)
{
    struct schedule s;
    schedule_init(&s, 60, 60);
    schedule_started(&s, 1000);
    schedule_skipped(&s, NOW, 7);
    assert_int_equal(schedule_wait_s(&s, NOW), 7);
    schedule_skipped(&s, NOW, 0);
    assert_int_equal(schedule_wait_s(&s, NOW), 1);
}

static void anothers_poll_counts_as_ones_own(void **state)
{
    struct schedule s;
    schedule_init(&s, 60, 60);
    schedule_checked(&s, NOW - 20);
    assert_int_equal(schedule_wait_s(&s, NOW), 40);
    assert_true(schedule_due(&s, NOW + 40));
    assert_true(schedule_due(&s, NOW - 600)); /* the clock was set back behind it */
    schedule_checked(&s, NOW - 3600);
    assert_true(schedule_due(&s, NOW));
    schedule_started(&s, 1000);
    schedule_checked(&s, NOW);
    assert_false(schedule_due(&s, NOW + 3600)); /* one's own is under way */
}

static void hosts_compare_what_is_of_the_last_hours(void **state)
{
    assert_true(shared_window_has(PRODUCT_METAR, NOW - 11 * UTC_HOUR, NOW));
    assert_false(shared_window_has(PRODUCT_METAR, NOW - 13 * UTC_HOUR, NOW));
    assert_true(shared_window_has(PRODUCT_TAF, NOW - 13 * UTC_HOUR, NOW));
    assert_false(shared_window_has(PRODUCT_TAF, NOW - 25 * UTC_HOUR, NOW));
}

static void a_poll_without_end_is_stuck(void **state)
{
    struct schedule s;
    schedule_init(&s, 60, 60);
    assert_false(schedule_stuck(&s, 1000000000));
    schedule_started(&s, 1000);
    assert_false(schedule_stuck(&s, 1000 + 600000));
    assert_true(schedule_stuck(&s, 1000 + 600001));
    schedule_ended(&s, NOW, 700000, false, 0);
    assert_false(schedule_stuck(&s, 1000000000));
}

static struct upstream_report report_of(const char *station, const char *raw, int64_t reported_at)
{
    return (struct upstream_report){.product = UPSTREAM_METAR,
                                    .station = slice_from_string(station),
                                    .raw = slice_from_string(raw),
                                    .reported_at = reported_at};
}

static void what_was_seen_is_known_until_forgotten(void **state)
{
    struct seen *s = seen_create(64);
    struct upstream_report a = report_of("KJFK", "KJFK 101251Z 00000KT", NOW);
    struct upstream_report others[] = {report_of("KJFK", "KJFK 101251Z 00000KT", NOW + 60),
                                       report_of("KJFK", "KJFK 101251Z 00000KT=", NOW),
                                       report_of("KJF", "KJFK 101251Z 00000KT", NOW), a};
    others[3].product = UPSTREAM_TAF;
    seen_add(s, seen_fingerprint(&a));
    assert_true(seen_has(s, seen_fingerprint(&a)));
    for (size_t i = 0; i < CHECK_COUNT(others); i++)
        assert_false(seen_has(s, seen_fingerprint(&others[i])));
    seen_clear(s);
    assert_false(seen_has(s, seen_fingerprint(&a)));
    seen_destroy(s);
}

static void questions_are_recalled_for_a_while(void **state)
{
    struct recall *r = recall_create(300);
    recall_note(r, PRODUCT_METAR, "KXYZ", NOW);
    assert_true(recall_has(r, PRODUCT_METAR, "KXYZ", NOW));
    assert_true(recall_has(r, PRODUCT_METAR, "KXYZ", NOW + 299));
    assert_false(recall_has(r, PRODUCT_METAR, "KXYZ", NOW + 300));
    assert_false(recall_has(r, PRODUCT_METAR, "KXYZ", NOW - 1)); /* the clock was set back */
    assert_false(recall_has(r, PRODUCT_TAF, "KXYZ", NOW));
    assert_false(recall_has(r, PRODUCT_METAR, "KXY", NOW));
    recall_forget(r);
    assert_false(recall_has(r, PRODUCT_METAR, "KXYZ", NOW));
    recall_destroy(r);
}

static void impossible_times_are_quarantined(void **state)
{
    static const struct {
        int line;
        int64_t text_time, provider_time, received_at;
        enum quarantine_reason reason;
    } cases[] = {
        {__LINE__, NOW, NOW, NOW, QUARANTINE_NONE},
        {__LINE__, NOW / 60 * 60, NOW / 60 * 60 + 59, NOW + 60,
         QUARANTINE_NONE}, /* seconds are not in a text */
        {__LINE__, NOW, NOW + 60, NOW + 60, QUARANTINE_TIME_DISAGREES},
        {__LINE__, NOW, NOW - UTC_DAY, NOW, QUARANTINE_TIME_DISAGREES},
        {__LINE__, NOW, UTC_NONE, NOW, QUARANTINE_NONE},
        {__LINE__, UTC_NONE, NOW, NOW, QUARANTINE_NONE},
        {__LINE__, UTC_NONE, UTC_NONE, NOW, QUARANTINE_NONE},
        {__LINE__, NOW + 600, NOW + 600, NOW, QUARANTINE_NONE},
        {__LINE__, NOW + 601, UTC_NONE, NOW, QUARANTINE_IN_FUTURE},
        {__LINE__, UTC_NONE, NOW + 601, NOW, QUARANTINE_IN_FUTURE},
        {__LINE__, NOW - 30 * UTC_DAY, NOW - 30 * UTC_DAY, NOW, QUARANTINE_NONE}, /* old is late, not wrong */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, quarantine_check_times(cases[i].text_time, cases[i].provider_time,
                                                       cases[i].received_at) == cases[i].reason);
}

static void the_quarantined_are_counted_once(void **state)
{
    struct quarantine *q = quarantine_create();
    assert_true(quarantine_note(q, PRODUCT_METAR, 7, "KJFK", SLICE("x"), QUARANTINE_IN_FUTURE, NOW));
    assert_false(quarantine_note(q, PRODUCT_METAR, 7, "KJFK", SLICE("x"), QUARANTINE_IN_FUTURE, NOW + 60));
    assert_true(quarantine_note(q, PRODUCT_METAR, 8ull << 32, "KJFK", SLICE("y"), QUARANTINE_IN_FUTURE, NOW));
    quarantine_destroy(q);
}

static void holes_grow_and_are_kept(void **state)
{
    struct history_hole hole = {.from = UTC_NONE, .to = UTC_NONE};
    assert_false(outage_hole_extend(&hole, UTC_NONE, NOW));
    assert_false(outage_hole_extend(&hole, NOW - 900, NOW));
    assert_int_equal(hole.from, UTC_NONE);
    assert_true(outage_hole_extend(&hole, NOW - 901, NOW));
    assert_int_equal(hole.from, NOW - 901);
    assert_int_equal(hole.to, NOW);
    memcpy(hole.after, "KJFK", 5);

    char text[HISTORY_HOLE_TEXT_MAX];
    struct history_hole read;
    assert_int_equal(history_hole_parse(slice_make(text, history_hole_write(&hole, text)), &read), RESULT_OK);
    assert_int_equal(read.from, hole.from);
    assert_int_equal(read.to, hole.to);
    assert_string_equal(read.after, "KJFK");

    /* A second outage before the first one's hole is filled: one hole, from the beginning. */
    assert_true(outage_hole_extend(&hole, NOW + 7200, NOW + 10000));
    assert_int_equal(hole.from, NOW - 901);
    assert_string_equal(hole.after, "");
    /* The provider's history does not go further back than 15 days. */
    assert_true(outage_hole_extend(&hole, NOW - 90 * UTC_DAY, NOW));
    assert_int_equal(hole.from, NOW - 15 * UTC_DAY);
}

/* As long as an outage may last: what is older than the provider's history is not forgotten. */
static void what_can_not_be_filled_is_kept(void **state)
{
    const char *dir = check_make_dir();
    struct store *store = store_check_open(dir, STORE_WRITER);
    struct outage *o = outage_create(store, NULL, NULL, NULL);
    struct store_read *hot;
    struct history_hole lost;
    outage_note_poll(o, PRODUCT_METAR, NOW - 20 * UTC_DAY, NOW);
    outage_note_poll(o, PRODUCT_TAF, NOW - 10 * UTC_DAY, NOW);
    assert_int_equal(store_read_begin(store, STORE_HOT, &hot), RESULT_OK);
    assert_int_equal(history_lost_get(hot, PRODUCT_METAR, &lost), RESULT_OK);
    assert_int_equal(lost.from, NOW - 20 * UTC_DAY);
    assert_int_equal(lost.to, NOW - 15 * UTC_DAY);
    assert_int_equal(history_lost_get(hot, PRODUCT_TAF, &lost), RESULT_NOT_FOUND);
    store_read_end(hot);
    outage_destroy(o);
    store_close(store);
    check_remove_dir(dir);
    (void)state;
}

static void other_texts_are_no_hole(void **state)
{
    static const char *const cases[] = {"",           "1",        "1 2",   "2 1 ",
                                        "1 2 KJFK x", "a 2 ",     "-1 2 ", "1 2 KJFKKJFKKJFK",
                                        " 1 2 ",      "1 2 kjfk", "1  2 "};
    struct history_hole hole = {.from = 77};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        assert_int_equal(history_hole_parse(slice_from_string(cases[i]), &hole), RESULT_INVALID);
    assert_int_equal(hole.from, 77);
    assert_int_equal(history_hole_parse(SLICE("1 2 "), &hole), RESULT_OK);
    assert_string_equal(hole.after, "");
}

static void the_edge_logs_first_word_is_the_status(void **state)
{
    static const struct {
        int line;
        const char *datagram;
        int status;
    } cases[] = {
        {__LINE__, "<190>Nov 24 06:19:51 aw: 200 GET 0.001", 200},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 502 POST 10.0", 502},
        {__LINE__, "<190>Nov 24 06:19:51 host aw: 304 GET 0", 304},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 200", 200},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 099 x", 0},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 600 x", 0},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 2000 x", 0},
        {__LINE__, "<190>Nov 24 06:19:51 aw: 20x x", 0},
        {__LINE__, "<190>Nov 24 06:19:51 aw: ", 0},
        {__LINE__, "<190>Nov 24 06:19:51 aw:", 0},
        {__LINE__, "aw: 200 GET", 0},
        {__LINE__, "<", 0},
        {__LINE__, "", 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, edge_log_status(slice_from_string(cases[i].datagram)) == cases[i].status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_poll_is_due_by_the_wall_clock),
        cmocka_unit_test(a_period_is_reckoned_from_the_start),
        cmocka_unit_test(who_was_not_asked_is_asked_when_it_may_help),
        cmocka_unit_test(anothers_poll_counts_as_ones_own),
        cmocka_unit_test(hosts_compare_what_is_of_the_last_hours),
        cmocka_unit_test(a_poll_without_end_is_stuck),
        cmocka_unit_test(what_was_seen_is_known_until_forgotten),
        cmocka_unit_test(questions_are_recalled_for_a_while),
        cmocka_unit_test(impossible_times_are_quarantined),
        cmocka_unit_test(the_quarantined_are_counted_once),
        cmocka_unit_test(holes_grow_and_are_kept),
        cmocka_unit_test(what_can_not_be_filled_is_kept),
        cmocka_unit_test(other_texts_are_no_hole),
        cmocka_unit_test(the_edge_logs_first_word_is_the_status),
    };
    return cmocka_run_group_tests_name("ingest parts", tests, NULL, NULL);
}
