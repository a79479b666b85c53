/*
 * The elements that a METAR's body, its trends and a TAF's groups have in common: wind, visibility, weather,
 * sky.
 */
#ifndef AW_TAC_CONDITIONS_H
#define AW_TAC_CONDITIONS_H

#include "tac/cloud.h"
#include "tac/pressure.h"
#include "tac/span.h"
#include "tac/visibility.h"
#include "tac/weather.h"
#include "tac/wind.h"
#include "tac/wind_shear.h"

struct tac_conditions {
    struct tac_wind wind;
    struct tac_visibility visibility;
    bool wind_stated;       /* also by /////KT */
    bool visibility_stated; /* also by //// */
    bool sky_doubtful;      /* a group that looks like a ceiling could not be read: it may hide a layer */
    uint8_t weather_state;  /* enum tac_weather_state */
    uint8_t weather_count;
    uint8_t sky_state; /* enum tac_sky_state */
    uint8_t clouds_count;
    uint8_t wind_shear_count;
    int32_t vertical_visibility_ft;              /* -1: none or not known (sky_state tells) */
    struct tac_weather weather[TAC_WEATHER_MAX]; /* recent weather too, marked */
    struct tac_cloud clouds[TAC_CLOUDS_MAX];
    struct tac_wind_shear wind_shear[TAC_WIND_SHEAR_MAX];
    struct tac_altimeter altimeter;
};

#endif
