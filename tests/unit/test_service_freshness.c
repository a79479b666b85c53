/* service: the feed's state, a report's freshness, and when the next report is due. */
#include "check.h"

#include "base/utc.h"
#include "service/freshness.h"

#define NOW ((int64_t)1790000000 - 1790000000 % 86400 + 12 * 3600) /* a noon */
#define MIN ((int64_t)60)
#define HR  ((int64_t)3600)

static void a_feed_is_down_then_delayed_then_ok(void **state)
{
    static const struct {
        int line;
        enum product product;
        int64_t checked_before, newest_before; /* seconds before now; UTC_NONE: never */
        enum feed feed;
    } cases[] = {
        {__LINE__, PRODUCT_METAR, UTC_NONE, 0, FEED_DOWN},
        {__LINE__, PRODUCT_METAR, 0, 0, FEED_OK},
        {__LINE__, PRODUCT_METAR, 5 * MIN, 0, FEED_OK},
        {__LINE__, PRODUCT_METAR, 5 * MIN + 1, 0, FEED_DOWN},
        {__LINE__, PRODUCT_METAR, 5 * MIN + 1, 20 * MIN, FEED_DOWN}, /* first match */
        {__LINE__, PRODUCT_METAR, 10, 15 * MIN, FEED_OK},
        {__LINE__, PRODUCT_METAR, 10, 15 * MIN + 1, FEED_DELAYED},
        {__LINE__, PRODUCT_METAR, 10, UTC_NONE, FEED_DELAYED},
        {__LINE__, PRODUCT_METAR, -60, 0, FEED_OK},
        {__LINE__, PRODUCT_METAR, -61, 0, FEED_DOWN}, /* the clock was set back */
        {__LINE__, PRODUCT_TAF, 5 * MIN, 90 * MIN, FEED_OK},
        {__LINE__, PRODUCT_TAF, 5 * MIN, 90 * MIN + 1, FEED_DELAYED},
        {__LINE__, PRODUCT_TAF, 5 * MIN + 1, 0, FEED_DOWN},
        {__LINE__, PRODUCT_STATIONS, 25 * HR, UTC_NONE, FEED_OK},
        {__LINE__, PRODUCT_STATIONS, 49 * HR, UTC_NONE, FEED_DOWN},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct product_state s = {.checked_at = UTC_NONE, .newest_at = UTC_NONE};
        if (cases[i].checked_before != UTC_NONE)
            s.checked_at = NOW - cases[i].checked_before;
        if (cases[i].newest_before != UTC_NONE)
            s.newest_at = NOW - cases[i].newest_before;
        CHECK_AT(cases[i].line, feed_of(cases[i].product, &s, NOW) == cases[i].feed);
    }
    assert_int_equal(feed_of(PRODUCT_METAR, NULL, NOW), FEED_DOWN);
}

static void a_metar_is_fresh_then_stale_then_expired(void **state)
{
    static const struct {
        int line;
        int64_t observed_before, expected_before; /* next_expected_at; negative: it lies ahead */
        int64_t own_check_before;                 /* UTC_NONE: none */
        enum feed feed;
        int64_t skew_s;
        enum freshness freshness;
    } cases[] = {
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_OK, 0, FRESH},
        {__LINE__, 69 * MIN, 10 * MIN - 1, UTC_NONE, FEED_OK, 0, FRESH},
        {__LINE__, 70 * MIN, 10 * MIN, UTC_NONE, FEED_OK, 0, STALE},
        {__LINE__, 3 * HR - 1, 2 * HR, UTC_NONE, FEED_OK, 0, STALE},
        {__LINE__, 3 * HR, 2 * HR, UTC_NONE, FEED_OK, 0, EXPIRED},
        {__LINE__, 3 * HR, -1 * HR, UTC_NONE, FEED_OK, 0, EXPIRED}, /* however far the next one */
        {__LINE__, 3 * HR, 2 * HR, 10, FEED_OK, 0, EXPIRED},        /* checked or not */
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_DELAYED, 0, STALE},
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_DOWN, 0, STALE},
        {__LINE__, 20 * MIN, -40 * MIN, 5 * MIN - 1, FEED_DOWN, 0, FRESH},
        {__LINE__, 20 * MIN, -40 * MIN, 5 * MIN, FEED_DOWN, 0, STALE},
        {__LINE__, 20 * MIN, -40 * MIN, 5 * MIN, FEED_OK, 0, FRESH},
        {__LINE__, 20 * MIN, -40 * MIN, -2 * MIN, FEED_DOWN, 0, STALE}, /* checked in the future: no */
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_OK, 60, FRESH},
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_OK, 61, STALE},
        {__LINE__, 20 * MIN, -40 * MIN, UTC_NONE, FEED_OK, -61, STALE},
        {__LINE__, 20 * MIN, -40 * MIN, 10, FEED_OK, 61, STALE},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report r = {.product = PRODUCT_METAR,
                                  .observed_at = NOW - cases[i].observed_before,
                                  .next_expected_at = NOW - cases[i].expected_before,
                                  .valid_from = UTC_NONE,
                                  .valid_to = UTC_NONE,
                                  .checked_at = UTC_NONE};
        if (cases[i].own_check_before != UTC_NONE)
            r.checked_at = NOW - cases[i].own_check_before;
        CHECK_AT(cases[i].line, freshness_of(&r, cases[i].feed, cases[i].skew_s, NOW) == cases[i].freshness);
    }
}

static void a_taf_is_fresh_then_stale_then_expired(void **state)
{
    static const struct {
        int line;
        int64_t expected_before, valid_to_before; /* UTC_NONE: a NIL without validity */
        enum feed feed;
        enum freshness freshness;
    } cases[] = {
        {__LINE__, -1 * HR, -20 * HR, FEED_OK, FRESH},    {__LINE__, 30 * MIN - 1, -20 * HR, FEED_OK, FRESH},
        {__LINE__, 30 * MIN, -20 * HR, FEED_OK, STALE},   {__LINE__, 10 * HR, -1, FEED_OK, STALE},
        {__LINE__, 10 * HR, 0, FEED_OK, EXPIRED},         {__LINE__, -1 * HR, 0, FEED_OK, EXPIRED},
        {__LINE__, -1 * HR, -20 * HR, FEED_DOWN, STALE},  {__LINE__, -1 * HR, UTC_NONE, FEED_OK, FRESH},
        {__LINE__, 30 * MIN, UTC_NONE, FEED_OK, EXPIRED},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report r = {.product = PRODUCT_TAF,
                                  .observed_at = NOW - 5 * HR,
                                  .next_expected_at = NOW - cases[i].expected_before,
                                  .valid_to = UTC_NONE,
                                  .checked_at = UTC_NONE};
        if (cases[i].valid_to_before != UTC_NONE)
            r.valid_to = NOW - cases[i].valid_to_before;
        CHECK_AT(cases[i].line, freshness_of(&r, cases[i].feed, 0, NOW) == cases[i].freshness);
    }
}

/* Times are minutes after midnight. */
static int64_t clock_time(int hour, int minute)
{
    return NOW - 12 * HR + hour * HR + minute * MIN;
}

struct metar_case {
    int line;
    bool speci;
    int observed;   /* hhmm */
    int recent[32]; /* hhmm, ended by -1 */
    int expected;   /* hhmm */
};

#define NONE -1
static const struct metar_case metar_cases[] = {
    /* Without history 60 min after it. */
    {__LINE__, false, 1151, {1151, NONE}, 1251},
    {__LINE__, false, 1151, {1051, 1151, NONE}, 1251},
    /* Hourly at :53, once at :55. */
    {__LINE__, false, 1155, {953, 1053, 1155, NONE}, 1255},
    {__LINE__, false, 1155, {853, 953, 1053, 1155, NONE}, 1253},
    /* Half-hourly. */
    {__LINE__, false, 1150, {1020, 1050, 1120, 1150, NONE}, 1250}, /* :20 was seen in two hours only */
    {__LINE__, false, 1150, {920, 950, 1020, 1050, 1120, 1150, NONE}, 1220},
    /* At least 15 min after: with :00 and :10, the one 10 min later does not count. */
    {__LINE__, false, 1200, {1000, 1010, 1100, 1110, 1200, NONE}, 1300},
    {__LINE__, false, 1210, {1000, 1010, 1100, 1110, 1200, 1210, NONE}, 1300},
    {__LINE__, false, 1145, {930, 945, 1030, 1045, 1130, 1145, NONE}, 1230},
    {__LINE__, false, 1145, {900, 945, 1000, 1045, 1100, 1145, NONE}, 1200}, /* exactly 15 min */
    /* Twice in one hour at the same minute can't be; three hours of eight are enough, two and one older are
       not. */
    {__LINE__, false, 1107, {307, 907, 1000, 1107, NONE}, 1207},
    {__LINE__, false, 1105, {300, 600, 905, 1000, 1105, NONE}, 1205}, /* 03:00 is more than 8 h before */
    {__LINE__, false, 1105, {305, 600, 800, 1000, 1105, NONE}, 1200},
    /* A SPECI does not move it ... */
    {__LINE__, true, 1210, {951, 1051, 1151, NONE}, 1251},
    /* ... unless no METAR is known ... */
    {__LINE__, true, 1210, {NONE}, 1310},
    /* ... or it is later than it: then it is reckoned from the SPECI. */
    {__LINE__, true, 1252, {951, 1051, 1151, NONE}, 1351},
    {__LINE__, true, 1251, {951, 1051, 1151, NONE}, 1251},
    {__LINE__, true, 1340, {951, 1051, 1151, NONE}, 1451},
    {__LINE__, true, 1300, {1151, NONE}, 1400},
};

static void the_next_metar_is_due_at_a_routine_minute(void **state)
{
    for (size_t i = 0; i < CHECK_COUNT(metar_cases); i++) {
        const struct metar_case *c = &metar_cases[i];
        struct stored_report r = {.product = PRODUCT_METAR,
                                  .speci = c->speci,
                                  .observed_at = clock_time(c->observed / 100, c->observed % 100)};
        for (; c->recent[r.recent_count] != NONE; r.recent_count++)
            r.recent[r.recent_count] =
                clock_time(c->recent[r.recent_count] / 100, c->recent[r.recent_count] % 100);
        int64_t due = next_expected_at(&r);
        if (due != clock_time(c->expected / 100, c->expected % 100))
            print_error("got %d:%02d\n", (int)((due % 86400) / 3600), (int)(due % 3600 / 60));
        CHECK_AT(c->line, due == clock_time(c->expected / 100, c->expected % 100));
    }
}

static void the_next_taf_is_due_after_the_median_interval(void **state)
{
    static const struct {
        int line;
        int64_t issued; /* minutes after midnight; UTC_NONE: not known */
        int64_t valid_from;
        int count;
        int64_t recent[6];
        int64_t expected;
    } cases[] = {
        {__LINE__, 700, 720, 0, {0}, 700 + 360},   /* an AMD alone */
        {__LINE__, 700, 720, 1, {700}, 700 + 360}, /* no interval yet */
        {__LINE__, 700, 720, 2, {520, 700}, 700 + 180},
        {__LINE__, 700, 720, 3, {0, 520, 700}, 700 + 350},              /* mean of the two in the middle */
        {__LINE__, 700, 720, 5, {-20, 160, 340, 520, 700}, 700 + 180},  /* 3-hourly */
        {__LINE__, 700, 720, 5, {-380, 160, 340, 520, 700}, 700 + 180}, /* one missing */
        {__LINE__, 800, 800, 2, {520, 700}, 700 + 180},                 /* an AMD does not move it ... */
        {__LINE__, 900, 900, 2, {520, 700}, 900 + 180},                 /* ... unless it is overdue */
        {__LINE__, UTC_NONE, 720, 0, {0}, 720 + 360},
        {__LINE__, 700, 720, 2, {700 - 1441, 700}, 700 + 360}, /* more than a day: a hole, no interval */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct stored_report r = {.product = PRODUCT_TAF, .observed_at = UTC_NONE, .received_at = NOW};
        if (cases[i].issued != UTC_NONE)
            r.observed_at = clock_time(0, (int)cases[i].issued);
        r.valid_from = clock_time(0, (int)cases[i].valid_from);
        for (; r.recent_count < cases[i].count; r.recent_count++)
            r.recent[r.recent_count] = clock_time(0, (int)cases[i].recent[r.recent_count]);
        CHECK_AT(cases[i].line, next_expected_at(&r) == clock_time(0, (int)cases[i].expected));
    }
    struct stored_report nil = {
        .product = PRODUCT_TAF, .observed_at = UTC_NONE, .valid_from = UTC_NONE, .received_at = NOW};
    assert_int_equal(next_expected_at(&nil), NOW + 6 * HR);
}

static void names_are_the_interface_s(void **state)
{
    assert_string_equal(feed_name(FEED_OK), "ok");
    assert_string_equal(feed_name(FEED_DELAYED), "delayed");
    assert_string_equal(feed_name(FEED_DOWN), "down");
    assert_string_equal(freshness_name(FRESH), "fresh");
    assert_string_equal(freshness_name(STALE), "stale");
    assert_string_equal(freshness_name(EXPIRED), "expired");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_is_down_then_delayed_then_ok),
        cmocka_unit_test(a_metar_is_fresh_then_stale_then_expired),
        cmocka_unit_test(a_taf_is_fresh_then_stale_then_expired),
        cmocka_unit_test(the_next_metar_is_due_at_a_routine_minute),
        cmocka_unit_test(the_next_taf_is_due_after_the_median_interval),
        cmocka_unit_test(names_are_the_interface_s),
    };
    return cmocka_run_group_tests_name("service freshness", tests, NULL, NULL);
}
