/* tac: PIREP and AIREP. Paragraphs of FAA JO 7110.10 chapter 9 section 2 and of AIM 7-1 stand beside the
 * cases. */
#include "tac_check.h"

#include "piece_check.h"
#include "pirep_check.h"

#define REFERENCE "2026-10-15T00:00:00Z"
#define NONE      PIREP_FEET_NONE

static void decode(const char *text, struct pirep *p)
{
    assert_int_equal(pirep_decode(slice_from_string(text), tac_check_time(REFERENCE), p, NULL), RESULT_OK);
}

static bool says(struct pirep *p, const char *field, const char *value)
{
    char text[256];
    snprintf(text, sizeof(text), "ABC UA %s %s", field, value);
    static char kept[256];
    memcpy(kept, text, sizeof(kept));
    decode(kept, p);
    for (unsigned i = 0; i < p->spans.count; i++)
        if (p->spans.list[i].group == TAC_GROUP_UNDECODED)
            return false;
    return true;
}

/* AIM 7-1-18, item 2; 9-2-15 b: three letters, radial and distance; and what is written instead. */
static void places_are_references(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *reference;
        double radial;
        int distance;
        const char *to;
    } cases[] = {
        {__LINE__, "KRNO167003", "KRNO", 167, 3, ""},        {__LINE__, "HNL180020", "HNL", 180, 20, ""},
        {__LINE__, "OGG20412", "OGG", 204, 12, ""},          {__LINE__, "ITO0300012", "ITO", 30, 12, ""},
        {__LINE__, "HNL 090 8NM", "HNL", 90, 8, ""},         {__LINE__, "CKH019 117NM", "CKH", 19, 117, ""},
        {__LINE__, "TED 250002", "TED", 250, 2, ""},         {__LINE__, "SBJ090/010", "SBJ", 90, 10, ""},
        {__LINE__, "ITO360R/15DME", "ITO", 360, 15, ""},     {__LINE__, "12NW OGG", "OGG", 315, 12, ""},
        {__LINE__, "10 EAST OF SAKKI", "SAKKI", 90, 10, ""}, {__LINE__, "8NM NNE HNL", "HNL", 22.5, 8, ""},
        {__LINE__, "3 NM SE HNL", "HNL", 135, 3, ""},        {__LINE__, "GRAIL", "GRAIL", -1, -1, ""},
        {__LINE__, "ANC-ENA", "ANC", -1, -1, "ENA"},         {__LINE__, "AZK-SMU-PAQ", "AZK", -1, -1, "PAQ"},
        {__LINE__, "SGJ-5N OMN", "SGJ", -1, -1, "OMN"},      {__LINE__, "204004", "", 204, 4, ""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        bool whole = says(&p, "/OV", cases[i].text);
        const struct pirep_location *l = &p.location;
        if (!whole || strcmp(l->at.reference, cases[i].reference) != 0 ||
            l->at.radial_deg != cases[i].radial || l->at.distance_nm != cases[i].distance ||
            l->has_to != (cases[i].to[0] != '\0') || strcmp(l->to.reference, cases[i].to) != 0)
            fail_msg("line %d: %s gives %s %.1f/%d to %s", cases[i].line, cases[i].text, l->at.reference,
                     l->at.radial_deg, l->at.distance_nm, l->to.reference);
    }
}

static void places_in_words_are_left_as_text(void **state)
{
    static const char *const cases[] = {"LAO POINT",         "FINAL RWY 3", "ILS 27",     "12SM FINAL 8L",
                                        "WITHIN 5NM DEP 8R", "DURD",        "KOA391008",  "HNL12",
                                        "10 OF SOMEWHERE",   "ITO12345678", "MUD FLATS X"};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        says(&p, "/OV", cases[i]);
        if (p.location.at.reference[0] || p.location.at.radial_deg >= 0)
            fail_msg("%s gives %s", cases[i], p.location.at.reference);
        assert_true(slice_equal(p.location.text, slice_from_string(cases[i])));
    }
}

static void places_may_be_coordinates(void **state)
{
    struct pirep p;
    assert_true(says(&p, "/OV", "2500N07030W"));
    assert_true(p.location.at.has_position);
    assert_float_equal(p.location.at.position.latitude_deg, 25.0, 1e-9);
    assert_float_equal(p.location.at.position.longitude_deg, -70.5, 1e-9);
    assert_true(says(&p, "/OV", "47N051W"));
    assert_float_equal(p.location.at.position.longitude_deg, -51, 1e-9);
    assert_false(says(&p, "/OV", "9100N07030W"));
    assert_false(p.location.at.has_position);
    assert_false(says(&p, "/OV", "2560N07030W"));
}

/* 9-2-15 d: hundreds of feet, DURC, DURD, UNKN. */
static void levels(void **state)
{
    static const struct {
        int line;
        const char *text;
        int32_t feet;
        int kind;
        bool whole;
    } cases[] = {
        {__LINE__, "/FL085", 8500, PIREP_ALTITUDE_AT, true},
        {__LINE__, "/FL 170", 17000, PIREP_ALTITUDE_AT, true},
        {__LINE__, "/FLF370", 37000, PIREP_ALTITUDE_AT, true},
        {__LINE__, "/FLDURC", NONE, PIREP_ALTITUDE_CLIMB, true},
        {__LINE__, "/FLDURGD", NONE, PIREP_ALTITUDE_DESCENT, true},
        {__LINE__, "/FLUNKN", NONE, PIREP_ALTITUDE_UNKNOWN, true},
        {__LINE__, "/FL220/RM DURC ZLA", 22000, PIREP_ALTITUDE_CLIMB, true},
        {__LINE__, "/FL220/RM DURC AND DURD", 22000, PIREP_ALTITUDE_UNKNOWN, true},
        {__LINE__, "/FL15", NONE, PIREP_ALTITUDE_UNKNOWN, false},
        {__LINE__, "/FL1800", NONE, PIREP_ALTITUDE_UNKNOWN, false},
        {__LINE__, "/FL900", NONE, PIREP_ALTITUDE_UNKNOWN, false},
        {__LINE__, "/FL000-060", NONE, PIREP_ALTITUDE_UNKNOWN, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        bool whole = says(&p, cases[i].text, "");
        if (whole != cases[i].whole || p.altitude_ft != cases[i].feet || p.altitude_kind != cases[i].kind)
            fail_msg("line %d: %s gives %d, %d", cases[i].line, cases[i].text, (int)p.altitude_ft,
                     p.altitude_kind);
    }
}

static void append_feet(char *out, size_t size, int32_t feet)
{
    size_t len = strlen(out);
    if (feet == NONE)
        snprintf(out + len, size - len, " -");
    else
        snprintf(out + len, size - len, " %d", (int)feet);
}

static void describe_sky(const struct pirep *p, char *out, size_t size)
{
    out[0] = '\0';
    for (unsigned i = 0; i < p->sky_count; i++) {
        size_t len = strlen(out);
        snprintf(out + len, size - len, "%s%s", i ? "; " : "", p->sky[i].cover[0] ? p->sky[i].cover : "?");
        append_feet(out, size, p->sky[i].base_ft_msl);
        append_feet(out, size, p->sky[i].top_ft_msl);
    }
}

/* AIM 7-1-20 a; 9-2-15 f. */
static void sky(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *layers;
        bool whole;
    } cases[] = {
        {__LINE__, "BKN040-TOP065", "BKN 4000 6500", true},
        {__LINE__, "SCT-BKN050-TOP100", "SCT-BKN 5000 10000", true},
        {__LINE__, "OVC095-TOPUNKN", "OVC 9500 -", true},
        {__LINE__, "UNKN-TOP010", "? - 1000", true},
        {__LINE__, "SKC", "SKC - -", true},
        {__LINE__, "FEW012 BKN024 OVC050", "FEW 1200 -; BKN 2400 -; OVC 5000 -", true},
        {__LINE__, "SCT 025 SCT 050", "SCT 2500 -; SCT 5000 -", true},
        {__LINE__, "032 OVC 045", "OVC 3200 4500", true},
        {__LINE__, "032OVCUNK", "OVC 3200 -", true},
        {__LINE__, "B041 OVC T061", "OVC 4100 6100", true},
        {__LINE__, "BASES OVC 049 TOPS 055", "OVC 4900 5500", true},
        {__LINE__, "BASES FL240 TOPS FL260", "? 24000 26000", true},
        {__LINE__, "TOPS065-BKN012", "BKN 1200 6500", true},
        {__LINE__, "TOP046", "? - 4600", true},
        {__LINE__, "SCT030-060", "SCT 3000 6000", true},
        {__LINE__, "BKN020-030-TOPS060", "", false}, /* the base varies */
        {__LINE__, "SCT060 CLR050", "SCT 6000 -", false},
        {__LINE__, "BKN070 CLR BELOW", "BKN 7000 -", false},
        {__LINE__, "SCT025-TOP05", "", false},
        {__LINE__, "BKN060-TOP040", "", false},
        {__LINE__, "045", "", false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        char text[200];
        bool whole = says(&p, "/SK", cases[i].text);
        describe_sky(&p, text, sizeof(text));
        if (whole != cases[i].whole || strcmp(text, cases[i].layers) != 0)
            fail_msg("line %d: %s gives \"%s\"%s", cases[i].line, cases[i].text, text,
                     whole ? "" : " in part");
    }
}

static void describe_hazards(const struct pirep_hazard *list, unsigned count, char *out, size_t size)
{
    out[0] = '\0';
    for (unsigned i = 0; i < count; i++) {
        const struct pirep_hazard *h = &list[i];
        size_t len = strlen(out);
        snprintf(out + len, size - len, "%s%s%s%s %s", i ? "; " : "", h->frequency ? h->frequency : "",
                 h->frequency ? " " : "", h->intensity ? h->intensity : "?", h->type ? h->type : "?");
        append_feet(out, size, h->base_ft);
        append_feet(out, size, h->top_ft);
    }
}

/* AIM 7-1-21 with table 7-1-9 (intensity and duration), 9-2-15 j; words instead of contractions. */
static void turbulence(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *values;
        bool whole;
    } cases[] = {
        {__LINE__, "MOD CAT 290-310", "MOD CAT 29000 31000", true},
        {__LINE__, "OCNL LGT-MOD CHOP BLO 080", "OCNL LGT-MOD CHOP - 8000", true},
        {__LINE__, "NEG", "NEG ? - -", true},
        {__LINE__, "SMOOTH", "NEG ? - -", true},
        {__LINE__, "LIGHT CHOP", "LGT CHOP - -", true},
        {__LINE__, "MODERATE TURBULENCE", "MOD ? - -", true},
        {__LINE__, "LGT TO MOD TURB", "LGT-MOD ? - -", true},
        {__LINE__, "LGT - MOD TURB", "LGT-MOD ? - -", true},
        {__LINE__, "CONS LGT CHOP OCNL MOD", "CONT LGT CHOP - -; OCNL MOD ? - -", true},
        {__LINE__, "LGT CHOP OCNL", "OCNL LGT CHOP - -", true},
        {__LINE__, "LIGHT CHOP TO MODERATE TURBULENCE", "LGT CHOP - -; MOD ? - -", true},
        {__LINE__, "MOD 000-040, LGT ABV 040", "MOD ? 0 4000; LGT ? 4000 -", true},
        {__LINE__, "CONS LGT-MOD 160-SFC", "CONT LGT-MOD ? 0 16000", true},
        {__LINE__, "MOD TURB FL400-FL270", "MOD ? 27000 40000", true},
        {__LINE__, "OCNL MOD BTN 280 AND 210", "OCNL MOD ? 21000 28000", true},
        {__LINE__, "LGT 080", "LGT ? 8000 8000", true},
        {__LINE__, "SEV-EXTRM", "SEV-EXTRM ? - -", true},
        {__LINE__, "MTW", "? MWAVE - -", true},
        {__LINE__, "MOD MTN WAVE", "MOD MWAVE - -", true},
        {__LINE__, "LT TURB &amp; CHOP", "LGT CHOP - -", true},
        {__LINE__, "MOSTLY SMOOTH", "", false},
        {__LINE__, "NRG", "", false},
        {__LINE__, "OCNL", "", false},
        {__LINE__, "MOD-LGT", "", false},
        {__LINE__, "MOD TURB STOPS AT 030", "MOD ? - -", false},
        {__LINE__, "271024", "", false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        char text[200];
        bool whole = says(&p, "/TB", cases[i].text);
        describe_hazards(p.turbulence, p.turbulence_count, text, sizeof(text));
        if (whole != cases[i].whole || strcmp(text, cases[i].values) != 0)
            fail_msg("line %d: %s gives \"%s\"%s", cases[i].line, cases[i].text, text,
                     whole ? "" : " in part");
    }
}

/* AIM 7-1-22 with table 7-1-8; 9-2-15 k. */
static void icing(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *values;
        bool whole;
    } cases[] = {
        {__LINE__, "LGT-MOD MXD 085-100", "LGT-MOD MIXED 8500 10000", true},
        {__LINE__, "TRACE RIME", "TRC RIME - -", true},
        {__LINE__, "SEV CLR 060", "SEV CLEAR 6000 6000", true},
        {__LINE__, "NEG", "NEG ? - -", true},
        {__LINE__, "NONE", "NEG ? - -", true},
        {__LINE__, "LGT RIME IC", "LGT RIME - -", true},
        {__LINE__, "LIGHT RIME 2 DEGREES", "LGT RIME - -", false},
        {__LINE__, "NEC", "", false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct pirep p;
        char text[200];
        bool whole = says(&p, "/IC", cases[i].text);
        describe_hazards(p.icing, p.icing_count, text, sizeof(text));
        if (whole != cases[i].whole || strcmp(text, cases[i].values) != 0)
            fail_msg("line %d: %s gives \"%s\"%s", cases[i].line, cases[i].text, text,
                     whole ? "" : " in part");
    }
}

/* AIM 7-1-20 b: FVnnSM; 9-2-15 g to i. */
static void weather_temperature_and_wind(void **state)
{
    struct pirep p;
    assert_true(says(&p, "/WX", "FV04SM -RA BR/TA M06/WV 28045G60KT"));
    assert_float_equal(p.visibility.statute_miles, 4, 1e-9);
    assert_int_equal(p.weather_count, 2);
    assert_string_equal(p.weather[0].code, "-RA");
    assert_int_equal(p.temperature_c, -6);
    assert_int_equal(p.wind.direction_deg, 280);
    assert_int_equal(p.wind.speed, 45);
    assert_int_equal(p.wind.gust, 60);
    assert_true(says(&p, "/WX", "FV99SM"));
    assert_false(p.visibility.present);
    assert_true(p.visibility_unrestricted);
    assert_true(says(&p, "/TA", "-12C/WV 090130"));
    assert_int_equal(p.temperature_c, -12);
    assert_int_equal(p.wind.speed, 130);
    assert_false(says(&p, "/WX", "10")); /* of what? */
    assert_false(p.visibility.present);
    assert_false(says(&p, "/TA", "M95"));
    assert_false(says(&p, "/WV", "40010KT"));
}

static void the_head_gives_office_and_day(void **state)
{
    struct pirep p;
    decode("UBUS01 KWBC 122350\r\nHNL UUA /OV LNY/TM 2345/FL010/TP B712/TB SEV", &p);
    assert_int_equal(p.kind, PIREP_KIND_UUA);
    assert_string_equal(p.station, "HNL");
    assert_int_equal(p.time, tac_check_time("2026-10-12T23:45:00Z"));
    assert_string_equal(p.aircraft_type, "B712");
    decode("UACN10 CYXU 142330 QX UA /OV YYZ 090010 /TM 2332 /FLUNKN /TP B737-800 /TB NEG", &p);
    assert_string_equal(p.station, "QX");
    assert_string_equal(p.aircraft_type, "B737-800");
    decode("HNL UA /OV LNY/TM 2345/FL010", &p);
    assert_int_equal(p.time, tac_check_time("2026-10-14T23:45:00Z"));
}

/* ICAO Doc 4444, appendix 1, as datalink systems print it. */
static void aireps(void **state)
{
    static const char *const texts[] = {
        "ARP BAW40F 5339N 03441W 0217 F380 M56 303/109 5400N 03000W 0235 5300N 02000W KT GSTBN DDL XXH "
        "220217 F46A",
        "ARP BAW40F 5339N03441W 0217 F380 5400N03000W 0235 5300N02000W MS56 303/109 KT GSTBN DDL XXH 220217 "
        "F46A",
    };
    for (size_t i = 0; i < CHECK_COUNT(texts); i++) {
        struct pirep p;
        decode(texts[i], &p);
        assert_int_equal(p.kind, PIREP_KIND_AIREP);
        assert_string_equal(p.aircraft, "BAW40F");
        assert_float_equal(p.location.at.position.latitude_deg, 53.65, 1e-9);
        assert_float_equal(p.location.at.position.longitude_deg, -(34 + 41 / 60.0), 1e-9);
        assert_int_equal(p.altitude_ft, 38000);
        assert_int_equal(p.temperature_c, -56);
        assert_int_equal(p.wind.direction_deg, 303);
        assert_int_equal(p.wind.speed, 109);
        /* The day of receipt is in the text. */
        assert_int_equal(p.time, tac_check_time("2026-10-22T02:17:00Z"));
    }
}

static void aireps_have_words_for_the_rest(void **state)
{
    struct pirep p;
    decode("ARP UAL1112 2402N 7058W 0054 F330 M45 308/022 TB CONT LGT CHOP SK CLEAR IC NONE RM B38M", &p);
    assert_float_equal(p.location.at.position.longitude_deg, -(70 + 58 / 60.0), 1e-9);
    assert_int_equal(p.turbulence_count, 1);
    assert_string_equal(p.turbulence[0].frequency, "CONT");
    assert_string_equal(p.sky[0].cover, "CLR");
    assert_string_equal(p.icing[0].intensity, "NEG");
    assert_true(slice_equal(p.remarks, SLICE("B38M")));
}

static void aireps_in_the_form_of_doc_4444(void **state)
{
    struct pirep p;
    decode("AIREP SPECIAL XYZ12 N5030 W01020 0215 FL350 PS05 270/045KT TB SEV", &p);
    assert_string_equal(p.aircraft, "XYZ12");
    assert_int_equal(p.altitude_ft, 35000);
    assert_int_equal(p.temperature_c, 5);
    assert_int_equal(p.wind.speed, 45);
    assert_string_equal(p.turbulence[0].intensity, "SEV");
}

static void what_is_no_pirep_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "   ", "METAR KABC 141251Z 00000KT", "/OV ABC/TM 1200/FL100", "=", "UAX /OV ABC"};
    for (size_t i = 0; i < CHECK_COUNT(texts); i++) {
        struct pirep p;
        struct tac_error error = {NULL, 0};
        assert_int_equal(pirep_decode(slice_from_string(texts[i]), 0, &p, &error), RESULT_INVALID);
        assert_non_null(error.text);
    }
}

static const char *const reports[] = {
    "RNO UUA /OV KRNO167003-SGJ/TM 0136/FL052/TP A320/SK SCT-BKN025-TOP065 OVC090/WX FV03SM -RA BKN010/TA "
    "M06/WV "
    "27045G60KT/TB CONS LGT-MOD CHOP 030-050 OCNL SEV BLO 020/IC MOD RIME 220-240/RM DURD /ZLC",
    "UBUS01 KWBC 122350 HNL UA /OV 3 NM SE HNL/TM 2140/FLDURGD/TP B738/SK BASES OVC 049 TOPS 055/TB "
    "MODERATE\xe2\x88\x92SEV",
    "ARP BAW40F 5339N03441W 0217 F380 5400N03000W 0235 5300N02000W MS56 303/109 KT GSTBN DDL XXH 220217 F46A "
    "TB LGT "
    "SK CLEAR IC NONE RM X",
};

static void any_piece_is_survived(void **state)
{
    char text[1024];
    uint32_t seed = 7;
    for (size_t i = 0; i < CHECK_COUNT(reports); i++)
        piece_check_prefixes_and_suffixes(reports[i], report_check_pirep);
    for (int i = 0; i < 6000; i++) {
        const char *a = reports[i % CHECK_COUNT(reports)], *b = reports[i / 3 % CHECK_COUNT(reports)];
        piece_check_exact(text, piece_check_splice(text, a, b, &seed), report_check_pirep);
    }
}

static void more_than_fits_is_undecoded(void **state)
{
    char text[8192];
    size_t len = 0;
    len += (size_t)snprintf(text, sizeof(text), "ABC UA /OV ABC/TM 1200/FL100/SK");
    while (len < 8000)
        len += (size_t)snprintf(text + len, sizeof(text) - len, " BKN010 OVC020/TB LGT MOD SEV");
    piece_check_exact(text, len, report_check_pirep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_references),
        cmocka_unit_test(places_in_words_are_left_as_text),
        cmocka_unit_test(places_may_be_coordinates),
        cmocka_unit_test(levels),
        cmocka_unit_test(sky),
        cmocka_unit_test(turbulence),
        cmocka_unit_test(icing),
        cmocka_unit_test(weather_temperature_and_wind),
        cmocka_unit_test(the_head_gives_office_and_day),
        cmocka_unit_test(aireps),
        cmocka_unit_test(aireps_have_words_for_the_rest),
        cmocka_unit_test(aireps_in_the_form_of_doc_4444),
        cmocka_unit_test(what_is_no_pirep_is_refused),
        cmocka_unit_test(any_piece_is_survived),
        cmocka_unit_test(more_than_fits_is_undecoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
