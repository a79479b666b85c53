/*
 * Wind shear: "WS R24L", "WS ALL RWY", "WS TKOF RWY12" in METARs (WMO No. 306 FM 15, 15.13.3),
 * "WS020/24045KT" in US TAFs (NWSI 10-813: at 2,000 ft the wind will be 240 degrees at 45 kt).
 */
#ifndef AW_TAC_WIND_SHEAR_H
#define AW_TAC_WIND_SHEAR_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_WIND_SHEAR_MAX 4

struct tac_wind_shear {
    char runway[4]; /* "24L"; "" = not named */
    bool all_runways;
    bool take_off;         /* WS TKOF RWYdd */
    bool landing;          /* WS LDG RWYdd */
    int32_t height_ft;     /* -1: no height given */
    int16_t direction_deg; /* -1: not given */
    int16_t speed_kt;      /* -1: not given */
};

#endif
