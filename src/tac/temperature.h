/*
 * Temperature and dew point: 15/M02, M00/M01, 12///, //////, XX/XX. FMH-1 12.6.10; WMO No. 306 FM 15, 15.11.
 */
#ifndef AW_TAC_TEMPERATURE_H
#define AW_TAC_TEMPERATURE_H

#include "tac/token.h"

/* "Not reported." */
#define TAC_TEMPERATURE_NONE 999

struct tac_temperature {
    int16_t temperature_c; /* whole degrees; TAC_TEMPERATURE_NONE */
    int16_t dewpoint_c;
};

/*
 * One figure for two is taken too ("3/M1"): where a fraction of a mile could stand, the caller has to look at
 * the length. A dew point above the temperature is then a fraction ("1/2"), and what no place on earth has
 * had (over 60 or under -90) is no temperature in Celsius.
 */
unsigned tac_temperature_decode(const struct tac_token *t, size_t n, struct tac_temperature *out);
/* M05, 12 at the scan's position. */
bool tac_scan_temperature(struct tac_scan *s, int *out);

/*
 * Relative humidity in whole per cent by the Magnus formula with the coefficients of Alduchov and Eskridge
 * (1996): 100 * e(dewpoint) / e(temperature), e(t) = exp(17.625 t / (243.04 + t)). -1 unless both are known;
 * at most 100.
 */
int tac_relative_humidity_pct(int temperature_c, int dewpoint_c);

#endif
