#include "tac/remark_parse.h"

/* Sign (0 or 1) and tenths of a degree: 12.7.2.f to h. */
static bool scan_tenths(struct tac_scan *s, int32_t *out)
{
    struct tac_scan at = *s;
    int sign, tenths;
    if (!tac_scan_digits(&at, 1, &sign) || sign > 1 || !tac_scan_digits(&at, 3, &tenths))
        return false;
    if (tenths > (sign ? 900 : 600))
        return false; /* what has been nowhere */
    *s = at;
    *out = sign ? -tenths : tenths;
    return true;
}

static unsigned hourly_temperature(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (!tac_scan_char(&s, 'T'))
        return 0;
    /* "T 00261015" */
    bool apart = tac_scan_done(&s) && n > 1 && t[1].text.len == 8;
    if (apart)
        s = tac_scan_start(t[1].text);
    bool temperature = scan_tenths(&s, &r->value[0]);
    if (!temperature && !tac_scan_slashes(&s, 4))
        return 0;
    if (!tac_scan_done(&s) && !scan_tenths(&s, &r->value[1]) && !tac_scan_slashes(&s, 4))
        return 0;
    r->kind = TAC_REMARK_HOURLY_TEMPERATURE;
    return !tac_scan_done(&s) ? 0 : apart ? 2 : 1;
}

/* TX18.2, TN///, TMAX 23.5 (Poland, Argentina...). */
static unsigned extreme(const struct tac_token *t, size_t n, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(t->text);
    unsigned taken = 1;
    int whole, tenth;
    bool max = tac_scan_literal(&s, "TMAX") || tac_scan_literal(&s, "TX");
    if (!max && !tac_scan_literal(&s, "TMIN") && !tac_scan_literal(&s, "TN"))
        return 0;
    if (tac_scan_done(&s) && n > 1) {
        s = tac_scan_start(t[1].text);
        taken = 2;
    }
    r->kind = TAC_REMARK_TEMPERATURE_EXTREME;
    r->note = max ? "highest" : "lowest";
    if (tac_scan_slashes(&s, 3))
        return tac_scan_done(&s) ? taken : 0;
    bool below = tac_scan_char(&s, 'M') || tac_scan_char(&s, '-');
    if (!tac_scan_digits(&s, 2, &whole) || !tac_scan_char(&s, '.') || !tac_scan_digits(&s, 1, &tenth) ||
        !tac_scan_done(&s))
        return 0;
    r->value[0] = below ? -(whole * 10 + tenth) : whole * 10 + tenth;
    return taken;
}

unsigned tac_remark_temperature(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned taken = hourly_temperature(in->t, in->n, r);
    if (taken)
        return taken;
    taken = extreme(in->t, in->n, r);
    if (taken)
        return taken;
    r->note = NULL;
    r->value[0] = r->value[1] = TAC_REMARK_VALUE_NONE;
    if (in->t->text.len == 9 && tac_scan_char(&s, '4') && scan_tenths(&s, &r->value[0]) &&
        scan_tenths(&s, &r->value[1])) {
        r->kind = TAC_REMARK_TEMPERATURES_24_H;
        return 1;
    }
    s = tac_scan_start(in->t->text);
    if (in->t->text.len != 5 || (tac_scan_peek(&s) != '1' && tac_scan_peek(&s) != '2'))
        return 0;
    bool max = *s.p++ == '1';
    r->kind = max ? TAC_REMARK_MAX_TEMPERATURE_6_H : TAC_REMARK_MIN_TEMPERATURE_6_H;
    return tac_scan_slashes(&s, 4) || scan_tenths(&s, &r->value[0]) ? 1 : 0;
}

/* Mexico has the groups of the US, and not its inches. */
static bool figures_regional(const struct tac_remark_context *context)
{
    return context->station && context->station[0] == 'M' && context->station[1] == 'M';
}

/* Prrrr, 6RRRR, 7RRRR in hundredths of an inch: 12.7.2.a. */
unsigned tac_remark_precipitation(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned taken = 1;
    int value;
    if (tac_scan_char(&s, 'P'))
        r->kind = TAC_REMARK_HOURLY_PRECIPITATION;
    else if (tac_scan_char(&s, '6'))
        r->kind = TAC_REMARK_PRECIPITATION_3_6_H;
    else if (tac_scan_char(&s, '7'))
        r->kind = TAC_REMARK_PRECIPITATION_24_H;
    else
        return 0;
    if (tac_scan_done(&s) && r->kind == TAC_REMARK_HOURLY_PRECIPITATION && in->n > 1) {
        s = tac_scan_start(in->t[1].text);
        taken = 2;
    }
    if (tac_scan_slashes(&s, 4))
        return tac_scan_done(&s) ? taken : 0;
    if (!tac_scan_digits(&s, 4, &value) || !tac_scan_done(&s))
        return 0;
    if (figures_regional(in->context)) {
        r->kind = TAC_REMARK_PRECIPITATION_GROUP;
        tac_remark_detail(r, in->t, taken);
        return taken;
    }
    r->value[0] = value;
    return taken;
}

/* 4/sss, 933RRR, 931RRR, 98mmm: 12.7.2.b to e. */
unsigned tac_remark_snow(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    int value, depth;
    if (tac_token_is(in->t, "SNINCR") && in->n > 1) {
        s = tac_scan_start(in->t[1].text);
        if (!tac_scan_number(&s, 1, 2, &value, NULL) || !tac_scan_char(&s, '/') ||
            !tac_scan_number(&s, 1, 3, &depth, NULL) || !tac_scan_done(&s))
            return 0;
        r->kind = TAC_REMARK_SNOW_INCREASING;
        r->value[0] = value;
        r->value[1] = depth;
        return 2;
    }
    if (tac_scan_literal(&s, "4/"))
        r->kind = TAC_REMARK_SNOW_DEPTH;
    else if (tac_scan_literal(&s, "933"))
        r->kind = TAC_REMARK_SNOW_WATER;
    else if (tac_scan_literal(&s, "931"))
        r->kind = TAC_REMARK_SNOW_6_H;
    else if (in->t->text.len == 5 && tac_scan_literal(&s, "98"))
        r->kind = TAC_REMARK_SUNSHINE;
    else
        return 0;
    if (tac_scan_slashes(&s, 3))
        return tac_scan_done(&s) ? 1 : 0;
    if (!tac_scan_digits(&s, 3, &value) || !tac_scan_done(&s))
        return 0;
    r->value[0] = value;
    return 1;
}

static const char *tendency_word(int code)
{
    static const char *const words[] = {"rising, then falling",
                                        "rising, then steady or slower",
                                        "rising",
                                        "falling or steady, then rising",
                                        "steady",
                                        "falling, then rising",
                                        "falling, then steady or slower",
                                        "falling",
                                        "steady or rising, then falling"};
    return code >= 0 && code <= 8 ? words[code] : NULL;
}

/*
 * In what US services send of Canada's automatic stations "50005" stands for an amount of precipitation as
 * often as for a tendency: beside P0002 it always is one (remark_canada.c).
 */
static bool tendency_doubtful(const struct tac_token *t, const struct tac_remark_context *context)
{
    return context->station && context->station[0] == 'C' && t->text.ptr[1] == '0';
}

bool tac_remark_tendency(struct tac_scan s, struct tac_remark *r)
{
    int code, tenths;
    r->kind = TAC_REMARK_PRESSURE_TENDENCY;
    if (tac_scan_slashes(&s, 4) && tac_scan_done(&s))
        return true;
    if (!tac_scan_digits(&s, 1, &code) || code > 8)
        return false;
    r->note = tendency_word(code);
    r->value[1] = code;
    if (tac_scan_slashes(&s, 3))
        return tac_scan_done(&s);
    if (!tac_scan_digits(&s, 3, &tenths) || !tac_scan_done(&s))
        return false;
    r->value[0] = code >= 5 ? -tenths : tenths;
    return true;
}

/* 5appp: 12.7.2.j and table 12-7. The character gives the sign. */
static unsigned pressure_tendency(struct tac_scan s, struct tac_remark *r)
{
    return tac_scan_char(&s, '5') && tac_remark_tendency(s, r) ? 1 : 0;
}

/* 8/CLCMCH: 12.7.2.c. */
static unsigned cloud_types(struct tac_scan s, struct tac_remark *r)
{
    int figure;
    if (!tac_scan_literal(&s, "8/") || tac_scan_left(&s) != 3)
        return 0;
    for (unsigned i = 0; i < 3; i++) {
        if (tac_scan_digits(&s, 1, &figure))
            r->value[i] = figure;
        else if (!tac_scan_slashes(&s, 1))
            return 0;
    }
    r->kind = TAC_REMARK_CLOUD_TYPES;
    return 1;
}

/* I1nnn, I3nnn, I6nnn: ice accretion in hundredths of an inch over 1, 3, 6 hours. */
static unsigned ice_accretion(struct tac_scan s, struct tac_remark *r)
{
    int hours, hundredths;
    if (!tac_scan_char(&s, 'I') || !tac_scan_digits(&s, 1, &hours) ||
        (hours != 1 && hours != 3 && hours != 6))
        return 0;
    r->kind = TAC_REMARK_ICE_ACCRETION;
    r->value[0] = hours;
    if (tac_scan_slashes(&s, 3))
        return tac_scan_done(&s) ? 1 : 0;
    if (!tac_scan_digits(&s, 3, &hundredths) || !tac_scan_done(&s))
        return 0;
    r->value[1] = hundredths;
    return 1;
}

unsigned tac_remark_figures(const struct tac_remark_input *in, struct tac_remark *r)
{
    struct tac_scan s = tac_scan_start(in->t->text);
    unsigned taken = 0;
    if (in->t->text.len == 5 && !tendency_doubtful(in->t, in->context))
        taken = pressure_tendency(s, r);
    if (taken == 0)
        taken = cloud_types(s, r);
    if (taken == 0)
        taken = ice_accretion(s, r);
    return taken;
}
