#include "upstream/report_text.h"

#include "check.h"

#include "upstream/utf8_stream.h"

static void test_clean(void **state)
{
    static const struct {
        int line;
        struct slice in, out;
    } cases[] = {
        {__LINE__, SLICE("METAR KJFK 291351Z"), SLICE("METAR KJFK 291351Z")},
        {__LINE__, SLICE("  METAR\r\n  KJFK\t291351Z \n"), SLICE("METAR KJFK 291351Z")},
        {__LINE__, SLICE(""), SLICE("")},
        {__LINE__, SLICE(" \r\n "), SLICE("")},
        {__LINE__,
         SLICE("A\0B\x01"
               "C"),
         SLICE("A B C")},
        {__LINE__, SLICE("RMK T\xC9MP 5\xB0"), SLICE("RMK T\xC3\x89MP 5\xC2\xB0")}, /* Latin-1 */
        {__LINE__,
         SLICE("\xE2\x88\x92"
               "05/\xE2\x88\x92"
               "10"),
         SLICE("\xE2\x88\x92"
               "05/\xE2\x88\x92"
               "10")}, /* U+2212 */
        {__LINE__,
         SLICE("A\xC2\xA0"
               "B\xA0"
               "C"),
         SLICE("A B C")},                                 /* no-break spaces */
        {__LINE__, SLICE("\xE2\x88"), SLICE("\xC3\xA2")}, /* cut: Latin-1 a and a control */
        {__LINE__, SLICE("\xC0\x80"), SLICE("\xC3\x80")}, /* overlong */
        {__LINE__,
         SLICE("\xED\xA0\x80"
               "A"),
         SLICE("\xC3\xAD A")}, /* a surrogate */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char out[64];
        size_t length = 99;
        CHECK_AT(cases[i].line, report_text_clean(cases[i].in, out, sizeof(out), &length) == RESULT_OK);
        CHECK_SLICE_AT(cases[i].line, slice_make(out, length), cases[i].out);
    }
}

static void test_clean_is_bounded(void **state)
{
    char out[4];
    size_t length = 99;
    assert_int_equal(report_text_clean(SLICE("ABCDE"), out, sizeof(out), &length), RESULT_TOO_LARGE);
    assert_int_equal(report_text_clean(SLICE("ABC\xC9"), out, sizeof(out), &length), RESULT_TOO_LARGE);
    assert_int_equal(length, 99);
    assert_int_equal(report_text_clean(SLICE("ABCD "), out, sizeof(out), &length), RESULT_OK);
    assert_int_equal(length, 4);
}

/* Parts joined by "|". */
static const struct {
    int line;
    struct slice in, out;
} split_cases[] = {
    {__LINE__, SLICE("METAR KJFK 291351Z 29007KT"), SLICE("METAR KJFK 291351Z 29007KT")},
    {__LINE__, SLICE("METAR KJFK 291351Z 29007KT="), SLICE("METAR KJFK 291351Z 29007KT")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT KJFK 291251Z AUTO"),
     SLICE("KJFK 291351Z 29007KT|KJFK 291251Z AUTO")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT= KLGA 291351Z 30004KT="),
     SLICE("KJFK 291351Z 29007KT|KLGA 291351Z 30004KT")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT=KLGA 291351Z NIL"),
     SLICE("KJFK 291351Z 29007KT|KLGA 291351Z NIL")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT KJFK 291251Z 30004KT="),
     SLICE("KJFK 291351Z 29007KT|KJFK 291251Z 30004KT")},
    {__LINE__, SLICE("METAR KJFK 291351Z 29007KT METAR KJFK 291251Z NIL"),
     SLICE("METAR KJFK 291351Z 29007KT|METAR KJFK 291251Z NIL")},
    {__LINE__, SLICE("METAR KJFK 291351Z 29007KT SPECI COR KJFK 291358Z 29009KT"),
     SLICE("METAR KJFK 291351Z 29007KT|SPECI COR KJFK 291358Z 29009KT")},
    {__LINE__, SLICE("TAF TAF KJFK 291140Z 2912/3018 29008KT"),
     SLICE("TAF TAF KJFK 291140Z 2912/3018 29008KT")},
    {__LINE__, SLICE("TAF AMD TAF AMD KJFK 291140Z 2912/3018"),
     SLICE("TAF AMD TAF AMD KJFK 291140Z 2912/3018")},
    {__LINE__, SLICE("TAF KJFK 291140Z 2912/3018 29008KT TAF AMD KJFK 291300Z 2913/3018 30010KT"),
     SLICE("TAF KJFK 291140Z 2912/3018 29008KT|TAF AMD KJFK 291300Z 2913/3018 30010KT")},
    {__LINE__, SLICE("KJFK 291140Z 2912/3018 29008KT KLGA 291140Z 2912/3018 29008KT"),
     SLICE("KJFK 291140Z 2912/3018 29008KT|KLGA 291140Z 2912/3018 29008KT")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT COR KJFK 291351Z 30004KT"),
     SLICE("KJFK 291351Z 29007KT|COR KJFK 291351Z 30004KT")},
    {__LINE__, SLICE("TAF COR EIKN 091726Z 0918/1018 24016G26KTTAF COR EIKN 091726Z 0918/1018 24016G26KT"),
     SLICE("TAF COR EIKN 091726Z 0918/1018 24016G26KT|TAF COR EIKN 091726Z 0918/1018 24016G26KT")},
    /* Remarks that look like a heading. */
    {__LINE__, SLICE("CYQZ 231137Z 00000KT RMK NEXT 231200Z QNH2992INS"),
     SLICE("CYQZ 231137Z 00000KT RMK NEXT 231200Z QNH2992INS")},
    {__LINE__, SLICE("CYQZ 231137Z 00000KT RMK LAST OBS NEXT 231200Z"),
     SLICE("CYQZ 231137Z 00000KT RMK LAST OBS NEXT 231200Z")},
    {__LINE__, SLICE("PASY 231137Z 2312/2412 35025KT AMD NOT SKED TIL 231200Z"),
     SLICE("PASY 231137Z 2312/2412 35025KT AMD NOT SKED TIL 231200Z")},
    {__LINE__, SLICE("CYQZ 231137Z 00000KT RMK NXT FCST BY 00Z="),
     SLICE("CYQZ 231137Z 00000KT RMK NXT FCST BY 00Z")},
    {__LINE__, SLICE("TAF ZBAA NIL="), SLICE("TAF ZBAA NIL")},
    /* The heading of a report that was lost (WARR, 2025-08-16). */
    {__LINE__, SLICE("WARR 160130Z 13005KT 9999 NOSIG METAR"), SLICE("WARR 160130Z 13005KT 9999 NOSIG")},
    {__LINE__, SLICE("METAR"), SLICE("")},
    {__LINE__, SLICE("METAR KJFK 291351Z="), SLICE("")},
    {__LINE__, SLICE("LPST 211600Z LPST 211600Z 35018KT"),
     SLICE("LPST 211600Z 35018KT")}, /* a heading twice */
    {__LINE__, SLICE("="), SLICE("")},
    {__LINE__, SLICE(""), SLICE("")},
    /* `=` that ends nothing. */
    {__LINE__, SLICE("KJFK 291351Z 29007KT RMK A= B"), SLICE("KJFK 291351Z 29007KT RMK A B")},
    {__LINE__, SLICE("KJFK 291351Z 29007KT RMK A =B"), SLICE("KJFK 291351Z 29007KT RMK A B")},
};

static void test_split(void **state)
{
    for (size_t i = 0; i < CHECK_COUNT(split_cases); i++) {
        char text[256], joined[256];
        struct slice parts[REPORT_TEXT_PARTS];
        size_t count = 99, at = 0;
        memcpy(text, split_cases[i].in.ptr, split_cases[i].in.len);
        CHECK_AT(split_cases[i].line,
                 report_text_split(text, split_cases[i].in.len, parts, &count) == RESULT_OK);
        for (size_t j = 0; j < count; j++) {
            if (j)
                joined[at++] = '|';
            memcpy(joined + at, parts[j].ptr, parts[j].len);
            at += parts[j].len;
        }
        CHECK_SLICE_AT(split_cases[i].line, slice_make(joined, at), split_cases[i].out);
    }
}

static void test_split_is_bounded(void **state)
{
    char text[512];
    size_t length = 0, count = 99;
    struct slice parts[REPORT_TEXT_PARTS];
    for (int i = 0; i <= REPORT_TEXT_PARTS; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "KJFK 2913%02dZ 29007KT ", i);
    assert_int_equal(report_text_split(text, length, parts, &count), RESULT_TOO_LARGE);
    assert_int_equal(count, 99);
}

static void test_heading(void **state)
{
    static const struct {
        int line;
        struct slice in;
        bool ok;
        enum report_text_kind kind;
        struct slice station;
        int day, hour, minute;
    } cases[] = {
        {__LINE__, SLICE("METAR KJFK 291351Z 29007KT"), true, REPORT_TEXT_METAR, SLICE("KJFK"), 29, 13, 51},
        {__LINE__, SLICE("SPECI COR K1V4 010003Z"), true, REPORT_TEXT_METAR, SLICE("K1V4"), 1, 0, 3},
        {__LINE__, SLICE("KJFK 291351Z"), true, REPORT_TEXT_UNMARKED, SLICE("KJFK"), 29, 13, 51},
        {__LINE__, SLICE("TAF TAF AMD KJFK 291140Z 2912/3018"), true, REPORT_TEXT_TAF, SLICE("KJFK"), 29, 11,
         40},
        {__LINE__, SLICE("TAF ZBAA 2912/3018"), true, REPORT_TEXT_TAF, SLICE("ZBAA"), 0, 0, 0},
        {__LINE__, SLICE("TAF KJFK NIL"), true, REPORT_TEXT_TAF, SLICE("KJFK"), 0, 0, 0},
        {__LINE__, SLICE("KJFK 29007KT"), false, 0, {NULL, 0}, 0, 0, 0},
        {__LINE__, SLICE("METAR"), false, 0, {NULL, 0}, 0, 0, 0},
        {__LINE__, SLICE(""), false, 0, {NULL, 0}, 0, 0, 0},
        {__LINE__, SLICE("kjfk 291351Z"), false, 0, {NULL, 0}, 0, 0, 0},
        {__LINE__, SLICE("1JFK 291351Z"), false, 0, {NULL, 0}, 0, 0, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct report_heading h = {.day = -1};
        CHECK_AT(cases[i].line, report_text_heading(cases[i].in, &h) == cases[i].ok);
        if (!cases[i].ok) {
            CHECK_AT(cases[i].line, h.day == -1);
            continue;
        }
        CHECK_AT(cases[i].line, h.kind == cases[i].kind);
        CHECK_SLICE_AT(cases[i].line, h.station, cases[i].station);
        CHECK_AT(cases[i].line,
                 h.day == cases[i].day && h.hour == cases[i].hour && h.minute == cases[i].minute);
    }
}

/* The stream comes to the same in pieces of any size. */
static void test_utf8_stream(void **state)
{
    static const struct slice in =
        SLICE("a\xC9 \xE2\x88\x92 \xE2\xE2\x88\x92 \xF0\x9F\x98\x80 \x01\x7F\x85 \xC3");
    static const struct slice want =
        SLICE("a\xC3\x89 \xE2\x88\x92 \xC3\xA2\xE2\x88\x92 \xF0\x9F\x98\x80     \xC3\x83");
    for (size_t piece = 1; piece <= in.len; piece++) {
        struct utf8_stream s = {.held_len = 0};
        struct buffer out;
        buffer_init(&out, 256);
        for (size_t at = 0; at < in.len; at += piece)
            utf8_stream_feed(&s, slice_sub(in, at, at + piece), &out);
        utf8_stream_finish(&s, &out);
        CHECK_SLICE_AT(__LINE__, buffer_slice(&out), want);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),   cmocka_unit_test(test_clean_is_bounded),
        cmocka_unit_test(test_split),   cmocka_unit_test(test_split_is_bounded),
        cmocka_unit_test(test_heading), cmocka_unit_test(test_utf8_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
