/* The AWC's API and station file, and CheckWX. */
#include "upstream_check.h"

#include "upstream/awc_api.h"
#include "upstream/awc_stations.h"
#include "upstream/checkwx.h"

static void test_metars_of_2023_and_of_today(void **state)
{
    struct parsed p;
    parse_both(
        &awc_api_parser, UPSTREAM_METAR,
        SLICE("\xef\xbb\xbf "
              "[{\"icaoId\":\"KLAX\",\"receiptTime\":\"2026-07-29T13:56:35.205Z\",\"obsTime\":1785333180,"
              "\"reportTime\":\"2026-07-29T14:00:00.000Z\",\"visib\":\"10+\",\"wdir\":\"VRB\",\"rawOb\":"
              "\"METAR KLAX 291353Z 09005KT\","
              "\"lat\":33.9382,\"lon\":-118.3866,\"elev\":30,\"name\":\"Los Angeles Intl, CA, "
              "US\",\"clouds\":[{\"cover\":\"FEW\",\"base\":1200}]},\n"
              "{\"metar_id\":\"316484829\",\"icaoId\":\"KORD\",\"obsTime\":\"1678031460\",\"reportTime\":"
              "\"2023-03-05 16:00:00\",\"temp\":\"61\","
              "\"wgst\":null,\"rawOb\":\"KORD 051551Z 10006KT 10SM SCT210 "
              "06\\/01\",\"lat\":\"41.96\",\"lon\":\"-87.932\",\"elev\":\"202\"},"
              "{\"icaoId\":\"KDEN\",\"obsTime\":\"2026-07-29T13:53:00.000Z\",\"rawOb\":\"KDEN 291353Z "
              "0KT\",\"lat\":null},"
              "{\"icaoId\":\"KBOS\",\"obsTime\":1785333180000,\"rawOb\":\"KBOS 291353Z 0KT\"},"
              "{\"icaoId\":\"KPHL\",\"obsTime\":null,\"rawOb\":\"KPHL 291353Z 0KT\"}]\n"),
        __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 5);
    assert_int_equal(p.progress.rejected, 0);
    assert_string_equal(p.kept[0].raw, "METAR KLAX 291353Z 09005KT");
    assert_int_equal(p.kept[0].reported_at, 1785333180);
    assert_true(p.kept[0].latitude_deg == 33.9382 && p.kept[0].elevation_m == 30);
    assert_string_equal(p.kept[1].raw, "KORD 051551Z 10006KT 10SM SCT210 06/01");
    assert_int_equal(p.kept[1].reported_at, 1678031460);
    assert_true(p.kept[1].longitude_deg == -87.932);
    assert_int_equal(p.kept[2].reported_at, at_utc(2026, 7, 29, 13, 53));
    assert_true(isnan(p.kept[2].latitude_deg));
    assert_int_equal(p.kept[3].reported_at, 1785333180);
    assert_true(p.kept[4].reported_at == UTC_NONE);
}

static void test_tafs(void **state)
{
    struct parsed p;
    parse_both(&awc_api_parser, UPSTREAM_TAF,
               SLICE("[{\"icaoId\":\"KJFK\",\"bulletinTime\":\"2026-07-29T14:40:00.000Z\",\"issueTime\":"
                     "\"2026-07-29T14:37:00.000Z\","
                     "\"rawTAF\":\"TAF KJFK 291437Z 2915/3018 "
                     "29008KT\",\"fcsts\":[{\"timeFrom\":1785337200,\"visib\":\"\"}]},"
                     "{\"icaoId\":\"KLGA\",\"issueTime\":\"2023-03-05 11:20:00\",\"rawTAF\":\"KLGA 051120Z "
                     "0512/0612 29008KT\"}]"),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.kept[0].reported_at, at_utc(2026, 7, 29, 14, 37));
    assert_int_equal(p.kept[1].reported_at, at_utc(2023, 3, 5, 11, 20));
}

#define KJFK "{\"icaoId\":\"KJFK\",\"obsTime\":1785333180,\"rawOb\":\"KJFK 291353Z 0KT\"}"

static void test_answers_of_the_api(void **state)
{
    static const struct {
        int line;
        struct slice text;
        size_t count, rejected;
        enum result result;
        const char *detail;
    } cases[] = {
        {__LINE__, SLICE(""), 0, 0, RESULT_OK, ""}, /* no data */
        {__LINE__, SLICE("\n"), 0, 0, RESULT_OK, ""},
        {__LINE__, SLICE("[]"), 0, 0, RESULT_OK, ""},
        {__LINE__, SLICE("[" KJFK ",null,7,\"x\",{},[" KJFK "]]"), 1, 5, RESULT_OK, ""},
        {__LINE__, SLICE("[" KJFK ",{\"icaoId\":\"KLGA\" \"obsTime\":1}," KJFK "]"), 2, 1, RESULT_OK,
         ""}, /* one is no JSON */
        {__LINE__, SLICE("[" KJFK ",{\"icaoId\":\"K\\u0000JF\",\"rawOb\":\"x\"}]"), 1, 1, RESULT_OK, ""},
        {__LINE__, SLICE("[" KJFK ",{\"icaoId\":\"KLGA\",\"rawOb\":\"a\\\"]}[{b\"}]"), 2, 0, RESULT_OK, ""},
        {__LINE__,
         SLICE("[" KJFK ",{\"icaoId\":\"KLGA\",\"obsTime\":\"noon\",\"rawOb\":\"KLGA 291353Z 0KT\"}]"), 1, 1,
         RESULT_OK, ""},
        {__LINE__,
         SLICE("[" KJFK
               ",{\"icaoId\":\"KLGA\",\"obsTime\":99999999999999999999,\"rawOb\":\"KLGA 291353Z 0KT\"}]"),
         1, 1, RESULT_OK, ""},
        {__LINE__, SLICE("[" KJFK), 1, 0, RESULT_INVALID, "the JSON is cut short"},
        {__LINE__, SLICE("[" KJFK ",{\"icaoId\":\"KLG"), 1, 0, RESULT_INVALID, "the JSON is cut short"},
        {__LINE__, SLICE("[" KJFK "] x"), 1, 0, RESULT_INVALID, "the answer is not a JSON list"},
        {__LINE__, SLICE("<html>"), 0, 0, RESULT_INVALID, "the answer is not a JSON list"},
        {__LINE__, SLICE("No results"), 0, 0, RESULT_INVALID, "the answer is not a JSON list"},
        {__LINE__, SLICE("{\"status\":\"error\",\"error\":\"Invalid ID\"}"), 0, 0, RESULT_INVALID,
         "an object came in place of a list: Invalid ID"},
        {__LINE__, SLICE("{\"data\":[" KJFK "]}"), 0, 0, RESULT_INVALID, "an object came in place of a list"},
        {__LINE__, SLICE("[{\"station\":\"KJFK\"}]"), 0, 1, RESULT_INVALID, "1 of 1 rows could not be read"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct parsed p;
        parse_both(&awc_api_parser, UPSTREAM_METAR, cases[i].text, cases[i].line, &p);
        CHECK_AT(cases[i].line, p.result == cases[i].result);
        CHECK_AT(cases[i].line, p.count == cases[i].count && p.progress.rejected == cases[i].rejected);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(p.progress.detail),
                       slice_from_string(cases[i].detail));
    }
}

static void test_deep_and_huge_elements(void **state)
{
    struct buffer text;
    struct parsed p;
    buffer_init(&text, 8 << 20);
    buffer_append_slice(&text, SLICE("[" KJFK ","));
    for (int i = 0; i < 1000; i++)
        buffer_append_char(&text, '[');
    for (int i = 0; i < 1000; i++)
        buffer_append_char(&text, ']');
    buffer_append_slice(&text, SLICE("," KJFK "]"));
    parse_pieces(&awc_api_parser, UPSTREAM_METAR, buffer_slice(&text), 999, NULL, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_true(p.count == 2 && p.progress.rejected == 1);
    buffer_reset(&text);
    buffer_append_slice(&text, SLICE("[\""));
    for (int i = 0; i < 1 << 20; i++)
        buffer_append_char(&text, 'x');
    parse_pieces(&awc_api_parser, UPSTREAM_METAR, buffer_slice(&text), 4096, NULL, &p);
    assert_int_equal(p.result, RESULT_TOO_LARGE);
    buffer_free(&text);
}

static void test_census_of_the_api(void **state)
{
    struct field_census census;
    struct parsed p;
    char names[512];
    field_census_init(&census);
    parse_pieces(&awc_api_parser, UPSTREAM_METAR,
                 SLICE("[" KJFK ",{\"icaoId\":\"KLGA\",\"observed\":1785333180,\"temp\":\"61\",\"wdir\":"
                       "\"VRB\",\"visib\":\"10+\",\"rawOb\":\"KLGA 291353Z 0KT\"}]"),
                 50, &census, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(field_census_missing(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "obsTime");
    assert_int_equal(field_census_unknown(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "observed");
    assert_int_equal(field_census_changed(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "temp");
}

static void test_stations(void **state)
{
    struct parsed p;
    parse_both(&awc_stations_parser, UPSTREAM_STATIONS,
               SLICE("[{\"id\":\"CYYZ\",\"icaoId\":\"CYYZ\",\"iataId\":\"YYZ\",\"faaId\":null,\"wmoId\":"
                     "\"71624\",\"site\":\"Toronto/Pearson Intl\","
                     "\"lat\":43.679,\"lon\":-79.629,\"elev\":171,\"state\":\"ON\",\"country\":\"CA\","
                     "\"priority\":3,\"siteType\":[\"METAR\",\"TAF\"]},"
                     "{\"id\":\"41001\",\"icaoId\":null,\"iataId\":null,\"site\":\"Buoy\",\"lat\":34.7,"
                     "\"lon\":-72.7,\"elev\":0,\"siteType\":[]},"
                     "{\"id\":null,\"icaoId\":null},"
                     "{\"id\":\"EHAM\",\"icaoId\":\"EHAM\",\"lat\":52.3,\"lon\":4.79,\"elev\":-2,"
                     "\"siteType\":[\"METAR\"]}]"),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 3);
    assert_int_equal(p.progress.rejected, 1);
    assert_string_equal(p.kept[0].name, "Toronto/Pearson Intl");
    assert_true(p.kept[0].has_metar && p.kept[0].has_taf && p.kept[0].elevation_m == 171);
    assert_string_equal(p.kept[1].station, "41001");
    assert_true(!p.kept[1].has_metar && p.kept[1].iata[0] == '\0');
    assert_true(p.kept[2].has_metar && !p.kept[2].has_taf && p.kept[2].elevation_m == -2);
}

static void test_station_files_that_are_none(void **state)
{
    static const struct slice texts[] = {SLICE(""), SLICE("{}"), SLICE("[{\"id\":\"CYYZ\"}"), SLICE("x")};
    for (size_t i = 0; i < CHECK_COUNT(texts); i++) {
        struct parsed p;
        parse_both(&awc_stations_parser, UPSTREAM_STATIONS, texts[i], __LINE__, &p);
        assert_int_equal(p.result, RESULT_INVALID);
    }
}

static void test_checkwx(void **state)
{
    static const struct {
        int line;
        struct slice text;
        size_t count, rejected;
        enum result result;
        const char *first;
        int64_t reported_at;
    } cases[] = {
        {__LINE__, SLICE("{\"results\":1,\"data\":[\"METAR KTPA 252358Z 15010KT\"]}"), 1, 0, RESULT_OK,
         "METAR KTPA 252358Z 15010KT", UTC_NONE},
        {__LINE__, SLICE("{\"results\":0,\"data\":[]}"), 0, 0, RESULT_OK, "", 0},
        {__LINE__, SLICE(""), 0, 0, RESULT_OK, "", 0},
        {__LINE__, SLICE("{\"results\":1,\"data\":[\"KXYZ METAR Not Currently Available\"]}"), 0, 0,
         RESULT_OK, "", 0},
        {__LINE__, SLICE("{\"results\":1,\"data\":[\"KXYZ Invalid Station ICAO\",\"\"]}"), 0, 0, RESULT_OK,
         "", 0},
        {__LINE__, SLICE("{\"results\":2,\"data\":[\"METAR KTPA 252358Z 15010KT\",7,null,\"NONSENSE\"]}"), 1,
         3, RESULT_OK, "METAR KTPA 252358Z 15010KT", UTC_NONE},
        {__LINE__,
         SLICE("{\"results\":1,\"data\":[\"METAR KTPA 252358Z 15010KT METAR KTPA 252258Z 15010KT\"]}"), 2, 0,
         RESULT_OK, "METAR KTPA 252358Z 15010KT", UTC_NONE},
        /* v1: objects; `observed` without a zone (2024), with minutes (2022), with milliseconds (2020). */
        {__LINE__,
         SLICE("{\"results\":1,\"data\":[{\"icao\":\"LRBC\",\"observed\":\"2024-01-05T10:30:00\",\"raw_"
               "text\":\"LRBC 051030Z 02006KT\"}]}"),
         1, 0, RESULT_OK, "LRBC 051030Z 02006KT", 1704450600},
        {__LINE__,
         SLICE("{\"results\":1,\"data\":[{\"icao\":\"EHAM\",\"observed\":\"2022-09-18T15:55Z\",\"raw_text\":"
               "\"EHAM 181555Z 35006KT\"}]}"),
         1, 0, RESULT_OK, "EHAM 181555Z 35006KT", 1663516500},
        {__LINE__,
         SLICE("{\"results\":1,\"data\":[{\"icao\":\"ENVA\",\"observed\":\"2020-03-12T14:50:00.000Z\",\"raw_"
               "text\":\"ENVA 121450Z VRB01KT\"}]}"),
         1, 0, RESULT_OK, "ENVA 121450Z VRB01KT", 1584024600},
        {__LINE__, SLICE("{\"results\":1,\"data\":[{\"raw_text\":\"ENVA 121450Z VRB01KT\"}]}"), 0, 1,
         RESULT_INVALID, "", 0},
        {__LINE__, SLICE("{\"errors\":[{\"status\":401,\"message\":\"bad key\",\"help\":\"\"}]}"), 0, 0,
         RESULT_INVALID, "", 0},
        {__LINE__, SLICE("{\"results\":1,\"data\":{\"error\":\"x\"}}"), 0, 0, RESULT_INVALID, "", 0},
        {__LINE__, SLICE("[\"METAR KTPA 252358Z 15010KT\"]"), 0, 0, RESULT_INVALID, "", 0},
        {__LINE__, SLICE("{\"results\":1,\"data\":[\"METAR KTPA"), 0, 0, RESULT_INVALID, "", 0},
        {__LINE__, SLICE("{\"results\":1 \"data\":[]}"), 0, 0, RESULT_INVALID, "", 0},
        {__LINE__, SLICE("Unauthorized"), 0, 0, RESULT_INVALID, "", 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct parsed p;
        parse_both(&checkwx_parser, UPSTREAM_METAR, cases[i].text, cases[i].line, &p);
        CHECK_AT(cases[i].line, p.result == cases[i].result);
        CHECK_AT(cases[i].line, p.count == cases[i].count && p.progress.rejected == cases[i].rejected);
        CHECK_AT(cases[i].line, strcmp(p.kept[0].raw, cases[i].first) == 0);
        CHECK_AT(cases[i].line, !p.count || p.kept[0].reported_at == cases[i].reported_at);
        CHECK_AT(cases[i].line, (p.result == RESULT_OK) == (p.progress.detail[0] == '\0'));
    }
}

static void test_checkwx_tafs(void **state)
{
    struct parsed p;
    parse_both(&checkwx_parser, UPSTREAM_TAF,
               SLICE("{\"results\":3,\"data\":[\"TAF KTPA 260129Z 2601/2706 VRB04KT\","
                     "{\"icao\":\"KJFK\",\"raw_text\":\"TAF KJFK 260129Z 2601/2706 "
                     "VRB04KT\",\"issued\":\"2026-06-26T01:29:00Z\"},"
                     "{\"icao\":\"KLGA\",\"raw_text\":\"KLGA 260129Z "
                     "2601/2706\",\"timestamp\":{\"issued\":\"2026-06-26T01:29Z\"}},"
                     "\"METAR KTPA 252358Z 15010KT\"]}"),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 3);
    assert_int_equal(p.progress.rejected, 1); /* a METAR among TAFs */
    assert_true(p.kept[0].reported_at == UTC_NONE);
    assert_int_equal(p.kept[1].reported_at, at_utc(2026, 6, 26, 1, 29));
    assert_int_equal(p.kept[2].reported_at, at_utc(2026, 6, 26, 1, 29));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metars_of_2023_and_of_today),
        cmocka_unit_test(test_tafs),
        cmocka_unit_test(test_answers_of_the_api),
        cmocka_unit_test(test_deep_and_huge_elements),
        cmocka_unit_test(test_census_of_the_api),
        cmocka_unit_test(test_stations),
        cmocka_unit_test(test_station_files_that_are_none),
        cmocka_unit_test(test_checkwx),
        cmocka_unit_test(test_checkwx_tafs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
