/*
 * tac: SIGMET, AIRMET, convective SIGMET, CWA. Paragraphs: ICAO Annex 3, Appendix 6, tables A6-1A (SIGMET)
 * and A6-1B (AIRMET); NWSI 10-811 and 10-803 for US texts.
 */
#include "tac_check.h"

#include "piece_check.h"
#include "sigmet_check.h"

#define REFERENCE "2026-10-15T00:00:00Z"
#define NONE      SIGMET_FEET_NONE

static void decode(const char *text, struct sigmet *s)
{
    assert_int_equal(sigmet_decode(slice_from_string(text), tac_check_time(REFERENCE), s, NULL), RESULT_OK);
}

/* A report of which only the end differs; it stays until the next call. */
static const char *with(const char *rest)
{
    static char text[1024];
    snprintf(text, sizeof(text),
             "WSXY31 ABCD 141155 ABCD SIGMET A02 VALID 141200/141600 ABCE- ABCF SOME FIR %s", rest);
    return text;
}

static bool whole(const struct sigmet *s)
{
    for (unsigned i = 0; i < s->spans.count; i++)
        if (s->spans.list[i].group == TAC_GROUP_UNDECODED)
            return false;
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void the_head_names_who_where_and_when(void **state)
{
    struct sigmet s;
    decode("WSNT11 KKCI 311955 SIGA0K KZWY SIGMET KILO 6 VALID 312000/010000 KKCI- NEW YORK OCEANIC FIR EMBD "
           "TS OBS AT 1950Z "
           "WI N3402 W07407 - N2901 W07207 - N2840 W07743 - N3402 W07407. TOP FL450. STNR. WKN.",
           &s);
    assert_true(whole(&s));
    assert_string_equal(s.office, "KKCI");
    assert_string_equal(s.fir, "KZWY");
    assert_true(slice_equal(s.fir_name, SLICE("NEW YORK OCEANIC")));
    assert_true(slice_equal(s.sequence, SLICE("KILO 6")));
    assert_int_equal(s.valid_from, tac_check_time("2026-10-31T20:00:00Z"));
    assert_int_equal(s.valid_to, tac_check_time("2026-11-01T00:00:00Z"));
    assert_int_equal(s.at, tac_check_time("2026-10-31T19:50:00Z"));
    /* The FIR is the one of the second line. */
    decode("WVXY31 MHTG 291000 MHTG SIGMET 2 VALID 291000/291600 MHTG- MHCC CENTRAL AMERICAN FIR VA CLD FCST "
           "ENTIRE FIR=",
           &s);
    assert_string_equal(s.fir, "MHCC");
    decode("ABCD SIGMET 2 VALID 291000/291600 ABCE- NADI FIR SEV TURB FCST ENTIRE FIR=", &s);
    assert_string_equal(s.fir, "ABCD");
    assert_true(slice_equal(s.fir_name, SLICE("NADI")));
}

/* Table A6-1A, "Phenomenon"; A6-1B for the last ones. */
static void phenomena(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *hazard;
        const char *qualifier;
        bool hail;
    } cases[] = {
        {__LINE__, "OBSC TS FCST", "TS", "OBSC", false},
        {__LINE__, "EMBD TSGR OBS", "TS", "EMBD", true},
        {__LINE__, "FRQ TS OBS", "TS", "FRQ", false},
        {__LINE__, "SQL TSGR OBS", "TS", "SQL", true},
        {__LINE__, "SEV TURB FCST", "TURB", "SEV", false},
        {__LINE__, "SEV ICE (FZRA) FCST", "ICE", "SEV", false},
        {__LINE__, "SEV MTW FCST", "MTW", "SEV", false},
        {__LINE__, "HVY DS OBS", "DS", "HVY", false},
        {__LINE__, "HVY SS OBS", "SS", "HVY", false},
        {__LINE__, "RDOACT CLD OBS", "RDOACT_CLD", NULL, false},
        {__LINE__, "VA CLD OBS", "VA", NULL, false},
        {__LINE__, "MOD/SEV TURB FCST", "TURB", "MOD/SEV", false},
        {__LINE__, "ISOL EMBD TS FCST", "TS", "ISOL EMBD", false},
        {__LINE__, "MT OBSC FCST", "MTN_OBSCN", NULL, false},
        {__LINE__, "OCNL CB FCST", "CB", "OCNL", false},
        {__LINE__, "BKN CLD FCST", "CLD", "BKN", false},
        {__LINE__, "FRQ TCU OBS", "TCU", "FRQ", false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct sigmet s;
        decode(with(cases[i].text), &s);
        if (!whole(&s) || !same(s.hazard, cases[i].hazard) || !same(s.qualifier, cases[i].qualifier) ||
            s.hail != cases[i].hail || s.freezing_rain != (strstr(cases[i].text, "FZRA") != NULL))
            fail_msg("line %d: %s gives %s %s", cases[i].line, cases[i].text, s.qualifier ? s.qualifier : "-",
                     s.hazard ? s.hazard : "-");
    }
}

/* Table A6-1A, "Level". */
static void levels(void **state)
{
    static const struct {
        int line;
        const char *text;
        int32_t base, top;
        bool above, whole;
    } cases[] = {
        {__LINE__, "FL180", 18000, 18000, false, true},
        {__LINE__, "9000FT", 9000, 9000, false, true},
        {__LINE__, "SFC/FL070", 0, 7000, false, true},
        {__LINE__, "SFC/3000FT", 0, 3000, false, true},
        {__LINE__, "SFC/9000M", 0, 29528, false, true},
        {__LINE__, "FL250/290", 25000, 29000, false, true},
        {__LINE__, "3000FT/FL090", 3000, 9000, false, true},
        {__LINE__, "6000/12000FT", 6000, 12000, false, true},
        {__LINE__, "TOP FL390", NONE, 39000, false, true},
        {__LINE__, "CB TOPS FL390", NONE, 39000, false, true},
        {__LINE__, "TOP ABV FL410", NONE, 41000, true, true},
        {__LINE__, "TOP FL-390", NONE, 39000, false, true},
        {__LINE__, "TOP FL100/250", 10000, 25000, false, true},
        {__LINE__, "ABV FL250", 25000, NONE, false, true},
        {__LINE__, "BLW FL100", NONE, 10000, false, true},
        {__LINE__, "BTN FL240 AND FL400", 24000, 40000, false, true},
        {__LINE__, "FL290/250", NONE, NONE, false, false},
        {__LINE__, "TOP FL3900", NONE, NONE, false, false},
        {__LINE__, "SFC/FL14", NONE, NONE, false, false}, /* cut short? */
        {__LINE__, "SFC/3000", NONE, NONE, false, false},
        {__LINE__, "TOP FL900", NONE, NONE, false, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct sigmet s;
        char text[128];
        snprintf(text, sizeof(text), "SEV TURB FCST ENTIRE FIR %s STNR", cases[i].text);
        decode(with(text), &s);
        if (whole(&s) != cases[i].whole || s.levels.base_ft != cases[i].base ||
            s.levels.top_ft != cases[i].top || s.levels.above != cases[i].above)
            fail_msg("line %d: %s gives %d to %d", cases[i].line, cases[i].text, (int)s.levels.base_ft,
                     (int)s.levels.top_ft);
    }
}

/* Table A6-1A, "Movement": towards; MOV FROM of US texts is turned round. */
static void movement(void **state)
{
    static const struct {
        int line;
        const char *text;
        int ddeg, kt;
        bool stationary, present;
    } cases[] = {
        {__LINE__, "MOV E 10KT NC=", 900, 10, false, true},
        {__LINE__, "MOV ENE 20KMH NC=", 675, 11, false, true},
        {__LINE__, "MOV N AT 8 KT NC=", 3600, 8, false, true},
        {__LINE__, "MOV W 5KT=", 2700, 5, false, true},
        {__LINE__, "MOV 30KT NE=", 450, 30, false, true},
        {__LINE__, "MOV W10KT NC=", 2700, 10, false, true},
        {__LINE__, "MOV SE INTSF=", 1350, -1, false, true},
        {__LINE__, "STNR NC=", -1, -1, true, true},
        {__LINE__, "MOV STNRY WKN=", -1, -1, true, true},
        {__LINE__, "MOV FROM 24035KT.", 600, 35, false, true},
        {__LINE__, "MOV FROM 12010KT.", 3000, 10, false, true},
        {__LINE__, "MOV W-NW NC=", -1, -1, false, false},
        {__LINE__, "MOV E", -1, -1, false, false}, /* the text ends: of ENE or ESE? */
        {__LINE__, "MOV E=", 900, -1, false, true},
        {__LINE__, "MOV NC=", -1, -1, false, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct sigmet s;
        char text[128];
        snprintf(text, sizeof(text), "SEV TURB FCST ENTIRE FIR TOP FL300 %s", cases[i].text);
        decode(with(text), &s);
        const struct sigmet_movement *m = &s.movement;
        if (m->present != cases[i].present || m->direction_ddeg != cases[i].ddeg ||
            m->speed_kt != cases[i].kt || m->stationary != cases[i].stationary)
            fail_msg("line %d: %s gives %d, %d kt", cases[i].line, cases[i].text, m->direction_ddeg,
                     m->speed_kt);
    }
}

/* Table A6-1A, "Location": what the text alone gives. */
static void areas(void **state)
{
    static const struct {
        int line;
        const char *text;
        int geometry, points, parts;
        double radius, width;
        bool whole;
    } cases[] = {
        {__LINE__, "WI N10 E020 - N10 E022 - N08 E022 - N10 E020 TOP FL300", SIGMET_GEOMETRY_POLYGON, 4, 1,
         -1, -1, true},
        {__LINE__, "WI S1000 W02030 - S1000 W02200 - S0800 W02200 TOP FL300", SIGMET_GEOMETRY_POLYGON, 4, 1,
         -1, -1, true},
        {__LINE__, "WI N1000E02030-N1000E02200-N0800E02200-N1000E02030 TOP FL300", SIGMET_GEOMETRY_POLYGON, 4,
         1, -1, -1, true},
        {__LINE__, "WI N1000 E02030 -N1000 E02200 -N0800 E02200 TOP FL300", SIGMET_GEOMETRY_POLYGON, 4, 1, -1,
         -1, true},
        {__LINE__,
         "WI N10 E020 - N10 E022 - N08 E022 - N10 E020 AND WI N20 E020 - N20 E022 - N18 E022 - N20 E020 STNR",
         SIGMET_GEOMETRY_POLYGON, 8, 2, -1, -1, true},
        {__LINE__, "WI 60NM WID LINE BTN N5823 W10752 - N5527 W10905 TOP FL300", SIGMET_GEOMETRY_LINE, 2, 0,
         -1, 60, true},
        {__LINE__, "APRX 100KM WID LINE BTN N64 W017 - N60 W010 TOP FL300", SIGMET_GEOMETRY_LINE, 2, 0, -1,
         53.996, true},
        {__LINE__, "WI 50NM OF LINE N64 W017 - N60 W010 TOP FL300", SIGMET_GEOMETRY_LINE, 2, 0, -1, 100,
         true},
        {__LINE__, "WI 30NM OF N6030 W02550 FL250/370", SIGMET_GEOMETRY_POINT, 1, 0, 30, -1, true},
        {__LINE__, "N2020 W07005 FL250", SIGMET_GEOMETRY_POINT, 1, 0, -1, -1, true},
        {__LINE__, "ENTIRE FIR TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, true},
        {__LINE__, "N OF N45 AND W OF E01030 TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, true},
        {__LINE__, "SW OF LINE N51 E089 - N52 E099 TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, true},
        /* Not all of it is there. */
        {__LINE__, "WI N10 E020 - N10 E022 - N08 E022", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, true},
        {__LINE__, "WI N10 E020 - N10 E022 - N08 E022 - N1", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, false},
        {__LINE__, "WI N1000 E02030 - N1000 E0220 - N0800 E02200 TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1,
         -1, false},
        {__LINE__, "WI N1000 E02030 - N1060 E02200 - N0800 E02200 TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1,
         -1, false},
        {__LINE__, "WI N10 E020 - N10 E022 TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, true},
        {__LINE__, "WI 20NM OF SOMEWHERE TOP FL300", SIGMET_GEOMETRY_NONE, 0, 0, -1, -1, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct sigmet s;
        char text[256];
        snprintf(text, sizeof(text), "SEV TURB FCST %s", cases[i].text);
        decode(with(text), &s);
        const struct sigmet_area *a = &s.area;
        if (whole(&s) != cases[i].whole || a->geometry != cases[i].geometry || a->count != cases[i].points ||
            a->parts != cases[i].parts || a->radius_nm != cases[i].radius ||
            (a->width_nm < 0 ? cases[i].width >= 0
                             : a->width_nm < cases[i].width - 0.01 || a->width_nm > cases[i].width + 0.01))
            fail_msg("line %d: %s gives geometry %d of %d points, %d parts%s", cases[i].line, cases[i].text,
                     a->geometry, a->count, a->parts, whole(&s) ? "" : ", in part");
    }
}

static void an_area_keeps_its_text(void **state)
{
    struct sigmet s;
    decode(with("SEV TURB FCST N OF N45 AND W OF E01030 TOP FL300 NC="), &s);
    assert_true(slice_equal(s.area.text, SLICE("N OF N45 AND W OF E01030")));
    decode(with("SEV TURB FCST WI N1000 E02030 - N1000 E0220 - N0800 E02200 TOP FL300 NC="), &s);
    assert_true(slice_equal(s.area.text, SLICE("WI N1000 E02030 - N1000 E0220 - N0800 E02200")));
    decode(with("EMBD TS MAX TOP FL240 AREA WI 80 NM E JOH - 20 NM NW SSR - 80 NM E JOH. MOV STNR."), &s);
    assert_true(slice_equal(s.area.text, SLICE("AREA WI 80 NM E JOH - 20 NM NW SSR - 80 NM E JOH")));
    decode(with("SEV TURB FCST WI N1000 E02030 - S0100 W02215 - N0800 E18000. TOP FL300. NC="), &s);
    assert_true(slice_equal(s.area.text, SLICE("WI N1000 E02030 - S0100 W02215 - N0800 E18000")));
    assert_float_equal(s.area.points[1].latitude_deg, -1, 1e-9);
    assert_float_equal(s.area.points[1].longitude_deg, -22.25, 1e-9);
}

static void a_cyclone_has_a_name_a_centre_and_a_future(void **state)
{
    struct sigmet s;
    decode(with("TC GLORIA PSN N2706 W07306 CB OBS AT 1200Z WI 250NM OF TC CENTRE TOP FL500 NC FCST AT 1800Z "
                "TC CENTRE PSN N2740 "
                "W07345="),
           &s);
    assert_true(whole(&s));
    assert_string_equal(s.hazard, "TC");
    assert_true(slice_equal(s.source.name, SLICE("GLORIA")));
    assert_int_equal(s.area.geometry, SIGMET_GEOMETRY_POINT);
    assert_float_equal(s.area.points[0].latitude_deg, 27.1, 1e-9);
    assert_float_equal(s.area.radius_nm, 250, 1e-9);
    assert_int_equal(s.forecast.at, tac_check_time("2026-10-14T18:00:00Z"));
    assert_float_equal(s.forecast.position.longitude_deg, -73.75, 1e-9);
    /* US practice: the position after the time. */
    decode(with("TC LALA OBS AT 1200Z N2024 W16418. CB TOP FL470 WI 100NM OF CENTER. MOV W 09KT. FCST 1800Z "
                "TC CENTER N2024 W16518."),
           &s);
    assert_true(whole(&s));
    assert_float_equal(s.source.position.latitude_deg, 20.4, 1e-9);
    assert_float_equal(s.area.radius_nm, 100, 1e-9);
    decode(with("TC GLORIA PSN N2706 W07306 CB OBS AT 1200Z NC="), &s);
    assert_int_equal(s.area.geometry, SIGMET_GEOMETRY_POINT);
}

static void a_volcano_has_a_name_and_its_ash_a_future(void **state)
{
    struct sigmet s;
    decode(with("VA ERUPTION MT ASHVAL PSN S1500 E07348 VA CLD OBS AT 1100Z WI S1500 E07348 - S1530 E07642 - "
                "S1600 E07500 - S1500 "
                "E07348 SFC/FL310 MOV SE 35KT NC FCST AT 1700Z WI S1506 E07500 - S1518 E08112 - S1712 E08330 "
                "- S1506 E07500="),
           &s);
    assert_true(whole(&s));
    assert_string_equal(s.hazard, "VA");
    assert_true(slice_equal(s.source.name, SLICE("ASHVAL")));
    assert_int_equal(s.area.geometry, SIGMET_GEOMETRY_POLYGON);
    assert_int_equal(s.forecast.area.geometry, SIGMET_GEOMETRY_POLYGON);
    assert_int_equal(s.forecast.at, tac_check_time("2026-10-14T17:00:00Z"));
    decode(with("VA CLD OBS ENTIRE FIR FCST AT 1700Z NO VA EXP="), &s);
    assert_true(s.forecast.none_expected);
    assert_null(s.source.name.ptr);
}

static void surface_values_are_kept_as_text(void **state)
{
    struct sigmet s;
    decode(with("SFC WIND 310/30KT OBS AT 1210Z ENTIRE FIR="), &s);
    assert_true(whole(&s) && slice_equal(s.details, SLICE("310/30KT")));
    decode(with("SFC VIS 1500M (BR) OBS ENTIRE FIR="), &s);
    assert_true(whole(&s) && slice_equal(s.details, SLICE("1500M (BR)")));
    assert_string_equal(s.hazard, "SFC_VIS");
}

static void observed_or_forecast(void **state)
{
    struct sigmet s;
    decode(with("EMBD TS OBS AT 1145Z AND FCST ENTIRE FIR="), &s);
    assert_int_equal(s.observed, SIGMET_OBSERVED_AND_FORECAST);
    assert_int_equal(s.at, tac_check_time("2026-10-14T11:45:00Z"));
    decode(with("EMBD TS OBS/FCST ENTIRE FIR="), &s);
    assert_int_equal(s.observed, SIGMET_OBSERVED_AND_FORECAST);
    decode(with("EMBD TS FCST AT 22Z ENTIRE FIR="), &s);
    assert_int_equal(s.at, tac_check_time("2026-10-14T22:00:00Z"));
}

static void a_cancellation_names_what_it_ends(void **state)
{
    struct sigmet s;
    decode(with("CNL SIGMET A01 141000/141400="), &s);
    assert_true(whole(&s) && s.cancelled);
    assert_true(slice_equal(s.cancels, SLICE("A01")));
    assert_int_equal(s.cancels_from, tac_check_time("2026-10-14T10:00:00Z"));
    decode(with("TEST SEV TURB FCST ENTIRE FIR="), &s);
    assert_true(s.test);
    decode(with("EXER SEV TURB FCST ENTIRE FIR="), &s);
    assert_true(s.test);
}

/* NWSI 10-811. */
static void convective_sigmets(void **state)
{
    struct sigmet s;
    decode("WSUS32 KKCI 140155 SIGC CONVECTIVE SIGMET 8C VALID UNTIL 0355Z IL MO IA FROM 10SW MCW-20ESE "
           "JOT-40NW TTH-10SW MCW AREA "
           "SEV EMBD TS MOV FROM 33025KT. TOPS ABV FL450. HAIL TO 2 IN...WIND GUSTS TO 70KT POSS. OUTLOOK "
           "VALID 140355-140755 FROM "
           "VUZ-130ESE LEV-VUZ WST ISSUANCES POSS.",
           &s);
    assert_true(whole(&s));
    assert_int_equal(s.kind, SIGMET_KIND_CONVECTIVE);
    assert_string_equal(s.office, "KKCI");
    assert_int_equal(s.valid_from, tac_check_time("2026-10-14T01:55:00Z"));
    assert_int_equal(s.valid_to, tac_check_time("2026-10-14T03:55:00Z"));
    assert_string_equal(s.qualifier, "SEV EMBD");
    assert_true(slice_equal(s.area.text, SLICE("IL MO IA FROM 10SW MCW-20ESE JOT-40NW TTH-10SW MCW")));
    assert_int_equal(s.movement.direction_ddeg, 1500);
    assert_int_equal(s.movement.from_deg, 330);
    assert_int_equal(s.levels.top_ft, 45000);
    assert_true(s.levels.above);
    assert_true(slice_equal(s.details, SLICE("HAIL TO 2 IN...WIND GUSTS TO 70KT POSS")));
    assert_int_equal(s.outlook_to, tac_check_time("2026-10-14T07:55:00Z"));
    decode("WSUS31 KKCI 140055 SIGE CONVECTIVE SIGMET...NONE OUTLOOK VALID 140255-140655 TS ARE NOT EXPD.",
           &s);
    assert_true(s.none);
    decode("WSUS31 KKCI 140055 SIGE OUTLOOK VALID 140255-140655 TS ARE NOT EXPD.", &s);
    assert_int_equal(s.kind, SIGMET_KIND_OUTLOOK);
    assert_int_equal(s.valid_from, tac_check_time("2026-10-14T02:55:00Z"));
}

static void us_airmets(void **state)
{
    struct sigmet s;
    decode("WAUS42 KKCI 142045 MIAT WA 142045 AIRMET TANGO UPDT 3 FOR TURB AND LLWS VALID UNTIL 150300 "
           "AIRMET TURB...NC SC VA FROM 20E "
           "DXO TO 30WSW VIS TO ICE TO 20E DXO MOD TURB BTN FL220 AND FL370. CONDS CONTG BYD 03Z THRU 09Z. "
           "OTLK VALID 0300-0900Z...TURB "
           "ND",
           &s);
    assert_true(whole(&s));
    assert_int_equal(s.kind, SIGMET_KIND_AIRMET);
    assert_string_equal(s.hazard, "TURB");
    assert_true(slice_equal(s.area.text, SLICE("NC SC VA FROM 20E DXO TO 30WSW VIS TO ICE TO 20E DXO")));
    assert_int_equal(s.levels.base_ft, 22000);
    assert_int_equal(s.levels.top_ft, 37000);
    assert_int_equal(s.valid_to, tac_check_time("2026-10-15T03:00:00Z"));
    assert_int_equal(s.outlook_from, tac_check_time("2026-10-15T03:00:00Z"));
    decode("WAUS41 KKCI 142045 BOSS WA 142045 AIRMET SIERRA FOR IFR VALID UNTIL 150300 AIRMET IFR...PA FROM "
           "SLT TO EKN TO SLT CIG BLW "
           "010/VIS BLW 3SM. CIG BLW 005.",
           &s);
    assert_string_equal(s.hazard, "IFR");
    assert_int_equal(s.levels.top_ft, NONE); /* a ceiling is no level */
    decode("AIRMET ZULU VALID UNTIL 150300 AIRMET ICE...KY TN FROM HNN TO HMV TO HNN MOD ICE BTN FRZLVL AND "
           "140.",
           &s);
    assert_int_equal(s.levels.base_ft, NONE);
    assert_int_equal(s.levels.top_ft, 14000);
    assert_true(s.levels.base_freezing);
}

/* NWSI 10-803. */
static void center_weather_advisories(void **state)
{
    struct sigmet s;
    decode("FAUS21 KZTL 141218 ZTL1 CWA 141210 COR ZTL CWA 102 VALID UNTIL 141410 FROM PSK-60ESE CLT-50N "
           "AMG-PSK AREA TS 30NM WIDE MOV "
           "FROM 22060KT. TOPS TO FL350. VA NC SC GA =",
           &s);
    assert_int_equal(s.kind, SIGMET_KIND_CWA);
    assert_true(s.corrected);
    assert_string_equal(s.office, "ZTL");
    assert_true(slice_equal(s.sequence, SLICE("102")));
    assert_int_equal(s.valid_from, tac_check_time("2026-10-14T12:10:00Z"));
    assert_string_equal(s.hazard, "TS");
    assert_int_equal(s.levels.top_ft, 35000);
    assert_int_equal(s.movement.direction_ddeg, 400);
    assert_int_equal(s.change, SIGMET_CHANGE_NOT_SAID); /* NC is a State */
    decode("ZOA1 CWA 140011 ZOA CWA 102 VALID UNTIL 140026 CANCEL CWA 101. SEE SIGMET 11W.", &s);
    assert_true(s.cancelled);
    assert_true(slice_equal(s.cancels, SLICE("101")));
    decode("ZHU4 CWA 140011 ZHU CWA 402 VALID UNTIL 140026 CWA 401 IS CANCELLED.", &s);
    assert_true(slice_equal(s.cancels, SLICE("401")));
    decode("ZAN1 CWA 141500 ZAN CWA 101 VALID UNTIL 141700 FROM N5122 E16300 - N4621 E16500 - N4544 E16200 - "
           "N5122 E16300 AREA LLWS.",
           &s);
    assert_int_equal(s.area.geometry, SIGMET_GEOMETRY_POLYGON);
    assert_string_equal(s.hazard, "LLWS");
}

static void what_is_none_of_these_is_refused(void **state)
{
    static const char *const texts[] = {
        "",           "=",  "METAR KABC 141251Z 00000KT", "SIGMET", "KKCI issues SIGMET 62C till 1855 UTC",
        "CONVECTIVE", "CWA"};
    for (size_t i = 0; i < CHECK_COUNT(texts); i++) {
        struct sigmet s;
        struct tac_error error = {NULL, 0};
        assert_int_equal(sigmet_decode(slice_from_string(texts[i]), 0, &s, &error), RESULT_INVALID);
        assert_non_null(error.text);
    }
}

static const char *const reports[] = {
    "WVXY31 ABCD 141155 ABCD SIGMET COR A02 VALID 141200/141800 ABCE- ABCF SOME-WHERE FIR/UIR TEST VA "
    "ERUPTION MT ASHVAL PSN S1500 E07348 "
    "VA CLD OBS AT 1100Z AND FCST WI S1500 E07348 - S1530 E07642 -S1600 E07500-S1500 E07348 AND WI N10 E010 "
    "- N11 E011 - N09 E010 "
    "SFC/FL310 MOV SE 35KMH NC FCST AT 1800Z WI S1506 E07500 - S1518 E08112 - S1712 E08330 FL100/200=",
    "WSUS32 KKCI 140155 SIGC \x07MKCC WST 140155 CONVECTIVE SIGMET 8C VALID UNTIL 0355Z IL MO FROM 10SW "
    "MCW-20ESE JOT-10SW MCW DMSHG LINE SEV "
    "TS 30 NM WIDE D30 MOV FROM 33025KT. TOPS ABV FL450. HAIL TO 2 IN...WIND. CONVECTIVE SIGMET 9C VALID "
    "UNTIL 0355Z TX OUTLOOK VALID "
    "140355-140755 AREA 1...FROM VUZ",
    "WAUS42 KKCI 142045 MIAT WA 142045 AMD AIRMET TANGO UPDT 3 FOR TURB VALID UNTIL 150300 AIRMET TURB...NC "
    "SC FROM 20E DXO TO ICE MOD TURB BTN "
    "FRZLVL AND 140. CONDS. OTLK VALID 0300-0900Z...TURB",
    "FAUS21 KZTL 141218 ZTL1 CWA 141210 COR ZTL CWA 102 VALID UNTIL 141410 FROM N5122 E16300 - N4621 E16500 "
    "- N4544 E16200 CANCEL CWA 101.",
    "WCXY31 ABCD 141155 ABCD SIGMET 1 VALID 141200/141800 ABCE- ABCF X FIR TC A PSN N2706 W07306 CB OBS AT "
    "1200Z WI 250KM OF TC CENTRE TOP ABV "
    "FL500 MOV FROM 24010KT WKN FCST 14/1800Z TC CENTRE PSN N2740 W07345 60NM WID LINE BTN N10 "
    "W020\xe2\x80\x93N11 W021",
};

static void any_piece_is_survived(void **state)
{
    char text[2048];
    uint32_t seed = 11;
    for (size_t i = 0; i < CHECK_COUNT(reports); i++)
        piece_check_prefixes_and_suffixes(reports[i], report_check_sigmet);
    for (int i = 0; i < 6000; i++) {
        const char *a = reports[i % CHECK_COUNT(reports)], *b = reports[i / 5 % CHECK_COUNT(reports)];
        piece_check_exact(text, piece_check_splice(text, a, b, &seed), report_check_sigmet);
    }
}

static void more_than_fits_loses_nothing(void **state)
{
    static const char *const pieces[] = {" N10 E010 -", " WI N10 E010 - N11 E011 - N12 E010 AND",
                                         " X SEV",      " TOP FL300 X",
                                         " OBS",        " E OF E010 AND"};
    static const char *const heads[] = {"ABCD SIGMET 1 VALID 141200/141800 ABCE- ABCF X FIR SEV TURB FCST WI",
                                        "CONVECTIVE SIGMET 8C VALID UNTIL 0355Z FROM A-B AREA"};
    char text[9000];
    for (size_t h = 0; h < CHECK_COUNT(heads); h++)
        for (size_t i = 0; i < CHECK_COUNT(pieces); i++) {
            size_t len = strlen(heads[h]);
            memcpy(text, heads[h], len);
            for (; len + 64 < sizeof(text); len += strlen(pieces[i]))
                memcpy(text + len, pieces[i], strlen(pieces[i]));
            piece_check_exact(text, len, report_check_sigmet);
            piece_check_exact(text, len < 3900 ? len : 3900, report_check_sigmet);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_names_who_where_and_when),
        cmocka_unit_test(phenomena),
        cmocka_unit_test(levels),
        cmocka_unit_test(movement),
        cmocka_unit_test(areas),
        cmocka_unit_test(an_area_keeps_its_text),
        cmocka_unit_test(a_cyclone_has_a_name_a_centre_and_a_future),
        cmocka_unit_test(a_volcano_has_a_name_and_its_ash_a_future),
        cmocka_unit_test(surface_values_are_kept_as_text),
        cmocka_unit_test(observed_or_forecast),
        cmocka_unit_test(a_cancellation_names_what_it_ends),
        cmocka_unit_test(convective_sigmets),
        cmocka_unit_test(us_airmets),
        cmocka_unit_test(center_weather_advisories),
        cmocka_unit_test(what_is_none_of_these_is_refused),
        cmocka_unit_test(any_piece_is_survived),
        cmocka_unit_test(more_than_fits_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
