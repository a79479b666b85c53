/* tac: remarks by their kind and values (FMH-1 12.7, MANOBS, others' practice). */
#include "tac_check.h"

#include "tac/remark.h"
#include "tac/remark_parse.h"

enum { NONE = TAC_REMARK_VALUE_NONE };

static const struct {
    int line;
    const char *text;
    unsigned taken;
    int kind;
    int first, second;
    const char *at; /* NULL: none */
} whole_remarks[] = {
    {__LINE__, "AO2", 1, TAC_REMARK_STATION_TYPE, NONE, NONE, NULL},
    {__LINE__, "A02A", 1, TAC_REMARK_STATION_TYPE, NONE, NONE, NULL},
    {__LINE__, "AO3", 0, 0, 0, 0, NULL},
    {__LINE__, "PK WND 28045/15 AO2", 3, TAC_REMARK_PEAK_WIND, 280, 45, "2026-10-14T12:15:00Z"},
    {__LINE__, "PK WND 280145/1151", 3, TAC_REMARK_PEAK_WIND, 280, 145, "2026-10-14T11:51:00Z"},
    {__LINE__, "PK WND 12 000", 0, 0, 0, 0, NULL},
    {__LINE__, "WSHFT 2359", 2, TAC_REMARK_WIND_SHIFT, NONE, NONE, "2026-10-13T23:59:00Z"},
    {__LINE__, "TWR VIS 1 1/2 X", 4, TAC_REMARK_TOWER_VISIBILITY, 24, NONE, NULL},
    {__LINE__, "SFC VIS 1/4", 3, TAC_REMARK_SURFACE_VISIBILITY, 4, NONE, NULL},
    {__LINE__, "VIS 1/2V2", 2, TAC_REMARK_VARIABLE_VISIBILITY, 8, 32, NULL},
    {__LINE__, "VIS 1 1/2V2 1/2", 4, TAC_REMARK_VARIABLE_VISIBILITY, 24, 40, NULL},
    {__LINE__, "VIS VRB 1 1/2-2 1/2", 5, TAC_REMARK_VARIABLE_VISIBILITY, 24, 40, NULL},
    {__LINE__, "VIS NE 2 1/2", 4, TAC_REMARK_SECTOR_VISIBILITY, 40, NONE, NULL},
    {__LINE__, "VIS 2 1/2 RWY11", 4, TAC_REMARK_SITE_VISIBILITY, 40, NONE, NULL},
    {__LINE__, "VIS 3200 RWY08", 3, TAC_REMARK_METRIC_VISIBILITY, 3200, NONE, NULL},
    {__LINE__, "VIS S M1/4", 3, TAC_REMARK_SECTOR_VISIBILITY, 4, NONE, NULL},
    {__LINE__, "VIS 1/2SM S", 3, TAC_REMARK_SECTOR_VISIBILITY, 8, NONE, NULL},
    {__LINE__, "VIS 4400V9999", 2, TAC_REMARK_VARIABLE_VISIBILITY, NONE, NONE, NULL},
    {__LINE__, "VIS 9999V4400", 0, 0, 0, 0, NULL},
    {__LINE__, "VIS M", 0, 0, 0, 0, NULL},
    {__LINE__, "GR LESS THAN 1/4", 4, TAC_REMARK_HAILSTONE, 1, NONE, NULL},
    {__LINE__, "MON NE E LIB NC", 4, TAC_REMARK_TERRAIN, NONE, NONE, NULL},
    {__LINE__, "MON NE", 0, 0, 0, 0, NULL},
    {__LINE__, "MOD TURB OBS AT 1133Z 25NM E NARITA IN DES B77W", 11, TAC_REMARK_AIRCRAFT_REPORT, NONE, NONE,
     "2026-10-14T11:33:00Z"},
    {__LINE__, "MOD TURB OBS AT 1133Z 25NM E NARITA", 0, 0, 0, 0, NULL},
    {__LINE__, "RWY 09 IN USE", 4, TAC_REMARK_RUNWAY_IN_USE, NONE, NONE, NULL},
    {__LINE__, "RWY 09", 0, 0, 0, 0, NULL},
    {__LINE__, "REG QNH 1019", 3, TAC_REMARK_REGIONAL_QNH, 10190, NONE, NULL},
    {__LINE__, "QFF1018", 1, TAC_REMARK_QFF, 10180, NONE, NULL},
    {__LINE__, "Q1003/29.63", 1, TAC_REMARK_QNH, 10030, 2963, NULL},
    {__LINE__, "SEV TURB ABV 8000FT TL1230", 5, TAC_REMARK_TURBULENCE, NONE, NONE, NULL},
    {__LINE__, "USE TAF FOR ARRIVALS AFTER 0830Z", 6, TAC_REMARK_PLAIN_FIGURES, NONE, NONE, NULL},
    {__LINE__, "T 00261015", 2, TAC_REMARK_HOURLY_TEMPERATURE, 26, -15, NULL},
    {__LINE__, "WATERSPOUT B00E20 3 SW MOV E", 6, TAC_REMARK_TORNADIC, NONE, NONE, "2026-10-14T12:00:00Z"},
    {__LINE__, "VIS MIN 9999", 3, TAC_REMARK_METRIC_VISIBILITY, 10000, NONE, NULL},
    {__LINE__, "VIS MAR 12 KM", 4, TAC_REMARK_METRIC_VISIBILITY, 12000, NONE, NULL},
    {__LINE__, "CIG 005V010", 2, TAC_REMARK_VARIABLE_CEILING, 500, 1000, NULL},
    {__LINE__, "CIG 002 RWY11", 3, TAC_REMARK_SITE_CEILING, 200, NONE, NULL},
    {__LINE__, "BKN014 V OVC", 3, TAC_REMARK_VARIABLE_SKY, 1400, NONE, NULL},
    {__LINE__, "FU BKN020", 2, TAC_REMARK_OBSCURATION, 2000, NONE, NULL},
    {__LINE__, "OCNL LTGICCCCG OHD AND DSNT SE-SW TS", 6, TAC_REMARK_LIGHTNING, NONE, NONE, NULL},
    {__LINE__, "LTG", 1, TAC_REMARK_LIGHTNING, NONE, NONE, NULL},
    {__LINE__, "TS SE MOV NE SLP134", 4, TAC_REMARK_LOCATED_WEATHER, NONE, NONE, NULL},
    {__LINE__, "CB 20KM N MOV E AND 5KM W", 8, TAC_REMARK_LOCATED_WEATHER, NONE, NONE, NULL},
    {__LINE__, "CB/NE/E", 1, TAC_REMARK_LOCATED_WEATHER, NONE, NONE, NULL},
    {__LINE__, "TORNADO B13 6 NE", 4, TAC_REMARK_TORNADIC, NONE, NONE, "2026-10-14T12:13:00Z"},
    {__LINE__, "FUNNEL CLOUD W", 3, TAC_REMARK_TORNADIC, NONE, NONE, NULL},
    {__LINE__, "FCST", 0, 0, 0, 0, NULL},
    {__LINE__, "GR 1 3/4", 3, TAC_REMARK_HAILSTONE, 7, NONE, NULL},
    {__LINE__, "PRESFR", 1, TAC_REMARK_PRESSURE_FALLING, NONE, NONE, NULL},
    {__LINE__, "P/RR", 1, TAC_REMARK_PRESSURE_RISING, NONE, NONE, NULL},
    {__LINE__, "SLP134", 1, TAC_REMARK_SEA_LEVEL_PRESSURE, 10134, NONE, NULL},
    {__LINE__, "SLP906", 1, TAC_REMARK_SEA_LEVEL_PRESSURE, 9906, NONE, NULL},
    {__LINE__, "SLPNO", 1, TAC_REMARK_SEA_LEVEL_PRESSURE_MISSING, NONE, NONE, NULL},
    {__LINE__, "P0009", 1, TAC_REMARK_HOURLY_PRECIPITATION, 9, NONE, NULL},
    {__LINE__, "P003", 0, 0, 0, 0, NULL},
    {__LINE__, "60217", 1, TAC_REMARK_PRECIPITATION_3_6_H, 217, NONE, NULL},
    {__LINE__, "6////", 1, TAC_REMARK_PRECIPITATION_3_6_H, NONE, NONE, NULL},
    {__LINE__, "70125", 1, TAC_REMARK_PRECIPITATION_24_H, 125, NONE, NULL},
    {__LINE__, "4/021", 1, TAC_REMARK_SNOW_DEPTH, 21, NONE, NULL},
    {__LINE__, "933036", 1, TAC_REMARK_SNOW_WATER, 36, NONE, NULL},
    {__LINE__, "SNINCR 2/10", 2, TAC_REMARK_SNOW_INCREASING, 2, 10, NULL},
    {__LINE__, "98096", 1, TAC_REMARK_SUNSHINE, 96, NONE, NULL},
    {__LINE__, "T00061017", 1, TAC_REMARK_HOURLY_TEMPERATURE, 6, -17, NULL},
    {__LINE__, "T0006", 1, TAC_REMARK_HOURLY_TEMPERATURE, 6, NONE, NULL},
    {__LINE__, "T20061017", 0, 0, 0, 0, NULL},
    {__LINE__, "11021", 1, TAC_REMARK_MAX_TEMPERATURE_6_H, -21, NONE, NULL},
    {__LINE__, "20012", 1, TAC_REMARK_MIN_TEMPERATURE_6_H, 12, NONE, NULL},
    {__LINE__, "12021", 0, 0, 0, 0, NULL},
    {__LINE__, "410410125", 1, TAC_REMARK_TEMPERATURES_24_H, -41, 125, NULL},
    {__LINE__, "52032", 1, TAC_REMARK_PRESSURE_TENDENCY, 32, 2, NULL},
    {__LINE__, "58033", 1, TAC_REMARK_PRESSURE_TENDENCY, -33, 8, NULL},
    {__LINE__, "59033", 0, 0, 0, 0, NULL},
    {__LINE__, "I1003", 1, TAC_REMARK_ICE_ACCRETION, 1, 3, NULL},
    {__LINE__, "8/5/0", 1, TAC_REMARK_CLOUD_TYPES, 5, NONE, NULL},
    {__LINE__, "TSNO", 1, TAC_REMARK_SENSOR_STATUS, NONE, NONE, NULL},
    {__LINE__, "VISNO RWY06", 2, TAC_REMARK_SENSOR_STATUS_AT, NONE, NONE, NULL},
    {__LINE__, "$", 1, TAC_REMARK_MAINTENANCE, NONE, NONE, NULL},
    {__LINE__, "SC5AC1CI2", 1, TAC_REMARK_CLOUD_LAYERS, NONE, NONE, NULL},
    {__LINE__, "1CU040", 1, TAC_REMARK_CLOUD_LAYER, 1, 4000, NULL},
    {__LINE__, "DENSITY ALT -500FT", 3, TAC_REMARK_DENSITY_ALTITUDE, -500, NONE, NULL},
    {__LINE__, "A2979", 1, TAC_REMARK_ALTIMETER, 2979, NONE, NULL},
    {__LINE__, "QFE764/1019", 1, TAC_REMARK_QFE, 7640, 10190, NULL},
    {__LINE__, "QFE998.2", 1, TAC_REMARK_QFE, NONE, 9982, NULL},
    {__LINE__, "QBB190", 1, TAC_REMARK_CLOUD_BASE, 190, NONE, NULL},
    {__LINE__, "PCPN 0.4MM PAST HR", 4, TAC_REMARK_PRECIPITATION_AMOUNT, 4, NONE, NULL},
    {__LINE__, "WIND 2090FT 26009KT", 3, TAC_REMARK_WIND_AT_SITE, 260, 9, NULL},
    {__LINE__, "WIND RWY 24 23005KT", 4, TAC_REMARK_WIND_AT_SITE, 230, 5, NULL},
    {__LINE__, "R09/24003MPS", 1, TAC_REMARK_WIND_AT_SITE, 240, 6, NULL},
    {__LINE__, "24010KT/R09", 1, TAC_REMARK_WIND_AT_SITE, 240, 10, NULL},
    {__LINE__, "W15/S4", 1, TAC_REMARK_SEA, 15, NONE, NULL},
    {__LINE__, "WM01/H12", 1, TAC_REMARK_SEA, -1, 12, NULL},
    {__LINE__, "LAST STFD OBS/NXT 151200Z", 4, TAC_REMARK_NEXT_OBSERVATION, NONE, NONE,
     "2026-10-15T12:00:00Z"},
    {__LINE__, "/S03/ SLP134", 1, TAC_REMARK_PRECIPITATION_GROUP, NONE, NONE, NULL},
    {__LINE__, "SOG 17", 2, TAC_REMARK_SNOW_ON_GROUND, 17, NONE, NULL},
    {__LINE__, "COR 1305", 2, TAC_REMARK_CORRECTED_AT, NONE, NONE, "2026-10-14T13:05:00Z"},
    {__LINE__, "COR 0005", 2, TAC_REMARK_CORRECTED_AT, NONE, NONE, "2026-10-15T00:05:00Z"},
    {__LINE__, "CIG VRB 9-15", 3, TAC_REMARK_VARIABLE_CEILING, 900, 1500, NULL},
    {__LINE__, "CIG 020 NE", 3, TAC_REMARK_SITE_CEILING, 2000, NONE, NULL},
    {__LINE__, "CIG 020 SLP134", 2, TAC_REMARK_CEILING, 2000, NONE, NULL},
    {__LINE__, "GR 1/8", 1, TAC_REMARK_LOCATED_WEATHER, NONE, NONE, NULL},
    {__LINE__, "OCNL LTGICCCC DSNT NE-SE", 4, TAC_REMARK_LIGHTNING, NONE, NONE, NULL},
    {__LINE__, "PCPN VRY LGT", 3, TAC_REMARK_PHRASE, NONE, NONE, NULL},
    {__LINE__, "MT OBSC", 2, TAC_REMARK_LOCATED_WEATHER, NONE, NONE, NULL},
    {__LINE__, "NOSPECI", 1, TAC_REMARK_PHRASE, NONE, NONE, NULL},
    {__LINE__, "LAUREL", 0, 0, 0, 0, NULL},
    {__LINE__, "6029", 0, 0, 0, 0, NULL},
};

static void remarks_are_taken_whole(void **state)
{
    const struct tac_remark_context context = {tac_check_time("2026-10-14T12:51:00Z"), 0, "KABC"};
    for (size_t i = 0; i < CHECK_COUNT(whole_remarks); i++) {
        struct tac_remarks out = {0};
        const struct tac_tokens *t = tac_check_split(whole_remarks[i].text);
        CHECK_AT(whole_remarks[i].line,
                 tac_remark_take(t->list, t->count, &context, &out) == whole_remarks[i].taken);
        CHECK_AT(whole_remarks[i].line, out.count == (whole_remarks[i].taken ? 1 : 0));
        if (whole_remarks[i].taken == 0)
            continue;
        const struct tac_remark *r = &out.list[0];
        CHECK_AT(whole_remarks[i].line, r->kind == whole_remarks[i].kind);
        CHECK_AT(whole_remarks[i].line,
                 r->value[0] == whole_remarks[i].first && r->value[1] == whole_remarks[i].second);
        CHECK_AT(whole_remarks[i].line,
                 r->at == (whole_remarks[i].at ? tac_check_time(whole_remarks[i].at) : UTC_NONE));
        CHECK_AT(whole_remarks[i].line,
                 r->start == t->list[0].start && r->end == t->list[whole_remarks[i].taken - 1].end);
        CHECK_AT(whole_remarks[i].line, tac_remark_info((enum tac_remark_kind)r->kind)->meaning != NULL);
    }
}

static void every_kind_has_a_meaning(void **state)
{
    for (int kind = 0; kind < TAC_REMARK_KIND_COUNT; kind++)
        assert_non_null(tac_remark_info((enum tac_remark_kind)kind)->meaning);
}

/* 12.7.1.k: events lie in the past hour, or at the hour given. */
static void begin_and_end_of_weather(void **state)
{
    const struct tac_remark_context context = {tac_check_time("2026-10-14T12:10:00Z"), 0, NULL};
    struct tac_remarks out = {0};
    const struct tac_tokens *t = tac_check_split("RAB05E30FZDZB1159TSEMM");
    assert_int_equal(tac_remark_take(t->list, t->count, &context, &out), 1);
    static const struct {
        const char *weather;
        bool begin;
        const char *at;
    } want[] = {{"RA", true, "2026-10-14T12:05:00Z"},
                {"RA", false, "2026-10-14T11:30:00Z"},
                {"FZDZ", true, "2026-10-14T11:59:00Z"},
                {"TS", false, NULL}};
    assert_int_equal(out.events_count, CHECK_COUNT(want));
    for (size_t i = 0; i < CHECK_COUNT(want); i++) {
        assert_string_equal(out.events[i].weather, want[i].weather);
        assert_int_equal(out.events[i].begin, want[i].begin);
        assert_true(out.events[i].at == (want[i].at ? tac_check_time(want[i].at) : UTC_NONE));
    }
    t = tac_check_split("RAB05X");
    assert_int_equal(tac_remark_take(t->list, t->count, &context, &out), 0);
    assert_int_equal(out.events_count, CHECK_COUNT(want)); /* nothing of the refused one stays */
}

static void sea_level_pressure_is_near_the_altimeter(void **state)
{
    struct tac_remarks out = {0};
    const struct tac_tokens *t = tac_check_split("SLP532");
    const struct tac_remark_context high = {UTC_NONE, 1052.0, NULL}, low = {UTC_NONE, 954.0, NULL};
    assert_int_equal(tac_remark_take(t->list, t->count, &high, &out), 1);
    assert_int_equal(tac_remark_take(t->list, t->count, &low, &out), 1);
    assert_int_equal(out.list[0].value[0], 10532);
    assert_int_equal(out.list[1].value[0], 9532);
}

/* What a group of figures means depends on the country. */
static void figures_of_other_countries(void **state)
{
    static const struct {
        int line;
        const char *text, *station;
        unsigned taken;
        int kind;
    } cases[] = {
        {__LINE__, "50205", "CWXY", 0, 0},
        {__LINE__, "50205", "KABC", 1, TAC_REMARK_PRESSURE_TENDENCY},
        {__LINE__, "56012", "CWXY", 1, TAC_REMARK_PRESSURE_TENDENCY},
        {__LINE__, "8049", "CWXY", 1, TAC_REMARK_PRESSURE_TENDENCY},
        {__LINE__, "9049", "CWXY", 0, 0},
        {__LINE__, "8049", "KABC", 0, 0},
        {__LINE__, "5PAST HR M", "CWXY", 3, TAC_REMARK_PRECIPITATION_GROUP},
        {__LINE__, "CLIMAT 18.2/6.7/0.0 SLP097", "CYXY", 2, TAC_REMARK_CLIMAT},
        {__LINE__, "CLIMAT -10.7/-12.3/0.4 CM/0.2 MWE", "CYXY", 4, TAC_REMARK_CLIMAT},
        {__LINE__, "CLIMAT -10.0/-31.0/-14.0/22", "CYXY", 0, 0},
        {__LINE__, "VIA CYQB", "CYXY", 2, TAC_REMARK_SENT_THROUGH},
        {__LINE__, "1500N-NE", "RJXY", 1, TAC_REMARK_METRIC_VISIBILITY},
        {__LINE__, "1500N-NE", "KABC", 0, 0},
        {__LINE__, "60005", "MMXY", 1, TAC_REMARK_PRECIPITATION_GROUP},
        {__LINE__, "60005", "MHXY", 1, TAC_REMARK_PRECIPITATION_3_6_H},
        {__LINE__, "6////", "MMXY", 1, TAC_REMARK_PRECIPITATION_3_6_H},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const struct tac_remark_context context = {UTC_NONE, 0, cases[i].station};
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        struct tac_remarks remarks = {0};
        CHECK_AT(cases[i].line, tac_remark_take(t->list, t->count, &context, &remarks) == cases[i].taken);
        if (cases[i].taken)
            CHECK_AT(cases[i].line, remarks.list[0].kind == cases[i].kind);
        if (cases[i].kind == TAC_REMARK_PRECIPITATION_GROUP)
            CHECK_AT(cases[i].line, remarks.list[0].value[0] == NONE);
    }
}

static void a_full_list_takes_no_more(void **state)
{
    struct tac_remarks out = {.count = TAC_REMARKS_MAX};
    const struct tac_remark_context context = {UTC_NONE, 0, NULL};
    const struct tac_tokens *t = tac_check_split("AO2");
    assert_int_equal(tac_remark_take(t->list, t->count, &context, &out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remarks_are_taken_whole),
        cmocka_unit_test(every_kind_has_a_meaning),
        cmocka_unit_test(begin_and_end_of_weather),
        cmocka_unit_test(sea_level_pressure_is_near_the_altimeter),
        cmocka_unit_test(figures_of_other_countries),
        cmocka_unit_test(a_full_list_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
