/* base: UTC times and the simulated clock. */
#include "check.h"

#include "build_config.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utc.h"

static void iso_times_are_read_in_every_form_that_providers_use(void **state)
{
    static const struct {
        int line;
        const char *text;
        int64_t value; /* UTC_NONE: refused */
    } cases[] = {
        {__LINE__, "1970-01-01T00:00:00Z", 0},
        {__LINE__, "2026-09-16T07:20:00.000Z", 1789543200},
        {__LINE__, "2022-10-22T02:53:00Z", 1666407180},
        {__LINE__, "2023-01-01 00:00:00", 1672531200},
        {__LINE__, "2024-02-29T23:59Z", 1709251140},
        {__LINE__, "2026-01-01T01:00:00+01:00", 1767225600},
        {__LINE__, "2026-01-01T00:00:00-0530", 1767225600 + 19800},
        {__LINE__, "2023-02-29T00:00:00Z", UTC_NONE},
        {__LINE__, "2023-13-01T00:00:00Z", UTC_NONE},
        {__LINE__, "2023-01-01T24:00:00Z", UTC_NONE},
        {__LINE__, "2023-01-01", UTC_NONE},
        {__LINE__, "2023-01-01T00:00:00Zx", UTC_NONE},
        {__LINE__, "2023-01-01T00:00:00.Z", UTC_NONE},
        {__LINE__, "2023-01-01T00:00:00+15:00", UTC_NONE},
        {__LINE__, "", UTC_NONE},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        int64_t value = UTC_NONE;
        enum result r = utc_parse_iso(slice_from_string(cases[i].text), &value);
        CHECK_AT(cases[i].line, (r == RESULT_OK) == (cases[i].value != UTC_NONE));
        CHECK_AT(cases[i].line, value == cases[i].value);
    }
}

static void every_day_of_four_centuries_goes_there_and_back(void **state)
{
    for (int64_t day = -200000; day < 200000; day++) {
        struct utc_civil c;
        int64_t t = day * UTC_DAY + (day & 0xffff);
        utc_to_civil(t, &c);
        assert_true(utc_civil_valid(&c));
        assert_true(utc_from_civil(&c) == t);
    }
}

static void http_dates_go_there_and_back(void **state)
{
    char text[UTC_HTTP_LEN];
    int64_t t = 0;
    utc_format_http(784111777, text); /* the example of RFC 9110, 5.6.7 */
    CHECK_SLICE_AT(__LINE__, slice_make(text, sizeof(text)), SLICE("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_int_equal(utc_parse_http(slice_make(text, sizeof(text)), &t), RESULT_OK);
    assert_int_equal(t, 784111777);
    assert_int_equal(utc_parse_http(SLICE("Sunday, 06-Nov-94 08:49:37 GMT"), &t), RESULT_INVALID);
    assert_int_equal(utc_parse_http(SLICE("Sun, 31 Feb 1994 08:49:37 GMT"), &t), RESULT_INVALID);
}

static void times_outside_the_calendar_are_clamped(void **state)
{
    char text[UTC_ISO_LEN];
    utc_format_iso(INT64_MAX, text);
    CHECK_SLICE_AT(__LINE__, slice_make(text, sizeof(text)), SLICE("9999-12-31T23:59:59Z"));
    utc_format_iso(UTC_NONE, text);
    CHECK_SLICE_AT(__LINE__, slice_make(text, sizeof(text)), SLICE("0001-01-01T00:00:00Z"));
}

#ifdef ENABLE_SIMULATION
static void the_simulated_clock_follows_its_file(void **state)
{
    const char *dir = check_make_dir();
    char path[128];
    snprintf(path, sizeof(path), "%s/clock", dir);
    int64_t real = clock_now();
    assert_int_equal(clock_simulate(path), RESULT_OK);
    assert_int_equal(clock_offset_s(), 0);
    int64_t offset = 86400;
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, &offset, sizeof(offset), 8), sizeof(offset));
    assert_int_equal(clock_offset_s(), 86400);
    assert_in_range(clock_now() - real, 86400, 86460);
    assert_int_equal(pwrite(fd, "NOTCLOCK", 8, 0), 8);
    close(fd);
    assert_int_equal(clock_simulate(path), RESULT_INVALID);
    check_remove_dir(dir);
}
#else
static void the_simulated_clock_follows_its_file(void **state)
{
    assert_int_equal(clock_simulate("/nonexistent"), RESULT_UNSUPPORTED);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_times_are_read_in_every_form_that_providers_use),
        cmocka_unit_test(every_day_of_four_centuries_goes_there_and_back),
        cmocka_unit_test(http_dates_go_there_and_back),
        cmocka_unit_test(times_outside_the_calendar_are_clamped),
        cmocka_unit_test(the_simulated_clock_follows_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
