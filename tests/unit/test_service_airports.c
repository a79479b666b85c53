/* service/airports: what the airport routes answer. */
#include "airports.h"

/* json-c's integer type has the name of a function of the JSON writer. */
#define json_bool json_c_bool
#include <json-c/json.h>
#include <json-c/json_pointer.h>
#undef json_bool
#include <math.h>

#include "service/airports.h"

static struct airport_db *db;
static struct arena *arena;
static struct buffer out;
static struct json_object *answer; /* of the call before */

/* KJFK, EGLL and K1K1 report. */
static bool reports(void *context, struct slice station)
{
    return slice_equal(station, SLICE("KJFK")) || slice_equal(station, SLICE("EGLL")) ||
           slice_equal(station, SLICE("K1K1"));
}

static struct station_directory directory(void)
{
    return (struct station_directory){db, reports, NULL};
}

static int set_up(void **state)
{
    db = airports_open_built();
    arena = arena_create(1 << 16);
    buffer_init(&out, 1 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    json_object_put(answer);
    buffer_free(&out);
    arena_destroy(arena);
    airport_db_close(db);
    return 0;
}

static struct json_writer writer(struct service_error *e)
{
    struct json_writer w;
    arena_reset(arena);
    service_error_init(e, arena);
    buffer_reset(&out);
    json_writer_init(&w, &out);
    return w;
}

/* Parses what was written. */
static void take_answer(int line)
{
    buffer_append_char(&out, '\0');
    json_object_put(answer);
    answer = json_tokener_parse(out.ptr);
    CHECK_AT(line, answer != NULL);
}

static struct json_object *member(int line, const char *path)
{
    struct json_object *value = NULL;

    if (json_pointer_get(answer, path, &value) != 0) {
        print_error("no %s in %s\n", path, out.ptr);
        _fail(__FILE__, line);
    }
    return value;
}

#define TEXT(path)    json_object_get_string(member(__LINE__, (path)))
#define NUMBER(path)  json_object_get_double(member(__LINE__, (path)))
#define IS_NULL(path) (member(__LINE__, (path)) == NULL)

static void lookup_gives_the_airport(void **state)
{
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);

    assert_int_equal(airports_lookup_write(&d, SLICE("jfk"), &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_string_equal(TEXT("/icao"), "KJFK");
    assert_string_equal(TEXT("/name"), "John F. Kennedy International Airport");
    assert_string_equal(TEXT("/type"), "large_airport");
    assert_string_equal(TEXT("/resolved_from"), "JFK");
    assert_string_equal(TEXT("/station"), "KJFK");
    assert_true(IS_NULL("/local"));
    assert_float_equal(NUMBER("/elevation_ft"), 13, 0);

    w = writer(&e);
    assert_int_equal(airports_lookup_write(&d, SLICE("KLGA"), &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_true(IS_NULL("/station"));
    assert_int_not_equal(json_pointer_get(answer, "/resolved_from", NULL), 0);
}

static void codes_that_fail_say_why(void **state)
{
    static const struct {
        int line;
        const char *code, *error;
        enum result result;
    } cases[] = {
        {__LINE__, "QQQQ", "AIRPORT_NOT_FOUND", RESULT_NOT_FOUND},
        {__LINE__, "14FA", "AMBIGUOUS_CODE", RESULT_AMBIGUOUS},
        {__LINE__, "\"><script>", "INVALID_REQUEST", RESULT_INVALID},
        {__LINE__, "", "INVALID_REQUEST", RESULT_INVALID},
    };
    struct station_directory d = directory();

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct service_error e;
        struct json_writer w = writer(&e);

        CHECK_AT(cases[i].line,
                 airports_lookup_write(&d, slice_from_string(cases[i].code), &w, &e) == cases[i].result);
        CHECK_AT(cases[i].line,
                 strcmp(e.code, cases[i].error) == 0 && strcmp(e.field, "code") == 0 && e.message[0]);
        CHECK_AT(cases[i].line, out.len == 0);
        CHECK_AT(cases[i].line, (e.extra.ptr != NULL) == (cases[i].result == RESULT_AMBIGUOUS));
        if (e.extra.ptr) {
            buffer_append_format(&out, "{%.*s}", (int)e.extra.len, e.extra.ptr);
            take_answer(cases[i].line);
            CHECK_AT(cases[i].line, json_object_array_length(member(cases[i].line, "/candidates")) == 2);
        }
    }
}

static void info_gives_runways_and_their_wind(void **state)
{
    const struct surface_wind wind = {340, 20, 30, false}, variable = {NAN, 3, NAN, true};
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);

    assert_int_equal(airports_info_write(&d, SLICE("KJFK"), &wind, &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_int_equal(json_object_array_length(member(__LINE__, "/runways")), 4);
    assert_string_equal(TEXT("/runways/3/ends/1/ident"), "31R");
    assert_float_equal(NUMBER("/runways/3/ends/1/heading_true_deg"), 301, 1e-9);
    assert_float_equal(NUMBER("/runways/3/ends/1/wind/headwind_kt"), 15.5, 1e-9); /* 20 cos 39 */
    assert_float_equal(NUMBER("/runways/3/ends/1/wind/crosswind_kt"), 12.6, 1e-9);
    assert_string_equal(TEXT("/runways/3/ends/1/wind/crosswind_from"), "right");
    assert_float_equal(NUMBER("/runways/3/ends/0/wind/headwind_kt"), -15.5, 1e-9);
    assert_string_equal(TEXT("/runways/3/ends/0/wind/crosswind_from"), "left");
    assert_float_equal(NUMBER("/runways/3/ends/1/wind/gust_headwind_kt"), 23.3, 1e-9);
    assert_true(IS_NULL("/runways/0/surface"));
    assert_true(IS_NULL("/runways/0/ends/0/displaced_threshold_ft"));
    assert_float_equal(NUMBER("/frequencies/atis_mhz"), 115.1, 1e-9);
    assert_true(IS_NULL("/frequencies/tower_mhz"));
    assert_float_equal(NUMBER("/wind/direction_true_deg"), 340, 1e-9);

    w = writer(&e);
    assert_int_equal(airports_info_write(&d, SLICE("KJFK"), &variable, &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_true(IS_NULL("/runways/0/ends/0/wind"));
    assert_true(IS_NULL("/wind/direction_true_deg"));

    w = writer(&e);
    assert_int_equal(airports_info_write(&d, SLICE("00A"), NULL, &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_true(IS_NULL("/wind"));
    assert_int_equal(json_object_array_length(member(__LINE__, "/runways/0/ends")), 0);
    assert_float_equal(NUMBER("/runways/0/length_ft"), 80, 0);
}

static void distance_is_along_the_great_circle(void **state)
{
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);

    assert_int_equal(airports_distance_write(&d, SLICE("JFK"), SLICE("EGLL"), &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_float_equal(NUMBER("/distance_nm"), 2991, 2);
    assert_float_equal(NUMBER("/distance_km"), NUMBER("/distance_nm") * 1.852, 0.2);
    assert_float_equal(NUMBER("/initial_bearing_true_deg"), 51.4, 0.2);
    assert_string_equal(TEXT("/from/icao"), "KJFK");

    w = writer(&e);
    assert_int_equal(airports_distance_write(&d, SLICE("KJFK"), SLICE("KJFK"), &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_float_equal(NUMBER("/distance_nm"), 0, 0);
    assert_true(IS_NULL("/initial_bearing_true_deg"));

    w = writer(&e);
    assert_int_equal(airports_distance_write(&d, SLICE("KJFK"), SLICE("QQQQ"), &w, &e), RESULT_NOT_FOUND);
    assert_string_equal(e.field, "to");
    assert_int_equal(out.len, 0);
}

static void coordinates_are_given(void **state)
{
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);

    assert_int_equal(airports_coordinates_write(&d, SLICE("NZSP"), &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_float_equal(NUMBER("/latitude_deg"), -90, 0);
    assert_float_equal(NUMBER("/elevation_ft"), 9300, 0);
}

static void search_lists_matches(void **state)
{
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);
    size_t count = 0;

    assert_int_equal(airports_search_write(&d, SLICE("heathrow"), 3, &w, &count, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_int_equal(json_object_array_length(answer), count);
    assert_string_equal(TEXT("/0/icao"), "EGLL");
    assert_string_equal(TEXT("/0/match"), "words");
    assert_true(json_object_get_boolean(member(__LINE__, "/0/reports")));

    w = writer(&e);
    assert_int_equal(airports_search_write(&d, SLICE("heathrow"), 0, &w, &count, &e), RESULT_INVALID);
    assert_string_equal(e.field, "limit");
    assert_int_equal(airports_search_write(&d, SLICE("heathrow"), 51, &w, &count, &e), RESULT_INVALID);
    assert_int_equal(airports_search_write(&d, SLICE("?"), 5, &w, &count, &e), RESULT_INVALID);
    assert_string_equal(e.field, "q");
    assert_int_equal(out.len, 0);
}

static void nearby_lists_the_nearest_first(void **state)
{
    struct airports_nearby query = {{40.64, -73.78}, 50, 5, false};
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);
    size_t count = 0;

    assert_int_equal(airports_nearby_write(&d, &query, &w, &count, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_int_equal(count, 5);
    assert_string_equal(TEXT("/0/icao"), "KJFK");
    assert_true(NUMBER("/0/distance_nm") <= NUMBER("/1/distance_nm"));

    query.reporting = true;
    query.radius_nm = 500;
    w = writer(&e);
    assert_int_equal(airports_nearby_write(&d, &query, &w, &count, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_int_equal(count, 1);
    assert_string_equal(TEXT("/0/station"), "KJFK");
}

static void nearby_refuses_what_is_outside(void **state)
{
    static const struct {
        int line;
        struct airports_nearby query;
        const char *field;
    } cases[] = {
        {__LINE__, {{90.1, 0}, 50, 5, false}, "lat"},  {__LINE__, {{NAN, 0}, 50, 5, false}, "lat"},
        {__LINE__, {{0, 180.5}, 50, 5, false}, "lon"}, {__LINE__, {{0, 0}, 0, 5, false}, "radius"},
        {__LINE__, {{0, 0}, 501, 5, false}, "radius"}, {__LINE__, {{0, 0}, NAN, 5, false}, "radius"},
        {__LINE__, {{0, 0}, 5, 501, false}, "limit"},  {__LINE__, {{0, 0}, 5, -1, true}, "limit"},
    };
    struct station_directory d = directory();

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct service_error e;
        struct json_writer w = writer(&e);
        size_t count;
        CHECK_AT(cases[i].line, airports_nearby_write(&d, &cases[i].query, &w, &count, &e) == RESULT_INVALID);
        CHECK_AT(cases[i].line, strcmp(e.field, cases[i].field) == 0);
    }
}

static void a_route_has_its_legs(void **state)
{
    const struct slice codes[] = {SLICE("KJFK"), SLICE("lhr"), SLICE("NZSP")},
                       wrong[] = {SLICE("KJFK"), SLICE("QQQQ")};
    struct slice many[AIRPORTS_ROUTE_MAX + 1];
    struct station_directory d = directory();
    struct service_error e;
    struct json_writer w = writer(&e);

    assert_int_equal(airports_route_write(&d, codes, 3, &w, &e), RESULT_OK);
    take_answer(__LINE__);
    assert_int_equal(json_object_array_length(member(__LINE__, "/points")), 3);
    assert_int_equal(json_object_array_length(member(__LINE__, "/legs")), 2);
    assert_string_equal(TEXT("/points/1/code"), "LHR");
    assert_string_equal(TEXT("/points/1/icao"), "EGLL");
    assert_float_equal(NUMBER("/legs/1/initial_bearing_true_deg"), 180, 0.1);
    assert_float_equal(NUMBER("/total_distance_nm"),
                       NUMBER("/legs/0/distance_nm") + NUMBER("/legs/1/distance_nm"), 0.11);

    w = writer(&e);
    assert_int_equal(airports_route_write(&d, wrong, 2, &w, &e), RESULT_NOT_FOUND);
    assert_non_null(strstr(e.message, "QQQQ"));
    for (size_t i = 0; i < CHECK_COUNT(many); i++)
        many[i] = codes[0];
    assert_int_equal(airports_route_write(&d, many, CHECK_COUNT(many), &w, &e), RESULT_INVALID);
    assert_int_equal(airports_route_write(&d, many, 0, &w, &e), RESULT_INVALID);
    assert_int_equal(out.len, 0);
    assert_int_equal(airports_route_write(&d, many, AIRPORTS_ROUTE_MAX, &w, &e), RESULT_OK);
}

static void stats_add_up_and_name_the_source(void **state)
{
    struct service_error e;
    struct json_writer w = writer(&e);
    double sum = 0;

    airports_stats_write(db, &w);
    take_answer(__LINE__);
    json_object_object_foreach(member(__LINE__, "/by_type"), key, value)
    {
        (void)key;
        sum += json_object_get_double(value);
    }
    assert_float_equal(sum, NUMBER("/airports"), 0);
    assert_float_equal(NUMBER("/airports"), airport_db_count(db), 0);
    assert_true(NUMBER("/countries") > 200 && NUMBER("/countries") < 260);
    assert_string_equal(TEXT("/source/license"), "ODbL-1.0");
    assert_string_equal(TEXT("/source/attribution"), AIRPORTS_ATTRIBUTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookup_gives_the_airport),
        cmocka_unit_test(codes_that_fail_say_why),
        cmocka_unit_test(info_gives_runways_and_their_wind),
        cmocka_unit_test(distance_is_along_the_great_circle),
        cmocka_unit_test(coordinates_are_given),
        cmocka_unit_test(search_lists_matches),
        cmocka_unit_test(nearby_lists_the_nearest_first),
        cmocka_unit_test(nearby_refuses_what_is_outside),
        cmocka_unit_test(a_route_has_its_legs),
        cmocka_unit_test(stats_add_up_and_name_the_source),
    };
    return cmocka_run_group_tests_name("service airports", tests, set_up, tear_down);
}
