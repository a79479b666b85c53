#include "upstream_check.h"

#include "upstream/awc_bulk_xml.h"

#define BEGIN                                                                                                \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "  \
    "version=\"1.2\">\n"                                                                                     \
    "<request_index>1</request_index><data_source name=\"tafs\"/><request "                                  \
    "type=\"retrieve\"/><errors/><warnings/>"                                                                \
    "<time_taken_ms>3</time_taken_ms>"
#define DATA "<data num_results=\"2\">\n"
#define END  "</data></response>"
#define KJFK                                                                                                 \
    "<METAR><raw_text>METAR KJFK 290700Z 29007KT</raw_text><station_id>KJFK</station_id>"                    \
    "<observation_time>2026-09-29T07:00:00.000Z</observation_time><latitude>40.64</"                         \
    "latitude><longitude>-73.76</longitude>"                                                                 \
    "<sky_condition sky_cover=\"OVC\" cloud_base_ft_agl=\"200\"/><elevation_m>4</elevation_m></METAR>\n"

static void test_metars(void **state)
{
    struct parsed p;
    parse_both(
        &awc_bulk_xml_parser, UPSTREAM_METAR,
        SLICE(BEGIN DATA KJFK
              "<METAR>\n <raw_text>CYQZ 231137Z AUTO\n   00000KT &amp; &lt;</raw_text>\n <station_id> CYQZ "
              "</station_id>\n"
              " <observation_time>2022-10-23T11:37:00Z</observation_time>\n <latitude>-99.99</latitude>\n"
              " <longitude>-99.99</longitude>\n <elevation_m>9999</elevation_m>\n</METAR>\n" END),
        __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.progress.announced, 2);
    assert_string_equal(p.kept[0].raw, "METAR KJFK 290700Z 29007KT");
    assert_int_equal(p.kept[0].reported_at, at_utc(2026, 9, 29, 7, 0));
    assert_true(p.kept[0].latitude_deg == 40.64 && p.kept[0].longitude_deg == -73.76 &&
                p.kept[0].elevation_m == 4);
    assert_string_equal(p.kept[1].station, "CYQZ");
    assert_string_equal(p.kept[1].raw, "CYQZ 231137Z AUTO 00000KT & <");
    assert_true(isnan(p.kept[1].latitude_deg) && isnan(p.kept[1].longitude_deg) &&
                isnan(p.kept[1].elevation_m));
}

/* The times and texts inside <forecast> are not the report's. */
static void test_tafs(void **state)
{
    struct parsed p;
    parse_both(
        &awc_bulk_xml_parser, UPSTREAM_TAF,
        SLICE(BEGIN DATA
              "<TAF><forecast><raw_text>no</raw_text><station_id>XXXX</"
              "station_id><issue_time>2000-01-01T00:00:00Z</issue_time></forecast>"
              "<raw_text>TAF AMD PASY 132330Z 1323/1504 35025G35KT</raw_text><station_id>PASY</station_id>"
              "<issue_time>2019-12-13T23:30:00Z</issue_time><bulletin_time>2019-12-13T23:34:00Z</"
              "bulletin_time></TAF>" END),
        __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 1);
    assert_string_equal(p.kept[0].raw, "TAF AMD PASY 132330Z 1323/1504 35025G35KT");
    assert_int_equal(p.kept[0].reported_at, at_utc(2019, 12, 13, 23, 30));
}

static void test_stations(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_xml_parser, UPSTREAM_STATIONS,
               SLICE(BEGIN DATA
                     "<Station><station_id>KIAD</station_id><icao_id>KIAD</icao_id><iata_id>IAD</"
                     "iata_id><latitude>38.93</latitude><longitude>-77.45</longitude>"
                     "<elevation_m>93.0</elevation_m><site>WASH DC/DULLES</site><country>US</country>"
                     "<site_type><METAR/><rawinsonde/><TAF/></site_type></Station>"
                     "<Station><station_id>ORBB</station_id><latitude>33.22</latitude><longitude>44.22</"
                     "longitude><site>BAGHDAD</site>"
                     "<site_type><METAR/></site_type></Station>" END),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 2);
    assert_string_equal(p.kept[0].iata, "IAD");
    assert_string_equal(p.kept[0].name, "WASH DC/DULLES");
    assert_true(p.kept[0].has_metar && p.kept[0].has_taf && p.kept[0].latitude_deg == 38.93);
    assert_string_equal(p.kept[1].station, "ORBB");
    assert_true(p.kept[1].has_metar && !p.kept[1].has_taf && isnan(p.kept[1].elevation_m));
}

/* Bytes that end an XML document, but are seen in the wild. */
static void test_latin1_and_controls(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_xml_parser, UPSTREAM_METAR,
               SLICE(BEGIN DATA "<METAR><raw_text>CYUL 290700Z D\xC9"
                                "BUT\x01"
                                "FIN</raw_text><station_id>CYUL</station_id>"
                                "<observation_time>2026-09-29T07:00:00Z</observation_time></METAR>" KJFK END),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_string_equal(p.kept[0].raw, "CYUL 290700Z D\xC3\x89"
                                       "BUT FIN");
    assert_int_equal(p.count, 2);
}

static void test_what_is_wrong_as_a_whole(void **state)
{
    static const struct {
        int line;
        struct slice text;
        size_t count;
        enum result result;
        bool drifted;
        const char *detail;
    } cases[] = {
        {__LINE__, SLICE(BEGIN "<data num_results=\"0\"/></response>"), 0, RESULT_OK, false, ""},
        {__LINE__, SLICE(BEGIN DATA KJFK), 1, RESULT_INVALID, false, "the XML is cut short"},
        {__LINE__, SLICE(BEGIN DATA KJFK "<METAR><raw_te"), 1, RESULT_INVALID, false, "the XML is cut short"},
        {__LINE__, SLICE(""), 0, RESULT_INVALID, false, "the XML is cut short"},
        {__LINE__, SLICE(BEGIN DATA KJFK "<METAR></TAF>" END), 1, RESULT_INVALID, true,
         "the XML is not well-formed in line 5: mismatched tag"},
        {__LINE__, SLICE("Service unavailable"), 0, RESULT_INVALID, true,
         "the XML is not well-formed in line 1: syntax error"},
        {__LINE__, SLICE("<!DOCTYPE html><html></html>"), 0, RESULT_INVALID, true,
         "the XML has a DOCTYPE (html)"},
        {__LINE__,
         SLICE("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b "
               "\"&a;&a;\">]><response>&b;</response>"),
         0, RESULT_INVALID, true, "the XML has a DOCTYPE (r)"},
        {__LINE__, SLICE("<!DOCTYPE response><response>" DATA KJFK END), 0, RESULT_INVALID, true,
         "the XML has a DOCTYPE (response)"},
        {__LINE__, SLICE("<html><body>no</body></html>"), 0, RESULT_INVALID, true,
         "the XML has no METAR in its data"},
        {__LINE__, SLICE(BEGIN DATA "<Report></Report>" END), 0, RESULT_INVALID, true,
         "the XML has no METAR in its data"},
        {__LINE__,
         SLICE("<response><errors><error>Query failed</error></errors><data num_results=\"0\"/></response>"),
         0, RESULT_INVALID, false, "the XML says: Query failed"},
        {__LINE__,
         SLICE(BEGIN DATA
               "<METAR><raw_text>KJFK 290700Z 0KT</raw_text><station_id>KJFK</station_id></METAR>" END),
         1, RESULT_INVALID, true, "no row has an observation time"},
        {__LINE__,
         SLICE(BEGIN DATA "<METAR><raw>KJFK 290700Z 0KT</raw><station_id>KJFK</station_id></METAR>" END), 0,
         RESULT_INVALID, true, "no row has an observation time"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct parsed p;
        parse_both(&awc_bulk_xml_parser, UPSTREAM_METAR, cases[i].text, cases[i].line, &p);
        CHECK_AT(cases[i].line, p.count == cases[i].count);
        CHECK_AT(cases[i].line, p.result == cases[i].result && p.progress.drifted == cases[i].drifted);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(p.progress.detail),
                       slice_from_string(cases[i].detail));
    }
}

/* Rows that can't be read cost only themselves. */
static void test_rows_that_cant_be_read(void **state)
{
    static char text[65536];
    struct parsed p;
    size_t length = (size_t)snprintf(
        text, sizeof(text),
        BEGIN DATA KJFK
        "<METAR/>"
        "<METAR><raw_text>KLGA 290700Z 0KT</raw_text><station_id>KLGA</station_id>"
        "<observation_time>noon</observation_time></METAR>"
        "<METAR><station_id>KLGA</station_id><raw_text>KLGA 290700Z %030000d</raw_text></METAR>" KJFK END,
        7);
    parse_both(&awc_bulk_xml_parser, UPSTREAM_METAR, slice_make(text, length), __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.progress.rejected, 3);
}

static void test_deep_nesting_is_ignored(void **state)
{
    static char text[200000];
    struct parsed p;
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", BEGIN DATA "<METAR><raw_text>");
    for (int i = 0; i < 5000; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "<METAR>");
    for (int i = 0; i < 5000; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "</METAR>");
    length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", "</raw_text></METAR>" KJFK END);
    parse_pieces(&awc_bulk_xml_parser, UPSTREAM_METAR, slice_make(text, length), 1000, NULL, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.progress.rejected, 1);
}

static void test_census(void **state)
{
    struct field_census census;
    struct parsed p;
    char names[512];
    field_census_init(&census);
    parse_pieces(&awc_bulk_xml_parser, UPSTREAM_METAR,
                 SLICE(BEGIN DATA KJFK
                       "<METAR><raw_text>KLGA 290700Z 0KT</raw_text><station_id>KLGA</station_id>"
                       "<temp_c>warm</temp_c><new><x/></new></METAR>" END),
                 100, &census, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(field_census_missing(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "observation_time");
    assert_int_equal(field_census_unknown(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "new");
    assert_int_equal(field_census_changed(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "temp_c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metars),
        cmocka_unit_test(test_tafs),
        cmocka_unit_test(test_stations),
        cmocka_unit_test(test_latin1_and_controls),
        cmocka_unit_test(test_what_is_wrong_as_a_whole),
        cmocka_unit_test(test_rows_that_cant_be_read),
        cmocka_unit_test(test_deep_nesting_is_ignored),
        cmocka_unit_test(test_census),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
