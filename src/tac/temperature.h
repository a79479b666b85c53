/*
 * Temperature and dew point: 15/M02, M00/M01, 12///, //////, XX/XX. FMH-1 12.6.10; WMO No. 306 FM 15, 15.11.
 */
#ifndef AW_TAC_TEMPERATURE_H
#define AW_TAC_TEMPERATURE_H

#include <stdint.h>

/* "Not reported." */
#define TAC_TEMPERATURE_NONE 999

struct tac_temperature {
    int16_t temperature_c; /* whole degrees; TAC_TEMPERATURE_NONE */
    int16_t dewpoint_c;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Relative humidity in whole per cent by the Magnus formula with the coefficients of Alduchov and Eskridge
 * (1996): 100 * e(dewpoint) / e(temperature), e(t) = exp(17.625 t / (243.04 + t)). -1 unless both are known
 * and the dew point is not above the temperature: there one of them is a slip.
 */
int tac_relative_humidity_pct(int temperature_c, int dewpoint_c);

#ifdef __cplusplus
}
#endif

#endif
