/*
 * Altimeter setting: Qpppp (hPa), Apppp (hundredths of inHg), QNHppppINS. FMH-1 12.6.11; WMO No. 306 FM
 * 15, 15.12.
 */
#ifndef AW_TAC_PRESSURE_H
#define AW_TAC_PRESSURE_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_HPA_PER_INHG 33.8638866667

enum tac_pressure_unit { TAC_PRESSURE_NONE, TAC_PRESSURE_HPA, TAC_PRESSURE_INHG };

struct tac_altimeter {
    uint8_t reported_unit; /* of the first group; TAC_PRESSURE_NONE: no altimeter */
    double hpa;            /* as reported where it was, else converted from the other */
    double inhg;
    bool hpa_reported;
    bool inhg_reported;
};

#endif
