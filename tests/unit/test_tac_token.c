/* tac: cutting reports into groups, and the scans inside one. */
#include "tac_check.h"

static void groups_stand_between_blanks_line_breaks_and_equals_signs(void **state)
{
    static const struct {
        int line;
        const char *text;
        size_t count;
        const char *last;
        uint32_t start, end;
    } cases[] = {
        {__LINE__, "", 0, "", 0, 0},
        {__LINE__, " = \r\n\t=", 0, "", 0, 0},
        {__LINE__, "A", 1, "A", 0, 1},
        {__LINE__, "A BC=", 2, "BC", 2, 4},
        {__LINE__, " A\r\n  BC\t", 2, "BC", 6, 8},
        {__LINE__, "metar egll", 2, "EGLL", 6, 10},
        {__LINE__, "\xe2\x88\x92RA", 1, "-RA", 0, 5},
        {__LINE__,
         "M05/\xe2\x80\x93"
         "07 X",
         2, "X", 10, 11},
        {__LINE__, "\xe2\x88", 1, "\xe2\x88", 0, 2},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const struct tac_tokens *t = tac_check_split(cases[i].text);
        CHECK_AT(cases[i].line, t->count == cases[i].count);
        CHECK_AT(cases[i].line, t->rest == strlen(cases[i].text));
        if (t->count == 0)
            continue;
        const struct tac_token *last = &t->list[t->count - 1];
        CHECK_SLICE_AT(cases[i].line, last->text, slice_from_string(cases[i].last));
        CHECK_AT(cases[i].line, last->start == cases[i].start && last->end == cases[i].end);
    }
}

static void what_does_not_fit_is_told_not_lost(void **state)
{
    static char text[3 * TAC_TEXT_MAX];
    memset(text, 'X', sizeof(text));
    struct tac_tokens *t = tac_check_split("");
    tac_tokens_split(slice_make(text, sizeof(text)), t);
    assert_int_equal(t->count, 0);
    assert_int_equal(t->rest, 0);
    for (size_t i = 1; i < sizeof(text); i += 2)
        text[i] = ' ';
    tac_tokens_split(slice_make(text, sizeof(text)), t);
    assert_int_equal(t->count, TAC_TOKENS_MAX);
    assert_int_equal(t->rest, 2 * TAC_TOKENS_MAX);
}

static void phrases_match_whole_groups(void **state)
{
    const struct tac_tokens *t = tac_check_split("PK WND 20026/0716");
    assert_int_equal(tac_phrase_match(t->list, t->count, "PK WND"), 2);
    assert_int_equal(tac_phrase_match(t->list, t->count, "PK WN"), 0);
    assert_int_equal(tac_phrase_match(t->list, 1, "PK WND"), 0);
    assert_int_equal(tac_phrase_match(t->list, t->count, "PK"), 1);
}

static void a_scan_that_fails_stays_where_it_was(void **state)
{
    struct tac_scan s = tac_scan_start(SLICE("12A"));
    int value = -7;
    assert_false(tac_scan_digits(&s, 3, &value));
    assert_false(tac_scan_number(&s, 3, 4, &value, NULL));
    assert_false(tac_scan_literal(&s, "12AB"));
    assert_int_equal(tac_scan_left(&s), 3);
    assert_int_equal(value, -7);
    assert_true(tac_scan_digits(&s, 2, &value));
    assert_int_equal(value, 12);
    assert_true(tac_scan_char(&s, 'A'));
    assert_true(tac_scan_done(&s));
    assert_int_equal(tac_scan_peek(&s), 0);
}

static void the_longest_compass_point_is_taken(void **state)
{
    struct tac_scan s = tac_scan_start(SLICE("NNEW"));
    char point[4];
    assert_true(tac_scan_compass(&s, point));
    assert_string_equal(point, "NNE");
    assert_true(tac_scan_compass(&s, point));
    assert_string_equal(point, "W");
    assert_false(tac_scan_compass(&s, point));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_stand_between_blanks_line_breaks_and_equals_signs),
        cmocka_unit_test(what_does_not_fit_is_told_not_lost),
        cmocka_unit_test(phrases_match_whole_groups),
        cmocka_unit_test(a_scan_that_fails_stays_where_it_was),
        cmocka_unit_test(the_longest_compass_point_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
