/*
 * Positions in texts: ddmm[ss[.ss]]N dddmm[ss[.ss]]W, joined, or parted by blanks, a comma, a dash or a
 * stroke (PANS-AIM appendix 3). Pure.
 */
#ifndef AW_TAC_NOTAM_COORDINATE_H
#define AW_TAC_NOTAM_COORDINATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* One at the start of s, in degrees, north and east positive; how many bytes it took, or 0. */
size_t notam_coordinate_parse(struct slice s, double *latitude_deg, double *longitude_deg);

/* The first one anywhere in s. */
bool notam_coordinate_find(struct slice s, double *latitude_deg, double *longitude_deg);

#endif
