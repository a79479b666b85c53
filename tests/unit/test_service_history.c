/* service: the history of a station by pages, and what is missing of it. */
#include "service_check.h"

#include "service/history_statistics.h"
#include "service/weather_csv.h"
#include "store/history_hole.h"

#define NOW WEATHER_NOW

static const struct weather_check_station stations[] = {
    {"KJFK", 40.6392, -73.7639, "KJFK 151151Z 18010G20KT 10SM FEW020 BKN040 12/08 A2992", NOW - 540, true},
    {"KLGA", 40.7794, -73.8803, "KLGA 151151Z VRB03KT 10SM CLR 12/08 A2992", NOW - 540, false},
    {"EGLL", 51.478, -0.461, "EGLL 151150Z 24015KT 9999 SCT030 12/08 Q1013", NOW - 600, false},
    {"KHBE", 39.33933, -80.1, "KHBE 151150Z 24015KT 10SM CLR 12/08 A2992", NOW - 600, false},
    {"HEAX", 30.93249, 29.7, "HEAX 151130Z 24015KT 9999 FEW030 12/08 Q1013", NOW - 1800, false},
};

/* In the order of their times; the two of 09:51 are in that of their hashes, whatever that is. */
static const struct {
    int64_t before_now;
    enum product product;
    const char *raw;
} history[] = {
    {25 * 3600 + 540, PRODUCT_METAR, "KJFK 141051Z 18010KT 10SM CLR 12/08 A2992"},
    {3 * 3600 + 540, PRODUCT_METAR, "KJFK 150851Z 18010KT 10SM CLR 12/08 A2992"},
    {2 * 3600 + 540, PRODUCT_METAR, "KJFK 150951Z 18010KT 10SM CLR 12/08 A2992"},
    {2 * 3600 + 540, PRODUCT_METAR, "KJFK 150951Z COR 18012KT 10SM CLR 12/08 A2992"},
    {3600 + 540, PRODUCT_METAR, "KJFK 151051Z 18010KT 1/2SM FG VV002 12/12 A2992"},
    {540, PRODUCT_METAR, "KJFK 151151Z 18010G20KT 10SM FEW020 BKN040 12/08 A2992"},
    {2400, PRODUCT_TAF, "TAF KJFK 151120Z 1518/1624 18015KT P6SM OVC050"},
};

static bool put_entry(struct store_write *w, int64_t at, enum product product, const char *raw)
{
    struct history_entry entry = {.product = product,
                                  .station = "KJFK",
                                  .observed_at = at,
                                  .received_at = at + 120,
                                  .source = SOURCE_AWC,
                                  .raw = slice_from_string(raw)};
    return history_store_put(w, &entry) == RESULT_OK;
}

static bool fill_durable(struct store_write *w)
{
    for (size_t i = 0; i < CHECK_COUNT(history); i++)
        if (!put_entry(w, NOW - history[i].before_now, history[i].product, history[i].raw))
            return false;
    return true;
}

static bool fill_hot(struct store_write *w)
{
    for (size_t i = 0; i < CHECK_COUNT(stations); i++)
        if (!weather_check_put_station(w, &stations[i]))
            return false;
    return weather_check_put_state(w, PRODUCT_METAR, NOW - 30) &&
           weather_check_put_state(w, PRODUCT_STATIONS, NOW - 30);
}

static int fill_store(const char *dir)
{
    return service_check_write(dir, STORE_HOT, fill_hot) ||
           service_check_write(dir, STORE_DURABLE, fill_durable);
}

static bool add_more(struct store_write *w)
{
    return put_entry(w, NOW - 60, PRODUCT_METAR, "SPECI KJFK 151159Z 18010KT 3SM BR OVC008 12/11 A2992") &&
           put_entry(w, NOW - 4 * 3600, PRODUCT_METAR, "KJFK 150800Z 18010KT 10SM CLR 12/08 A2992");
}

static int add_reports(const char *dir)
{
    return service_check_write(dir, STORE_DURABLE, add_more);
}

static bool put_hole(struct store_write *w)
{
    struct history_hole hole = {.from = NOW - 7200, .to = NOW - 3600, .after = "KHBE"};
    return history_hole_put(w, PRODUCT_METAR, &hole) == RESULT_OK;
}

static int make_hole(const char *dir)
{
    return service_check_write(dir, STORE_HOT, put_hole);
}

struct fixture {
    struct service_check s;
    struct history_page page;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    service_check_open(&f->s, fill_store);
    *state = f;
    return 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    service_check_close(&f->s);
    free(f);
    return 0;
}

static enum result ask(struct fixture *f, struct history_question q)
{
    q.now = q.now ? q.now : NOW;
    q.to = q.to ? q.to : q.now;
    q.from = q.from ? q.from : q.to - UTC_DAY;
    q.limit = q.limit ? q.limit : 100;
    arena_reset(f->s.arena);
    service_error_init(&f->s.error, f->s.arena);
    enum result r = history_read(f->s.weather, NULL, &q, f->s.arena, &f->page, &f->s.error);
    /* Whatever it says, no read is open: another can begin. */
    struct store_read *read;
    for (int env = STORE_HOT; env <= STORE_DURABLE; env++) {
        assert_int_equal(store_read_begin(f->s.store, (enum store_environment)env, &read), RESULT_OK);
        store_read_end(read);
    }
    return r;
}

#define ASK(f, ...) ask(f, (struct history_question){.code = SLICE("KJFK"), __VA_ARGS__})

static void a_range_is_oldest_first(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ASK(f, .product = PRODUCT_METAR), RESULT_OK);
    assert_int_equal(f->page.count, 5);
    for (size_t i = 1; i < f->page.count; i++)
        assert_true(f->page.entries[i - 1].observed_at <= f->page.entries[i].observed_at);
    assert_int_equal(f->page.entries[0].observed_at, NOW - 3 * 3600 - 540);
    assert_int_equal(f->page.entries[0].received_at, NOW - 3 * 3600 - 420);
    assert_string_equal(f->page.next, "");
    assert_true(f->page.state.complete);
    assert_int_equal(f->page.state.gaps_count, 0);

    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .from = NOW - 3600 - 540, .to = NOW - 540), RESULT_OK);
    assert_int_equal(f->page.count, 1); /* from is in the range, to is not */
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .from = 1), RESULT_OK);
    assert_int_equal(f->page.count, 6);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .to = NOW - 90 * UTC_DAY), RESULT_OK);
    assert_int_equal(f->page.count, 0);
    assert_int_equal(ASK(f, .product = PRODUCT_TAF), RESULT_OK);
    assert_int_equal(f->page.count, 1);
    assert_false(f->page.state.complete); /* TAFs were never received whole: the feed is down */
}

static void pages_neither_repeat_nor_skip(void **state)
{
    struct fixture *f = *state;
    for (size_t limit = 1; limit <= 6; limit++) {
        char cursor[HISTORY_CURSOR_MAX] = "", last[80] = "";
        size_t count = 0, pages = 0;
        do {
            struct slice from = cursor[0] ? slice_from_string(cursor) : slice_make(NULL, 0);
            assert_int_equal(ASK(f, .product = PRODUCT_METAR, .limit = limit, .cursor = from), RESULT_OK);
            for (size_t i = 0; i < f->page.count; i++) {
                assert_false(slice_equal(f->page.entries[i].raw, slice_from_string(last)));
                assert_true(slice_copy(f->page.entries[i].raw, last, sizeof(last)));
            }
            count += f->page.count;
            memcpy(cursor, f->page.next, sizeof(cursor));
            pages++;
        } while (cursor[0]);
        assert_int_equal(count, 5);
        assert_int_equal(pages, (5 + limit - 1) / limit);
    }
}

static void a_report_that_comes_between_two_pages_moves_none(void **state)
{
    struct fixture *f = *state;
    char cursor[HISTORY_CURSOR_MAX];
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .limit = 2), RESULT_OK);
    memcpy(cursor, f->page.next, sizeof(cursor));
    int64_t last = f->page.entries[1].observed_at;
    assert_int_equal(store_check_child(add_reports, f->s.dir), 0);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .cursor = slice_from_string(cursor)), RESULT_OK);
    assert_int_equal(f->page.count, 4); /* the three that were left and the one at the end */
    assert_int_equal(f->page.entries[0].observed_at, last);
    assert_int_equal(f->page.entries[3].observed_at, NOW - 60);
}

static void a_range_that_moved_past_the_cursor_begins_with_itself(void **state)
{
    struct fixture *f = *state;
    struct slice old = SLICE("1000-5");
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .cursor = old), RESULT_OK);
    assert_int_equal(f->page.count, 5);
}

static void other_cursors_are_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const cursors[] = {"", "5", "5-", "-5", "5-6-7", "x-5", "5-4294967296", "-1-5", "5-x"};
    for (size_t i = 0; i < CHECK_COUNT(cursors); i++) {
        assert_int_equal(ASK(f, .product = PRODUCT_METAR, .cursor = slice_from_string(cursors[i])),
                         RESULT_INVALID);
        assert_string_equal(f->s.error.field, "cursor");
    }
}

static void codes_are_resolved_as_in_other_questions(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int line;
        const char *code;
        enum result result;
        const char *station, *error;
    } cases[] = {
        {__LINE__, "kjfk", RESULT_OK, "KJFK", NULL},
        {__LINE__, "JFK", RESULT_OK, "KJFK", NULL},
        {__LINE__, "EGLL", RESULT_OK, "EGLL", NULL}, /* without history: an empty list */
        {__LINE__, "HBE", RESULT_AMBIGUOUS, NULL, CODE_AMBIGUOUS},
        {__LINE__, "QQQQ", RESULT_NOT_FOUND, NULL, CODE_AIRPORT_NOT_FOUND},
        {__LINE__, "K*", RESULT_INVALID, NULL, CODE_INVALID_REQUEST},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct history_question q = {.product = PRODUCT_METAR, .code = slice_from_string(cases[i].code)};
        enum result r = ask(f, q);
        if (r != cases[i].result)
            fail_msg("line %d: %s", cases[i].line, result_text(r));
        if (r)
            assert_string_equal(f->s.error.code, cases[i].error);
        else
            assert_string_equal(f->page.station.id, cases[i].station);
    }
    assert_int_equal(ask(f, (struct history_question){.product = PRODUCT_METAR, .code = SLICE("JFK")}),
                     RESULT_OK);
    assert_string_equal(f->page.station.resolved_from, "JFK");
    assert_true(f->page.station.name.len > 0);
    assert_int_equal(f->page.count, 5);
}

static void what_an_outage_left_is_told(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_check_child(make_hole, f->s.dir), 0);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 1);
    assert_int_equal(f->page.state.gaps[0].from, NOW - 7200);
    assert_int_equal(f->page.state.gaps[0].to, NOW - 3600);
    assert_false(f->page.state.complete);
    /* Before and after it, for TAFs, and for a station that has been filled, there is none. */
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .to = NOW - 7200), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .from = NOW - 3600), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    assert_int_equal(ASK(f, .product = PRODUCT_TAF), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    struct history_question filled = {.product = PRODUCT_METAR, .code = SLICE("KHBE")};
    assert_int_equal(ask(f, filled), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    assert_true(f->page.state.complete);
}

static bool lose(struct store_write *w)
{
    return history_lost_add(w, PRODUCT_METAR, NOW - 7200, NOW - 3600) == RESULT_OK &&
           history_lost_add(w, PRODUCT_METAR, NOW - 9000, NOW - 8000) == RESULT_OK;
}

static int make_lost(const char *dir)
{
    return service_check_write(dir, STORE_HOT, lose);
}

static void what_can_not_be_filled_stays_a_gap(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_check_child(make_lost, f->s.dir), 0);
    struct history_question of_any = {.product = PRODUCT_METAR, .code = SLICE("EGLL")};
    assert_int_equal(ask(f, of_any), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 1);
    assert_int_equal(f->page.state.gaps[0].from, NOW - 9000);
    assert_int_equal(f->page.state.gaps[0].to, NOW - 3600);
    assert_false(f->page.state.complete);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .from = NOW - 3600), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    assert_int_equal(ASK(f, .product = PRODUCT_TAF), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
}

static void an_outage_that_goes_on_has_no_end(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .now = NOW - 30 + 900), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .now = NOW - 30 + 901), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 1);
    assert_int_equal(f->page.state.gaps[0].from, NOW - 30);
    assert_int_equal(f->page.state.gaps[0].to, UTC_NONE);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .now = NOW + 5000, .to = NOW - 30), RESULT_OK);
    assert_int_equal(f->page.state.gaps_count, 0);
}

static void nothing_ever_received_is_no_empty_list(void **state)
{
    struct fixture *f = *state;
    struct history_question q = {.product = PRODUCT_TAF, .code = SLICE("EGLL")};
    assert_int_equal(ask(f, q), RESULT_UNAVAILABLE);
    assert_string_equal(f->s.error.code, CODE_WEATHER_DATA_UNAVAILABLE);
    assert_true(f->s.error.retry_after_s > 0);
    weather_use_store(f->s.weather, NULL);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR), RESULT_UNAVAILABLE);
    assert_string_equal(f->s.error.code, CODE_SERVICE_UNAVAILABLE);
}

static void memory_has_a_limit(void **state)
{
    struct fixture *f = *state;
    struct arena *small = arena_create(2048);
    struct history_question q = {.product = PRODUCT_METAR,
                                 .code = SLICE("KJFK"),
                                 .from = NOW - UTC_DAY,
                                 .to = NOW,
                                 .limit = HISTORY_LIMIT_MAX,
                                 .now = NOW};
    service_error_init(&f->s.error, small);
    assert_int_equal(history_read(f->s.weather, NULL, &q, small, &f->page, &f->s.error), RESULT_NO_MEMORY);
    arena_destroy(small);
}

static const char *text_of(struct buffer *b)
{
    buffer_append_char(b, '\0');
    assert_int_equal(buffer_result(b), RESULT_OK);
    return b->ptr;
}

static void reports_are_written_as_they_were_issued(void **state)
{
    struct fixture *f = *state;
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, 1 << 20);
    assert_int_equal(ASK(f, .product = PRODUCT_METAR, .from = NOW - 2 * 3600), RESULT_OK);
    json_writer_init(&json, &out);
    history_entry_write(&json, &f->page.entries[0], true);
    const char *text = text_of(&out);
    assert_non_null(strstr(text, "\"raw\":\"KJFK 151051Z 18010KT 1/2SM FG VV002 12/12 A2992\""));
    assert_non_null(strstr(text, "\"flight_category\":\"LIFR\""));
    assert_non_null(strstr(text, "\"observed_at\":\"2026-10-15T10:51:00Z\""));
    assert_non_null(strstr(text, "\"received_at\":\"2026-10-15T10:53:00Z\""));
    assert_non_null(strstr(text, "\"source\":\"awc\",\"simulated\":true}"));
    buffer_reset(&out);
    weather_csv_write_history_header(&out, PRODUCT_METAR);
    weather_csv_write_history_row(&out, &f->page.entries[0]);
    assert_non_null(strstr(text_of(&out), "KJFK,2026-10-15T10:51:00Z,2026-10-15T10:53:00Z,awc,LIFR,180,"));

    assert_int_equal(ASK(f, .product = PRODUCT_TAF), RESULT_OK);
    buffer_reset(&out);
    json_writer_init(&json, &out);
    history_entry_write(&json, &f->page.entries[0], false);
    text = text_of(&out);
    assert_non_null(strstr(text, "\"issued_at\":\"2026-10-15T11:20:00Z\",\"valid_from\":"
                                 "\"2026-10-15T18:00:00Z\",\"valid_to\":\"2026-10-17T00:00:00Z\""));
    assert_null(strstr(text, "simulated"));
    buffer_reset(&out);
    weather_csv_write_history_row(&out, &f->page.entries[0]);
    assert_string_equal(text_of(&out), "KJFK,2026-10-15T11:20:00Z,2026-10-15T18:00:00Z,2026-10-17T00:00:00Z,"
                                       "2026-10-15T11:22:00Z,awc,false,false,false,false,"
                                       "TAF KJFK 151120Z 1518/1624 18015KT P6SM OVC050\r\n");
    buffer_free(&out);
}

static void texts_are_fields_of_csv(void **state)
{
    static const struct {
        int line;
        const char *raw, *field;
    } cases[] = {
        {__LINE__, "KJFK 151151Z", "KJFK 151151Z"},
        {__LINE__, "a,b", "\"a,b\""},
        {__LINE__, "a\"b", "\"a\"\"b\""},
        {__LINE__, "a\nb", "\"a\nb\""},
        {__LINE__, "a\rb", "\"a\rb\""},
        {__LINE__, "=1+1", "'=1+1"},
        {__LINE__, "@x", "'@x"},
        {__LINE__, "+1", "'+1"},
        {__LINE__, "-1", "'-1"},
        {__LINE__, "=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {__LINE__, "1=1", "1=1"},
    };
    struct buffer out;
    buffer_init(&out, 4096);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct history_entry entry = {.product = PRODUCT_METAR, .station = "KJFK", .observed_at = NOW};
        entry.raw = slice_from_string(cases[i].raw);
        buffer_reset(&out);
        weather_csv_write_history_row(&out, &entry);
        struct slice row = buffer_slice(&out), field = slice_from_string(cases[i].field);
        if (!slice_ends_with(row, SLICE("\r\n")) || !slice_ends_with(slice_sub(row, 0, row.len - 2), field) ||
            row.ptr[row.len - 3 - field.len] != ',')
            fail_msg("line %d: %s", cases[i].line, text_of(&out));
    }
    buffer_free(&out);
    (void)state;
}

/* One a second, as many as statistics count. */
static bool put_many(struct store_write *w)
{
    for (int i = 0; i < HISTORY_STATISTICS_REPORTS_MAX; i++)
        if (!put_entry(w, NOW - 40 * UTC_DAY + i, PRODUCT_METAR, "KJFK 050000Z 18010KT 10SM CLR 12/08 A2992"))
            return false;
    return true;
}

static int add_many(const char *dir)
{
    return service_check_write(dir, STORE_DURABLE, put_many);
}

static void statistics_have_a_limit(void **state)
{
    struct fixture *f = *state;
    struct history_statistics found;
    struct history_question q = {.product = PRODUCT_METAR,
                                 .code = SLICE("KJFK"),
                                 .from = NOW - 41 * UTC_DAY,
                                 .to = NOW - 30 * UTC_DAY,
                                 .now = NOW};
    assert_int_equal(store_check_child(add_many, f->s.dir), 0);
    assert_int_equal(history_statistics_read(f->s.weather, NULL, &q, &found, &f->s.error), RESULT_OK);
    assert_int_equal(found.hours.whole.observations, HISTORY_STATISTICS_REPORTS_MAX);
    q.to = NOW; /* with those of the last day */
    assert_int_equal(history_statistics_read(f->s.weather, NULL, &q, &found, &f->s.error), RESULT_INVALID);
    assert_string_equal(f->s.error.field, "from");
    assert_non_null(strstr(f->s.error.message, "ask for less"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_range_is_oldest_first),
        TEST(pages_neither_repeat_nor_skip),
        TEST(a_report_that_comes_between_two_pages_moves_none),
        TEST(a_range_that_moved_past_the_cursor_begins_with_itself),
        TEST(other_cursors_are_refused),
        TEST(codes_are_resolved_as_in_other_questions),
        TEST(what_an_outage_left_is_told),
        TEST(what_can_not_be_filled_stays_a_gap),
        TEST(an_outage_that_goes_on_has_no_end),
        TEST(nothing_ever_received_is_no_empty_list),
        TEST(memory_has_a_limit),
        TEST(reports_are_written_as_they_were_issued),
        TEST(texts_are_fields_of_csv),
        TEST(statistics_have_a_limit),
    };
    return cmocka_run_group_tests_name("service_history", tests, NULL, NULL);
}
