/* service: hours of flight categories, against sums made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utc.h"
#include "service/category_hours.h"

#define VFR  "18010KT 10SM CLR 12/08 A2992"
#define MVFR "18010KT 4SM BR SCT020 12/11 A2992"
#define IFR  "18010KT 2SM BR OVC008 12/11 A2992"
#define LIFR "18010KT 1/4SM FG VV001 12/12 A2992"

static int64_t at(const char *time)
{
    int64_t t;
    assert_int_equal(utc_parse_iso(slice_from_string(time), &t), RESULT_OK);
    return t;
}

static void add_text(struct category_hours *h, int64_t observed_at, int64_t received_at, const char *raw)
{
    struct history_entry entry = {.product = PRODUCT_METAR,
                                  .station = "KJFK",
                                  .observed_at = observed_at,
                                  .received_at = received_at,
                                  .raw = slice_from_string(raw)};
    category_hours_add(h, &entry);
}

static void add(struct category_hours *h, const char *time, const char *words)
{
    struct utc_civil c;
    char raw[128];
    int64_t t = at(time);
    utc_to_civil(t, &c);
    snprintf(raw, sizeof(raw), "METAR KJFK %02d%02d%02dZ %s", c.day, c.hour, c.minute, words);
    add_text(h, t, t + 120, raw);
}

/* In minutes: VFR, MVFR, IFR, LIFR, UNKNOWN, missing, in all. */
static void check_sum(int line, const struct category_sum *sum, const int minutes[CATEGORY_COLUMNS + 1])
{
    for (int i = 0; i < CATEGORY_COLUMNS; i++)
        if (sum->seconds[i] != minutes[i] * UTC_MINUTE)
            fail_msg("line %d: %s is %lld s, not %d min", line, category_column_name((enum category_column)i),
                     (long long)sum->seconds[i], minutes[i]);
    if (sum->length_s != minutes[CATEGORY_COLUMNS] * UTC_MINUTE)
        fail_msg("line %d: %lld s in all, not %d min", line, (long long)sum->length_s,
                 minutes[CATEGORY_COLUMNS]);
}
#define CHECK(sum, ...) check_sum(__LINE__, (sum), (const int[]){__VA_ARGS__})

/*
 * 30 September 22:00 to 1 October 03:00, five hours:
 *   21:10 IFR      holds to 22:20: 20 min of it in the range
 *   22:20 VFR      to 23:20
 *   23:20 LIFR     to 00:20: 40 min of September, 20 of October
 *   00:20 MVFR     for 90 min, to 01:50; nothing to 02:30
 *   02:30 IFR      to the end
 */
static void a_months_end(void **state)
{
    struct category_hours h;
    category_hours_begin(&h, at("2026-09-30T22:00Z"), at("2026-10-01T03:00Z"), at("2026-11-01T00:00Z"));
    add(&h, "2026-09-30T21:10Z", IFR);
    add(&h, "2026-09-30T22:20Z", VFR);
    add(&h, "2026-09-30T23:20Z", LIFR);
    add(&h, "2026-10-01T00:20Z", MVFR);
    add(&h, "2026-10-01T02:30Z", IFR);
    category_hours_end(&h);
    CHECK(&h.whole, 60, 90, 20 + 30, 60, 0, 40, 300);
    assert_int_equal(h.months_count, 2);
    assert_int_equal(h.months[0].month, 9);
    CHECK(&h.months[0].sum, 60, 0, 20, 40, 0, 0, 120);
    assert_int_equal(h.months[1].month, 10);
    CHECK(&h.months[1].sum, 0, 90, 30, 20, 0, 40, 180);
    CHECK(&h.hours[22], 40, 0, 20, 0, 0, 0, 60);
    CHECK(&h.hours[23], 20, 0, 0, 40, 0, 0, 60);
    CHECK(&h.hours[0], 0, 40, 0, 20, 0, 0, 60);
    CHECK(&h.hours[1], 0, 50, 0, 0, 0, 10, 60);
    CHECK(&h.hours[2], 0, 0, 30, 0, 0, 30, 60);
    CHECK(&h.hours[3], 0, 0, 0, 0, 0, 0, 0);
    CHECK(&h.months[0].hours[23], 20, 0, 0, 40, 0, 0, 60);
    CHECK(&h.months[0].hours[0], 0, 0, 0, 0, 0, 0, 0);
    CHECK(&h.months[1].hours[1], 0, 50, 0, 0, 0, 10, 60);
    assert_int_equal(h.months[0].hours[23].observations, 1);
    assert_int_equal(h.months[1].hours[23].observations, 0);
    assert_int_equal(h.whole.observations, 4);
    assert_int_equal(h.months[0].sum.observations, 2);
    assert_true(category_coverage(&h.whole) > 0.866 && category_coverage(&h.whole) < 0.867);
}

static void of_one_time(void **state)
{
    struct category_hours h;
    int64_t from = at("2026-10-15T11:00Z");
    static const struct {
        const char *first, *second;
        int64_t second_later_s;
        enum category_column column;
        int line;
    } cases[] = {
        {"METAR KJFK 151100Z " VFR, "METAR KJFK 151100Z COR " IFR, -5, CATEGORY_IFR, __LINE__},
        {"METAR KJFK 151100Z COR " IFR, "METAR KJFK 151100Z " VFR, 5, CATEGORY_IFR, __LINE__},
        {"METAR KJFK 151100Z COR " IFR, "METAR KJFK 151100Z COR " VFR, 5, CATEGORY_VFR, __LINE__},
        {"METAR KJFK 151100Z COR " IFR, "METAR KJFK 151100Z COR " VFR, -5, CATEGORY_IFR, __LINE__},
        {"METAR KJFK 151100Z " LIFR, "METAR KJFK 151100Z NIL", 5, CATEGORY_LIFR, __LINE__},
        {"METAR KJFK 151100Z NIL", "METAR KJFK 151100Z " LIFR, 5, CATEGORY_LIFR, __LINE__},
        {"garbage", "METAR KJFK 151100Z " LIFR, -5, CATEGORY_LIFR, __LINE__},
        {"METAR KJFK 151100Z " LIFR, "garbage", 5, CATEGORY_LIFR, __LINE__},
        {"garbage", "garbage again", 5, CATEGORY_UNKNOWN, __LINE__},
        {"METAR KJFK 151100Z 18010KT 12/08 A2992", "METAR KJFK 151100Z NIL", 5, CATEGORY_UNKNOWN, __LINE__},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        category_hours_begin(&h, from, from + UTC_HOUR, from + UTC_DAY);
        add_text(&h, from, from + 100, cases[i].first);
        add_text(&h, from, from + 100 + cases[i].second_later_s, cases[i].second);
        category_hours_end(&h);
        if (h.whole.seconds[cases[i].column] != UTC_HOUR || h.whole.observations != 1)
            fail_msg("line %d", cases[i].line);
    }
}

static void the_future_is_missing(void **state)
{
    struct category_hours h;
    category_hours_begin(&h, at("2026-10-15T11:00Z"), at("2026-10-15T13:00Z"), at("2026-10-15T11:30Z"));
    add(&h, "2026-10-15T11:10Z", VFR);
    category_hours_end(&h);
    CHECK(&h.whole, 20, 0, 0, 0, 0, 100, 120);
}

static void whatever_the_range(void **state)
{
    static const struct {
        const char *from;
        int64_t days;
        size_t months;
    } cases[] = {
        {"2027-01-31T12:00Z", 366, 14}, {"2026-12-31T23:59:59Z", 1, 2}, {"2028-02-01T00:00Z", 29, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct category_hours h;
        int64_t from = at(cases[i].from), to = from + cases[i].days * UTC_DAY, length = 0, missing = 0;
        category_hours_begin(&h, from, to, to);
        for (int64_t t = from; t < to; t += 7000)
            add_text(&h, t, t, "garbage");
        category_hours_end(&h);
        assert_int_equal(h.months_count, cases[i].months);
        for (size_t m = 0; m < h.months_count; m++)
            length += h.months[m].sum.length_s;
        for (int hour = 0; hour < 24; hour++)
            missing += h.hours[hour].seconds[CATEGORY_MISSING];
        assert_int_equal(length, to - from);
        assert_int_equal(missing, h.whole.seconds[CATEGORY_MISSING]);
        assert_int_equal(h.whole.seconds[CATEGORY_UNKNOWN] + missing, to - from);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_months_end),
        cmocka_unit_test(of_one_time),
        cmocka_unit_test(the_future_is_missing),
        cmocka_unit_test(whatever_the_range),
    };
    return cmocka_run_group_tests_name("service_category_hours", tests, NULL, NULL);
}
