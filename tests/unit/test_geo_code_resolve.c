/* geo: what a code means, by the rules of the interface. */
#include "airports.h"

#include "geo/code_resolve.h"

static struct airport_db *db;

/* Who reports: a list of stations, each followed by a blank. */
static bool is_listed(void *context, struct slice station)
{
    struct slice rest = slice_from_string(context), one;

    while (slice_next(&rest, ' ', &one))
        if (slice_equal(one, station))
            return true;
    return false;
}

static struct station_directory directory(const char *reporting)
{
    return (struct station_directory){db, is_listed, (void *)(uintptr_t)reporting};
}

static int open_built(void **state)
{
    db = airports_open_built();
    return 0;
}

static int close_built(void **state)
{
    airport_db_close(db);
    return 0;
}

/* 14FA is the FAA identifier of two places, a heliport and US-9586, a small airport. */
static void stations_follow_the_rules(void **state)
{
    static const struct {
        int line;
        const char *reporting, *code;
        enum result result;
        const char *station; /* or "" */
        bool reports, resolved;
        const char *ident; /* of the airport; NULL: none */
    } cases[] = {
        {__LINE__, "KJFK", "kjfk", RESULT_OK, "KJFK", true, false, "KJFK"},
        {__LINE__, "", "KJFK", RESULT_OK, "KJFK", false, false, "KJFK"},
        {__LINE__, "KJFK", "JFK", RESULT_OK, "KJFK", true, true, "KJFK"},
        {__LINE__, "EGLL", "lhr", RESULT_OK, "EGLL", true, true, "EGLL"},
        {__LINE__, "", "LHR", RESULT_NOT_FOUND, "", false, false, "EGLL"},
        {__LINE__, "KNYC", "KNYC", RESULT_OK, "KNYC", true, false, NULL}, /* no airport */
        {__LINE__, "", "KNYC", RESULT_NOT_FOUND, "", false, false, NULL},
        {__LINE__, "UTTT", "UTTT", RESULT_OK, "UTTT", true, false, "UTTT"},
        {__LINE__, "UTTT", "UZTT", RESULT_OK, "UTTT", true, true,
         "UTTT"}, /* a METAR may keep the former code */
        {__LINE__, "UZTT", "UTTT", RESULT_OK, "UZTT", true, true, "UTTT"},
        {__LINE__, "UZTT", "TAS", RESULT_OK, "UZTT", true, true, "UTTT"},
        {__LINE__, "K1K1", "K1K1", RESULT_OK, "K1K1", true, false, "1K1"},
        {__LINE__, "K1K1", "1K1", RESULT_OK, "K1K1", true, true, "1K1"},
        {__LINE__, "", "14FA", RESULT_NOT_FOUND, "", false, false, "US-9586"},
        {__LINE__, "14FA", "SQQQ", RESULT_NOT_FOUND, "", false, false, NULL},
        {__LINE__, "", "", RESULT_INVALID, "", false, false, NULL},
        {__LINE__, "", "K", RESULT_INVALID, "", false, false, NULL},
        {__LINE__, "", "KJFK/..", RESULT_INVALID, "", false, false, NULL},
        {__LINE__, "", "KJFKKJFKK", RESULT_INVALID, "", false, false, NULL},
        {__LINE__, "", "K\xC3\x89JK", RESULT_INVALID, "", false, false, NULL},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct station_directory d = directory(cases[i].reporting);
        struct code_resolution r;
        enum result result = code_resolve_station(&d, slice_from_string(cases[i].code), &r);

        CHECK_AT(cases[i].line, result == cases[i].result);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(r.station), slice_from_string(cases[i].station));
        CHECK_AT(cases[i].line, r.reports == cases[i].reports && r.resolved == cases[i].resolved);
        CHECK_AT(cases[i].line, r.at_airport == (cases[i].ident != NULL));
        if (cases[i].ident)
            CHECK_SLICE_AT(cases[i].line, r.airport.ident, slice_from_string(cases[i].ident));
    }
}

/* How many airports hold the code as one of the three kinds that can collide. */
static size_t holders(const char *code)
{
    size_t n = 0;
    n += airport_db_find(db, AIRPORT_CODE_IATA, slice_from_string(code), NULL, 0);
    n += airport_db_find(db, AIRPORT_CODE_FAA, slice_from_string(code), NULL, 0);
    n += airport_db_find(db, AIRPORT_CODE_LOCAL, slice_from_string(code), NULL, 0);
    return n;
}

static bool everyone_reports(void *context, struct slice station)
{
    return true;
}

static bool nobody_reports(void *context, struct slice station)
{
    return false;
}

/* Among the codes A?? some are held by several: every one of those that is refused must be. */
static void several_reporting_airports_are_ambiguous(void **state)
{
    struct station_directory everyone = {db, everyone_reports, NULL};
    struct code_resolution r;
    size_t ambiguous = 0;

    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            char code[4] = {'A', a, b, '\0'};
            enum result result = code_resolve_station(&everyone, slice_from_string(code), &r);

            if (result == RESULT_AMBIGUOUS) {
                ambiguous++;
                assert_true(holders(code) >= 2);
                assert_true(r.candidate_count >= 2 && r.candidate_count <= RESOLVE_CANDIDATES_MAX);
                for (size_t i = 1; i < r.candidate_count; i++)
                    assert_true(r.candidates[i - 1] < r.candidates[i]);
                for (size_t i = 0; i < r.candidate_count; i++) {
                    struct airport c;
                    airport_db_get(db, r.candidates[i], &c);
                    assert_int_not_equal(c.type, AIRPORT_CLOSED);
                }
            }
        }
    assert_true(ambiguous > 10);
}

static void airports_follow_their_ranks(void **state)
{
    struct station_directory everyone = {db, everyone_reports, NULL}, nobody = {db, nobody_reports, NULL};
    struct code_resolution r;
    size_t iata_before_faa = 0;

    assert_int_equal(code_resolve_airport(&nobody, SLICE("kjfk"), &r), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, r.airport.ident, SLICE("KJFK"));
    assert_string_equal(r.station, "");
    assert_int_equal(code_resolve_airport(&nobody, SLICE("LHR"), &r), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, r.airport.ident, SLICE("EGLL"));
    assert_int_equal(code_resolve_airport(&nobody, SLICE("00A"), &r), RESULT_OK);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("K00A"), &r), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, r.airport.ident, SLICE("00A"));
    assert_int_equal(code_resolve_airport(&nobody, SLICE("us-0001"), &r), RESULT_OK);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("UTTT"), &r), RESULT_OK);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("EICM"), &r), RESULT_OK);
    assert_int_equal(r.airport.type, AIRPORT_CLOSED);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("14FA"), &r), RESULT_AMBIGUOUS);
    assert_int_equal(r.candidate_count, 2);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("QQQQ"), &r), RESULT_NOT_FOUND);
    assert_false(r.at_airport);
    assert_int_equal(code_resolve_airport(&nobody, SLICE("?"), &r), RESULT_INVALID);

    /* An IATA code of an airport that reports goes before another's FAA identifier, one that does not goes
     * after. */
    for (uint32_t i = 0; i < airport_db_count(db); i++) {
        struct airport a;
        uint32_t faa[4];
        airport_db_get(db, i, &a);
        if (!a.iata.ptr || !a.icao.ptr || airport_db_find(db, AIRPORT_CODE_FAA, a.iata, faa, 4) != 1 ||
            faa[0] == i)
            continue;
        assert_int_equal(code_resolve_airport(&everyone, a.iata, &r), RESULT_OK);
        assert_int_equal(r.airport.index, i);
        assert_int_equal(code_resolve_airport(&nobody, a.iata, &r), RESULT_OK);
        assert_int_equal(r.airport.index, faa[0]);
        iata_before_faa++;
    }
    assert_true(iata_before_faa > 20);
}

static void the_nearest_that_reports_is_found(void **state)
{
    struct station_directory d = directory("KJFK EGLL NZSP");
    struct airport lga = airports_by_ident(db, "KLGA");
    struct nearest_hit hits[3];
    struct airport a;

    assert_int_equal(
        airport_nearest_reporting(&d, (struct geo_point){lga.latitude_deg, lga.longitude_deg}, 50, hits, 3),
        1);
    airport_db_get(db, hits[0].airport, &a);
    CHECK_SLICE_AT(__LINE__, a.ident, SLICE("KJFK"));
    assert_true(hits[0].distance_nm > 8 && hits[0].distance_nm < 11);
    assert_int_equal(airport_nearest_reporting(&d, (struct geo_point){0, 0}, 20000, hits, 3), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stations_follow_the_rules),
        cmocka_unit_test(several_reporting_airports_are_ambiguous),
        cmocka_unit_test(airports_follow_their_ranks),
        cmocka_unit_test(the_nearest_that_reports_is_found),
    };
    return cmocka_run_group_tests_name("geo code_resolve", tests, open_built, close_built);
}
