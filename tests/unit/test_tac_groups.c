/* tac: the group decoders of wind, visibility, weather, sky, temperature and pressure. */
#include "tac_check.h"

#include "tac/cloud.h"
#include "tac/cloud_parse.h"
#include "tac/pressure.h"
#include "tac/pressure_parse.h"
#include "tac/temperature.h"
#include "tac/temperature_parse.h"
#include "tac/visibility.h"
#include "tac/visibility_parse.h"
#include "tac/weather.h"
#include "tac/weather_parse.h"
#include "tac/wind.h"
#include "tac/wind_parse.h"

/* FMH-1 12.6.5, WMO No. 306 15.5. */
static void wind_in_all_its_forms(void **state)
{
    static const struct {
        int line;
        const char *text;
        unsigned taken;
        int direction, speed, gust, kt;
        bool variable, calm, above;
    } cases[] = {
        {__LINE__, "31008KT", 1, 310, 8, -1, 8, false, false, false},
        {__LINE__, "31008G18KT", 1, 310, 8, 18, 8, false, false, false},
        {__LINE__, "00000KT", 1, 0, 0, -1, 0, false, true, false},
        {__LINE__, "36000KT", 1, 360, 0, -1, 0, false, false, false},
        {__LINE__, "VRB02KT", 1, -1, 2, -1, 2, true, false, false},
        {__LINE__, "24007MPS", 1, 240, 7, -1, 14, false, false, false},
        {__LINE__, "24013MPS", 1, 240, 13, -1, 25, false, false, false},
        {__LINE__, "24019KMH", 1, 240, 19, -1, 10, false, false, false},
        {__LINE__, "240P49MPS", 1, 240, 49, -1, 95, false, false, true},
        {__LINE__, "24099GP99KT", 1, 240, 99, 99, 99, false, false, true},
        {__LINE__, "240105G120KT", 1, 240, 105, 120, 105, false, false, false},
        {__LINE__, "E25003KT", 1, 250, 3, -1, 3, false, false, false},
        {__LINE__, "08016 KT", 2, 80, 16, -1, 16, false, false, false},
        {__LINE__, "///10KT", 1, -1, 10, -1, 10, false, false, false},
        {__LINE__, "280//KT", 1, 280, -1, -1, -1, false, false, false},
        {__LINE__, "/////KT", 1, -1, -1, -1, -1, false, false, false},
        {__LINE__, "37008KT", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "127007KT", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "31008", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "31008GKT", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "31008KTX", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "310300KT", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "3100KT", 0, 0, 0, 0, 0, false, false, false},
        {__LINE__, "CALMKT", 0, 0, 0, 0, 0, false, false, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_wind w;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, tac_wind_decode(t->list, t->count, &w) == cases[i].taken);
        if (cases[i].taken == 0)
            continue;
        CHECK_AT(cases[i].line, w.direction_deg == cases[i].direction && w.speed == cases[i].speed);
        CHECK_AT(cases[i].line, w.gust == cases[i].gust && w.variable == cases[i].variable);
        CHECK_AT(cases[i].line, w.calm == cases[i].calm && w.above == cases[i].above);
        CHECK_AT(cases[i].line, tac_speed_to_kt(w.speed, (enum tac_speed_unit)w.unit) == cases[i].kt);
    }
}

/* FMH-1 12.6.6, WMO No. 306 15.6. */
static void visibility_in_metres_miles_and_kilometres(void **state)
{
    static const struct {
        int line;
        const char *text;
        unsigned taken;
        double meters; /* -1: none is present */
        char sign;     /* '<', '>' or ' ' */
    } cases[] = {
        {__LINE__, "9999", 1, 10000, '>'},        {__LINE__, "9999NDV", 1, 10000, '>'},
        {__LINE__, "CAVOK", 1, 10000, '>'},       {__LINE__, "0000", 1, 0, ' '},
        {__LINE__, "0350", 1, 350, ' '},          {__LINE__, "10SM", 1, 16093.44, ' '},
        {__LINE__, "P6SM", 1, 9656.064, '>'},     {__LINE__, "M1/4SM", 1, 402.336, '<'},
        {__LINE__, "1/16SM", 1, 100.584, ' '},    {__LINE__, "1 1/2SM", 2, 2414.016, ' '},
        {__LINE__, "P1 1/2SM", 2, 2414.016, '>'}, {__LINE__, "1 1/2 SM", 3, 2414.016, ' '},
        {__LINE__, "30 SM", 2, 48280.32, ' '},    {__LINE__, "11/2SM", 1, 2414.016, ' '},
        {__LINE__, "11/16SM", 1, 1106.424, ' '},  {__LINE__, "10KM", 1, 10000, ' '},
        {__LINE__, "M0400", 1, 400, '<'},         {__LINE__, "M9999", 0, 0, ' '},
        {__LINE__, "////", 1, -1, ' '},           {__LINE__, "////SM", 1, -1, ' '},
        {__LINE__, "1/0SM", 0, 0, ' '},           {__LINE__, "5/4SM", 0, 0, ' '},
        {__LINE__, "1/3SM", 0, 0, ' '},           {__LINE__, "99999", 0, 0, ' '},
        {__LINE__, "1 1/2", 0, 0, ' '},           {__LINE__, "SM", 0, 0, ' '},
        {__LINE__, "CQVOK", 0, 0, ' '},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_visibility v;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, tac_visibility_decode(t->list, t->count, &v) == cases[i].taken);
        if (cases[i].taken == 0)
            continue;
        CHECK_AT(cases[i].line, v.present == (cases[i].meters >= 0));
        double off = v.meters - cases[i].meters;
        CHECK_AT(cases[i].line, !v.present || (off < 1e-6 && off > -1e-6));
        CHECK_AT(cases[i].line,
                 v.less_than == (cases[i].sign == '<') && v.greater_than == (cases[i].sign == '>'));
    }
}

/* FMH-1 12.6.8, WMO No. 306 code table 4678. */
static void weather_of_descriptors_and_phenomena(void **state)
{
    static const struct {
        int line;
        const char *text;
        bool taken;
        enum tac_intensity intensity;
        const char *descriptor;
        unsigned phenomena;
    } cases[] = {
        {__LINE__, "-SHRA", true, TAC_INTENSITY_LIGHT, "SH", 1},
        {__LINE__, "+TSRAGR", true, TAC_INTENSITY_HEAVY, "TS", 2},
        {__LINE__, "RA", true, TAC_INTENSITY_MODERATE, "", 1},
        {__LINE__, "FG", true, TAC_INTENSITY_NOT_APPLICABLE, "", 1},
        {__LINE__, "MIFG", true, TAC_INTENSITY_NOT_APPLICABLE, "MI", 1},
        {__LINE__, "VCTS", true, TAC_INTENSITY_NOT_APPLICABLE, "TS", 0},
        {__LINE__, "RETSRA", true, TAC_INTENSITY_NOT_APPLICABLE, "TS", 1},
        {__LINE__, "+FC", true, TAC_INTENSITY_HEAVY, "", 1},
        {__LINE__, "TS", true, TAC_INTENSITY_NOT_APPLICABLE, "TS", 0},
        {__LINE__, "DRSN", true, TAC_INTENSITY_NOT_APPLICABLE, "DR", 1},
        {__LINE__, "+BLSN", true, TAC_INTENSITY_HEAVY, "BL", 1},
        {__LINE__, "DSTS", true, TAC_INTENSITY_NOT_APPLICABLE, "TS", 1},
        {__LINE__, "TSTS", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "SNSH", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "FCST", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "MI", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "-", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "RARARARARA", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "HZ/-RA", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
        {__LINE__, "RAX", false, TAC_INTENSITY_NOT_APPLICABLE, "", 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_weather w;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, (tac_weather_decode(t->list, t->count, &w) == 1) == cases[i].taken);
        if (!cases[i].taken)
            continue;
        CHECK_AT(cases[i].line, w.intensity == cases[i].intensity && w.phenomena_count == cases[i].phenomena);
        CHECK_AT(cases[i].line, strcmp(w.descriptor, cases[i].descriptor) == 0);
        CHECK_AT(cases[i].line, strcmp(w.code, cases[i].text) == 0);
    }
}

/* "RE SHRA" is recent, and no present shower. */
static void weather_with_its_prefix_apart(void **state)
{
    static const struct {
        const char *text, *code;
        bool recent, vicinity;
        enum tac_intensity intensity;
    } cases[] = {
        {"RE SHRA", "RESHRA", true, false, TAC_INTENSITY_NOT_APPLICABLE},
        {"VC TSRA", "VCTSRA", false, true, TAC_INTENSITY_NOT_APPLICABLE},
        {"- RA", "-RA", false, false, TAC_INTENSITY_LIGHT},
        {"+ TSRA", "+TSRA", false, false, TAC_INTENSITY_HEAVY},
    };
    struct tac_weather w;
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        assert_int_equal(tac_weather_decode(t->list, t->count, &w), 2);
        assert_string_equal(w.code, cases[i].code);
        assert_true(w.recent == cases[i].recent && w.vicinity == cases[i].vicinity);
        assert_int_equal(w.intensity, cases[i].intensity);
    }
    assert_int_equal(tac_weather_decode(tac_check_split("RE NOSIG")->list, 2, &w), 0);
    assert_int_equal(tac_weather_decode(tac_check_split("RE -RA")->list, 2, &w), 0);
    assert_int_equal(tac_weather_decode(tac_check_split("RE TSRASNGSGRUPRASNDZ")->list, 2, &w), 0);
}

/* FMH-1 12.6.9, WMO No. 306 15.9. */
static void cloud_layers(void **state)
{
    static const struct {
        int line;
        const char *text;
        bool taken;
        enum tac_cover cover;
        int base;
        enum tac_cloud_type type;
    } cases[] = {
        {__LINE__, "FEW025", true, TAC_COVER_FEW, 2500, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "BKN000", true, TAC_COVER_BKN, 0, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "SCT040CB", true, TAC_COVER_SCT, 4000, TAC_CLOUD_CB},
        {__LINE__, "OVC012TCU", true, TAC_COVER_OVC, 1200, TAC_CLOUD_TCU},
        {__LINE__, "BKN020///", true, TAC_COVER_BKN, 2000, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "BKN///", true, TAC_COVER_BKN, -1, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "SCT///CB", true, TAC_COVER_SCT, -1, TAC_CLOUD_CB},
        {__LINE__, "///015", true, TAC_COVER_UNKNOWN, 1500, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "//////TCU", true, TAC_COVER_UNKNOWN, -1, TAC_CLOUD_TCU},
        {__LINE__, "NSC", true, TAC_COVER_NSC, -1, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "OVC", true, TAC_COVER_OVC, -1, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "//////", false, TAC_COVER_UNKNOWN, 0, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "CLR030", false, TAC_COVER_CLR, 0, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "FEW06", false, TAC_COVER_FEW, 0, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "SCT0130", false, TAC_COVER_SCT, 0, TAC_CLOUD_TYPE_NONE},
        {__LINE__, "BNK060", false, TAC_COVER_BKN, 0, TAC_CLOUD_TYPE_NONE},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_cloud c;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, (tac_cloud_decode(t->list, t->count, &c) == 1) == cases[i].taken);
        CHECK_AT(cases[i].line, !cases[i].taken || (c.cover == cases[i].cover && c.type == cases[i].type &&
                                                    c.base_ft_agl == cases[i].base));
    }
}

/* FMH-1 12.6.10; humidity by Magnus. */
static void temperature_dew_point_and_humidity(void **state)
{
    enum { NONE = TAC_TEMPERATURE_NONE };
    static const struct {
        int line;
        const char *text;
        bool taken;
        int temperature, dewpoint, humidity;
    } cases[] = {
        {__LINE__, "12/07", true, 12, 7, 71},      {__LINE__, "M00/M01", true, 0, -1, 93},
        {__LINE__, "20/20", true, 20, 20, 100},    {__LINE__, "05/06", true, 5, 6, -1},
        {__LINE__, "12///", true, 12, NONE, -1},   {__LINE__, "12/", true, 12, NONE, -1},
        {__LINE__, "/////", true, NONE, NONE, -1}, {__LINE__, "XX/XX", true, NONE, NONE, -1},
        {__LINE__, "-05/-06", true, -5, -6, 93},   {__LINE__, "3/M1", true, 3, -1, 75},
        {__LINE__, "27/MS07", false, 0, 0, 0},     {__LINE__, "01/M106", false, 0, 0, 0},
        {__LINE__, "1207", false, 0, 0, 0},        {__LINE__, "1/2", false, 0, 0, 0},
        {__LINE__, "M1/4", false, 0, 0, 0},        {__LINE__, "2/1", true, 2, 1, 93},
        {__LINE__, "72/55", false, 0, 0, 0},       {__LINE__, "M95/XX", false, 0, 0, 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_temperature v;
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, (tac_temperature_decode(t->list, t->count, &v) == 1) == cases[i].taken);
        if (!cases[i].taken)
            continue;
        CHECK_AT(cases[i].line, v.temperature_c == cases[i].temperature && v.dewpoint_c == cases[i].dewpoint);
        CHECK_AT(cases[i].line,
                 tac_relative_humidity_pct(v.temperature_c, v.dewpoint_c) == cases[i].humidity);
    }
}

/* FMH-1 12.6.11, WMO No. 306 15.12. */
static void altimeter_settings(void **state)
{
    struct tac_altimeter a = {0};
    assert_int_equal(tac_altimeter_decode(tac_check_split("Q////")->list, 1, &a), 1);
    assert_int_equal(a.reported_unit, TAC_PRESSURE_NONE);
    assert_int_equal(tac_altimeter_decode(tac_check_split("A2992")->list, 1, &a), 1);
    assert_int_equal(a.reported_unit, TAC_PRESSURE_INHG);
    assert_true(a.hpa > 1013.1 && a.hpa < 1013.3);
    assert_int_equal(tac_altimeter_decode(tac_check_split("A2993")->list, 1, &a), 0); /* a second one */
    assert_int_equal(tac_altimeter_decode(tac_check_split("Q1012")->list, 1, &a), 1);
    assert_true(a.hpa == 1012 && a.inhg == 29.92 && a.reported_unit == TAC_PRESSURE_INHG);
    static const char *const refused[] = {"Q0101", "A298", "A0298", "Q10131", "QNH", "A9999", "QFE0998"};
    for (size_t i = 0; i < CHECK_COUNT(refused); i++) {
        a = (struct tac_altimeter){0};
        assert_int_equal(tac_altimeter_decode(tac_check_split(refused[i])->list, 1, &a), 0);
    }
    a = (struct tac_altimeter){0};
    assert_int_equal(tac_altimeter_decode(tac_check_split("QNH2985INS")->list, 1, &a), 1);
    assert_true(a.inhg == 29.85);
    static const struct {
        const char *text;
        double hpa, inhg;
    } apart[] = {{"QNH 1013", 1013, 0}, {"Q 0998", 998, 0}, {"A 2992", 0, 29.92}, {"QNH 2962INS", 0, 29.62}};
    for (size_t i = 0; i < CHECK_COUNT(apart); i++) {
        a = (struct tac_altimeter){0};
        assert_int_equal(tac_altimeter_decode(tac_check_split(apart[i].text)->list, 2, &a), 2);
        assert_true(a.hpa_reported ? a.hpa == apart[i].hpa : a.inhg == apart[i].inhg);
    }
    assert_int_equal(tac_altimeter_decode(tac_check_split("Q 15/10")->list, 2, &a), 0);
    assert_true(tac_altimeter_is_bare(tac_check_split("1013")->list));
    assert_true(tac_altimeter_is_bare(tac_check_split("2992")->list));
    assert_false(tac_altimeter_is_bare(tac_check_split("9999")->list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wind_in_all_its_forms),
        cmocka_unit_test(visibility_in_metres_miles_and_kilometres),
        cmocka_unit_test(weather_of_descriptors_and_phenomena),
        cmocka_unit_test(weather_with_its_prefix_apart),
        cmocka_unit_test(cloud_layers),
        cmocka_unit_test(temperature_dew_point_and_humidity),
        cmocka_unit_test(altimeter_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
