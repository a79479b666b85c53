/* geo: the airports of the build, and what happens to a damaged file. */
#include "airports.h"

#include <math.h>

#include "small_airports.h"

static struct airport_db *built;

static int open_built(void **state)
{
    built = airports_open_built();
    return 0;
}

static int close_built(void **state)
{
    airport_db_close(built);
    return 0;
}

static void well_known_airports_are_as_published(void **state)
{
    struct airport a = airports_by_ident(built, "KJFK");

    assert_true(airport_db_count(built) > 60000);
    CHECK_SLICE_AT(__LINE__, a.icao, SLICE("KJFK"));
    CHECK_SLICE_AT(__LINE__, a.iata, SLICE("JFK"));
    CHECK_SLICE_AT(__LINE__, a.faa, SLICE("JFK"));
    CHECK_SLICE_AT(__LINE__, a.name, SLICE("John F. Kennedy International Airport"));
    CHECK_SLICE_AT(__LINE__, a.city, SLICE("New York"));
    CHECK_SLICE_AT(__LINE__, a.region, SLICE("US-NY"));
    CHECK_SLICE_AT(__LINE__, a.country_code, SLICE("US"));
    assert_null(a.local.ptr);
    assert_null(a.gps.ptr);
    assert_int_equal(a.type, AIRPORT_LARGE);
    assert_int_equal(a.elevation_ft, 13);
    assert_float_equal(a.latitude_deg, 40.639447, 1e-9);
    assert_float_equal(a.longitude_deg, -73.779317, 1e-9);

    a = airports_by_ident(built, "nzsp"); /* letter case is ignored */
    assert_float_equal(a.latitude_deg, -90, 1e-9);
    assert_int_equal(a.elevation_ft, 9300);
    a = airports_by_ident(built, "LLMZ");
    assert_int_equal(a.elevation_ft, -1266);
}

static void runways_have_true_headings(void **state)
{
    struct airport a = airports_by_ident(built, "KJFK");
    struct runway r;

    assert_int_equal(a.runway_count, 4);
    airport_db_runway(built, &a, 2, &r);
    assert_int_equal(r.length_ft, 14511);
    assert_int_equal(r.width_ft, 200);
    assert_int_equal(r.surface, SURFACE_UNKNOWN);
    assert_true(r.lighted);
    CHECK_SLICE_AT(__LINE__, r.ends[0].ident, SLICE("13R"));
    assert_float_equal(r.ends[0].heading_true_deg, 121, 1e-9);
    assert_int_equal(r.ends[0].displaced_threshold_ft, 2043);
    CHECK_SLICE_AT(__LINE__, r.ends[1].ident, SLICE("31L"));
    assert_float_equal(r.ends[1].latitude_deg, 40.627899, 1e-9);

    /* The source has the magnetic 096 for St Maarten's runway 10. */
    a = airports_by_ident(built, "TNCM");
    airport_db_runway(built, &a, 0, &r);
    assert_float_equal(r.ends[0].heading_true_deg, 81.3, 1e-9);

    a = airports_by_ident(built, "00A"); /* a heliport: no ends */
    airport_db_runway(built, &a, 0, &r);
    assert_null(r.ends[0].ident.ptr);
    assert_true(isnan(r.ends[0].heading_true_deg) && isnan(r.ends[1].longitude_deg));
    assert_int_equal(r.ends[0].elevation_ft, GEO_FT_UNKNOWN);
}

static void frequencies_are_channels(void **state)
{
    struct airport a = airports_by_ident(built, "KLZU");
    struct frequency f;

    assert_int_equal(a.frequency_count, 2);
    airport_db_frequency(built, &a, 0, &f);
    assert_int_equal(f.service, FREQUENCY_ATIS);
    assert_int_equal(f.khz, 132275);
}

static void every_kind_of_code_is_found(void **state)
{
    static const struct {
        int line;
        enum airport_code kind;
        const char *code, *ident; /* ident NULL: nobody */
        size_t count;
    } cases[] = {
        {__LINE__, AIRPORT_CODE_ICAO, "egll", "EGLL", 1},
        {__LINE__, AIRPORT_CODE_IATA, "LHR", "EGLL", 1},
        {__LINE__, AIRPORT_CODE_FAA, "LZU", "KLZU", 1},
        {__LINE__, AIRPORT_CODE_GPS, "K00A", "00A", 1},
        {__LINE__, AIRPORT_CODE_ICAO, "UZTT", "UTTT", 1},
        {__LINE__, AIRPORT_CODE_ICAO, "UTTT", NULL, 0},
        {__LINE__, AIRPORT_CODE_LOCAL, "SP1304", "SDZM", 1},
        {__LINE__, AIRPORT_CODE_FAA, "14FA", "US-7512", 2},
        {__LINE__, AIRPORT_CODE_ICAO, "K00A", NULL, 0},
        {__LINE__, AIRPORT_CODE_ICAO, "", NULL, 0},
        {__LINE__, AIRPORT_CODE_ICAO, "ZZZZZZZZZ", NULL, 0},
        {__LINE__, AIRPORT_CODE_IDENT, "KJF", NULL, 0},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        uint32_t found[4] = {0};
        struct airport a;
        size_t n = airport_db_find(built, cases[i].kind, slice_from_string(cases[i].code), found, 4);

        CHECK_AT(cases[i].line, n == cases[i].count);
        if (!cases[i].ident)
            continue;
        airport_db_get(built, found[0], &a);
        CHECK_SLICE_AT(cases[i].line, a.ident, slice_from_string(cases[i].ident));
    }
    assert_int_equal(airport_db_find(built, AIRPORT_CODE_IATA, slice_make("J\0K", 3), NULL, 0), 0);
}

static void stations_find_their_airport(void **state)
{
    static const struct {
        int line;
        const char *station, *ident;
    } cases[] = {
        {__LINE__, "KJFK", "KJFK"}, {__LINE__, "uttt", "UTTT"}, {__LINE__, "UZTT", "UTTT"},
        {__LINE__, "K00A", "00A"},  {__LINE__, "K1K1", "1K1"},  {__LINE__, "KNYC", NULL},
        {__LINE__, "EICM", "EICM"}, {__LINE__, "JFK", NULL},    {__LINE__, "01WI", "US-12804"},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct airport a;
        enum result r = airport_db_find_station(built, slice_from_string(cases[i].station), &a);

        CHECK_AT(cases[i].line, r == (cases[i].ident ? RESULT_OK : RESULT_NOT_FOUND));
        if (cases[i].ident)
            CHECK_SLICE_AT(cases[i].line, a.ident, slice_from_string(cases[i].ident));
    }
}

static void an_airport_names_its_stations(void **state)
{
    struct airport_station s[AIRPORT_STATIONS_MAX];
    struct airport a = airports_by_ident(built, "UTTT");

    assert_int_equal(airport_stations(&a, s), 2);
    assert_string_equal(s[0].code, "UZTT");
    assert_string_equal(s[1].code, "UTTT");
    a = airports_by_ident(built, "KJFK");
    assert_int_equal(airport_stations(&a, s), 1);
    a = airports_by_ident(built, "1K1");
    assert_int_equal(airport_stations(&a, s), 1);
    assert_string_equal(s[0].code, "K1K1");
    a = airports_by_ident(built, "RU-10000");
    assert_int_equal(airport_stations(&a, s), 0);
}

/* ---- damage ---- */

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void small_file(struct buffer *out)
{
    buffer_init(out, AIRPORT_FILE_SIZE_MAX);
    assert_true(small_airports_compile(small_airports_csv, out));
}

static void small_file_is_read_back(void **state)
{
    struct buffer file;
    struct airport_db *db;
    struct airport a;
    struct runway r;

    small_file(&file);
    assert_int_equal(airport_db_open_memory(buffer_slice(&file), &db), RESULT_OK);
    assert_int_equal(airport_db_count(db), 3);
    assert_int_equal(airport_db_runway_count(db), 2);
    assert_int_equal(airport_db_frequency_count(db), 2);
    a = airports_by_ident(db, "AAAA");
    CHECK_SLICE_AT(__LINE__, a.name, SLICE("Ålesund, \"the\" Airport"));
    assert_int_equal(a.elevation_ft, GEO_FT_UNKNOWN);
    airport_db_runway(db, &a, 0, &r);
    assert_float_equal(r.ends[1].heading_true_deg, 360, 1e-9);
    assert_int_equal(r.ends[0].displaced_threshold_ft, GEO_FT_UNKNOWN);
    a = airports_by_ident(db, "US-0001");
    assert_int_equal(a.elevation_ft, 0);
    assert_int_equal(a.runway_count, 0);
    airports_walk(db);
    airport_db_close(db);
    buffer_free(&file);
}

static void rows_that_make_no_sense_are_refused(void **state)
{
    static const struct {
        int line;
        const char *from, *to;
    } cases[] = {
        {__LINE__, "large_airport", "huge_airport"},
        {__LINE__, ",0,180,", ",91,180,"},
        {__LINE__, ",0,180,", ",,180,"},
        {__LINE__, ",0,180,", ",x,180,"},
        {__LINE__, "AAAA,AAA", "AAAA,AAA,"},
        {__LINE__, "\"Ålesund", "\"Å\"lesund"},
        {__LINE__, "elevation_ft", "elevation"},
        {__LINE__, "US-0001,", ","},
    };
    struct buffer out;

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char text[2048];
        const char *at = strstr(small_airports_csv, cases[i].from);

        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - small_airports_csv), small_airports_csv,
                 cases[i].to, at + strlen(cases[i].from));
        buffer_init(&out, AIRPORT_FILE_SIZE_MAX);
        CHECK_AT(cases[i].line, !small_airports_compile(text, &out));
        buffer_free(&out);
    }
}

static void damage_is_found(void **state)
{
    struct buffer file;
    struct airport_db *db;

    small_file(&file);
    for (size_t len = 0; len < file.len; len += len < 512 ? 1 : 4099)
        assert_int_equal(airport_db_open_memory(slice_make(file.ptr, len), &db), RESULT_CORRUPT);
    for (size_t i = 0; i < file.len; i += i < 4096 ? 7 : 997) {
        file.ptr[i] ^= 0x10;
        assert_int_not_equal(airport_db_open_memory(buffer_slice(&file), &db), RESULT_OK);
        file.ptr[i] ^= 0x10;
    }
    assert_int_equal(airport_db_open_memory(buffer_slice(&file), &db), RESULT_OK);
    airport_db_close(db);
    buffer_free(&file);
}

/* A file whose CRC is right, but whose content was made to lead outside: refused, or harmless. */
static void hostile_content_is_refused_or_harmless(void **state)
{
    static const uint32_t values[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00FFFFFF, 70000};
    struct buffer file;
    size_t refused = 0, opened = 0;

    small_file(&file);
    for (size_t at = HEADER_AT_SIZE; at + 4 <= file.len; at += at < 4096 ? 4 : 20011)
        for (size_t v = 0; v < CHECK_COUNT(values); v++) {
            uint32_t before, value = htole32(values[v]);
            struct airport_db *db;

            memcpy(&before, file.ptr + at, 4);
            memcpy(file.ptr + at, &value, 4);
            small_airports_reseal(&file);
            if (airport_db_open_memory(buffer_slice(&file), &db) == RESULT_OK) {
                opened++;
                airports_walk(db);
                airport_db_close(db);
            } else
                refused++;
            memcpy(file.ptr + at, &before, 4);
        }
    assert_true(refused > 100 && opened > 100);
    buffer_free(&file);
}

/* The last string of the pool, made longer than what is left of the pool. */
static void a_string_past_the_pool_is_refused(void **state)
{
    struct buffer file;
    struct airport_db *db;
    const uint8_t *table;
    uint32_t at, end, last = 0;

    small_file(&file);
    table = (const uint8_t *)file.ptr + HEADER_AT_TABLE;
    at = file_u32(table) + 1;
    end = file_u32(table) + file_u32(table + 4);
    while (at < end) {
        last = at;
        at += 1 + (uint8_t)file.ptr[at];
    }
    file.ptr[last]++;
    small_airports_reseal(&file);
    assert_int_equal(airport_db_open_memory(buffer_slice(&file), &db), RESULT_CORRUPT);
    buffer_free(&file);
}

static void files_that_are_none_are_refused(void **state)
{
    const char *folder = check_make_dir();
    char path[128];
    struct airport_db *db;
    struct buffer file;

    snprintf(path, sizeof path, "%s/x", folder);
    assert_int_equal(airport_db_open(path, &db), RESULT_IO);
    assert_int_equal(airport_db_open(folder, &db), RESULT_CORRUPT);
    write_text(path, "AWAIRPT1");
    assert_int_equal(airport_db_open(path, &db), RESULT_CORRUPT);
    small_file(&file);
    file.ptr[HEADER_AT_VERSION]++;
    assert_int_equal(airport_db_open_memory(buffer_slice(&file), &db), RESULT_UNSUPPORTED);
    buffer_free(&file);
    check_remove_dir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_known_airports_are_as_published),
        cmocka_unit_test(runways_have_true_headings),
        cmocka_unit_test(frequencies_are_channels),
        cmocka_unit_test(every_kind_of_code_is_found),
        cmocka_unit_test(stations_find_their_airport),
        cmocka_unit_test(an_airport_names_its_stations),
        cmocka_unit_test(small_file_is_read_back),
        cmocka_unit_test(rows_that_make_no_sense_are_refused),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(hostile_content_is_refused_or_harmless),
        cmocka_unit_test(a_string_past_the_pool_is_refused),
        cmocka_unit_test(files_that_are_none_are_refused),
    };
    return cmocka_run_group_tests_name("geo airport_db", tests, open_built, close_built);
}
