#include "tac/notam_items.h"

#include "tac/notam_word.h"
#include "tac/token.h"

#define METERS_PER_FOOT 0.3048

static int order_of(char letter)
{
    return letter == 'Q' ? NOTAM_ITEM_Q : letter >= 'A' && letter <= 'G' ? letter - 'A' + NOTAM_ITEM_A : -1;
}

static bool starts_with_word(struct slice s, const char *word)
{
    return slice_starts_with(s, slice_from_string(word));
}

/* Could what follows the marker be this item's content? What would be guesswork for A), D) and E) is not
 * asked. */
static bool content_fits(enum notam_item item, struct slice after)
{
    struct slice s = notam_trim(after);
    char first = s.len > 0 ? s.ptr[0] : '\0';
    struct notam_limit limit;
    switch (item) {
    case NOTAM_ITEM_B:
        return tac_is_digit(first) || starts_with_word(s, "WI") || starts_with_word(s, "WEF");
    case NOTAM_ITEM_C:
        return tac_is_digit(first) || starts_with_word(s, "PERM") || starts_with_word(s, "UFN");
    case NOTAM_ITEM_F:
        return notam_limit_parse(after, &limit) > 0 || starts_with_word(s, "MSL");
    default:
        return true;
    }
}

/* Items only go on; after E) comes F), and G) after F). */
static bool in_order(int order, int last)
{
    return order > last && (order != NOTAM_ITEM_G || last == NOTAM_ITEM_F);
}

bool notam_items_find(struct slice body, struct notam_items *out)
{
    int last = -1;
    size_t last_start = 0;
    *out = (struct notam_items){0};
    out->head = body;
    for (size_t at = 0; at + 1 < body.len; at++) {
        int order = order_of(body.ptr[at]);
        if (order < 0 || body.ptr[at + 1] != ')' || !in_order(order, last) || !notam_word_starts(body, at) ||
            !content_fits((enum notam_item)order, slice_sub(body, at + 2, body.len)))
            continue;
        if (last < 0)
            out->head = slice_sub(body, 0, at);
        else
            out->item[last] = slice_sub(body, last_start, at);
        last = order;
        last_start = at;
    }
    if (last < 0)
        return false;
    out->item[last] = slice_sub(body, last_start, body.len);
    for (int i = 0; i < NOTAM_ITEM_COUNT; i++) {
        struct slice item = out->item[i];
        if (item.ptr)
            out->content[i] = notam_trim(slice_sub(item, 2, item.len));
    }
    return true;
}

size_t notam_trailer_find(struct slice s)
{
    size_t end, at = notam_phrase_find(s, "CREATED:", &end);
    return at;
}

/* FT, M, or nothing; then what above: AMSL, MSL, AGL, ASFC. Unit and reference may be joined by brackets. */
static bool parse_unit(struct slice s, double *feet_per_unit, uint8_t *reference)
{
    static const struct {
        const char *word;
        enum notam_limit_reference reference;
    } references[] = {{"AMSL", NOTAM_LIMIT_AMSL}, {"MSL", NOTAM_LIMIT_AMSL},  {"(AMSL)", NOTAM_LIMIT_AMSL},
                      {"AGL", NOTAM_LIMIT_AGL},   {"(AGL)", NOTAM_LIMIT_AGL}, {"ASFC", NOTAM_LIMIT_AGL},
                      {"", NOTAM_LIMIT_UNSAID}};
    if (slice_starts_with(s, SLICE("FT"))) {
        *feet_per_unit = 1.0;
        s = slice_sub(s, 2, s.len);
    } else if (slice_starts_with(s, SLICE("M")) && !slice_starts_with(s, SLICE("MSL"))) {
        *feet_per_unit = 1.0 / METERS_PER_FOOT;
        s = slice_sub(s, 1, s.len);
    } else {
        return false;
    }
    s = notam_trim(s);
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        if (slice_equal(s, slice_from_string(references[i].word))) {
            *reference = (uint8_t)references[i].reference;
            return true;
        }
    }
    return false;
}

/* The message's closing bracket and a full stop are no part of a level. */
static struct slice without_end(struct slice s)
{
    for (;;) {
        s = notam_trim(s);
        if (s.len == 0 || (s.ptr[s.len - 1] != ')' && s.ptr[s.len - 1] != '.'))
            return s;
        if (slice_ends_with(s, SLICE("L)")) && slice_find(s, '(') < s.len)
            return s; /* (AGL) */
        s.len--;
    }
}

static bool parse_number(struct slice s, struct notam_limit *out)
{
    int digits = 0, value = 0;
    size_t at = 0;
    for (; at < s.len && (tac_is_digit(s.ptr[at]) || (s.ptr[at] == ',' && at > 0)); at++) {
        if (s.ptr[at] == ',')
            continue;
        value = value * 10 + (s.ptr[at] - '0');
        if (++digits > 6)
            return false;
    }
    double feet_per_unit;
    uint8_t reference;
    if (digits == 0 || !parse_unit(notam_trim(slice_sub(s, at, s.len)), &feet_per_unit, &reference))
        return false;
    out->ft = (int32_t)(value * feet_per_unit + 0.5);
    out->reference = reference;
    return true;
}

static bool parse_level(struct slice s, struct notam_limit *out)
{
    struct notam_limit l = {.text = s, .ft = -1, .reference = NOTAM_LIMIT_NONE};
    int level;
    if (notam_word_is(s, "SFC") || notam_word_is(s, "GND")) {
        l.ft = 0;
        l.reference = NOTAM_LIMIT_SURFACE;
    } else if (notam_word_is(s, "UNL")) {
        l.reference = NOTAM_LIMIT_UNLIMITED;
    } else if (slice_starts_with(s, SLICE("FL")) && s.len >= 4 && s.len <= 5 &&
               notam_digits(slice_sub(s, 2, s.len), s.len - 2, &level)) {
        l.ft = level * 100;
        l.reference = NOTAM_LIMIT_FLIGHT_LEVEL;
    } else if (!parse_number(s, &l)) {
        return false;
    }
    *out = l;
    return true;
}

size_t notam_limit_parse(struct slice content, struct notam_limit *out)
{
    struct slice all = notam_trim(content), rest = all, word;
    size_t taken = 0;
    /* "10000 FT AMSL" is the longest; the longest that is a level counts. */
    for (unsigned words = 0; words < 3 && notam_word_next(&rest, &word); words++) {
        size_t end = (size_t)(word.ptr + word.len - all.ptr);
        if (parse_level(without_end(slice_sub(all, 0, end)), out))
            taken = (size_t)(word.ptr + word.len - content.ptr);
    }
    return taken;
}
