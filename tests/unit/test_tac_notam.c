/*
 * tac: NOTAMs. Cases of item D) after PANS-AIM (Doc 10066) appendix 3 and OPADD 2.3.17, each with a moment;
 * of other items beside their paragraphs.
 */
#include "tac_check.h"

#include "notam_check.h"
#include "piece_check.h"
#include "tac/notam_coordinate.h"
#include "tac/notam_items.h"
#include "tac/notam_qcode.h"
#include "tac/notam_time.h"
#include "tac/sun.h"

static enum notam_active active_of(const char *from, const char *to, const char *schedule, const char *at)
{
    static char text[1024];
    struct notam n;
    snprintf(
        text, sizeof(text),
        "A0001/26 NOTAMN\nQ) EGTT/QRDCA/IV/BO/W/000/170/5129N00028W005\nA) EGTT B) %s C) %s\nD) %s\nE) ACT",
        from, to, schedule);
    assert_int_equal(notam_decode(slice_from_string(text), 0, &n, NULL), RESULT_OK);
    return notam_active_at(&n, tac_check_time(at));
}

#define F NOTAM_ACTIVE_FALSE
#define T NOTAM_ACTIVE_TRUE
#define U NOTAM_ACTIVE_UNKNOWN

/* 2026-04-06 is a Monday. */
static void schedules_say_when(void **state)
{
    static const struct {
        int line;
        const char *from, *to, *schedule, *at;
        enum notam_active active;
    } cases[] = {
        /* Daily; the end is not in the window, 2359 ends the day. */
        {__LINE__, "2604010000", "2604302359", "0900-1700", "2026-04-10T09:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "0900-1700", "2026-04-10T17:00:00Z", F},
        {__LINE__, "2604010000", "2604302359", "DAILY 2100-2359", "2026-04-10T23:59:30Z", T},
        {__LINE__, "2604010000", "2604302359", "1200/1400 DLY", "2026-04-10T13:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "DLY 0900-1000 1200-1300", "2026-04-10T12:30:00Z", T},
        {__LINE__, "2604010000", "2604302359", "H24", "2026-04-10T03:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "DLY 0300-0300", "2026-04-10T02:00:00Z", T},
        /* Over midnight: the group belongs to the day of its start. */
        {__LINE__, "2604010000", "2604302359", "2200-0400", "2026-04-10T03:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "MON-FRI 2200-0400", "2026-04-11T03:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "MON-FRI 2200-0400", "2026-04-13T03:00:00Z", F},
        {__LINE__, "2604010000", "2604302359", "2200-1000 (NEXT DAY) DLY", "2026-04-10T09:00:00Z", T},
        {__LINE__, "2604020000", "2604302359", "01 2200-0400", "2026-04-02T03:00:00Z", T},
        /* Dates. */
        {__LINE__, "2604030600", "2604302359", "03 07-09 0600-1200, 30 1800-2000", "2026-04-08T07:00:00Z", T},
        {__LINE__, "2604030600", "2604302359", "03 07-09 0600-1200, 30 1800-2000", "2026-04-30T07:00:00Z", F},
        {__LINE__, "2604030600", "2604302359", "03 07-09 0600-1200, 30 1800-2000", "2026-04-30T19:00:00Z", T},
        {__LINE__, "2604290600", "2605021200", "29 30 01 02 0600-1200", "2026-05-01T07:00:00Z", T},
        {__LINE__, "2604290600", "2605021200", "29-02 0600-1200", "2026-04-30T07:00:00Z", T},
        {__LINE__, "2612300600", "2701021200", "DEC 30-JAN 02 0600-1200", "2027-01-01T07:00:00Z", T},
        {__LINE__, "2604200600", "2605311200", "20 APR 0600-0700, 21 MAY 0800-0900", "2026-05-21T08:30:00Z",
         T},
        {__LINE__, "2604200600", "2606301200", "APR 20 21 MAY 04 JUN 08-10 0600-0700", "2026-06-09T06:30:00Z",
         T},
        {__LINE__, "2604200600", "2606301200", "APR 20 AND 28 0600 TO 0700", "2026-04-28T06:30:00Z", T},
        /* In more than one month a day alone says nothing, but the first, which item B) tells. */
        {__LINE__, "2604060600", "2605311200", "06 08 0600-0700", "2026-04-08T06:30:00Z", U},
        {__LINE__, "2604060600", "2605311200", "06 0600-0700, DLY 0800-0900", "2026-04-08T08:30:00Z", T},
        {__LINE__, "2604060600", "PERM", "06 0600-0700", "2026-04-06T06:30:00Z", U},
        {__LINE__, "2604060600", "2604271200", "20-10 0600-0700", "2026-04-21T06:30:00Z", U},
        /* Spans. */
        {__LINE__, "2604030600", "2604302359", "03 0600-05 1200, 07 0600-08 0700", "2026-04-04T23:00:00Z", T},
        {__LINE__, "2604030600", "2604302359", "03 0600-05 1200, 07 0600-08 0700", "2026-04-05T13:00:00Z", F},
        {__LINE__, "2604030600", "2604302359", "2604030600 TO 2604040700 2604060600 TO 2604060700",
         "2026-04-04T06:30:00Z", T},
        {__LINE__, "2604030600", "2604302359", "2604030600 TO 0700", "2026-04-03T06:30:00Z", U},
        /* Weekdays. */
        {__LINE__, "2604060600", "2604302359", "MON-FRI 0600-1200", "2026-04-12T07:00:00Z", F},
        {__LINE__, "2604060600", "2604302359", "MON WED 0600-1200, SAT 0700-0800", "2026-04-11T07:30:00Z", T},
        {__LINE__, "2604030600", "2604302359", "FRI-MON 0600-1200", "2026-04-12T07:00:00Z", T},
        {__LINE__, "2604060600", "2604302359", "0600-1200 MON-FRI", "2026-04-12T07:00:00Z", F},
        {__LINE__, "2604060600", "2605302359", "APR 06-APR 17 MON-THU 0600-1200 FRI 1300-1400",
         "2026-04-17T13:30:00Z", T},
        {__LINE__, "2604060600", "2605302359", "APR 06-APR 17 MON-THU 0600-1200 FRI 1300-1400",
         "2026-04-24T13:30:00Z", F},
        {__LINE__, "2604060600", "2605302359", "APR 06-APR 17 0600-1200 FRI 1300-1400",
         "2026-04-24T13:30:00Z", U},
        {__LINE__, "2604060000", "2604302359", "MON-FRI", "2026-04-12T07:00:00Z", F},
        {__LINE__, "2604060600", "2604302359", "MON-FRI", "2026-04-14T07:00:00Z", U}, /* from 0600 on? */
        /* Weekdays of local time, a day ahead: Sunday 2000 is the first. */
        {__LINE__, "2604052000", "2604302359", "MON-SAT 2000-0800", "2026-04-07T22:00:00Z", T},
        {__LINE__, "2604052000", "2604302359", "MON-SAT 2000-0800", "2026-04-11T22:00:00Z", U},
        {__LINE__, "2604052000", "2604302359", "MON-SAT 2000-0800", "2026-04-07T12:00:00Z", F},
        /* Exceptions. */
        {__LINE__, "2604060600", "2604302359", "0600-1200 EXC SAT SUN", "2026-04-12T07:00:00Z", F},
        {__LINE__, "2604060600", "2604302359", "0600-1200 EXC SAT SUN", "2026-04-13T07:00:00Z", T},
        {__LINE__, "2604060600", "2604302359", "MON-FRI 0600-1200 EXC APR 08", "2026-04-08T07:00:00Z", F},
        {__LINE__, "2604060600", "2604302359", "MON-FRI 0600-1200 EXC HOL", "2026-04-08T07:00:00Z", U},
        {__LINE__, "2604060600", "2604302359", "MON-FRI 0600-1200 EXC HOL", "2026-04-08T13:00:00Z", F},
        {__LINE__, "2604060600", "2604302359", "DLY 0600-1800 EXC 1200-1300", "2026-04-08T12:30:00Z", F},
        {__LINE__, "2604060600", "2604302359", "DLY 0600-1800 EXC SUN 1200-1300", "2026-04-08T12:30:00Z", U},
        {__LINE__, "2604060600", "2604302359", "DLY 2200-0600 EXC SAT", "2026-04-12T03:00:00Z", U},
        {__LINE__, "2604060600", "2604302359", "0600-0700, 0800-0900 EXC SUN", "2026-04-12T06:30:00Z", U},
        {__LINE__, "2604060600", "2604302359", "0600-0700, 0800-0900 EXC SUN", "2026-04-12T08:30:00Z", F},
        {__LINE__, "2604060600", "2604302359", "MON 0600-0700 EXC APR 20, TUE 0800-0900 EXC APR 14",
         "2026-04-14T08:30:00Z", F},
        {__LINE__, "2604060600", "2604302359", "MON 0600-0700 EXC APR 20, TUE 0800-0900 EXC APR 14",
         "2026-04-13T06:30:00Z", T},
        /* Sunrise and sunset near London, 10 April: 0515 and 1847. */
        {__LINE__, "2604010000", "2604302359", "SR-SS", "2026-04-10T12:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "SR-SS", "2026-04-10T04:30:00Z", F},
        {__LINE__, "2604010000", "2604302359", "SR-SS", "2026-04-10T05:15:00Z", U},
        {__LINE__, "2604010000", "2604302359", "SS-SR", "2026-04-10T02:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "SR MINUS60-0900", "2026-04-10T04:30:00Z", T},
        {__LINE__, "2604010000", "2604302359", "DAILY SS PLUS30 - 2200", "2026-04-10T19:00:00Z", F},
        {__LINE__, "2604010000", "2604302359", "HJ", "2026-04-10T12:00:00Z", T},
        {__LINE__, "2604010000", "2604302359", "HJ", "2026-04-10T18:58:00Z", U}, /* civil twilight */
        {__LINE__, "2604010000", "2604302359", "HN", "2026-04-10T22:00:00Z", T},
        /* Daylight saving time, which only the state knows. */
        {__LINE__, "2604010000", "2604302359", "DAILY 1000/1200 1HR EARLIER HDS", "2026-04-10T10:30:00Z", T},
        {__LINE__, "2604010000", "2604302359", "DAILY 1000/1200 1HR EARLIER HDS", "2026-04-10T09:30:00Z", U},
        {__LINE__, "2604010000", "2604302359", "DAILY 1000/1200 1HR EARLIER HDS", "2026-04-10T12:30:00Z", F},
        /* Not understood: open within the validity, not outside it. */
        {__LINE__, "2604010000", "2604302359", "DLY 0800-1800 LMT", "2026-04-10T09:30:00Z", U},
        {__LINE__, "2604010000", "2604302359", "HX", "2026-04-10T09:30:00Z", U},
        {__LINE__, "2604010000", "2604302359", "HX", "2026-05-10T09:30:00Z", F},
        {__LINE__, "2604010000", "2604302359", "0800-2500", "2026-04-10T09:30:00Z", U},
        {__LINE__, "2604010000", "2604302359", "0800-", "2026-04-10T09:30:00Z", U},
        {__LINE__, "2604010000", "2604302359", "0800-0900, SUN", "2026-04-12T09:30:00Z", U},
        /* The validity bounds it; past an estimated end dates are used up, times are not. */
        {__LINE__, "2604010000", "2604301000", "DLY 0800-1200", "2026-04-30T11:00:00Z", F},
        {__LINE__, "2604010000", "2604301000 EST", "DLY 0800-1200", "2026-06-30T11:00:00Z", T},
        {__LINE__, "2604010000", "2604301000 EST", "03-05 0800-1200", "2026-06-30T11:00:00Z", U},
        {__LINE__, "2604010000", "PERM", "DLY 0800-1200", "2036-06-30T11:00:00Z", T},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line,
                 active_of(cases[i].from, cases[i].to, cases[i].schedule, cases[i].at) == cases[i].active);
}

/* PANS-AIM appendix 3, items B and C. */
static void times_of_items_b_and_c(void **state)
{
    static const struct {
        int line;
        const char *content;
        const char *to; /* NULL: none */
        bool ok, permanent, estimated, until_further_notice;
    } cases[] = {
        {__LINE__, "2207270630", "2022-07-27T06:30:00Z", true, false, false, false},
        {__LINE__, "2207270630EST", "2022-07-27T06:30:00Z", true, false, true, false},
        {__LINE__, " 2207270630 EST ", "2022-07-27T06:30:00Z", true, false, true, false},
        {__LINE__, "2207272400", "2022-07-28T00:00:00Z", true, false, false, false},
        {__LINE__, "9104281500", "1991-04-28T15:00:00Z", true, false, false, false},
        {__LINE__, "PERM", NULL, true, true, false, false},
        {__LINE__, "UFN", NULL, true, false, false, true},
        {__LINE__, "2213270630", NULL, false, false, false, false},
        {__LINE__, "2202290630", NULL, false, false, false, false},
        {__LINE__, "220727063", NULL, false, false, false, false},
        {__LINE__, "2207270630 LMT", NULL, false, false, false, false},
        {__LINE__, "", NULL, false, false, false, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct notam_validity v = {.from = UTC_NONE, .to = UTC_NONE};
        int64_t to = cases[i].to ? tac_check_time(cases[i].to) : UTC_NONE;
        CHECK_AT(cases[i].line, notam_time_to(slice_from_string(cases[i].content), &v) == cases[i].ok);
        CHECK_AT(cases[i].line, v.to == to && v.permanent == cases[i].permanent);
        CHECK_AT(cases[i].line, v.estimated == cases[i].estimated &&
                                    v.until_further_notice == cases[i].until_further_notice);
    }
}

/* PANS-AIM appendix 3, items F and G. */
static void limits_keep_their_reference(void **state)
{
    static const struct {
        int line;
        const char *content;
        int ft;
        enum notam_limit_reference reference;
    } cases[] = {
        {__LINE__, "SFC", 0, NOTAM_LIMIT_SURFACE},
        {__LINE__, "GND", 0, NOTAM_LIMIT_SURFACE},
        {__LINE__, "UNL)", -1, NOTAM_LIMIT_UNLIMITED},
        {__LINE__, "FL285", 28500, NOTAM_LIMIT_FLIGHT_LEVEL},
        {__LINE__, "FL50", 5000, NOTAM_LIMIT_FLIGHT_LEVEL},
        {__LINE__, "10000FT AMSL", 10000, NOTAM_LIMIT_AMSL},
        {__LINE__, "10000 FT AMSL", 10000, NOTAM_LIMIT_AMSL},
        {__LINE__, "1,500FT MSL", 1500, NOTAM_LIMIT_AMSL},
        {__LINE__, "400FT AGL", 400, NOTAM_LIMIT_AGL},
        {__LINE__, "1000M(AGL) .", 3281, NOTAM_LIMIT_AGL},
        {__LINE__, "300M AGL", 984, NOTAM_LIMIT_AGL},
        {__LINE__, "2000FT", 2000, NOTAM_LIMIT_UNSAID},
        {__LINE__, "050", -1, NOTAM_LIMIT_NONE}, /* feet or flight level? */
        {__LINE__, "MSL", -1, NOTAM_LIMIT_NONE},
        {__LINE__, "THIRD", -1, NOTAM_LIMIT_NONE},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct notam_limit l = {.ft = -1, .reference = NOTAM_LIMIT_NONE};
        bool ok = notam_limit_parse(slice_from_string(cases[i].content), &l) > 0;
        CHECK_AT(cases[i].line, ok == (cases[i].reference != NOTAM_LIMIT_NONE));
        CHECK_AT(cases[i].line, l.ft == cases[i].ft && l.reference == cases[i].reference);
    }
}

/* ICAO Doc 8400, the NOTAM Code. */
static void codes_in_words(void **state)
{
    assert_string_equal(notam_qcode_subject("QMRLC"), "runway");
    assert_string_equal(notam_qcode_condition("QMRLC"), "closed");
    assert_string_equal(notam_qcode_subject("QRTCA"), "temporary restricted area");
    assert_null(notam_qcode_subject("QXXXX"));
    assert_null(notam_qcode_condition("QMRXX"));
    assert_null(notam_qcode_subject(""));
}

static void positions_in_texts(void **state)
{
    static const struct {
        int line;
        const char *text;
        int latitude, longitude; /* thousandths of a degree; 0, 0: none */
    } cases[] = {
        {__LINE__, "AT 5129N00028W005", 51483, -467},
        {__LINE__, "382345S 1415732E", -38396, 141959},
        {__LINE__, "334959.20N0842024.40W", 33833, -84340},
        {__LINE__, "5129N", 0, 0},
        {__LINE__, "9129N00028W", 0, 0},
        {__LINE__, "5160N00028W", 0, 0},
        {__LINE__, "5129N18028W", 0, 0},
        {__LINE__, "15129N00028W", 0, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        double latitude = 0, longitude = 0;
        bool found = notam_coordinate_find(slice_from_string(cases[i].text), &latitude, &longitude);
        CHECK_AT(cases[i].line, found == (cases[i].latitude != 0));
        CHECK_AT(cases[i].line,
                 latitude * 1000 > cases[i].latitude - 1 && latitude * 1000 < cases[i].latitude + 1);
        CHECK_AT(cases[i].line,
                 longitude * 1000 > cases[i].longitude - 1 && longitude * 1000 < cases[i].longitude + 1);
    }
}

/* The Nautical Almanac's tables, to its minutes: latitude 0 and 50 at Greenwich, and a place across the date
 * line. */
static void the_sun_rises_and_sets(void **state)
{
    static const struct {
        int line;
        const char *day, *at; /* at NULL: never that day */
        enum sun_event event;
        double latitude, longitude;
    } cases[] = {
        {__LINE__, "2026-03-20T00:00:00Z", "2026-03-20T06:04:00Z", SUN_RISE, 0, 0},
        {__LINE__, "2026-06-21T00:00:00Z", "2026-06-21T03:50:00Z", SUN_RISE, 50, 0},
        {__LINE__, "2026-06-21T00:00:00Z", "2026-06-21T20:13:00Z", SUN_SET, 50, 0},
        {__LINE__, "2026-12-21T00:00:00Z", "2026-12-21T15:59:00Z", SUN_SET, 50, 0},
        {__LINE__, "2026-12-21T00:00:00Z", "2026-12-21T18:42:00Z", SUN_RISE, -33.95, 151.18 - 0.3},
        {__LINE__, "2026-06-21T00:00:00Z", NULL, SUN_SET, 75, 0},
        {__LINE__, "2026-12-21T00:00:00Z", NULL, SUN_RISE, 75, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        int64_t at;
        bool found = tac_sun_event_find(cases[i].event, tac_check_time(cases[i].day), cases[i].latitude,
                                        cases[i].longitude, SUN_ZENITH_HORIZON_DEG, &at);
        CHECK_AT(cases[i].line, found == (cases[i].at != NULL));
        if (found)
            CHECK_AT(cases[i].line, llabs(at - tac_check_time(cases[i].at)) <= 3 * UTC_MINUTE);
    }
}

/* Texts of every form, to be cut and spliced: the promises of notam_check.h hold for all of that. */
static const char *const texts[] = {
    "(A0001/26 NOTAMR A0002/25\nQ) EGTT/QMRLC/IV/NBO/A/000/999/5129N00028W005\nA) EGLL/EGKK B) 2604011200 C) "
    "2604021800 EST\nD) 01 SR MINUS30-1800, MON-FRI 2200-0400 EXC HOL\nE) RWY CLSD (ALL)\nF) SFC G) 2000FT "
    "AMSL)",
    "GG EGLLZPZX\n010900 EGLLYNYX\n(B0005/26 NOTAMC B0001/26\nQ)EGTT/QXXXX////280/999/\nA)EGLL PART 1 OF 2 "
    "B)WIE E)X)",
    "!ABC 05/145 ABC TWY A 334959.20N0842024.40W CLSD DLY SR-SS 2205161200-2205272200EST\\nEND PART 1 OF "
    "2\\nCREATED: 08 Sep 2021 21:42:00 \\nSOURCE: ABC",
    "FDC 6/6748 AIRSPACE TFR. Beginning Date and Time : July 20, 2026 at 2230 UTC Ending Date and Time : "
    "July 21, "
    "2026 at 0054 UTC",
    "(SNOWTAM 0149 EADD\n02170055 09L 5/5/5 100/100/100 NR/NR/NR WET/WET/WET\n02170135 09R 6/6/6 "
    "DRY/DRY/DRY\n\nAPRON POOR)",
};

static void any_part_of_a_notam_is_safe(void **state)
{
    for (size_t i = 0; i < CHECK_COUNT(texts); i++)
        piece_check_prefixes_and_suffixes(texts[i], report_check_notam);
}

static void any_splice_of_notams_is_safe(void **state)
{
    static char text[4096];
    uint32_t seed = 1;
    for (unsigned i = 0; i < 4000; i++) {
        const char *a = texts[piece_check_random(&seed) % CHECK_COUNT(texts)];
        const char *b = texts[piece_check_random(&seed) % CHECK_COUNT(texts)];
        piece_check_exact(text, piece_check_splice(text, a, b, &seed), report_check_notam);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedules_say_when),          cmocka_unit_test(times_of_items_b_and_c),
        cmocka_unit_test(limits_keep_their_reference), cmocka_unit_test(codes_in_words),
        cmocka_unit_test(positions_in_texts),          cmocka_unit_test(the_sun_rises_and_sets),
        cmocka_unit_test(any_part_of_a_notam_is_safe), cmocka_unit_test(any_splice_of_notams_is_safe),
    };
    return cmocka_run_group_tests_name("tac: NOTAM", tests, NULL, NULL);
}
