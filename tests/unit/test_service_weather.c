/* service: the weather of one station and of many, from a store in a folder of its own. */
#include "service_check.h"

#include "service/weather_json.h"
#include "service/weather_list.h"

#define NOW WEATHER_NOW

/* KBOS is stale (its next one is overdue), CYYZ has expired, EGLL has no TAF, KPHL is listed and has nothing.
 */
static const struct weather_check_station stations[] = {
    {"KJFK", 40.6392, -73.7639, "KJFK 151151Z 18010G20KT 10SM FEW020 BKN040 12/08 A2992", NOW - 540, true},
    {"KBOS", 42.3606, -71.0097, "KBOS 151040Z 00000KT 1/2SM FG VV002 10/10 A2992", NOW - 4800, true},
    {"KLGA", 40.7794, -73.8803, "KLGA 151151Z VRB03KT 10SM CLR 12/08 A2992", NOW - 540, false},
    {"EGLL", 51.478, -0.461, "EGLL 151150Z 24015KT 9999 SCT030 12/08 Q1013", NOW - 600, false},
    {"CYYZ", 43.6767, -79.6306, "CYYZ 150800Z 24015KT 15SM SKC 12/08 A2992", NOW - 4 * UTC_HOUR, false},
    {"NZAA", -37.008, 174.792, "NZAA 151130Z 24015KT 9999 FEW030 12/08 Q1013", NOW - 1800, false},
    {"PHNL", 21.3187, -157.9225, "PHNL 151153Z 07010KT 10SM FEW025 27/19 A3002", NOW - 420, false},
    /* Both have the code HBE: the first of the FAA, the second of IATA. */
    {"KHBE", 39.33933, -80.1, "KHBE 151150Z 24015KT 10SM CLR 12/08 A2992", NOW - 600, false},
    {"HEAX", 30.93249, 29.7, "HEAX 151130Z 24015KT 9999 FEW030 12/08 Q1013", NOW - 1800, false},
    {"KPHL", 39.8722, -75.2408, NULL, 0, true},
};

static const char taf_current[] = "TAF KJFK 151120Z 1518/1624 18015KT P6SM OVC050";
static const char taf_previous[] = "TAF KJFK 150520Z 1506/1612 18015KT 1SM BR OVC004";

static bool fill(struct store_write *w)
{
    for (size_t i = 0; i < CHECK_COUNT(stations); i++)
        if (!weather_check_put_station(w, &stations[i]))
            return false;
    return weather_check_put_taf(w, "KJFK", taf_current, NOW - 2400, SLOT_CURRENT) &&
           weather_check_put_taf(w, "KJFK", taf_previous, NOW - 24000, SLOT_PREVIOUS) &&
           weather_check_put_state(w, PRODUCT_METAR, NOW - 30) &&
           weather_check_put_state(w, PRODUCT_TAF, NOW - 30) &&
           weather_check_put_state(w, PRODUCT_STATIONS, NOW - 30);
}

static int fill_store(const char *dir)
{
    return service_check_write(dir, STORE_HOT, fill);
}

static bool put_kphl(struct store_write *w)
{
    return weather_check_put_metar(w, "KPHL", "KPHL 151154Z 18010KT 10SM CLR 12/08 A2992", NOW - 360);
}

static int store_kphl(const char *dir)
{
    return service_check_write(dir, STORE_HOT, put_kphl);
}

struct fixture {
    struct service_check s;
    struct weather_check_ingestd ingestd;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    service_check_open(&f->s, fill_store);
    weather_check_listen(&f->ingestd, f->s.dir);
    *state = f;
    return 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    service_check_close(&f->s);
    close(f->ingestd.listener);
    free(f);
    return 0;
}

static enum result ask(struct fixture *f, const char *code, enum product product, bool with_taf,
                       struct weather_answer *out)
{
    struct weather_question q = {product, with_taf, slice_from_string(code), NOW};
    arena_reset(f->s.arena);
    service_error_init(&f->s.error, f->s.arena);
    return weather_get(f->s.weather, &q, out, &f->s.error);
}

static void reports_are_found_and_judged(void **state)
{
    static const struct {
        int line;
        const char *code;
        const char *station;
        const char *resolved_from;
        enum freshness freshness;
    } cases[] = {
        {__LINE__, "KJFK", "KJFK", "", FRESH},   {__LINE__, "kjfk", "KJFK", "", FRESH},
        {__LINE__, "JFK", "KJFK", "JFK", FRESH}, {__LINE__, "lhr", "EGLL", "LHR", FRESH},
        {__LINE__, "KBOS", "KBOS", "", STALE},   {__LINE__, "CYYZ", "CYYZ", "", EXPIRED},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct weather_answer a;
        CHECK_AT(cases[i].line, ask(f, cases[i].code, PRODUCT_METAR, false, &a) == RESULT_OK);
        CHECK_AT(cases[i].line, strcmp(a.station, cases[i].station) == 0);
        CHECK_AT(cases[i].line, strcmp(a.resolved_from, cases[i].resolved_from) == 0);
        CHECK_AT(cases[i].line, (a.name.len > 0) == (cases[i].resolved_from[0] != '\0'));
        CHECK_AT(cases[i].line, a.report.freshness == cases[i].freshness && a.report.feed == FEED_OK);
        CHECK_AT(cases[i].line, a.report.tier == TIER_LOCAL && a.report.checked_at == NOW - 30);
        weather_release(f->s.weather);
    }
}

static void what_is_not_fresh_is_hinted_once(void **state)
{
    struct fixture *f = *state;
    struct weather_answer a;
    assert_int_equal(ask(f, "KJFK", PRODUCT_METAR, false, &a), RESULT_OK);
    weather_release(f->s.weather);
    assert_string_equal(weather_check_received(&f->ingestd), "");
    assert_int_equal(ask(f, "KBOS", PRODUCT_METAR, false, &a), RESULT_OK);
    assert_string_equal(weather_check_received(&f->ingestd), ""); /* not while the read is open */
    weather_release(f->s.weather);
    assert_string_equal(weather_check_received(&f->ingestd), "hint metar KBOS");
    assert_int_equal(ask(f, "KBOS", PRODUCT_METAR, false, &a), RESULT_OK);
    weather_release(f->s.weather);
    assert_string_equal(weather_check_received(&f->ingestd), "");
}

static void what_is_missing_is_fetched(void **state)
{
    struct fixture *f = *state;
    struct weather_answer a;
    pid_t child = weather_check_answer(&f->ingestd, "found", 0, store_kphl, f->s.dir);
    assert_int_equal(ask(f, "KPHL", PRODUCT_METAR, false, &a), RESULT_OK);
    assert_int_equal(a.report.tier, TIER_ORIGIN);
    assert_true(a.origin_us >= 0);
    weather_release(f->s.weather);
    waitpid(child, NULL, 0);
    assert_int_equal(ask(f, "PHL", PRODUCT_METAR, false, &a), RESULT_OK);
    assert_int_equal(a.report.tier, TIER_LOCAL);
    assert_int_equal(a.origin_us, -1);
    weather_release(f->s.weather);
}

static void failures_say_what_and_when_again(void **state)
{
    static const struct {
        int line;
        const char *code;
        const char *answer; /* ingestd's; NULL: it is not asked */
        enum result result;
        const char *error;
        int64_t retry_after_s;
        const char *extra; /* contained in it */
    } cases[] = {
        {__LINE__, "KPHL", "none", RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, 0,
         "\"nearest\":{\"station\":\"KJFK\""},
        {__LINE__, "PHL", "none", RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, 0, "\"nearest\":{"},
        {__LINE__, "KPHL", "unlisted", RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, 0, "\"nearest\":{"},
        {__LINE__, "KPHL", "failed 7", RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, 7, ""},
        {__LINE__, "KPHL", "busy 3", RESULT_BUSY, CODE_SERVICE_UNAVAILABLE, 3, ""},
        {__LINE__, "KPHL", "found", RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, 1, ""},
        {__LINE__, "KPHL", "gibberish", RESULT_UNAVAILABLE, CODE_SERVICE_UNAVAILABLE, 5, ""},
        {__LINE__, "QQQQ", NULL, RESULT_NOT_FOUND, CODE_AIRPORT_NOT_FOUND, 0, ""},
        {__LINE__, "K-FK", NULL, RESULT_NOT_FOUND, CODE_AIRPORT_NOT_FOUND, 0,
         ""}, /* a code no station can have */
        {__LINE__, "KSFO", NULL, RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, 0, "\"nearest\":null"},
        {__LINE__, "SFO", NULL, RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, 0, "\"nearest\":null"},
        {__LINE__, "HBE", NULL, RESULT_AMBIGUOUS, CODE_AMBIGUOUS, 0, "\"station\":\"KHBE\""},
        {__LINE__, "HBE", NULL, RESULT_AMBIGUOUS, CODE_AMBIGUOUS, 0, "\"candidates\":["},
        {__LINE__, "K", NULL, RESULT_INVALID, CODE_INVALID_REQUEST, 0, ""},
        {__LINE__, "K JFK", NULL, RESULT_INVALID, CODE_INVALID_REQUEST, 0, ""},
        {__LINE__, "KJFKKJFKK", NULL, RESULT_INVALID, CODE_INVALID_REQUEST, 0, ""},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct weather_answer a;
        pid_t child = -1;
        if (cases[i].answer)
            child = weather_check_answer(&f->ingestd, cases[i].answer, 0, NULL, NULL);
        CHECK_AT(cases[i].line, ask(f, cases[i].code, PRODUCT_METAR, false, &a) == cases[i].result);
        CHECK_AT(cases[i].line, strcmp(f->s.error.code, cases[i].error) == 0);
        CHECK_AT(cases[i].line, f->s.error.retry_after_s == cases[i].retry_after_s);
        CHECK_AT(cases[i].line, f->s.error.extra.len >= strlen(cases[i].extra));
        if (cases[i].extra[0])
            CHECK_AT(cases[i].line, strstr(f->s.error.extra.ptr, cases[i].extra) != NULL);
        weather_release(f->s.weather);
        if (child > 0)
            waitpid(child, NULL, 0);
    }
}

static void without_a_store_nothing_is_known(void **state)
{
    struct fixture *f = *state;
    struct weather_answer a;
    weather_use_store(f->s.weather, NULL);
    assert_int_equal(ask(f, "KJFK", PRODUCT_METAR, false, &a), RESULT_UNAVAILABLE);
    assert_string_equal(f->s.error.code, CODE_SERVICE_UNAVAILABLE);
    assert_true(f->s.error.retry_after_s > 0);
    weather_release(f->s.weather);
}

/* The answer as JSON in static memory. */
static const char *json_of(const struct weather_question *q, const struct weather_answer *a,
                           const struct weather_form *form)
{
    static char text[65536];
    struct buffer out = {.ptr = text, .capacity = sizeof(text) - 1, .max = sizeof(text) - 1};
    struct json_writer json;
    json_writer_init(&json, &out);
    weather_answer_write(&json, q, a, form);
    text[out.len] = '\0';
    return text;
}

static void a_taf_has_the_one_in_force_beside_it(void **state)
{
    struct fixture *f = *state;
    struct weather_question q = {PRODUCT_TAF, false, SLICE("KJFK"), NOW};
    struct weather_form form = {.has_at = true, .at = NOW};
    struct weather_answer a;
    assert_int_equal(weather_get(f->s.weather, &q, &a, &f->s.error), RESULT_OK);
    assert_true(a.has_previous);
    CHECK_SLICE_AT(__LINE__, a.report.stored.raw, slice_from_string(taf_current));
    CHECK_SLICE_AT(__LINE__, a.previous.stored.raw, slice_from_string(taf_previous));
    const char *text = json_of(&q, &a, &form);
    assert_non_null(strstr(text, "\"previous\":{\"station\":\"KJFK\""));
    assert_non_null(
        strstr(text, "\"worst_flight_category\":\"LIFR\"")); /* of the previous one: it is in force */
    form.at = NOW + 12 * UTC_HOUR;
    assert_non_null(strstr(json_of(&q, &a, &form), "\"worst_flight_category\":\"VFR\""));
    form.at = NOW + 100 * UTC_HOUR;
    assert_non_null(strstr(json_of(&q, &a, &form), "\"at\":null"));
    weather_release(f->s.weather);
}

static void a_metar_can_have_its_taf(void **state)
{
    struct fixture *f = *state;
    struct weather_form form = {.units = RENDER_UNITS_REPORTED};
    struct weather_question q = {PRODUCT_METAR, true, SLICE("KJFK"), NOW};
    struct weather_answer a;
    assert_int_equal(weather_get(f->s.weather, &q, &a, &f->s.error), RESULT_OK);
    assert_true(a.has_taf && a.has_taf_previous);
    weather_release(f->s.weather);
    q.code = SLICE("EGLL");
    assert_int_equal(weather_get(f->s.weather, &q, &a, &f->s.error), RESULT_OK);
    assert_int_equal(a.taf_absence, ABSENCE_NOT_ISSUED);
    assert_non_null(strstr(json_of(&q, &a, &form), "\"taf\":null,\"taf_absent\":\"not_issued\"}"));
    weather_release(f->s.weather);
    /* KBOS issues TAFs; that none can be had is no failure of its METAR. */
    q.code = SLICE("KBOS");
    pid_t child = weather_check_answer(&f->ingestd, "failed 9", 0, NULL, NULL);
    assert_int_equal(weather_get(f->s.weather, &q, &a, &f->s.error), RESULT_OK);
    assert_int_equal(a.taf_absence, ABSENCE_UNAVAILABLE);
    assert_int_equal(a.report.tier, TIER_LOCAL);
    assert_non_null(strstr(json_of(&q, &a, &form), "KBOS 151040Z"));
    weather_release(f->s.weather);
    waitpid(child, NULL, 0);
}

static void an_expired_report_has_no_category(void **state)
{
    struct fixture *f = *state;
    struct weather_form form = {.units = RENDER_UNITS_REPORTED};
    struct weather_question q = {PRODUCT_METAR, false, SLICE("CYYZ"), NOW};
    struct weather_answer a;
    assert_int_equal(weather_get(f->s.weather, &q, &a, &f->s.error), RESULT_OK);
    const char *text = json_of(&q, &a, &form);
    assert_non_null(strstr(text, "\"flight_category\":null"));
    assert_non_null(strstr(text, "\"freshness\":\"expired\""));
    form.simulated = true;
    assert_non_null(strstr(json_of(&q, &a, &form), "\"simulated\":true"));
    weather_release(f->s.weather);
}

static enum result list(struct fixture *f, struct weather_list_question *q, struct weather_list *out)
{
    q->now = NOW;
    q->limit = q->limit ? q->limit : WEATHER_LIST_LIMIT_MAX;
    arena_reset(f->s.arena);
    service_error_init(&f->s.error, f->s.arena);
    enum result r = weather_list_select(f->s.weather, q, f->s.arena, out, &f->s.error);
    weather_release(f->s.weather);
    return r;
}

static void check_stations(int line, const struct weather_list *l, const char *expected)
{
    char text[256] = "";
    for (size_t i = 0; i < l->count; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s ", l->items[i].station);
    if (strcmp(text, expected) != 0)
        print_error("got \"%s\", want \"%s\"\n", text, expected);
    CHECK_AT(line, strcmp(text, expected) == 0);
}

static void lists_by_codes(void **state)
{
    struct fixture *f = *state;
    struct weather_list l;
    struct weather_list_question q = {.selection = SELECT_IDS,
                                      .ids = SLICE("kbos, JFK,KJFK,,QQQQ,KPHL,KSFO,K,CYYZ,HBE")};
    assert_int_equal(list(f, &q, &l), RESULT_OK);
    check_stations(__LINE__, &l, "KBOS KJFK CYYZ ");
    assert_string_equal(l.items[1].resolved_from, "JFK");
    assert_true(l.complete);
    static const char *const missing[][2] = {
        {"QQQQ", CODE_AIRPORT_NOT_FOUND},
        {"KPHL", CODE_WEATHER_DATA_UNAVAILABLE}, /* listed; being asked for */
        {"KSFO", CODE_STATION_NOT_REPORTING},
        {"K", CODE_AIRPORT_NOT_FOUND},
        {"HBE", CODE_AMBIGUOUS}};
    assert_int_equal(l.missing_count, CHECK_COUNT(missing));
    for (size_t i = 0; i < CHECK_COUNT(missing); i++) {
        CHECK_SLICE_AT(__LINE__, l.missing[i].id, slice_from_string(missing[i][0]));
        assert_string_equal(l.missing[i].code, missing[i][1]);
    }
    assert_string_equal(weather_check_received(&f->ingestd), "hint metar KPHL");
    q.ids = SLICE(" , ");
    assert_int_equal(list(f, &q, &l), RESULT_INVALID);
    assert_string_equal(f->s.error.field, "ids");
}

static void lists_by_place(void **state)
{
    static const struct {
        int line;
        struct weather_list_question question;
        const char *stations;
        const char *next;
    } cases[] = {
        {__LINE__, {SELECT_BOX, .south = 40, .west = -75, .north = 43, .east = -70}, "KBOS KJFK KLGA ", ""},
        {__LINE__,
         {SELECT_BOX, .south = 40, .west = -75, .north = 43, .east = -70, .limit = 2},
         "KBOS KJFK ",
         "KJFK"},
        {__LINE__,
         {SELECT_BOX, .south = 40, .west = -75, .north = 43, .east = -70, .limit = 2,
          .cursor = SLICE("KJFK")},
         "KLGA ",
         ""},
        {__LINE__, {SELECT_BOX, .south = -40, .west = 170, .north = 30, .east = -150}, "NZAA PHNL ", ""},
        {__LINE__, {SELECT_BOX, .south = 0, .west = 0, .north = 1, .east = 1}, "", ""},
        {__LINE__,
         {SELECT_BOX, .south = -90, .west = -180, .north = 90, .east = 180},
         "CYYZ EGLL HEAX KBOS KHBE KJFK KLGA NZAA PHNL ",
         ""},
        {__LINE__, {SELECT_NEAR, .point = {40.64, -73.77}, .radius_nm = 200}, "KJFK KLGA KBOS ", ""},
        {__LINE__, {SELECT_NEAR, .point = {40.64, -73.77}, .radius_nm = 20}, "KJFK KLGA ", ""},
        {__LINE__,
         {SELECT_NEAR, .point = {89, 0}, .radius_nm = 5400},
         "EGLL CYYZ KBOS KLGA KJFK KHBE HEAX PHNL ",
         ""},
        {__LINE__, {SELECT_NEAR, .point = {0, 180}, .radius_nm = 2500}, "PHNL NZAA ", ""},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct weather_list_question q = cases[i].question;
        struct weather_list l;
        CHECK_AT(cases[i].line, list(f, &q, &l) == RESULT_OK);
        check_stations(cases[i].line, &l, cases[i].stations);
        CHECK_AT(cases[i].line, strcmp(l.next, cases[i].next) == 0);
    }
    struct weather_list l;
    struct weather_list_question near = {SELECT_NEAR, .point = {40.64, -73.77}, .radius_nm = 200, .limit = 1};
    assert_int_equal(list(f, &near, &l), RESULT_OK);
    char cursor[WEATHER_CURSOR_MAX];
    memcpy(cursor, l.next, sizeof(cursor));
    near.cursor = slice_from_string(cursor);
    assert_int_equal(list(f, &near, &l), RESULT_OK);
    check_stations(__LINE__, &l, "KLGA ");
    near.cursor = SLICE("x-KJFK");
    assert_int_equal(list(f, &near, &l), RESULT_INVALID);
    assert_string_equal(f->s.error.field, "cursor");
}

static bool forget_state(struct store_write *w)
{
    struct product_state state = {.checked_at = UTC_NONE, .received_at = UTC_NONE, .newest_at = UTC_NONE};
    return product_state_put(w, PRODUCT_METAR, &state) == RESULT_OK;
}

static int forget(const char *dir)
{
    return service_check_write(dir, STORE_HOT, forget_state);
}

static void a_product_never_received_is_no_empty_list(void **state)
{
    struct fixture *f = *state;
    struct weather_list l;
    struct weather_list_question q = {.selection = SELECT_IDS, .ids = SLICE("QQQQ")};
    assert_int_equal(store_check_child(forget, f->s.dir), 0);
    assert_int_equal(list(f, &q, &l), RESULT_UNAVAILABLE);
    assert_string_equal(f->s.error.code, CODE_WEATHER_DATA_UNAVAILABLE);
    /* One station is answered all the same. */
    struct weather_answer a;
    assert_int_equal(ask(f, "KJFK", PRODUCT_METAR, false, &a), RESULT_OK);
    assert_int_equal(a.report.feed, FEED_DOWN);
    assert_int_equal(a.report.freshness, STALE);
    weather_release(f->s.weather);
}

static void the_wind_for_runways(void **state)
{
    struct fixture *f = *state;
    struct station_directory d;
    struct weather_wind wind;
    assert_int_equal(weather_directory(f->s.weather, &d, &f->s.error), RESULT_OK);
    assert_true(d.reports(d.context, SLICE("KJFK")));
    assert_false(d.reports(d.context, SLICE("KSFO")));
    weather_wind_read(f->s.weather, SLICE("KJFK"), NOW, &wind);
    assert_true(wind.known && wind.wind.gust_kt == 20 && wind.wind.direction_true_deg == 180);
    weather_wind_read(f->s.weather, SLICE("KLGA"), NOW, &wind);
    assert_true(wind.known && wind.wind.variable &&
                wind.wind.direction_true_deg != wind.wind.direction_true_deg);
    weather_wind_read(f->s.weather, SLICE("CYYZ"), NOW, &wind); /* expired */
    assert_false(wind.known);
    weather_release(f->s.weather);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(reports_are_found_and_judged),
        WITH_STORE(what_is_not_fresh_is_hinted_once),
        WITH_STORE(what_is_missing_is_fetched),
        WITH_STORE(failures_say_what_and_when_again),
        WITH_STORE(without_a_store_nothing_is_known),
        WITH_STORE(a_taf_has_the_one_in_force_beside_it),
        WITH_STORE(a_metar_can_have_its_taf),
        WITH_STORE(an_expired_report_has_no_category),
        WITH_STORE(lists_by_codes),
        WITH_STORE(lists_by_place),
        WITH_STORE(a_product_never_received_is_no_empty_list),
        WITH_STORE(the_wind_for_runways),
    };
    return cmocka_run_group_tests_name("service_weather", tests, NULL, NULL);
}
