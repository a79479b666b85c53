/* service: which of two reports of a station is current, which TAF stands beside it, and which times are
 * remembered. */
#include "check.h"

#include "base/utc.h"
#include "service/currency.h"

#define T   ((int64_t)1790000000 - 1790000000 % 3600)
#define MIN ((int64_t)60)
#define HR  ((int64_t)3600)

enum flag { PLAIN = 0, COR = 1, NIL = 2, SPECI = 4, AMD = 8, CNL = 16, ABSENT = 32, NO_ISSUE = 64 };

static struct stored_report make(enum product product, int64_t time, int64_t received_at, int flags)
{
    struct stored_report r = {.product = product,
                              .observed_at = flags & NO_ISSUE ? UTC_NONE : time,
                              .valid_from = UTC_NONE,
                              .valid_to = UTC_NONE,
                              .received_at = received_at,
                              .checked_at = UTC_NONE,
                              .corrected = flags & COR,
                              .nil = flags & NIL,
                              .speci = flags & SPECI,
                              .amended = flags & AMD,
                              .cancelled = flags & CNL};
    if (product == PRODUCT_TAF)
        r.valid_from = time + (flags & NO_ISSUE ? 0 : 30 * MIN);
    return r;
}

static void the_latest_is_current(void **state)
{
    static const struct {
        int line;
        enum product product;
        int64_t held_time, held_received;
        int held;
        int64_t offered_time, offered_received;
        int offered;
        enum currency verdict;
    } cases[] = {
        {__LINE__, PRODUCT_METAR, 0, 0, ABSENT, 0, 5, PLAIN, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, HR, HR, PLAIN, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, HR, HR, PLAIN, 0, HR + 9, PLAIN, CURRENCY_HISTORY}, /* late */
        {__LINE__, PRODUCT_METAR, HR, HR, PLAIN, 0, HR + 9, COR, CURRENCY_HISTORY},   /* late COR */
        {__LINE__, PRODUCT_METAR, 0, 5, COR, HR, HR, PLAIN, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, HR, HR, SPECI, CURRENCY_REPLACES},
        /* At one time COR beats the original, the later received COR the earlier. */
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, 0, 6, COR, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, 0, 5, COR, CURRENCY_REPLACES}, /* in the same file */
        {__LINE__, PRODUCT_METAR, 0, 5, COR, 0, 6, COR, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, 0, 6, COR, 0, 5, COR, CURRENCY_HISTORY}, /* a repetition of the earlier */
        /* An original after its COR goes to history only. */
        {__LINE__, PRODUCT_METAR, 0, 5, COR, 0, 6, PLAIN, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, 0, 6, PLAIN, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, 0, 5, PLAIN,
         CURRENCY_HISTORY}, /* two in one file: the first */
        /* NIL never replaces a report. */
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, HR, HR, NIL, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_METAR, 0, 5, PLAIN, 0, 6, NIL | COR, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_METAR, 0, 5, ABSENT, 0, 6, NIL, CURRENCY_HISTORY},
        /* TAF: the latest issue. */
        {__LINE__, PRODUCT_TAF, 0, 5, ABSENT, 0, 5, PLAIN, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, HR, HR, AMD, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, HR, HR, AMD, 0, HR + 5, PLAIN, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 0, 6, COR, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, COR, 0, 6, PLAIN, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 0, 5, AMD, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, HR, HR, CNL, CURRENCY_REPLACES}, /* makes it cancelled */
        {__LINE__, PRODUCT_TAF, HR, HR, CNL, 0, HR + 5, PLAIN, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 0, 5, CNL, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, COR, 0, 6, CNL, CURRENCY_REPLACES}, /* a correction can be cancelled */
        {__LINE__, PRODUCT_TAF, 0, 5, CNL, 0, 6, COR, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 6 * HR, 6 * HR, NIL, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 0, 9, NIL, CURRENCY_HISTORY},
        {__LINE__, PRODUCT_TAF, 0, 5, NIL, 0, 9, PLAIN, CURRENCY_REPLACES}, /* it came after all */
        {__LINE__, PRODUCT_TAF, 0, 5, PLAIN, 6 * HR, 6 * HR, NO_ISSUE, CURRENCY_REPLACES},
        {__LINE__, PRODUCT_TAF, 6 * HR, 5, NO_ISSUE, 0, HR, PLAIN, CURRENCY_HISTORY},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report held =
            make(cases[i].product, T + cases[i].held_time, T + cases[i].held_received, cases[i].held);
        struct stored_report offered = make(cases[i].product, T + cases[i].offered_time,
                                            T + cases[i].offered_received, cases[i].offered);
        CHECK_AT(cases[i].line,
                 currency_decide(cases[i].held == ABSENT ? NULL : &held, &offered) == cases[i].verdict);
    }
}

static void the_taf_in_force_stands_beside_the_latest(void **state)
{
    static const struct {
        int line;
        bool has_current;
        int64_t current_from, new_from; /* from now; UTC_NONE: none */
        enum currency_previous slot;
    } cases[] = {
        {__LINE__, true, -6 * HR, 30 * MIN, PREVIOUS_CURRENT},
        {__LINE__, true, 0, 30 * MIN, PREVIOUS_CURRENT},
        {__LINE__, true, -6 * HR, 0, PREVIOUS_DROP},         /* in force at once: AMD */
        {__LINE__, true, 30 * MIN, 30 * MIN, PREVIOUS_KEEP}, /* amended before it was in force */
        {__LINE__, true, 30 * MIN, 90 * MIN, PREVIOUS_KEEP},
        {__LINE__, true, UTC_NONE, 30 * MIN, PREVIOUS_KEEP}, /* a NIL was never in force */
        {__LINE__, true, -6 * HR, UTC_NONE, PREVIOUS_DROP},
        {__LINE__, false, 0, 30 * MIN, PREVIOUS_KEEP},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report current = make(PRODUCT_TAF, T, T, PLAIN), taf = make(PRODUCT_TAF, T, T, PLAIN);
        current.valid_from = cases[i].current_from == UTC_NONE ? UTC_NONE : T + cases[i].current_from;
        taf.valid_from = cases[i].new_from == UTC_NONE ? UTC_NONE : T + cases[i].new_from;
        CHECK_AT(cases[i].line,
                 currency_previous_slot(cases[i].has_current ? &current : NULL, &taf, T) == cases[i].slot);
    }
    struct stored_report metar = make(PRODUCT_METAR, T, T, PLAIN);
    assert_int_equal(currency_previous_slot(&metar, &metar, T), PREVIOUS_KEEP);
}

static void a_late_taf_can_be_the_one_in_force(void **state)
{
    static const struct {
        int line;
        int64_t current_from, late_from, late_to; /* from now; UTC_NONE: none */
        int late;
        int64_t previous_time; /* against the late one's; UTC_NONE: nothing is held */
        bool in_force;
    } cases[] = {
        {__LINE__, HR, -2 * HR, 6 * HR, PLAIN, UTC_NONE, true},
        {__LINE__, HR, 0, 6 * HR, PLAIN, UTC_NONE, true},
        {__LINE__, HR, -2 * HR, 6 * HR, CNL, UTC_NONE, true}, /* in force, and cancelled */
        {__LINE__, HR, -2 * HR, 6 * HR, PLAIN, -HR, true},    /* later than what is held */
        {__LINE__, HR, -2 * HR, 6 * HR, PLAIN, HR, false},
        {__LINE__, 0, -2 * HR, 6 * HR, PLAIN, UTC_NONE, false}, /* the current one is in force */
        {__LINE__, HR, MIN, 6 * HR, PLAIN, UTC_NONE, false},    /* not yet valid */
        {__LINE__, HR, -9 * HR, 0, PLAIN, UTC_NONE, false},     /* over */
        {__LINE__, HR, -2 * HR, 6 * HR, NIL, UTC_NONE, false},
        {__LINE__, HR, UTC_NONE, 6 * HR, PLAIN, UTC_NONE, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report current = make(PRODUCT_TAF, T, T, PLAIN),
                             late = make(PRODUCT_TAF, T - 3 * HR, T, cases[i].late),
                             previous = make(PRODUCT_TAF, T - 3 * HR + cases[i].previous_time, T, PLAIN);
        current.valid_from = T + cases[i].current_from;
        late.valid_from = cases[i].late_from == UTC_NONE ? UTC_NONE : T + cases[i].late_from;
        late.valid_to = T + cases[i].late_to;
        bool held = cases[i].previous_time != UTC_NONE;
        CHECK_AT(cases[i].line, currency_is_in_force_before(&current, held ? &previous : NULL, &late, T) ==
                                    cases[i].in_force);
    }
}

static void only_routine_reports_are_remembered(void **state)
{
    static const struct {
        int line;
        enum product product;
        int flags;
        bool counts;
    } cases[] = {
        {__LINE__, PRODUCT_METAR, PLAIN, true},  {__LINE__, PRODUCT_METAR, COR, true},
        {__LINE__, PRODUCT_METAR, SPECI, false}, {__LINE__, PRODUCT_METAR, NIL, false},
        {__LINE__, PRODUCT_TAF, PLAIN, true},    {__LINE__, PRODUCT_TAF, AMD, false},
        {__LINE__, PRODUCT_TAF, COR, false},     {__LINE__, PRODUCT_TAF, CNL, false},
        {__LINE__, PRODUCT_TAF, NIL, false},     {__LINE__, PRODUCT_TAF, NO_ISSUE, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report r = make(cases[i].product, T, T, cases[i].flags);
        CHECK_AT(cases[i].line, currency_recent_enter(&r, &r) == cases[i].counts);
        CHECK_AT(cases[i].line, r.recent_count == (cases[i].counts ? 1 : 0));
        CHECK_AT(cases[i].line, !currency_recent_enter(&r, &r)); /* once is enough */
    }
}

static void recent_times_are_sorted_and_bounded(void **state)
{
    struct stored_report holder = make(PRODUCT_METAR, T, T, PLAIN);
    static const int64_t order[] = {0, -2 * HR, -1 * HR, 1 * HR};
    for (size_t i = 0; i < CHECK_COUNT(order); i++) {
        struct stored_report r = make(PRODUCT_METAR, T + order[i], T, PLAIN);
        assert_true(currency_recent_enter(&holder, &r));
    }
    assert_int_equal(holder.recent_count, 4);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(holder.recent[i], T + ((int64_t)i - 2) * HR);

    /* Eight hours before the newest is outside; the new one itself may be the one that is too old. */
    struct stored_report old = make(PRODUCT_METAR, T - 7 * HR, T, PLAIN);
    assert_false(currency_recent_enter(&holder, &old));
    assert_int_equal(holder.recent_count, 4);
    struct stored_report young = make(PRODUCT_METAR, T + 6 * HR, T, PLAIN);
    assert_true(currency_recent_enter(&holder, &young));
    assert_int_equal(holder.recent_count, 4);
    assert_int_equal(holder.recent[0], T - 1 * HR);

    /* Every 5 min for 4 h: the newest REPORT_RECENT_MAX stay. */
    struct stored_report busy = make(PRODUCT_METAR, T, T, PLAIN);
    for (int i = 0; i < 48; i++) {
        struct stored_report r = make(PRODUCT_METAR, T + i * 5 * MIN, T, PLAIN);
        assert_true(currency_recent_enter(&busy, &r));
    }
    assert_int_equal(busy.recent_count, REPORT_RECENT_MAX);
    assert_int_equal(busy.recent[REPORT_RECENT_MAX - 1], T + 47 * 5 * MIN);
    assert_int_equal(busy.recent[0], T + 16 * 5 * MIN);
    struct stored_report before_all = make(PRODUCT_METAR, T, T, PLAIN);
    assert_false(currency_recent_enter(&busy, &before_all));

    struct stored_report taf = make(PRODUCT_TAF, T, T, PLAIN);
    for (int i = 0; i < 9; i++) {
        struct stored_report r = make(PRODUCT_TAF, T + i * 6 * HR, T, PLAIN);
        assert_true(currency_recent_enter(&taf, &r));
    }
    assert_int_equal(taf.recent_count, 5);
    assert_int_equal(taf.recent[0], T + 4 * 6 * HR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_is_current),
        cmocka_unit_test(the_taf_in_force_stands_beside_the_latest),
        cmocka_unit_test(a_late_taf_can_be_the_one_in_force),
        cmocka_unit_test(only_routine_reports_are_remembered),
        cmocka_unit_test(recent_times_are_sorted_and_bounded),
    };
    return cmocka_run_group_tests_name("service currency", tests, NULL, NULL);
}
