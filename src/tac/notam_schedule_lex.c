#include "tac/notam_schedule_lex.h"

#include "tac/notam_time.h"
#include "tac/notam_word.h"
#include "tac/token.h"

static const struct {
    const char *word;
    enum notam_lexeme_kind kind;
    int value;
} words[] = {
    {"DLY", NOTAM_LEX_DAILY, 0},
    {"DAILY", NOTAM_LEX_DAILY, 0},
    {"TO", NOTAM_LEX_DASH, 0},
    {"TILL", NOTAM_LEX_DASH, 0},
    {"UNTIL", NOTAM_LEX_DASH, 0},
    {"EXC", NOTAM_LEX_EXCEPT, 0},
    {"EXCEPT", NOTAM_LEX_EXCEPT, 0},
    {"HOL", NOTAM_LEX_HOLIDAYS, 0},
    {"HOLS", NOTAM_LEX_HOLIDAYS, 0},
    {"HOLIDAYS", NOTAM_LEX_HOLIDAYS, 0},
    {"PH", NOTAM_LEX_HOLIDAYS, 0},
    {"HJ", NOTAM_LEX_DAYTIME, 0},
    {"HN", NOTAM_LEX_NIGHT, 0},
    {"SR", NOTAM_LEX_SUNRISE, 0},
    {"SUNRISE", NOTAM_LEX_SUNRISE, 0},
    {"SS", NOTAM_LEX_SUNSET, 0},
    {"SUNSET", NOTAM_LEX_SUNSET, 0},
    {"SUN", NOTAM_LEX_WEEKDAY, 0},
    {"MON", NOTAM_LEX_WEEKDAY, 1},
    {"TUE", NOTAM_LEX_WEEKDAY, 2},
    {"WED", NOTAM_LEX_WEEKDAY, 3},
    {"THU", NOTAM_LEX_WEEKDAY, 4},
    {"FRI", NOTAM_LEX_WEEKDAY, 5},
    {"SAT", NOTAM_LEX_WEEKDAY, 6},
    {"SUNDAY", NOTAM_LEX_WEEKDAY, 0},
    {"MONDAY", NOTAM_LEX_WEEKDAY, 1},
    {"TUESDAY", NOTAM_LEX_WEEKDAY, 2},
    {"WEDNESDAY", NOTAM_LEX_WEEKDAY, 3},
    {"THURSDAY", NOTAM_LEX_WEEKDAY, 4},
    {"FRIDAY", NOTAM_LEX_WEEKDAY, 5},
    {"SATURDAY", NOTAM_LEX_WEEKDAY, 6},
    {"JAN", NOTAM_LEX_MONTH, 1},
    {"FEB", NOTAM_LEX_MONTH, 2},
    {"MAR", NOTAM_LEX_MONTH, 3},
    {"APR", NOTAM_LEX_MONTH, 4},
    {"MAY", NOTAM_LEX_MONTH, 5},
    {"JUN", NOTAM_LEX_MONTH, 6},
    {"JUL", NOTAM_LEX_MONTH, 7},
    {"AUG", NOTAM_LEX_MONTH, 8},
    {"SEP", NOTAM_LEX_MONTH, 9},
    {"OCT", NOTAM_LEX_MONTH, 10},
    {"NOV", NOTAM_LEX_MONTH, 11},
    {"DEC", NOTAM_LEX_MONTH, 12},
    /* Spanish offices. */
    {"ENE", NOTAM_LEX_MONTH, 1},
    {"ABR", NOTAM_LEX_MONTH, 4},
    {"AGO", NOTAM_LEX_MONTH, 8},
    {"DIC", NOTAM_LEX_MONTH, 12},
};

/* Words that change nothing where they stand among times. */
static const char *const fillers[] = {"EV", "EVERY", "AND", "BTN", "BETWEEN", "FM", "FROM", "UTC", "Z"};

/* Texts of more than a word that stand for one thing, longest first. NEXT DAY says what an earlier end says.
 */
static const struct {
    const char *phrase;
    enum notam_lexeme_kind kind;
} phrases[] = {
    {"(1HR EARLIER HOURS OF DAYLIGHT SAVING)", NOTAM_LEX_HOUR_EARLIER},
    {"(1HR EARLIER HOURS OF DAYLIGHT SAVING", NOTAM_LEX_HOUR_EARLIER},
    {"1HR EARLIER HOURS OF DAYLIGHT SAVING", NOTAM_LEX_HOUR_EARLIER},
    {"(1HR EARLIER HDS)", NOTAM_LEX_HOUR_EARLIER},
    {"(1HR EARLIER HDS", NOTAM_LEX_HOUR_EARLIER},
    {"1HR EARLIER HDS", NOTAM_LEX_HOUR_EARLIER},
    {"TOUS LES JOURS", NOTAM_LEX_DAILY},
    {"(NEXT DAY)", NOTAM_LEX_END},
};

static char char_at(struct slice s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

static size_t run_of(struct slice s, bool (*is)(char))
{
    size_t n = 0;
    while (n < s.len && is(s.ptr[n]))
        n++;
    return n;
}

static struct slice after(struct slice s, size_t n)
{
    return slice_sub(s, n, s.len);
}

/* PLUS30, MINUS30, "PLUS 30" after SR and SS. */
static int take_offset(struct slice *rest)
{
    struct slice s = notam_trim(*rest);
    bool minus = slice_starts_with(s, SLICE("MINUS"));
    int value;
    if (!minus && !slice_starts_with(s, SLICE("PLUS")))
        return 0;
    s = notam_trim(after(s, minus ? 5 : 4));
    size_t digits = run_of(s, tac_is_digit);
    if (digits < 1 || digits > 3 || !notam_digits(slice_sub(s, 0, digits), digits, &value) || value > 720)
        return 0;
    *rest = after(s, digits);
    return minus ? -value : value;
}

static struct notam_lexeme lex_number(struct slice *rest)
{
    struct notam_lexeme l = {NOTAM_LEX_UNKNOWN, 0, 0};
    size_t n = run_of(*rest, tac_is_digit);
    struct slice digits = slice_sub(*rest, 0, n);
    if (n == 2 && char_at(*rest, 2) == 'H' && slice_equal(digits, SLICE("24"))) {
        *rest = after(*rest, 3);
        l.kind = NOTAM_LEX_ALL_HOURS;
        return l;
    }
    *rest = after(*rest, n);
    if ((n == 1 || n == 2) && notam_digits(digits, n, &l.value) && l.value >= 1 && l.value <= 31)
        l.kind = NOTAM_LEX_DAY;
    if (n == 4 && notam_digits(digits, 4, &l.value) && l.value % 100 < 60 && l.value <= 2400) {
        l.kind = NOTAM_LEX_CLOCK;
        l.value = l.value / 100 * 60 + l.value % 100;
    }
    if (n == 10 && notam_time_parse(digits, &l.moment))
        l.kind = NOTAM_LEX_MOMENT;
    return l;
}

/* False: a filler, passed over. */
static bool lex_word(struct slice *rest, struct notam_lexeme *l)
{
    size_t n = run_of(*rest, tac_is_letter);
    struct slice word = slice_sub(*rest, 0, n);
    *rest = after(*rest, n);
    *l = (struct notam_lexeme){NOTAM_LEX_UNKNOWN, 0, 0};
    if (notam_word_is(word, "H") && slice_starts_with(*rest, SLICE("24"))) {
        *rest = after(*rest, 2);
        l->kind = NOTAM_LEX_ALL_HOURS;
        return true;
    }
    for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
        if (slice_equal(word, slice_from_string(fillers[i])))
            return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!slice_equal(word, slice_from_string(words[i].word)))
            continue;
        l->kind = words[i].kind;
        l->value = words[i].value;
        break;
    }
    if (l->kind == NOTAM_LEX_SUNRISE || l->kind == NOTAM_LEX_SUNSET)
        l->value = take_offset(rest);
    return true;
}

/* "(2000-0600 LOCAL)" says in local time what stands before it in UTC: its length, or 0. */
static size_t local_repetition(struct slice s)
{
    int clock;
    if (s.len < 17 || s.ptr[0] != '(' || !notam_digits(slice_sub(s, 1, 5), 4, &clock) || s.ptr[5] != '-' ||
        !notam_digits(slice_sub(s, 6, 10), 4, &clock) || !slice_starts_with(after(s, 10), SLICE(" LOCAL)")))
        return 0;
    return 17;
}

static bool lex_phrase(struct slice *rest, struct notam_lexeme *l)
{
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        size_t end;
        if (notam_phrase_find(*rest, phrases[i].phrase, &end) != 0)
            continue;
        *rest = after(*rest, end);
        *l = (struct notam_lexeme){phrases[i].kind, 0, 0};
        return true;
    }
    return false;
}

struct notam_lexeme notam_lex_next(struct slice *rest)
{
    for (;;) {
        struct notam_lexeme l = {NOTAM_LEX_END, 0, 0};
        *rest = notam_trim(*rest);
        if (rest->len == 0)
            return l;
        size_t local = local_repetition(*rest);
        if (local) {
            *rest = after(*rest, local);
            continue;
        }
        if (lex_phrase(rest, &l)) {
            if (l.kind == NOTAM_LEX_END)
                continue;
            return l;
        }
        char c = rest->ptr[0];
        if (tac_is_digit(c))
            return lex_number(rest);
        if (tac_is_letter(c)) {
            if (!lex_word(rest, &l))
                continue;
            return l;
        }
        *rest = after(*rest, 1);
        l.kind = c == '-' || c == '/'               ? NOTAM_LEX_DASH
                 : c == ',' || c == ';' || c == '.' ? NOTAM_LEX_COMMA
                                                    : NOTAM_LEX_UNKNOWN;
        return l;
    }
}
