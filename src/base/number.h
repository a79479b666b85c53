/*
 * Numbers out of hostile text. Each reads the whole slice, takes no blanks, checks the range and leaves
 * *out untouched on failure: RESULT_INVALID (not such a number) or RESULT_TOO_LARGE (outside min..max).
 */
#ifndef AW_BASE_NUMBER_H
#define AW_BASE_NUMBER_H

#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

/* Decimal digits with an optional sign. */
enum result number_parse_int(struct slice s, int64_t min, int64_t max, int64_t *out);

/* Decimal with an optional sign, point and exponent, in the C locale whatever the process's; at most 64
 * bytes; finite. */
enum result number_parse_double(struct slice s, double min, double max, double *out);

/* 0 to 15; -1: no hexadecimal digit. */
static inline int number_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
