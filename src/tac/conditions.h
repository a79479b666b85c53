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

/* Nothing stated. */
void tac_conditions_clear(struct tac_conditions *c);

/*
 * Takes the group at t[0] if it is one of wind, visibility, weather, sky or wind shear that fits what is
 * known so far, and records its span; returns the number of groups taken, 0 when it is another group (or a
 * second wind, ...).
 */
unsigned tac_conditions_take(struct tac_conditions *c, const struct tac_token *t, size_t n,
                             struct tac_spans *spans, unsigned section);

/* Tells of a group of this statement that was not understood. */
void tac_conditions_note_undecoded(struct tac_conditions *c, const struct tac_token *t);

/* A whole statement (METAR body, TAF base, FM group): what was not stated becomes "none" or "missing". */
void tac_conditions_complete(struct tac_conditions *c);
/* Lays what `change` states over *c, element by element (API: CAVOK takes visibility, weather and sky; NSW
 * empties weather). */
void tac_conditions_merge(struct tac_conditions *c, const struct tac_conditions *change);

#endif
