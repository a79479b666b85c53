/* tac: ceiling and flight category with their unknowns (FAA AIM 7-1-7). */
#include "tac_check.h"

#include "tac/conditions_parse.h"
#include "tac/flight_category.h"
#include "tac/span.h"

enum {
    L = TAC_CATEGORY_LIFR,
    U = TAC_CATEGORY_UNKNOWN,
    I = TAC_CATEGORY_IFR,
    M = TAC_CATEGORY_MVFR,
    V = TAC_CATEGORY_VFR
};

static void read_conditions(const char *text, struct tac_conditions *c)
{
    static struct tac_spans spans;
    const struct tac_tokens *t = tac_check_split(text);
    size_t at = 0;
    spans.count = 0;
    tac_conditions_clear(c);
    while (at < t->count) {
        unsigned taken = tac_conditions_take(c, t->list + at, t->count - at, &spans, 0);
        if (taken == 0) {
            tac_conditions_note_undecoded(c, t->list + at);
            taken = 1;
        }
        at += taken;
    }
    tac_conditions_complete(c);
}

static void category_of_visibility_and_sky(void **state)
{
    static const struct {
        int line;
        const char *text;
        enum tac_ceiling_state ceiling;
        int ft, category, at_best;
    } cases[] = {
        {__LINE__, "10SM CLR", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "10SM OVC031", TAC_CEILING_REPORTED, 3100, V, -1},
        {__LINE__, "10SM OVC030", TAC_CEILING_REPORTED, 3000, M, -1},
        {__LINE__, "10SM BKN010", TAC_CEILING_REPORTED, 1000, M, -1},
        {__LINE__, "10SM BKN009", TAC_CEILING_REPORTED, 900, I, -1},
        {__LINE__, "10SM BKN005", TAC_CEILING_REPORTED, 500, I, -1},
        {__LINE__, "10SM BKN004", TAC_CEILING_REPORTED, 400, L, -1},
        {__LINE__, "6SM CLR", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "5SM CLR", TAC_CEILING_NONE, -1, M, -1},
        {__LINE__, "3SM CLR", TAC_CEILING_NONE, -1, M, -1},
        {__LINE__, "2 3/4SM CLR", TAC_CEILING_NONE, -1, I, -1},
        {__LINE__, "1SM CLR", TAC_CEILING_NONE, -1, I, -1},
        {__LINE__, "3/4SM CLR", TAC_CEILING_NONE, -1, L, -1},
        {__LINE__, "1600 NSC", TAC_CEILING_NONE, -1, L, -1},
        {__LINE__, "4800 NSC", TAC_CEILING_NONE, -1, I, -1},
        {__LINE__, "8000 NSC", TAC_CEILING_NONE, -1, M, -1},
        {__LINE__, "9000 NSC", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "CAVOK", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "10SM VV003", TAC_CEILING_INDEFINITE, 300, L, -1},
        {__LINE__, "10SM VV008TCU", TAC_CEILING_INDEFINITE, 800, I, -1},
        {__LINE__, "10SM VV///", TAC_CEILING_UNKNOWN, -1, U, V},
        {__LINE__, "10SM", TAC_CEILING_UNKNOWN, -1, U, V},
        {__LINE__, "2SM", TAC_CEILING_UNKNOWN, -1, U, I},
        {__LINE__, "1/2SM", TAC_CEILING_UNKNOWN, -1, L, -1},
        {__LINE__, "OVC002", TAC_CEILING_REPORTED, 200, L, -1},
        {__LINE__, "OVC008", TAC_CEILING_REPORTED, 800, U, I},
        {__LINE__, "", TAC_CEILING_UNKNOWN, -1, U, -1},
        {__LINE__, "10SM FEW/// SCT020", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "10SM SCT020 BKN///", TAC_CEILING_UNKNOWN, -1, U, V},
        {__LINE__, "10SM BKN020 ///010", TAC_CEILING_AT_MOST, 2000, U, M},
        {__LINE__, "10SM BKN003 //////CB", TAC_CEILING_AT_MOST, 300, L, -1},
        {__LINE__, "10SM BKN020 //////", TAC_CEILING_AT_MOST, 2000, U, M},
        {__LINE__, "10SM ////// FEW020", TAC_CEILING_UNKNOWN, -1, U, V},
        {__LINE__, "10SM BKN002 VV010", TAC_CEILING_REPORTED, 200, L, -1},
        {__LINE__, "10SM BKN012 VV010", TAC_CEILING_INDEFINITE, 1000, M, -1},
        {__LINE__, "M0400 FG CLR", TAC_CEILING_NONE, -1, L, -1},
        {__LINE__, "10SM SCT020 BNK008", TAC_CEILING_UNKNOWN, -1, U, V},
        {__LINE__, "M1/4SM CLR", TAC_CEILING_NONE, -1, L, -1},
        {__LINE__, "M3SM CLR", TAC_CEILING_NONE, -1, U, I},
        {__LINE__, "P6SM CLR", TAC_CEILING_NONE, -1, V, -1},
        {__LINE__, "P2SM CLR", TAC_CEILING_NONE, -1, U, V},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tac_conditions c;
        read_conditions(cases[i].text, &c);
        struct tac_ceiling ceiling = tac_ceiling_find(&c);
        struct tac_category category = tac_category_find(&ceiling, &c.visibility);
        CHECK_AT(cases[i].line, ceiling.state == cases[i].ceiling && ceiling.ft_agl == cases[i].ft);
        CHECK_AT(cases[i].line,
                 category.category == cases[i].category && category.at_best == cases[i].at_best);
    }
}

static void the_worse_of_two_categories(void **state)
{
    static const struct {
        int line;
        struct tac_category a, b, worse;
    } cases[] = {
        {__LINE__, {V, -1}, {M, -1}, {M, -1}}, {__LINE__, {L, -1}, {U, I}, {L, -1}},
        {__LINE__, {U, V}, {I, -1}, {U, I}},   {__LINE__, {U, -1}, {V, -1}, {U, V}},
        {__LINE__, {U, M}, {U, I}, {U, I}},    {__LINE__, {U, -1}, {U, -1}, {U, -1}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        for (int turn = 0; turn < 2; turn++) {
            struct tac_category got = turn ? tac_category_worse(cases[i].b, cases[i].a)
                                           : tac_category_worse(cases[i].a, cases[i].b);
            CHECK_AT(cases[i].line,
                     got.category == cases[i].worse.category && got.at_best == cases[i].worse.at_best);
        }
    }
}

static void the_worse_of_two_ceilings(void **state)
{
    static const struct {
        int line;
        struct tac_ceiling a, b, worse;
    } cases[] = {
        {__LINE__, {TAC_CEILING_NONE, -1}, {TAC_CEILING_REPORTED, 800}, {TAC_CEILING_REPORTED, 800}},
        {__LINE__, {TAC_CEILING_REPORTED, 900}, {TAC_CEILING_INDEFINITE, 200}, {TAC_CEILING_INDEFINITE, 200}},
        {__LINE__, {TAC_CEILING_NONE, -1}, {TAC_CEILING_UNKNOWN, -1}, {TAC_CEILING_UNKNOWN, -1}},
        {__LINE__, {TAC_CEILING_REPORTED, 900}, {TAC_CEILING_UNKNOWN, -1}, {TAC_CEILING_AT_MOST, 900}},
        {__LINE__, {TAC_CEILING_AT_MOST, 900}, {TAC_CEILING_NONE, -1}, {TAC_CEILING_AT_MOST, 900}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        for (int turn = 0; turn < 2; turn++) {
            struct tac_ceiling got =
                turn ? tac_ceiling_worse(cases[i].b, cases[i].a) : tac_ceiling_worse(cases[i].a, cases[i].b);
            CHECK_AT(cases[i].line, got.state == cases[i].worse.state && got.ft_agl == cases[i].worse.ft_agl);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(category_of_visibility_and_sky),
        cmocka_unit_test(the_worse_of_two_categories),
        cmocka_unit_test(the_worse_of_two_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
