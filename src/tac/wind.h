/*
 * Surface wind: dddff(f)Gff(f) with KT, MPS or KMH, VRB, calm, P for "above", and the dddVddd group.
 * FMH-1 12.6.5; WMO No. 306 FM 15, 15.5. Directions are degrees true as reported, 0..360.
 */
#ifndef AW_TAC_WIND_H
#define AW_TAC_WIND_H

#include <stdbool.h>
#include <stdint.h>

enum tac_speed_unit { TAC_SPEED_KT, TAC_SPEED_MPS, TAC_SPEED_KMH };

struct tac_wind {
    bool present;              /* something is known: a direction, a speed, or a variation */
    bool variable;             /* VRB */
    bool calm;                 /* 00000 */
    bool above;                /* P99KT, P49MPS: speed or gust is above the value given */
    uint8_t unit;              /* enum tac_speed_unit */
    int16_t direction_deg;     /* -1: variable or not reported */
    int16_t speed;             /* in `unit`; -1: not reported */
    int16_t gust;              /* in `unit`; -1: none */
    int16_t variable_from_deg; /* -1: no dddVddd group */
    int16_t variable_to_deg;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Whole knots, rounded half up (1 m/s = 1.943844 kt, 1 km/h = 0.539957 kt); -1 stays -1. */
int tac_speed_to_kt(int speed, enum tac_speed_unit unit);
const char *tac_speed_unit_name(enum tac_speed_unit unit);

#ifdef __cplusplus
}
#endif

#endif
