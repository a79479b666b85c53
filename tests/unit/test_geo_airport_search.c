/* geo: folding of names, and search. */
#include "airports.h"

#include "geo/airport_search.h"
#include "geo/text_fold.h"

static struct airport_db *db;

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

static void names_are_folded(void **state)
{
    static const struct {
        int line;
        const char *text, *folded;
    } cases[] = {
        {__LINE__, "São Paulo/Guarulhos–O'Hare", "sao paulo guarulhos ohare"},
        {__LINE__, "  A  --  B. ", "a b"},
        {__LINE__, "Møre Ærø Straße ÞINGEYRI Łódź Đà Nẵng İstanbul Iğdır",
         "more aero strasse thingeyri lodz da nang istanbul igdir"},
        {__LINE__, "Amundsen–Scott", "amundsen scott"},
        {__LINE__, "e\xCC\x81t\xC3\xA9", "ete"},
        {__LINE__, "ПЛОХИНО", "плохино"},
        {__LINE__, "탁구", "탁구"},
        {__LINE__, "a\xFF\xC0\x80z\xC3", "a z"},
        {__LINE__, "\xED\xA0\x80x\xF5", "x"},
        {__LINE__, "", ""},
        {__LINE__, "---", ""},
    };

    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char out[256];
        size_t len = text_fold(slice_from_string(cases[i].text), out, sizeof out);
        CHECK_SLICE_AT(cases[i].line, slice_make(out, len), slice_from_string(cases[i].folded));
    }
}

static void folding_cuts_at_a_character(void **state)
{
    char out[8];

    assert_int_equal(text_fold(SLICE("ab \xD0\xBF"), out, 4), 2);
    assert_int_equal(text_fold(SLICE("abß"), out, 3), 2);
    assert_int_equal(text_fold(SLICE("ab"), out, 0), 0);
}

static void expect(int line, const char *query, enum airport_match match, const char *const idents[],
                   size_t n)
{
    struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX];
    size_t count = 0;

    CHECK_AT(line, airport_search(db, slice_from_string(query), 10, found, &count) == RESULT_OK);
    CHECK_AT(line, count >= n);
    for (size_t i = 0; i < n; i++) {
        struct airport a;
        airport_db_get(db, found[i].airport, &a);
        CHECK_SLICE_AT(line, a.ident, slice_from_string(idents[i]));
    }
    if (n > 0)
        CHECK_AT(line, found[0].match == match);
}

#define EXPECT(query, match, ...)                                                                            \
    do {                                                                                                     \
        const char *const idents_[] = {__VA_ARGS__};                                                         \
        expect(__LINE__, (query), (match), idents_, CHECK_COUNT(idents_));                                   \
    } while (0)

static void codes_come_first(void **state)
{
    EXPECT("kjfk", AIRPORT_MATCH_CODE, "KJFK");
    EXPECT(" LHR ", AIRPORT_MATCH_CODE, "EGLL");
    EXPECT("K00A", AIRPORT_MATCH_CODE, "00A");
    EXPECT("us-0001", AIRPORT_MATCH_CODE, "US-0001");
    EXPECT("UZTT", AIRPORT_MATCH_CODE, "UTTT");
}

static void names_and_cities_follow_large_ones_first(void **state)
{
    EXPECT("heathrow", AIRPORT_MATCH_WORDS, "EGLL");
    EXPECT("London Heath", AIRPORT_MATCH_PREFIX, "EGLL");
    EXPECT("sao paulo", AIRPORT_MATCH_PREFIX, "SBGR");
    EXPECT("SÃO PAULO", AIRPORT_MATCH_PREFIX, "SBGR");
    EXPECT("kennedy john", AIRPORT_MATCH_WORDS, "KJFK");
    EXPECT("ohare", AIRPORT_MATCH_WORDS, "KORD");
    EXPECT("O'Hare", AIRPORT_MATCH_WORDS, "KORD");
    EXPECT("zürich", AIRPORT_MATCH_PREFIX, "LSZH");
    EXPECT("charles gaulle", AIRPORT_MATCH_WORDS, "LFPG");
    EXPECT("KJF", AIRPORT_MATCH_CODE_PREFIX, "KJFK");
}

static void all_words_must_match(void **state)
{
    struct airport_found found[5];
    size_t count = 99;

    assert_int_equal(airport_search(db, SLICE("heathrow kennedy"), 5, found, &count), RESULT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(airport_search(db, SLICE("qqqqqq"), 5, found, &count), RESULT_OK);
    assert_int_equal(count, 0);
}

/* The order of the header, coarsely. */
static int level_of(const struct airport_found *f)
{
    struct airport a;

    if (f->match == AIRPORT_MATCH_CODE)
        return 0;
    airport_db_get(db, f->airport, &a);
    return (f->match < AIRPORT_MATCH_PARTIAL ? 10 : 20) + (a.type <= AIRPORT_MEDIUM  ? 0
                                                           : a.type < AIRPORT_CLOSED ? 1
                                                                                     : 2);
}

static void results_are_in_order_without_repetition(void **state)
{
    static const char *const queries[] = {"in", "airport", "san", "air force base", "ka", "us"};

    for (size_t q = 0; q < CHECK_COUNT(queries); q++) {
        struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX], fewer[7];
        size_t count, few;

        assert_int_equal(
            airport_search(db, slice_from_string(queries[q]), AIRPORT_SEARCH_LIMIT_MAX, found, &count),
            RESULT_OK);
        assert_int_equal(count, AIRPORT_SEARCH_LIMIT_MAX);
        for (size_t i = 1; i < count; i++) {
            assert_true(level_of(&found[i - 1]) <= level_of(&found[i]));
            for (size_t k = 0; k < i; k++)
                assert_int_not_equal(found[k].airport, found[i].airport);
        }
        assert_int_equal(airport_search(db, slice_from_string(queries[q]), 7, fewer, &few), RESULT_OK);
        assert_int_equal(few, 7);
        for (size_t i = 0; i < few; i++)
            assert_int_equal(fewer[i].airport, found[i].airport);
    }
}

static void queries_that_are_none_are_refused(void **state)
{
    struct airport_found found[5];
    char longest[AIRPORT_SEARCH_QUERY_MAX + 1];
    size_t count;

    memset(longest, 'x', sizeof longest);
    assert_int_equal(airport_search(db, SLICE(""), 5, found, &count), RESULT_INVALID);
    assert_int_equal(airport_search(db, SLICE("x"), 5, found, &count), RESULT_INVALID);
    assert_int_equal(airport_search(db, SLICE("-- !"), 5, found, &count), RESULT_INVALID);
    assert_int_equal(airport_search(db, SLICE("a b c d e f g h i"), 5, found, &count), RESULT_INVALID);
    assert_int_equal(airport_search(db, slice_make(longest, sizeof longest), 5, found, &count),
                     RESULT_INVALID);
    assert_int_equal(airport_search(db, slice_make(longest, sizeof longest - 1), 5, found, &count),
                     RESULT_OK);
    memset(longest, '\0', sizeof longest);
    assert_int_equal(airport_search(db, slice_make(longest, 4), 5, found, &count), RESULT_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_folded),
        cmocka_unit_test(folding_cuts_at_a_character),
        cmocka_unit_test(codes_come_first),
        cmocka_unit_test(names_and_cities_follow_large_ones_first),
        cmocka_unit_test(all_words_must_match),
        cmocka_unit_test(results_are_in_order_without_repetition),
        cmocka_unit_test(queries_that_are_none_are_refused),
    };
    return cmocka_run_group_tests_name("geo search", tests, open_built, close_built);
}
