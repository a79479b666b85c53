#include "tac/runway_state.h"

#include "tac/runway_state_parse.h"
#include "tac/wind_shear.h"
#include "tac/wind_shear_parse.h"

static const struct tac_runway_state none = {
    .deposit = -1, .extent = -1, .depth_mm = -1, .friction = -1, .braking = -1};

/* 88 = all runways, 99 = repetition; 51..86 are runway 01R..36R in the old form. */
static bool scan_designator(struct tac_scan *s, struct tac_runway_state *r)
{
    struct tac_scan at = *s;
    int number;
    if (tac_scan_runway(s, r->runway))
        return true;
    if (!tac_scan_digits(&at, 2, &number))
        return false;
    if (number == 88)
        r->all_runways = true;
    else if (number == 99)
        r->repeated = true;
    else if (number > 50 && number <= 86)
        memcpy(r->runway,
               (char[4]){(char)('0' + (number - 50) / 10), (char)('0' + (number - 50) % 10), 'R', '\0'}, 4);
    else
        return false;
    *s = at;
    return true;
}

/* Friction coefficient, or 91..95 and 99 of code table 0366, or //. */
static bool scan_friction(struct tac_scan *s, struct tac_runway_state *r)
{
    struct tac_scan at = *s;
    int value;
    if (tac_scan_slashes(s, 2))
        return true;
    if (!tac_scan_digits(&at, 2, &value) || (value > 95 && value < 99))
        return false;
    *s = at;
    if (value > 90)
        r->braking = (int8_t)value;
    else
        r->friction = (int16_t)value;
    return true;
}

/* Code table 1079: 00 less than 1 mm (depth 0), to 90 mm; 92..98 are 10..40 cm; 99 not operational. */
static bool scan_depth(struct tac_scan *s, struct tac_runway_state *r)
{
    struct tac_scan at = *s;
    int value;
    if (tac_scan_slashes(s, 2))
        return true;
    if (!tac_scan_digits(&at, 2, &value) || value == 91)
        return false;
    *s = at;
    if (value == 99)
        r->closed = true;
    else
        r->depth_mm = (int16_t)(value <= 90 ? value : (value - 90) * 50);
    return true;
}

/* One figure of a code table, or a slash. */
static bool scan_figure(struct tac_scan *s, int8_t *out)
{
    if (tac_scan_char(s, '/'))
        return true;
    if (!tac_is_digit(tac_scan_peek(s)))
        return false;
    *out = (int8_t)(*s->p++ - '0');
    return true;
}

static bool scan_state(struct tac_scan *s, struct tac_runway_state *r)
{
    if (tac_scan_literal(s, "SNOCLO")) {
        r->closed = true;
        return true;
    }
    if (tac_scan_literal(s, "CLRD")) {
        r->cleared = true;
        return tac_scan_done(s) || scan_friction(s, r);
    }
    /* "R88/D", "R88/60D": Russian for dry, with or without the friction coefficient. */
    struct tac_scan at = *s;
    int friction = -1;
    bool measured = tac_scan_digits(&at, 2, &friction);
    if (tac_scan_char(&at, 'D') && tac_scan_done(&at) && (!measured || friction <= 90)) {
        r->deposit = 0;
        r->friction = (int16_t)friction;
        *s = at;
        return true;
    }
    if (!scan_figure(s, &r->deposit) || !scan_figure(s, &r->extent) || !scan_depth(s, r) ||
        !scan_friction(s, r))
        return false;
    /* 0 for the extent of nothing ("R27/000060": clear and dry). */
    if (r->extent == 0 && r->deposit == 0)
        r->extent = -1;
    return r->extent < 0 || tac_extent_word(r->extent) != NULL;
}

unsigned tac_runway_state_decode(const struct tac_token *t, size_t n, struct tac_runway_state *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_runway_state r = none;
    if (n == 0)
        return 0;
    if (tac_token_is(t, "SNOCLO") || tac_token_is(t, "R/SNOCLO")) {
        r.all_runways = r.closed = true;
        *out = r;
        return 1;
    }
    bool with_letter = tac_scan_char(&s, 'R');
    if (!scan_designator(&s, &r))
        return 0;
    if (with_letter ? !tac_scan_char(&s, '/') : tac_scan_left(&s) != 6)
        return 0;
    if (!scan_state(&s, &r) || !tac_scan_done(&s))
        return 0;
    *out = r;
    return 1;
}

const char *tac_deposit_word(int deposit)
{
    static const char *const words[] = {
        "clear and dry", "damp", "wet or water patches",     "rime or frost",        "dry snow", "wet snow",
        "slush",         "ice",  "compacted or rolled snow", "frozen ruts or ridges"};
    return deposit >= 0 && deposit <= 9 ? words[deposit] : NULL;
}

const char *tac_extent_word(int extent)
{
    switch (extent) {
    case 1:
        return "10 % or less of the runway";
    case 2:
        return "11 to 25 % of the runway";
    case 5:
        return "26 to 50 % of the runway";
    case 9:
        return "51 to 100 % of the runway";
    default:
        return NULL;
    }
}

const char *tac_braking_word(int braking)
{
    static const char *const words[] = {"poor", "medium to poor", "medium", "medium to good", "good"};
    return braking >= 91 && braking <= 95 ? words[braking - 91] : braking == 99 ? "unreliable" : NULL;
}
