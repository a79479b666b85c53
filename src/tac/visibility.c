#include "tac/visibility.h"

#include "tac/visibility_parse.h"

const struct tac_visibility tac_visibility_none = {0};

static void set_meters(struct tac_visibility *v, double meters, enum tac_distance_unit unit)
{
    v->present = true;
    v->unit = (uint8_t)unit;
    v->meters = meters;
    v->statute_miles = meters / TAC_METERS_PER_MILE;
}

static void set_miles(struct tac_visibility *v, double miles)
{
    v->present = true;
    v->unit = TAC_DISTANCE_SM;
    v->meters = miles * TAC_METERS_PER_MILE;
    v->statute_miles = miles;
}

/* 9999 is "10 km or more" (15.6.3). */
static void set_four_figures(struct tac_visibility *v, int value)
{
    set_meters(v, value == 9999 ? 10000 : value, TAC_DISTANCE_M);
    v->greater_than = value == 9999;
}

/*
 * n/m at the scan's position, with the denominators of FMH-1 table 12-1 and halves of them. Fractions are
 * proper: "11/2" is "1 1/2" with its blank lost.
 */
static bool scan_fraction(struct tac_scan *s, double *out)
{
    struct tac_scan at = *s;
    int numerator, denominator, whole = 0;
    if (!tac_scan_number(&at, 1, 2, &numerator, NULL) || !tac_scan_char(&at, '/') ||
        !tac_scan_number(&at, 1, 2, &denominator, NULL))
        return false;
    if (denominator != 2 && denominator != 4 && denominator != 8 && denominator != 16)
        return false;
    if (numerator > 10 && denominator <= 8) {
        whole = numerator / 10;
        numerator %= 10;
    }
    if (numerator == 0 || numerator >= denominator)
        return false;
    *s = at;
    *out = whole + (double)numerator / denominator;
    return true;
}

/* n or n/m. */
static bool scan_miles(struct tac_scan *s, double *out)
{
    int whole;
    if (scan_fraction(s, out))
        return true;
    if (!tac_scan_number(s, 1, 3, &whole, NULL))
        return false;
    *out = whole;
    return true;
}

/* One figure alone, before a group with a fraction below one. */
static bool whole_miles(const struct tac_token *t, int *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    return tac_scan_number(&s, 1, 1, out, NULL) && tac_scan_done(&s) && *out > 0;
}

unsigned tac_miles_decode(const struct tac_token *t, size_t n, double *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    double miles, part;
    int whole;
    if (whole_miles(t, &whole) && n > 1) {
        struct tac_scan second = tac_scan_start(t[1].text);
        if (scan_fraction(&second, &part) && tac_scan_done(&second) && part < 1) {
            *out = whole + part;
            return 2;
        }
    }
    if (!scan_miles(&s, &miles) || !tac_scan_done(&s))
        return 0;
    *out = miles;
    return 1;
}

static bool miles_with_unit(const struct tac_token *t, struct tac_visibility *v)
{
    struct tac_scan s = tac_scan_start(t->text);
    double miles;
    bool below = tac_scan_char(&s, 'M');
    bool above = !below && tac_scan_char(&s, 'P');
    if (!scan_miles(&s, &miles) || !tac_scan_literal(&s, "SM") || !tac_scan_done(&s))
        return false;
    set_miles(v, miles);
    v->less_than = below;
    v->greater_than = above;
    return true;
}

/* "1 1/2SM", "P1 1/2SM", "1 1/2 SM"; returns the groups. */
static unsigned mixed_miles(const struct tac_token *t, size_t n, struct tac_visibility *v)
{
    struct tac_scan first = tac_scan_start(t->text);
    int whole;
    double part;
    if (n < 2)
        return 0;
    bool below = tac_scan_char(&first, 'M');
    bool above = !below && tac_scan_char(&first, 'P');
    if (!tac_scan_digits(&first, 1, &whole) || !tac_scan_done(&first) || whole == 0)
        return 0;
    struct tac_scan s = tac_scan_start(t[1].text);
    if (!scan_fraction(&s, &part) || part >= 1)
        return 0;
    unsigned taken = 2;
    if (tac_scan_done(&s) && n > 2) {
        s = tac_scan_start(t[2].text);
        taken = 3;
    }
    if (!tac_scan_literal(&s, "SM") || !tac_scan_done(&s))
        return 0;
    set_miles(v, whole + part);
    v->less_than = below;
    v->greater_than = above;
    return taken;
}

/* "30 SM", "1/2 SM": a blank before the unit. */
static bool spaced_miles(const struct tac_token *t, size_t n, struct tac_visibility *v)
{
    struct tac_scan s = tac_scan_start(t->text);
    double miles;
    if (n < 2 || !tac_token_is(&t[1], "SM") || !scan_miles(&s, &miles) || !tac_scan_done(&s))
        return false;
    set_miles(v, miles);
    return true;
}

static bool kilometers(const struct tac_token *t, struct tac_visibility *v)
{
    struct tac_scan s = tac_scan_start(t->text);
    int km;
    if (!tac_scan_number(&s, 1, 2, &km, NULL) || !tac_scan_literal(&s, "KM") || !tac_scan_done(&s))
        return false;
    set_meters(v, km * 1000.0, TAC_DISTANCE_KM);
    return true;
}

/* dddd, with NDV (no directional variation) or M; M before it: less than (US stations that report metres). */
static bool meters(const struct tac_token *t, struct tac_visibility *v)
{
    struct tac_scan s = tac_scan_start(t->text);
    int value;
    bool below = tac_scan_char(&s, 'M');
    if (!tac_scan_digits(&s, 4, &value) || (below && (!tac_scan_done(&s) || value == 0 || value == 9999)))
        return false;
    if (!tac_scan_done(&s) && !(tac_scan_literal(&s, "NDV") || tac_scan_char(&s, 'M')))
        return false;
    if (!tac_scan_done(&s))
        return false;
    set_four_figures(v, value);
    v->less_than = below;
    return true;
}

static bool missing(const struct tac_token *t)
{
    return tac_token_is(t, "////") || tac_token_is(t, "////SM") || tac_token_is(t, "///SM") ||
           tac_token_is(t, "////NDV");
}

unsigned tac_visibility_decode(const struct tac_token *t, size_t n, struct tac_visibility *out)
{
    struct tac_visibility v = tac_visibility_none;
    unsigned taken = mixed_miles(t, n, &v);
    if (taken == 0 && spaced_miles(t, n, &v))
        taken = 2;
    if (taken) {
        *out = v;
        return taken;
    }
    if (tac_token_is(t, "CAVOK")) {
        set_meters(&v, 10000, TAC_DISTANCE_M);
        v.greater_than = v.cavok = true;
    } else if (!missing(t) && !meters(t, &v) && !miles_with_unit(t, &v) && !kilometers(t, &v)) {
        return 0;
    }
    *out = v;
    return 1;
}

unsigned tac_visibility_directional_decode(const struct tac_token *t, size_t n,
                                           struct tac_directional_visibility *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_directional_visibility d;
    int value;
    if (n == 0 || !tac_scan_number(&s, 3, 4, &value, NULL) || !tac_scan_compass(&s, d.direction) ||
        !tac_scan_done(&s))
        return 0;
    d.meters = value == 9999 ? 10000 : value;
    *out = d;
    return 1;
}

void tac_visibility_complete(struct tac_visibility *v)
{
    if (v->directional_count == 1 && v->directional[0].direction[0] && v->directional[0].meters < 10000)
        set_meters(v, v->directional[0].meters, TAC_DISTANCE_M);
}

const char *tac_distance_unit_name(enum tac_distance_unit unit)
{
    return unit == TAC_DISTANCE_SM ? "sm" : unit == TAC_DISTANCE_KM ? "km" : "m";
}
