/* tac: day, hour and minute resolved against a reference time. */
#include "tac_check.h"

#include "tac/time.h"
#include "tac/time_parse.h"

static void the_nearest_month_that_has_the_day_is_chosen(void **state)
{
    static const struct {
        int line;
        struct tac_day_time d;
        const char *reference;
        int days_needed;
        const char *expected; /* NULL: none */
    } cases[] = {
        {__LINE__, {14, 12, 51}, "2026-10-14T13:00:00Z", 0, "2026-10-14T12:51:00Z"},
        {__LINE__, {30, 23, 50}, "2026-10-01T00:10:00Z", 0, "2026-09-30T23:50:00Z"},
        {__LINE__, {1, 0, 10}, "2026-09-30T23:50:00Z", 0, "2026-10-01T00:10:00Z"},
        {__LINE__, {31, 23, 50}, "2027-01-01T00:10:00Z", 0, "2026-12-31T23:50:00Z"},
        {__LINE__, {31, 12, 0}, "2026-03-01T00:00:00Z", 0, "2026-01-31T12:00:00Z"}, /* 29 days, not 30 */
        {__LINE__, {31, 12, 0}, "2026-02-25T00:00:00Z", 0, "2026-01-31T12:00:00Z"},
        {__LINE__, {29, 0, 0}, "2024-02-28T00:00:00Z", 0, "2024-02-29T00:00:00Z"},
        {__LINE__, {29, 0, 0}, "2026-02-20T00:00:00Z", 0, "2026-01-29T00:00:00Z"},
        {__LINE__, {30, 23, 0}, "2026-03-01T03:00:00Z", 31, "2026-01-30T23:00:00Z"},
        {__LINE__, {14, 24, 0}, "2026-10-14T23:00:00Z", 0, "2026-10-15T00:00:00Z"},
        {__LINE__, {0, 23, 0}, "2026-10-14T01:00:00Z", 0, "2026-10-13T23:00:00Z"},
        {__LINE__, {32, 0, 0}, "2026-10-14T01:00:00Z", 0, NULL},
        {__LINE__, {14, 24, 1}, "2026-10-14T01:00:00Z", 0, NULL},
        {__LINE__, {14, 12, 60}, "2026-10-14T01:00:00Z", 0, NULL},
        {__LINE__, {-1, 12, 0}, "2026-10-14T01:00:00Z", 0, NULL},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        int64_t got = tac_time_nearest(cases[i].d, tac_check_time(cases[i].reference), cases[i].days_needed);
        int64_t want = cases[i].expected ? tac_check_time(cases[i].expected) : UTC_NONE;
        CHECK_AT(cases[i].line, got == want);
    }
}

static void later_times_are_the_first_such_moment(void **state)
{
    static const struct {
        int line;
        struct tac_day_time d;
        const char *least;
        const char *expected;
    } cases[] = {
        {__LINE__, {15, 6, 0}, "2026-10-14T12:00:00Z", "2026-10-15T06:00:00Z"},
        {__LINE__, {14, 12, 0}, "2026-10-14T12:00:00Z", "2026-10-14T12:00:00Z"},
        {__LINE__, {14, 11, 59}, "2026-10-14T12:00:00Z", "2026-11-14T11:59:00Z"},
        {__LINE__, {1, 0, 0}, "2026-12-31T18:00:00Z", "2027-01-01T00:00:00Z"},
        {__LINE__, {31, 24, 0}, "2026-12-31T18:00:00Z", "2027-01-01T00:00:00Z"},
        {__LINE__, {31, 0, 0}, "2026-02-01T00:00:00Z", "2026-03-31T00:00:00Z"},
        {__LINE__, {0, 6, 0}, "2026-10-14T12:00:00Z", "2026-10-15T06:00:00Z"},
        {__LINE__, {0, 24, 0}, "2026-10-14T00:00:00Z", "2026-10-14T00:00:00Z"},
        {__LINE__, {0, 12, 30}, "2026-10-14T12:00:00Z", "2026-10-14T12:30:00Z"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, tac_time_not_before(cases[i].d, tac_check_time(cases[i].least)) ==
                                    tac_check_time(cases[i].expected));
    assert_true(tac_time_not_before((struct tac_day_time){1, 0, 0}, UTC_NONE) == UTC_NONE);
    assert_true(tac_time_nearest((struct tac_day_time){1, 0, 0}, INT64_MAX, 0) == UTC_NONE);
    assert_true(tac_time_nearest((struct tac_day_time){1, 0, 0}, INT64_MIN, 0) == UTC_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_month_that_has_the_day_is_chosen),
        cmocka_unit_test(later_times_are_the_first_such_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
