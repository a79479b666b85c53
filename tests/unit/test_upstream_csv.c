#include "upstream_check.h"

#include "upstream/awc_bulk_csv.h"
#include "upstream/csv_reader.h"

/* The reader. */

struct joined {
    char text[4096];
    size_t length;
};

/* Fields in angle brackets, records in lines. */
static enum result join(void *context, const struct slice *fields, size_t count)
{
    struct joined *j = context;
    for (size_t i = 0; i < count; i++)
        j->length += (size_t)snprintf(j->text + j->length, sizeof(j->text) - j->length, "<%.*s>",
                                      (int)fields[i].len, fields[i].ptr);
    j->text[j->length++] = '\n';
    return RESULT_OK;
}

static void read_csv(struct slice in, size_t piece, struct joined *j, size_t *rejected)
{
    struct csv_reader r;
    j->length = 0;
    assert_int_equal(csv_reader_init(&r, join, j), RESULT_OK);
    for (size_t at = 0; at < in.len; at += piece)
        assert_int_equal(csv_reader_feed(&r, slice_sub(in, at, at + piece)), RESULT_OK);
    assert_int_equal(csv_reader_finish(&r), RESULT_OK);
    *rejected = r.rejected;
    csv_reader_free(&r);
}

static void test_reader(void **state)
{
    static const struct {
        int line;
        struct slice in, out;
        size_t rejected;
    } cases[] = {
        {__LINE__, SLICE("a,b\nc\n"), SLICE("<a><b>\n<c>\n"), 0},
        {__LINE__, SLICE("a,b"), SLICE("<a><b>\n"), 0},
        {__LINE__, SLICE("a,,\r\n\r\n\n,b\r\r\n"), SLICE("<a><><>\n<><b>\n"), 0},
        {__LINE__, SLICE("\"a,b\",c\n"), SLICE("<a,b><c>\n"), 0},
        {__LINE__, SLICE("\"a\"\"b\"\n"), SLICE("<a\"b>\n"), 0},
        {__LINE__, SLICE("\"\",x\n"), SLICE("<><x>\n"), 0},
        {__LINE__, SLICE("\"a\nb\",c\nd\n"), SLICE("<a\nb><c>\n<d>\n"), 0},
        {__LINE__, SLICE("a \"b\" c,d\n"), SLICE("<a \"b\" c><d>\n"), 0},
        {__LINE__, SLICE("\"a \"b\" c\",d\n"), SLICE("<a \"b\" c><d>\n"), 0},
        {__LINE__, SLICE("\"a\",\"b\""), SLICE("<a><b>\n"), 0},
        {__LINE__, SLICE("\"a\nb,c\nd\n"), SLICE("<b><c>\n<d>\n"), 1}, /* an open quote costs its line */
        {__LINE__, SLICE("x\n\"a\n"), SLICE("<x>\n"), 1},
        {__LINE__, SLICE(""), SLICE(""), 0},
        {__LINE__, SLICE("a\0b,c\n"), SLICE("<a"), 0}, /* the NUL ends our own printing, not the reading */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        for (size_t piece = 1; piece < cases[i].in.len + 2; piece++) {
            struct joined j;
            size_t rejected;
            read_csv(cases[i].in, piece, &j, &rejected);
            struct slice got = slice_make(j.text, j.length);
            if (memchr(cases[i].in.ptr, 0, cases[i].in.len))
                got = slice_sub(got, 0, cases[i].out.len);
            CHECK_SLICE_AT(cases[i].line, got, cases[i].out);
            CHECK_AT(cases[i].line, rejected == cases[i].rejected);
        }
}

/* A quote that stays open for more lines than any field has costs one line, not the rest of the file. */
static void test_reader_recovers_from_an_open_quote(void **state)
{
    static char text[8192];
    struct joined j;
    size_t rejected, length = 0;
    length += (size_t)snprintf(text, sizeof(text), "\"open\n");
    for (int i = 0; i < 2 * CSV_LINES_MAX; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "r%d,x\n", i);
    for (size_t piece = 7; piece <= length; piece *= 3) {
        read_csv(slice_make(text, length), piece, &j, &rejected);
        assert_int_equal(rejected, 1);
        assert_true(slice_starts_with(slice_make(j.text, j.length), SLICE("<r0><x>\n<r1><x>\n")));
        assert_true(slice_ends_with(slice_make(j.text, j.length), SLICE("<r79><x>\n")));
    }
}

/* Nor does it hold up the rows that follow until the file's end. */
static void test_reader_goes_on_before_the_end(void **state)
{
    struct joined j = {.length = 0};
    struct csv_reader r;
    assert_int_equal(csv_reader_init(&r, join, &j), RESULT_OK);
    assert_int_equal(csv_reader_feed(&r, SLICE("\"open\n")), RESULT_OK);
    for (int i = 0; i < CSV_LINES_MAX + 1; i++)
        assert_int_equal(csv_reader_feed(&r, SLICE("r,x\n")), RESULT_OK);
    assert_true(r.rejected == 1 && j.length > 0);
    csv_reader_free(&r);
}

static void test_reader_drops_lines_that_are_too_long(void **state)
{
    size_t length = CSV_RECORD_MAX + 100;
    char *text = malloc(length + 4);
    struct joined j;
    size_t rejected;
    assert_non_null(text);
    memset(text, 'a', length);
    memcpy(text + length, "\nb\n", 3);
    read_csv(slice_make(text, length + 3), 1000, &j, &rejected);
    assert_int_equal(rejected, 1);
    CHECK_SLICE_AT(__LINE__, slice_make(j.text, j.length), SLICE("<b>\n"));
    memset(text, ',', CSV_FIELDS_MAX + 1);
    memcpy(text + CSV_FIELDS_MAX + 1, "\nb\n", 3);
    read_csv(slice_make(text, CSV_FIELDS_MAX + 4), 1000, &j, &rejected);
    assert_int_equal(rejected, 1);
    CHECK_SLICE_AT(__LINE__, slice_make(j.text, j.length), SLICE("<b>\n"));
    free(text);
}

/* METARs. */

#define STATUS "No errors\nNo warnings\n55 ms\ndata source=metars\n2 results\n"
#define HEADER                                                                                               \
    "raw_text,station_id,observation_time,latitude,longitude,temp_c,sky_cover,cloud_base_ft_agl,sky_cover,"  \
    "cloud_base_ft_agl,elevation_m\n"

static void test_metars_of_2022_and_of_today(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR,
               SLICE(STATUS HEADER
                     "CYQZ 231137Z AUTO 00000KT,CYQZ,2022-10-23T11:37:00Z,53.02,-122.52,0.0,OVC,200,,,548.0\n"
                     "\"METAR KJFK 290700Z "
                     "29007KT\",KJFK,2026-09-29T07:00:00.000Z,40.6392,-73.7639,24,SCT,1600,BKN,3300,4\n"),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.progress.announced, 2);
    assert_string_equal(p.kept[0].station, "CYQZ");
    assert_string_equal(p.kept[0].raw, "CYQZ 231137Z AUTO 00000KT");
    assert_int_equal(p.kept[0].reported_at, at_utc(2022, 10, 23, 11, 37));
    assert_true(p.kept[0].latitude_deg == 53.02 && p.kept[0].longitude_deg == -122.52 &&
                p.kept[0].elevation_m == 548);
    assert_string_equal(p.kept[1].raw, "METAR KJFK 290700Z 29007KT");
    assert_int_equal(p.kept[1].reported_at, at_utc(2026, 9, 29, 7, 0));
    assert_int_equal(p.progress.newest, at_utc(2026, 9, 29, 7, 0));
}

/* Each costs itself only, and is counted. */
static void test_rows_that_cant_be_read(void **state)
{
    static const struct {
        int line;
        struct slice row;
        size_t rejected;
    } cases[] = {
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"), 0},
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,2026-09-29T07:00:00Z\n"),
         0},                                                            /* short, but all that is needed */
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,,40,-73,,,,,,4\n"), 0}, /* no time */
        {__LINE__, SLICE("KLGA 290700Z A,B,KLGA,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"),
         1}, /* a comma, not quoted */
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,yesterday,40,-73,,,,,,4\n"), 1},
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,1899-09-29T07:00:00Z,40,-73,,,,,,4\n"), 1},
        {__LINE__, SLICE("KLGA 290700Z 0KT,KEWR,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"),
         1}, /* another's report */
        {__LINE__, SLICE("TAF KLGA 290700Z 2907/3006,KLGA,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"), 1},
        {__LINE__, SLICE(",KLGA,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"), 1},
        {__LINE__, SLICE("KLGA 290700Z 0KT,klga,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"), 1},
        {__LINE__, SLICE("KLGA 290700Z 0KT\n"), 1},
        {__LINE__, SLICE("KLGA 290700Z 0KT,KLGA,2026-09-29T07:00:00Z,40,-73,,,,,,4,,,,,\n"),
         0}, /* more than the header has (TAFs) */
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct buffer text;
        struct parsed p;
        buffer_init(&text, 65536);
        buffer_append_slice(
            &text, SLICE(STATUS HEADER "KJFK 290700Z 0KT,KJFK,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"));
        buffer_append_slice(&text, cases[i].row);
        buffer_append_slice(&text, SLICE("EGLL 290650Z 0KT,EGLL,2026-09-29T06:50:00Z,51,0,,,,,,25\n"));
        parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR, buffer_slice(&text), cases[i].line, &p);
        CHECK_AT(cases[i].line, p.result == RESULT_OK);
        CHECK_AT(cases[i].line, p.progress.rejected == cases[i].rejected);
        CHECK_AT(cases[i].line, p.count == 3 - cases[i].rejected);
        CHECK_AT(cases[i].line, p.progress.rows == 3);
        CHECK_AT(cases[i].line, strcmp(p.kept[p.count - 1].station, "EGLL") == 0);
        buffer_free(&text);
    }
}

static void test_positions_that_are_none(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR,
               SLICE(HEADER
                     "KQFX 141840Z AUTO M0400 FG,KQFX,2025-08-14T18:40:00Z,-99.99,-99.99,22,CLR,,,,9999\n"
                     "KDEN 141853Z 0KT,KDEN,2025-08-14T18:53:00Z,,,22,CLR,,,,\n"),
               __LINE__, &p);
    assert_int_equal(p.count, 2);
    for (int i = 0; i < 2; i++)
        assert_true(isnan(p.kept[i].latitude_deg) && isnan(p.kept[i].elevation_m));
    /* -99.99 is a longitude like any other: a position is whole or none at all. */
    assert_true(isnan(p.kept[0].longitude_deg));
}

static void test_two_reports_in_one_row(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR,
               SLICE(HEADER "KJFK 290700Z 01007KT KJFK 290600Z 02007KT= KLGA 290651Z "
                            "03007KT,KJFK,2026-09-29T07:00:00Z,40,-73,,,,,,4\n"),
               __LINE__, &p);
    assert_int_equal(p.count, 3);
    assert_int_equal(p.kept[0].reported_at, at_utc(2026, 9, 29, 7, 0));
    assert_string_equal(p.kept[1].raw, "KJFK 290600Z 02007KT");
    assert_true(p.kept[1].reported_at == UTC_NONE && p.kept[1].latitude_deg == 40);
    assert_string_equal(p.kept[2].station, "KLGA");
    assert_true(p.kept[2].reported_at == UTC_NONE && isnan(p.kept[2].latitude_deg));
}

static void test_latin1(void **state)
{
    struct parsed p;
    parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR,
               SLICE(HEADER "CYUL 290700Z 0KT RMK D\xC9"
                            "BUT,CYUL,2026-09-29T07:00:00Z,45,-73,,,,,,4\n"),
               __LINE__, &p);
    assert_string_equal(p.kept[0].raw, "CYUL 290700Z 0KT RMK D\xC3\x89"
                                       "BUT");
}

/* What makes the file as a whole wrong. */
static void test_files_that_have_drifted(void **state)
{
    static const struct {
        int line;
        struct slice text;
        enum result result;
        bool drifted;
        const char *detail;
    } cases[] = {
        {__LINE__, SLICE(STATUS HEADER), RESULT_OK, false, ""}, /* nothing in it */
        {__LINE__, SLICE("station_id,raw_text,observation_time\n"), RESULT_OK, false, ""},
        {__LINE__, SLICE(STATUS "rawText,station_id,observation_time,latitude,longitude\n"), RESULT_INVALID,
         true, "the CSV has no column raw_text"},
        {__LINE__, SLICE(STATUS "raw_text,icao,observation_time,latitude,longitude\n"), RESULT_INVALID, true,
         "the CSV has no column station_id"},
        {__LINE__, SLICE(STATUS "raw_text,station_id,obs_time,latitude,longitude\n"), RESULT_INVALID, true,
         "the CSV has no column observation_time"},
        {__LINE__, SLICE("a,b,c,d,e,f\n"), RESULT_INVALID, true, "the CSV has no column raw_text"},
        {__LINE__, SLICE("Query must be constrained\n"), RESULT_INVALID, true,
         "the CSV has no header: Query must be constrained"},
        {__LINE__, SLICE("No errors\nNo warnings\n"), RESULT_INVALID, true, "the CSV has no header"},
        {__LINE__, SLICE(""), RESULT_INVALID, true, "the CSV has no header"},
        {__LINE__, SLICE("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n"),
         RESULT_INVALID, true, "the CSV has no header in its first 20 lines"},
        {__LINE__, SLICE(HEADER "x\n"), RESULT_INVALID, true, "1 of 1 rows could not be read"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct parsed p;
        parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR, cases[i].text, cases[i].line, &p);
        CHECK_AT(cases[i].line, p.result == cases[i].result && p.progress.drifted == cases[i].drifted);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(p.progress.detail),
                       slice_from_string(cases[i].detail));
    }
}

static void test_most_rows_unreadable_is_drift(void **state)
{
    struct buffer text;
    struct parsed p;
    buffer_init(&text, 65536);
    buffer_append_slice(&text, SLICE(HEADER));
    for (int i = 0; i < 30; i++)
        buffer_append_format(&text, "KJFK 290700Z 0KT,KJFK,%s,40,-73,,,,,,4\n",
                             i < 10 ? "2026-09-29T07:00:00Z" : "29 Sep");
    parse_both(&awc_bulk_csv_parser, UPSTREAM_METAR, buffer_slice(&text), __LINE__, &p);
    assert_int_equal(p.result, RESULT_INVALID);
    assert_true(p.progress.drifted && p.count == 10);
    buffer_free(&text);
}

/* TAFs: the columns of the periods repeat, and come after those that count. */
static void test_tafs(void **state)
{
#define PERIOD ",fcst_time_from,fcst_time_to,change_indicator,valid_time,raw_text"
    struct parsed p;
    parse_both(&awc_bulk_csv_parser, UPSTREAM_TAF,
               SLICE("No errors\nNo warnings\n19 ms\ndata source=tafs\n1 results\n"
                     "raw_text,station_id,issue_time,bulletin_time,valid_time_from,valid_time_to,remarks,"
                     "latitude,longitude,elevation_m" PERIOD PERIOD "\n"
                     "TAF AMD PASY 132330Z 1323/1504 "
                     "35025G35KT,PASY,2019-12-13T23:30:00Z,2019-12-13T23:34:00Z,2019-12-13T23:00:00Z,2019-12-"
                     "15T04:00:00Z,AMD,52.72,174.12,31.0,a,b,c,d,wrong,a,b,c,d,wrong\n"),
               __LINE__, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(p.count, 1);
    assert_string_equal(p.kept[0].raw, "TAF AMD PASY 132330Z 1323/1504 35025G35KT");
    assert_int_equal(p.kept[0].reported_at, at_utc(2019, 12, 13, 23, 30));
}

static void test_census(void **state)
{
    struct field_census census;
    struct parsed p;
    char names[512];
    field_census_init(&census);
    parse_pieces(&awc_bulk_csv_parser, UPSTREAM_METAR,
                 SLICE("raw_text,station_id,observation_time,latitude,longitude,temperature,altim_in_hg,wind_"
                       "dir_degrees\n"
                       "KJFK 290700Z 0KT,KJFK,2026-09-29T07:00:00Z,40,-73,1,Q1013,VRB\n"),
                 1000, &census, &p);
    assert_int_equal(p.result, RESULT_OK);
    assert_int_equal(field_census_missing(&census, names, sizeof(names)), 0);
    assert_int_equal(field_census_unknown(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "temperature");
    assert_int_equal(field_census_changed(&census, names, sizeof(names)), 1);
    assert_string_equal(names, "altim_in_hg");
    assert_true(field_census_gone(&census, names, sizeof(names)) > 20);
    assert_true(slice_starts_with(slice_from_string(names), SLICE("temp_c dewpoint_c wind_speed_kt ")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_reader_recovers_from_an_open_quote),
        cmocka_unit_test(test_reader_goes_on_before_the_end),
        cmocka_unit_test(test_reader_drops_lines_that_are_too_long),
        cmocka_unit_test(test_metars_of_2022_and_of_today),
        cmocka_unit_test(test_rows_that_cant_be_read),
        cmocka_unit_test(test_positions_that_are_none),
        cmocka_unit_test(test_two_reports_in_one_row),
        cmocka_unit_test(test_latin1),
        cmocka_unit_test(test_files_that_have_drifted),
        cmocka_unit_test(test_most_rows_unreadable_is_drift),
        cmocka_unit_test(test_tafs),
        cmocka_unit_test(test_census),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
