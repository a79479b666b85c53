#include "tac/wind.h"

#include "tac/wind_parse.h"

const struct tac_wind tac_wind_none = {
    .direction_deg = -1, .speed = -1, .gust = -1, .variable_from_deg = -1, .variable_to_deg = -1};

/* ddd, VRB or ///. */
static bool scan_direction(struct tac_scan *s, struct tac_wind *w)
{
    int direction;
    if (tac_scan_literal(s, "VRB")) {
        w->variable = true;
        return true;
    }
    if (tac_scan_slashes(s, 3))
        return true;
    if (!tac_scan_digits(s, 3, &direction) || direction > 360)
        return false;
    w->direction_deg = (int16_t)direction;
    return true;
}

/* ff, fff, Pff, Pfff or //. Three figures stand for 100 or more only: "008" for 8 is a slip of unknown kind.
 */
static bool scan_speed(struct tac_scan *s, struct tac_wind *w, int16_t *speed)
{
    if (tac_scan_slashes(s, 2))
        return true;
    struct tac_scan at = *s;
    bool above = tac_scan_char(&at, 'P');
    int value;
    unsigned digits;
    if (!tac_scan_number(&at, 2, 3, &value, &digits) || (digits == 3 && value < 100))
        return false;
    *s = at;
    *speed = (int16_t)value;
    w->above |= above;
    return true;
}

static bool scan_unit(struct tac_scan *s, struct tac_wind *w)
{
    if (tac_scan_literal(s, "KTS") || tac_scan_literal(s, "KT"))
        w->unit = TAC_SPEED_KT;
    else if (tac_scan_literal(s, "MPS"))
        w->unit = TAC_SPEED_MPS;
    else if (tac_scan_literal(s, "KMH"))
        w->unit = TAC_SPEED_KMH;
    else
        return false;
    return tac_scan_done(s);
}

/* A speed that no wind has had in this unit is a slip, not a wind (the record at the ground is 220 kt). */
static bool plausible(const struct tac_wind *w)
{
    int most = w->unit == TAC_SPEED_KMH ? 410 : w->unit == TAC_SPEED_MPS ? 115 : 220;
    return w->speed <= most && w->gust <= most;
}

static bool is_unit(const struct tac_token *t)
{
    return tac_token_is(t, "KT") || tac_token_is(t, "MPS") || tac_token_is(t, "KMH");
}

unsigned tac_wind_decode(const struct tac_token *t, size_t n, struct tac_wind *out)
{
    struct tac_wind w = tac_wind_none;
    struct tac_scan s = tac_scan_start(t->text);
    unsigned taken = 1;
    /* E: estimated (Mexico). */
    if (tac_scan_left(&s) > 7)
        tac_scan_char(&s, 'E');
    if (!scan_direction(&s, &w) || !scan_speed(&s, &w, &w.speed))
        return 0;
    if (tac_scan_char(&s, 'G') && !scan_speed(&s, &w, &w.gust))
        return 0;
    if (tac_scan_done(&s) && n > 1 && is_unit(&t[1])) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    if (!scan_unit(&s, &w) || !plausible(&w))
        return 0;
    w.present = w.variable || w.direction_deg >= 0 || w.speed >= 0 || w.gust >= 0;
    w.calm = w.direction_deg == 0 && w.speed == 0 && w.gust < 0;
    *out = w;
    return taken;
}

unsigned tac_wind_variation_decode(const struct tac_token *t, size_t n, struct tac_wind *wind)
{
    struct tac_scan s = tac_scan_start(t->text);
    int from, to;
    if (n == 0 || !tac_scan_digits(&s, 3, &from) || !tac_scan_char(&s, 'V') || !tac_scan_digits(&s, 3, &to) ||
        !tac_scan_done(&s) || from > 360 || to > 360)
        return 0;
    wind->variable_from_deg = (int16_t)from;
    wind->variable_to_deg = (int16_t)to;
    return 1;
}

int tac_speed_to_kt(int speed, enum tac_speed_unit unit)
{
    if (speed < 0)
        return -1;
    switch (unit) {
    case TAC_SPEED_MPS:
        return (int)(speed * 1.943844 + 0.5);
    case TAC_SPEED_KMH:
        return (int)(speed * 0.539957 + 0.5);
    case TAC_SPEED_KT:
        break;
    }
    return speed;
}

const char *tac_speed_unit_name(enum tac_speed_unit unit)
{
    return unit == TAC_SPEED_MPS ? "MPS" : unit == TAC_SPEED_KMH ? "KMH" : "KT";
}
