#define _GNU_SOURCE
#include "base/number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum result number_parse_int(struct slice s, int64_t min, int64_t max, int64_t *out)
{
    size_t i = 0;
    bool negative = false;
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        negative = s.ptr[i++] == '-';
    if (i == s.len)
        return RESULT_INVALID;
    int64_t value = 0;
    bool overflow = false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return RESULT_INVALID;
        int digit = s.ptr[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            overflow = true;
    }
    if (overflow || value < min || value > max)
        return RESULT_TOO_LARGE;
    *out = value;
    return RESULT_OK;
}

static bool looks_decimal(struct slice s)
{
    bool digit = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool d = c >= '0' && c <= '9';
        digit |= d;
        if (!d && c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E')
            return false;
    }
    return digit;
}

enum result number_parse_double(struct slice s, double min, double max, double *out)
{
    char text[65];
    if (!looks_decimal(s) || !slice_copy(s, text, sizeof(text)))
        return RESULT_INVALID;
    static locale_t c_locale;
    if (!c_locale)
        c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c_locale)
        return RESULT_NO_MEMORY;
    char *end = NULL;
    double value = strtod_l(text, &end, c_locale);
    if (end != text + s.len)
        return RESULT_INVALID;
    if (!isfinite(value) || value < min || value > max)
        return RESULT_TOO_LARGE;
    *out = value;
    return RESULT_OK;
}
