#include "tac/temperature.h"

#include <math.h>

#include "tac/temperature_parse.h"

bool tac_scan_temperature(struct tac_scan *s, int *out)
{
    struct tac_scan at = *s;
    int value;
    bool below_zero = tac_scan_char(&at, 'M') || tac_scan_char(&at, '-');
    if (!tac_scan_digits(&at, 2, &value))
        return false;
    *s = at;
    *out = below_zero ? -value : value;
    return true;
}

/* A temperature (a figure may be missing: "3/M1"), or one of the ways to say that there is none. */
static bool scan_or_missing(struct tac_scan *s, int16_t *out)
{
    struct tac_scan at = *s;
    int value;
    bool below_zero = tac_scan_char(&at, 'M') || tac_scan_char(&at, '-');
    if (tac_scan_number(&at, 1, 2, &value, NULL)) {
        *s = at;
        *out = (int16_t)(below_zero ? -value : value);
        return true;
    }
    return tac_scan_slashes(s, 2) || tac_scan_literal(s, "XX") || tac_scan_literal(s, "MM") ||
           tac_scan_literal(s, "M");
}

bool tac_temperature_plausible(int celsius)
{
    return celsius >= -90 && celsius <= 60;
}

static bool plausible(int16_t celsius)
{
    return celsius == TAC_TEMPERATURE_NONE || tac_temperature_plausible(celsius);
}

/* "1/2", "M1/4": with single figures, a dew point above the temperature. */
static bool is_fraction(const struct tac_token *t, const struct tac_temperature *v)
{
    size_t slash = slice_find(t->text, '/');
    size_t figures = t->text.ptr[0] == 'M' || t->text.ptr[0] == '-' ? slash - 1 : slash;
    return figures == 1 && v->temperature_c != TAC_TEMPERATURE_NONE &&
           v->dewpoint_c != TAC_TEMPERATURE_NONE && v->dewpoint_c > v->temperature_c;
}

unsigned tac_temperature_decode(const struct tac_token *t, size_t n, struct tac_temperature *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_temperature v = {TAC_TEMPERATURE_NONE, TAC_TEMPERATURE_NONE};
    if (n == 0 || !scan_or_missing(&s, &v.temperature_c) || !tac_scan_char(&s, '/'))
        return 0;
    /* "12/": the dew point is missing. */
    if (!tac_scan_done(&s) && !scan_or_missing(&s, &v.dewpoint_c))
        return 0;
    if (!tac_scan_done(&s) || !plausible(v.temperature_c) || !plausible(v.dewpoint_c) || is_fraction(t, &v))
        return 0;
    *out = v;
    return 1;
}

static double magnus(double t)
{
    return exp(17.625 * t / (243.04 + t));
}

int tac_relative_humidity_pct(int temperature_c, int dewpoint_c)
{
    if (temperature_c == TAC_TEMPERATURE_NONE || dewpoint_c == TAC_TEMPERATURE_NONE ||
        dewpoint_c > temperature_c)
        return -1;
    return (int)(100 * magnus(dewpoint_c) / magnus(temperature_c) + 0.5);
}
