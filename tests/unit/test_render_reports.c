/* render: decoded reports as JSON, member by member in order, with the options; and as text. */
#define _GNU_SOURCE
#include "check.h"

#include "report_check.h"

static struct buffer out;

static int begin(void **state)
{
    buffer_init(&out, 1 << 20);
    return 0;
}

static int end(void **state)
{
    buffer_free(&out);
    return 0;
}

static void render_metar(const char *text, const struct render_options *o)
{
    struct metar m;
    struct json_writer w;
    assert_int_equal(metar_decode(slice_from_string(text), REPORT_CHECK_REFERENCE, &m, NULL), RESULT_OK);
    json_writer_init(&w, &out);
    metar_json_write(&w, &m, o);
}

static bool has(const char *part)
{
    struct slice s = buffer_slice(&out);
    return memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static void members_stand_in_the_order_of_the_interface(void **state)
{
    static const char want[] =
        "{\"station\":\"EGXY\",\"time\":\"2026-10-14T12:20:00Z\",\"type\":\"METAR\",\"auto\":false,"
        "\"corrected\":false,"
        "\"nil\":false,\"wind\":{\"direction_deg\":240,\"variable\":false,\"speed_kt\":12,\"gust_kt\":null,"
        "\"variable_from_deg\":null,\"variable_to_deg\":null,\"calm\":false,\"speed\":12,\"gust\":null,"
        "\"unit\":\"KT\","
        "\"above\":false},\"visibility\":{\"meters\":10000,\"statute_miles\":6.213712,\"reported_unit\":"
        "\"m\","
        "\"less_than\":false,\"greater_than\":true,\"directional\":[],\"cavok\":false},\"runway_visual_"
        "range\":[],"
        "\"weather_state\":\"none\",\"weather\":[],\"sky_state\":\"reported\",\"clouds\":[{\"cover\":\"FEW\","
        "\"base_ft_agl\":2500,\"type\":null}],\"vertical_visibility_ft\":null,\"ceiling\":{\"state\":"
        "\"none\","
        "\"ft_agl\":null},\"temperature_c\":12,\"dewpoint_c\":7,\"relative_humidity_pct\":71,\"altimeter\":{"
        "\"hpa\":1009,"
        "\"inhg\":29.8,\"reported_unit\":\"hpa\"},\"sea_level_pressure_hpa\":null,\"runway_state\":[],\"wind_"
        "shear\":[],"
        "\"color_state\":null,\"trend\":[{\"type\":\"NOSIG\",\"probability\":null,\"from\":null,\"to\":null,"
        "\"at\":null}],"
        "\"remarks\":[],\"flight_category\":\"VFR\",\"flight_category_at_best\":null,\"undecoded\":[{"
        "\"text\":\"QQ\","
        "\"start\":51,\"end\":53}]}";
    begin(state);
    render_metar("METAR EGXY 141220Z 24012KT 9999 FEW025 12/07 Q1009 QQ NOSIG", NULL);
    CHECK_SLICE_AT(__LINE__, buffer_slice(&out), slice_from_string(want));
    end(state);
}

static void an_expired_report_has_no_category(void **state)
{
    const struct render_options expired = {.expired = true};
    begin(state);
    render_metar("METAR EGXY 141220Z 24012KT FEW025 12/07 Q1009", &expired);
    assert_true(has("\"flight_category\":null,\"flight_category_at_best\":null"));
    end(state);
}

static void units_add_converted_values(void **state)
{
    static const struct {
        int line;
        enum render_units units;
        const char *part;
    } cases[] = {
        {__LINE__, RENDER_UNITS_METRIC,
         "\"converted\":{\"wind_speed_mps\":5.1,\"wind_gust_mps\":10.3,\"visibility_km\":1.61,\"ceiling_m_"
         "agl\":244,"
         "\"temperature_c\":-1,\"dewpoint_c\":-2,\"altimeter_hpa\":1013.2}"},
        {__LINE__, RENDER_UNITS_IMPERIAL,
         "\"converted\":{\"wind_speed_mph\":11.5,\"wind_gust_mph\":23,\"visibility_sm\":1,\"ceiling_ft_agl\":"
         "800,"
         "\"temperature_f\":30.2,\"dewpoint_f\":28.4,\"altimeter_inhg\":29.92}"},
        {__LINE__, RENDER_UNITS_AVIATION,
         "\"converted\":{\"wind_speed_kt\":10,\"wind_gust_kt\":20,\"visibility_sm\":1"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const struct render_options o = {.units = cases[i].units};
        begin(state);
        render_metar("METAR KABC 141251Z 31010G20KT 1SM BR OVC008 M01/M02 A2992", &o);
        CHECK_AT(cases[i].line, has(cases[i].part));
        end(state);
    }
    begin(state);
    render_metar("METAR KABC 141251Z 31010G20KT 1SM BR OVC008 M01/M02 A2992", NULL);
    assert_false(has("converted"));
    end(state);
}

static void spans_name_groups_and_fields(void **state)
{
    struct metar m;
    struct json_writer w;
    const char *text = "METAR EGXY 141220Z 24012KT BKN025 XX BECMG SCT030 RMK AO2";
    begin(state);
    assert_int_equal(metar_decode(slice_from_string(text), REPORT_CHECK_REFERENCE, &m, NULL), RESULT_OK);
    json_writer_init(&w, &out);
    metar_json_write_spans(&w, &m);
    assert_true(has("{\"group\":\"station\",\"start\":6,\"end\":10,\"fields\":[\"station\"]}"));
    assert_true(
        has("\"fields\":[\"clouds[0].cover\",\"clouds[0].base_ft_agl\",\"clouds[0].type\",\"sky_state\","
            "\"ceiling\",\"flight_category\",\"flight_category_at_best\"]"));
    assert_true(has("{\"group\":\"undecoded\",\"start\":34,\"end\":36,\"fields\":[]}"));
    assert_true(has("\"trend[0].clouds[0].cover\""));
    assert_false(has("trend[0].ceiling"));
    assert_true(has("{\"group\":\"remark\",\"start\":54,\"end\":57,\"fields\":[\"remarks[0]\"]}"));
    end(state);
}

/* A group that says "not reported" names its element, which is null, and not members of it. */
static void spans_of_what_is_missing_name_the_element(void **state)
{
    const char *text = "METAR EGXY 141220Z /////KT //// FEW025 12/07 Q////";
    struct metar m;
    struct json_writer w;
    begin(state);
    assert_int_equal(metar_decode(slice_from_string(text), REPORT_CHECK_REFERENCE, &m, NULL), RESULT_OK);
    json_writer_init(&w, &out);
    metar_json_write_spans(&w, &m);
    assert_true(has("{\"group\":\"wind\",\"start\":19,\"end\":26,\"fields\":[\"wind\"]}"));
    assert_true(has("{\"group\":\"visibility\",\"start\":27,\"end\":31,\"fields\":[\"visibility\"]}"));
    assert_true(has("{\"group\":\"altimeter\",\"start\":45,\"end\":50,\"fields\":[\"altimeter\"]}"));
    end(state);
}

static void a_taf_that_is_cancelled_has_no_base(void **state)
{
    struct taf t;
    struct json_writer w;
    begin(state);
    assert_int_equal(
        taf_decode(SLICE("TAF AMD EGXY 141500Z 1412/1518 CNL="), REPORT_CHECK_REFERENCE, &t, NULL),
        RESULT_OK);
    json_writer_init(&w, &out);
    taf_json_write(&w, &t, NULL);
    assert_true(has("\"cancelled\":true,\"nil\":false,\"base\":null,\"changes\":[]"));
    buffer_reset(&out);
    json_writer_init(&w, &out);
    taf_json_write_at(&w, &t, t.valid_from, NULL);
    CHECK_SLICE_AT(__LINE__, buffer_slice(&out), SLICE("null"));
    end(state);
}

static void texts_are_sentences(void **state)
{
    struct metar m;
    struct taf t;
    static const char want[] = "Special report at KABC, 14 October 2026 12:51 UTC, automatic.\n"
                               "  Wind: from variable directions at 4 kt.\n"
                               "  Visibility: less than 1/4 statute mile.\n"
                               "  Weather: heavy freezing rain; thunderstorm in the vicinity.\n"
                               "  Sky: obscured, vertical visibility 200 ft.\n"
                               "  Altimeter: 29.92 inHg.\n"
                               "  Temperature: -1 C.\n"
                               "  Not understood: ZZZ.\n"
                               "  Ceiling: 200 ft.\n"
                               "  Flight category: LIFR.\n";
    begin(state);
    assert_int_equal(
        metar_decode(SLICE("SPECI KABC 141251Z AUTO VRB04KT M1/4SM +FZRA VCTS VV002 M01/ A2992 ZZZ"),
                     REPORT_CHECK_REFERENCE, &m, NULL),
        RESULT_OK);
    metar_text_write(&out, &m, NULL);
    CHECK_SLICE_AT(__LINE__, buffer_slice(&out), slice_from_string(want));
    buffer_reset(&out);
    assert_int_equal(
        taf_decode(SLICE("TAF EGXY 141105Z 1412/1512 24012KT CAVOK PROB30 TEMPO 1500/1504 0500 FG"),
                   REPORT_CHECK_REFERENCE, &t, NULL),
        RESULT_OK);
    taf_text_write(&out, &t, NULL);
    assert_true(has("  Temporarily between 00:00 UTC on the 15 and 04:00 UTC on the 15 (probability 30 %):\n"
                    "    Visibility: 500 m.\n    Weather: fog.\n"));
    end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_stand_in_the_order_of_the_interface),
        cmocka_unit_test(an_expired_report_has_no_category),
        cmocka_unit_test(units_add_converted_values),
        cmocka_unit_test(spans_name_groups_and_fields),
        cmocka_unit_test(spans_of_what_is_missing_name_the_element),
        cmocka_unit_test(a_taf_that_is_cancelled_has_no_base),
        cmocka_unit_test(texts_are_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
