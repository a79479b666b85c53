/* base: slices, numbers, buffers, arenas, JSON writer. */
#include "check.h"

#include <math.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json_writer.h"
#include "base/number.h"
#include "base/utc.h"

static void slices_are_taken_apart(void **state)
{
    struct slice rest = SLICE("a,,b");
    struct slice part;
    assert_true(slice_next(&rest, ',', &part));
    CHECK_SLICE_AT(__LINE__, part, SLICE("a"));
    assert_true(slice_next(&rest, ',', &part));
    CHECK_SLICE_AT(__LINE__, part, SLICE(""));
    assert_true(slice_next(&rest, ',', &part));
    CHECK_SLICE_AT(__LINE__, part, SLICE("b"));
    assert_false(slice_next(&rest, ',', &part));
    CHECK_SLICE_AT(__LINE__, slice_trim(SLICE(" \t x y\r\n")), SLICE("x y"));
    CHECK_SLICE_AT(__LINE__, slice_sub(SLICE("abc"), 1, 99), SLICE("bc"));
    CHECK_SLICE_AT(__LINE__, slice_sub(SLICE("abc"), 5, 1), SLICE(""));
    assert_true(slice_equal_nocase(SLICE("kJfK"), SLICE("KJFK")));
    assert_false(slice_equal_nocase(SLICE("KJFK"), SLICE("KJFK ")));
    assert_true(slice_starts_with(SLICE("METAR"), SLICE("MET")));
    assert_false(slice_ends_with(SLICE("x"), SLICE("xx")));
}

static void copies_that_do_not_fit_are_refused(void **state)
{
    char out[4] = "zzz";
    assert_true(slice_copy(SLICE("abc"), out, sizeof(out)));
    assert_string_equal(out, "abc");
    assert_false(slice_copy(SLICE("abcd"), out, sizeof(out)));
    assert_string_equal(out, "");
}

static void integers_are_read_whole_and_in_range(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum result result;
        int64_t value;
    } cases[] = {
        {__LINE__, "0", RESULT_OK, 0},
        {__LINE__, "-12", RESULT_OK, -12},
        {__LINE__, "+7", RESULT_OK, 7},
        {__LINE__, "007", RESULT_OK, 7},
        {__LINE__, "9223372036854775807", RESULT_OK, INT64_MAX},
        {__LINE__, "-9223372036854775808", RESULT_OK, INT64_MIN},
        {__LINE__, "9223372036854775808", RESULT_TOO_LARGE, 0},
        {__LINE__, "99999999999999999999999", RESULT_TOO_LARGE, 0},
        {__LINE__, "", RESULT_INVALID, 0},
        {__LINE__, "-", RESULT_INVALID, 0},
        {__LINE__, " 1", RESULT_INVALID, 0},
        {__LINE__, "1 ", RESULT_INVALID, 0},
        {__LINE__, "0x10", RESULT_INVALID, 0},
        {__LINE__, "99999999999999999999999x", RESULT_INVALID, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        int64_t value = 4711;
        enum result r = number_parse_int(slice_from_string(cases[i].text), INT64_MIN, INT64_MAX, &value);
        CHECK_AT(cases[i].line, r == cases[i].result);
        CHECK_AT(cases[i].line, value == (r == RESULT_OK ? cases[i].value : 4711));
    }
    int64_t value = 0;
    assert_int_equal(number_parse_int(SLICE("11"), 0, 10, &value), RESULT_TOO_LARGE);
}

static void decimals_are_read_whole_and_in_range(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum result result;
        double value;
    } cases[] = {
        {__LINE__, "29.92", RESULT_OK, 29.92},    {__LINE__, "-0.5", RESULT_OK, -0.5},
        {__LINE__, "1e2", RESULT_OK, 100},        {__LINE__, ".5", RESULT_OK, 0.5},
        {__LINE__, "1e400", RESULT_TOO_LARGE, 0}, {__LINE__, "1001", RESULT_TOO_LARGE, 0},
        {__LINE__, "nan", RESULT_INVALID, 0},     {__LINE__, "inf", RESULT_INVALID, 0},
        {__LINE__, "0x1p3", RESULT_INVALID, 0},   {__LINE__, "1.2.3", RESULT_INVALID, 0},
        {__LINE__, "", RESULT_INVALID, 0},        {__LINE__, "+", RESULT_INVALID, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        double value = 4711;
        enum result r = number_parse_double(slice_from_string(cases[i].text), -1000, 1000, &value);
        CHECK_AT(cases[i].line, r == cases[i].result);
        CHECK_AT(cases[i].line, value == (r == RESULT_OK ? cases[i].value : 4711));
    }
}

static void a_buffer_stops_at_its_maximum(void **state)
{
    struct buffer b;
    buffer_init(&b, 8);
    buffer_append_slice(&b, SLICE("12345"));
    buffer_append_slice(&b, SLICE("6789"));
    assert_int_equal(buffer_result(&b), RESULT_TOO_LARGE);
    buffer_append_char(&b, 'x'); /* the failure sticks: nothing is appended behind a gap */
    CHECK_SLICE_AT(__LINE__, buffer_slice(&b), SLICE("12345"));
    buffer_reset(&b);
    buffer_append_int(&b, -42);
    buffer_append_format(&b, "%s%d", "=", 7);
    assert_int_equal(buffer_result(&b), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, buffer_slice(&b), SLICE("-42=7"));
    buffer_reset(&b);
    buffer_append_int(&b, INT64_MIN);
    assert_int_equal(buffer_result(&b), RESULT_TOO_LARGE);
    buffer_free(&b);
}

static void count_cleanup(void *arg)
{
    ++*(int *)arg;
}

static void an_arena_has_a_cap_and_cleans_up(void **state)
{
    int cleaned = 0;
    struct arena *a = arena_create(100000);
    assert_non_null(a);
    char *p = arena_alloc(a, 60000);
    assert_non_null(p);
    assert_int_equal(p[59999], 0);
    assert_null(arena_alloc(a, 60000));
    assert_true(arena_exhausted(a));
    assert_true(arena_on_reset(a, count_cleanup, &cleaned));
    arena_reset(a);
    assert_int_equal(cleaned, 1);
    assert_false(arena_exhausted(a));
    assert_int_equal(arena_used(a), 0);
    assert_null(arena_alloc_array(a, SIZE_MAX / 2, 4));
    arena_reset(a);
    struct slice copy = arena_copy(a, SLICE("KJFK"));
    CHECK_SLICE_AT(__LINE__, copy, SLICE("KJFK"));
    assert_int_equal(copy.ptr[4], '\0');
    assert_string_equal(arena_format(a, "%d-%s", 5, "x"), "5-x");
    for (int i = 0; i < 1000; i++)
        assert_non_null(arena_alloc(a, 24));
    arena_destroy(a);
    assert_int_equal(cleaned, 1);
}

static void json_is_separated_and_escaped(void **state)
{
    struct buffer b;
    struct json_writer w;
    buffer_init(&b, 1000);
    json_writer_init(&w, &b);
    json_object_begin(&w);
    json_member_string(&w, "s", SLICE("a\"b\\c\n\x01\xff\xc3\xa9\xed\xa0\x80"));
    json_member_string(&w, "absent", slice_make(NULL, 0));
    json_key(&w, "list");
    json_array_begin(&w);
    json_int(&w, -1);
    json_array_begin(&w);
    json_array_end(&w);
    json_object_begin(&w);
    json_object_end(&w);
    json_boolean(&w, true);
    json_array_end(&w);
    json_member_time(&w, "t", 0);
    json_member_time(&w, "none", UTC_NONE);
    json_object_end(&w);
    CHECK_SLICE_AT(
        __LINE__, buffer_slice(&b),
        SLICE("{\"s\":\"a\\\"b\\\\c\\n\\u0001\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\","
              "\"absent\":null,\"list\":[-1,[],{},true],\"t\":\"1970-01-01T00:00:00Z\",\"none\":null}"));
    buffer_free(&b);
}

static void json_numbers_are_short_and_exact(void **state)
{
    static const struct {
        int line;
        double value;
        int decimals;
        const char *text;
    } cases[] = {
        {__LINE__, 10, 2, "10"},
        {__LINE__, 3.05, 2, "3.05"},
        {__LINE__, 3.5, 3, "3.5"},
        {__LINE__, -0.25, 2, "-0.25"},
        {__LINE__, 0.001, 2, "0"},
        {__LINE__, -0.001, 2, "0"},
        {__LINE__, 29.92, 2, "29.92"},
        {__LINE__, NAN, 2, "null"},
        {__LINE__, INFINITY, 0, "null"},
        {__LINE__, 1e300, 0, "null"},
        {__LINE__, 0.000001, 6, "0.000001"},
        {__LINE__, 1609.344, 3, "1609.344"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct buffer b;
        struct json_writer w;
        buffer_init(&b, 100);
        json_writer_init(&w, &b);
        json_number(&w, cases[i].value, cases[i].decimals);
        CHECK_SLICE_AT(cases[i].line, buffer_slice(&b), slice_from_string(cases[i].text));
        buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_taken_apart),
        cmocka_unit_test(copies_that_do_not_fit_are_refused),
        cmocka_unit_test(integers_are_read_whole_and_in_range),
        cmocka_unit_test(decimals_are_read_whole_and_in_range),
        cmocka_unit_test(a_buffer_stops_at_its_maximum),
        cmocka_unit_test(an_arena_has_a_cap_and_cleans_up),
        cmocka_unit_test(json_is_separated_and_escaped),
        cmocka_unit_test(json_numbers_are_short_and_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
