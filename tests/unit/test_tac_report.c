/* tac: whole reports: errors, limits, and what holds for any prefix and splice of real ones. */
#include "tac_check.h"

#include "report_check.h"
#include "tac/report_kind.h"

static const char *const metars[] = {
    "METAR KABC 141251Z AUTO 31008G18KT 280V340 1 1/2SM R04R/2600VP6000FT/U -RASN BR BKN009CB OVC020 M01/M02 "
    "A2992 RMK AO2 "
    "PK WND 30028/1229 TWR VIS 1 3/4 RAB05E20SNB20 OCNL LTGICCG DSNT SE-SW TS SE MOV NE SLP134 P0003 60012 "
    "T10061017 $",
    "SPECI COR EGXY 141220Z 24012KT 2000 0300SW R25/0450VP1500U +TSRA FEW012 BKN020CB 12/07 Q1009 RETS WS "
    "ALL RWY "
    "R88/290155 BLU BECMG FM1300 TL1400 9999 NSW SCT030 TEMPO AT1330 VRB20G35KT",
    "METAR UUXY 141230Z 24007MPS CAVOK M05/M07 Q0998 R06L/CLRD70 NOSIG RMK QFE735/0980=",
    "SAUK31 EGRR 141220\r\nMETAR EGXY 141220Z AUTO /////KT //// // ////// ///// Q//// RE// W///S/ "
    "\xe2\x88\x92X=",
};

static const char *const tafs[] = {
    "TAF AMD EGXY 141105Z 1412/1512 24012KT 9999 SCT030 TX15/1415Z TNM02/1505Z BECMG 1418/1420 BKN012 TEMPO "
    "1420/1424 "
    "3000 -RA BR BKN006 PROB30 1500/1504 0500 FG PROB40 TEMPO 1506/1512 +TSRA BKN010CB=",
    "TAF KABC 141130Z 1412/1518 31008KT P6SM SCT030 620304 520004 QNH2992INS FM141800 24015G25KT 1 1/2SM "
    "-SHRA OVC020 "
    "WS020/24045KT FM150600 27008KT P6SM SKC RMK NXT FCST BY 18Z",
    "TAF ZBXY 141100Z 141221 04004MPS FEW020BECMG1618 BKN010TEMPO1500/1504 2000 -RA",
};

/* Of its exact length on the heap, so that a sanitizer sees a read past the end. */
static void check_exact(const char *text, size_t len, void (*check)(struct slice))
{
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    check(slice_make(copy, len));
    free(copy);
}

static void every_prefix_and_suffix_is_survived(void **state)
{
    for (size_t i = 0; i < CHECK_COUNT(metars); i++)
        for (size_t len = 0; len <= strlen(metars[i]); len++) {
            check_exact(metars[i], len, report_check_metar);
            check_exact(metars[i] + len, strlen(metars[i]) - len, report_check_metar);
        }
    for (size_t i = 0; i < CHECK_COUNT(tafs); i++)
        for (size_t len = 0; len <= strlen(tafs[i]); len++) {
            check_exact(tafs[i], len, report_check_taf);
            check_exact(tafs[i] + len, strlen(tafs[i]) - len, report_check_taf);
        }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A piece of one report inside another, now and then with a byte changed. */
static size_t splice(char *out, const char *a, const char *b, uint32_t *seed)
{
    size_t head = next_random(seed) % (strlen(a) + 1);
    size_t from = next_random(seed) % (strlen(b) + 1);
    size_t len = next_random(seed) % (strlen(b) - from + 1);
    size_t tail = next_random(seed) % (strlen(a) + 1);
    memcpy(out, a, head);
    memcpy(out + head, b + from, len);
    memcpy(out + head + len, a + tail, strlen(a) - tail);
    size_t total = head + len + strlen(a) - tail;
    if (total && next_random(seed) % 4 == 0)
        out[next_random(seed) % total] = (char)next_random(seed);
    return total;
}

static void random_splices_are_survived(void **state)
{
    char text[2048];
    uint32_t seed = 20261015;
    for (int i = 0; i < 4000; i++) {
        size_t len = splice(text, metars[(unsigned)i % CHECK_COUNT(metars)],
                            metars[next_random(&seed) % CHECK_COUNT(metars)], &seed);
        check_exact(text, len, report_check_metar);
        len = splice(text, tafs[(unsigned)i % CHECK_COUNT(tafs)],
                     tafs[next_random(&seed) % CHECK_COUNT(tafs)], &seed);
        check_exact(text, len, report_check_taf);
    }
}

static size_t repeat(char *out, size_t size, const char *head, const char *group)
{
    size_t len = strlen(head);
    memcpy(out, head, len);
    while (len + strlen(group) <= size) {
        memcpy(out + len, group, strlen(group));
        len += strlen(group);
    }
    return len;
}

/* Lists are bounded; what does not fit is undecoded. */
static void full_lists_lose_nothing(void **state)
{
    static const char *const groups[] = {" BKN010",         " RA",     " R24/0600", " R24/290155", " AO2",
                                         " RAB01E02B03E04", " 1000NE", " NOSIG",    " XX",         " X",
                                         " RERA",           " WS R12"};
    static const char *const taf_groups[] = {" BKN010", " TEMPO 1412/1413 RA", " TX12/1412Z", " 620304",
                                             " 520304", " AMD NOT SKED",       " FM141300"};
    char text[9000];
    for (size_t i = 0; i < CHECK_COUNT(groups); i++) {
        size_t len = repeat(text, sizeof(text), "METAR EGXY 141220Z 24012KT 9999 12/07 Q1009", groups[i]);
        check_exact(text, len, report_check_metar);
        len = repeat(text, sizeof(text), "METAR EGXY 141220Z 24012KT 9999 12/07 Q1009 RMK", groups[i]);
        check_exact(text, len, report_check_metar);
    }
    for (size_t i = 0; i < CHECK_COUNT(taf_groups); i++) {
        size_t len = repeat(text, sizeof(text), "TAF EGXY 141105Z 1412/1512 24012KT 9999", taf_groups[i]);
        check_exact(text, len, report_check_taf);
    }
}

static void errors_name_the_place(void **state)
{
    static const struct {
        int line;
        const char *text;
        size_t offset;
    } cases[] = {
        {__LINE__, "", 0},
        {__LINE__, "METAR", 0},
        {__LINE__, "METAR 141220Z", 6},
        {__LINE__, "METAR EGXY HELLO", 11},
        {__LINE__, "TAF EGXY 141105Z 1412/1512 24012KT", 17},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct metar m;
        struct tac_error error = {NULL, 99};
        CHECK_AT(cases[i].line, metar_decode(slice_from_string(cases[i].text), REPORT_CHECK_REFERENCE, &m,
                                             &error) == RESULT_INVALID);
        CHECK_AT(cases[i].line, error.text && error.offset == cases[i].offset);
        CHECK_AT(cases[i].line, metar_decode(slice_from_string(cases[i].text), REPORT_CHECK_REFERENCE, &m,
                                             NULL) == RESULT_INVALID);
    }
    static char big[TAC_REPORT_MAX + 1];
    struct metar m;
    memset(big, ' ', sizeof(big));
    assert_int_equal(metar_decode(slice_make(big, sizeof(big)), 0, &m, NULL), RESULT_INVALID);
    struct taf t;
    assert_int_equal(taf_decode(slice_make(big, sizeof(big)), 0, &t, NULL), RESULT_INVALID);
}

static void kinds_are_told_by_their_first_words(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum tac_report_kind kind;
    } cases[] = {
        {__LINE__, "METAR EGXY 141220Z 24012KT", TAC_REPORT_METAR},
        {__LINE__, "EGXY 141220Z 24012KT 9999", TAC_REPORT_METAR},
        {__LINE__, "SPECI EGXY 141220Z", TAC_REPORT_METAR},
        {__LINE__, "TAF EGXY 141105Z 1412/1512", TAC_REPORT_TAF},
        {__LINE__, "EGXY 141105Z 1412/1512 24012KT", TAC_REPORT_TAF},
        {__LINE__, "EGXY 1412/1512 24012KT", TAC_REPORT_TAF},
        {__LINE__, "HNL UA /OV HNL180020/TM 1200/FL350", TAC_REPORT_PIREP},
        {__LINE__, "WSUK31 EGRR 141200 EGTT SIGMET 01 VALID 141200/141600", TAC_REPORT_SIGMET},
        {__LINE__, "!JFK 10/123 JFK RWY 04L/22R CLSD", TAC_REPORT_NOTAM},
        {__LINE__, "hello", TAC_REPORT_UNKNOWN},
        {__LINE__, "", TAC_REPORT_UNKNOWN},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, tac_report_kind_guess(slice_from_string(cases[i].text)) == cases[i].kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix_and_suffix_is_survived),
        cmocka_unit_test(random_splices_are_survived),
        cmocka_unit_test(full_lists_lose_nothing),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(kinds_are_told_by_their_first_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
