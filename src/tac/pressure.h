/*
 * Altimeter setting: Qpppp (hPa), Apppp (hundredths of inHg), QNHppppINS. FMH-1 12.6.11; WMO No. 306 FM
 * 15, 15.12.
 */
#ifndef AW_TAC_PRESSURE_H
#define AW_TAC_PRESSURE_H

#include "tac/token.h"

#define TAC_HPA_PER_INHG 33.8638866667

enum tac_pressure_unit { TAC_PRESSURE_NONE, TAC_PRESSURE_HPA, TAC_PRESSURE_INHG };

struct tac_altimeter {
    uint8_t reported_unit; /* of the first group; TAC_PRESSURE_NONE: no altimeter */
    double hpa;            /* as reported where it was, else converted from the other */
    double inhg;
    bool hpa_reported;
    bool inhg_reported;
};

/*
 * One altimeter setting, of one group or two ("Q 1013", "QNH 1013", "QNH 2992INS", "A 2992"); "Q////" and
 * "A////" are taken and set nothing. A second setting of the other unit adds its value; one of the same unit
 * is refused (0).
 */
unsigned tac_altimeter_decode(const struct tac_token *t, size_t n, struct tac_altimeter *inout);
/* Four figures alone that could be a pressure, in either unit. */
bool tac_altimeter_is_bare(const struct tac_token *t);

#endif
