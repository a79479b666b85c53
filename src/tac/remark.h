/*
 * Remarks: what stands after RMK. FMH-1 12.7 (US), MANOBS (Canada), and what other countries add. Data
 * driven: a kind has one row in a table that names its meaning and its values, so that what writes remarks
 * needs no case per kind.
 */
#ifndef AW_TAC_REMARK_H
#define AW_TAC_REMARK_H

#include "base/civil.h"
#include "tac/span.h"
#include "tac/weather.h"

#define TAC_REMARKS_MAX       64
#define TAC_REMARK_VALUES_MAX 4
#define TAC_REMARK_EVENTS_MAX 40
#define TAC_REMARK_VALUE_NONE INT32_MIN

enum tac_remark_kind {
    TAC_REMARK_STATION_TYPE,
    TAC_REMARK_PEAK_WIND,
    TAC_REMARK_WIND_SHIFT,
    TAC_REMARK_WIND_AT_SITE,
    TAC_REMARK_WIND_VARIATION,
    TAC_REMARK_TOWER_VISIBILITY,
    TAC_REMARK_SURFACE_VISIBILITY,
    TAC_REMARK_VARIABLE_VISIBILITY,
    TAC_REMARK_SECTOR_VISIBILITY,
    TAC_REMARK_SITE_VISIBILITY,
    TAC_REMARK_METRIC_VISIBILITY,
    TAC_REMARK_VARIABLE_CEILING,
    TAC_REMARK_SITE_CEILING,
    TAC_REMARK_CEILING,
    TAC_REMARK_VARIABLE_SKY,
    TAC_REMARK_OBSCURATION,
    TAC_REMARK_LIGHTNING,
    TAC_REMARK_WEATHER_EVENTS,
    TAC_REMARK_LOCATED_WEATHER,
    TAC_REMARK_TORNADIC,
    TAC_REMARK_HAILSTONE,
    TAC_REMARK_PRESSURE_RISING,
    TAC_REMARK_PRESSURE_FALLING,
    TAC_REMARK_SEA_LEVEL_PRESSURE,
    TAC_REMARK_SEA_LEVEL_PRESSURE_MISSING,
    TAC_REMARK_HOURLY_PRECIPITATION,
    TAC_REMARK_PRECIPITATION_3_6_H,
    TAC_REMARK_PRECIPITATION_24_H,
    TAC_REMARK_PRECIPITATION_AMOUNT,
    TAC_REMARK_PRECIPITATION_GROUP,
    TAC_REMARK_RAINFALL,
    TAC_REMARK_SNOW_DEPTH,
    TAC_REMARK_SNOW_ON_GROUND,
    TAC_REMARK_SNOW_WATER,
    TAC_REMARK_SNOW_6_H,
    TAC_REMARK_SNOW_INCREASING,
    TAC_REMARK_SUNSHINE,
    TAC_REMARK_CLOUD_TYPES,
    TAC_REMARK_CLOUD_LAYERS,
    TAC_REMARK_CLOUD_LAYER,
    TAC_REMARK_CLOUD_AMOUNT,
    TAC_REMARK_HOURLY_TEMPERATURE,
    TAC_REMARK_MAX_TEMPERATURE_6_H,
    TAC_REMARK_MIN_TEMPERATURE_6_H,
    TAC_REMARK_TEMPERATURES_24_H,
    TAC_REMARK_TEMPERATURE_EXTREME,
    TAC_REMARK_PRESSURE_TENDENCY,
    TAC_REMARK_ICE_ACCRETION,
    TAC_REMARK_SENSOR_STATUS,
    TAC_REMARK_SENSOR_STATUS_AT,
    TAC_REMARK_MAINTENANCE,
    TAC_REMARK_DENSITY_ALTITUDE,
    TAC_REMARK_PRESSURE_ALTITUDE,
    TAC_REMARK_ALTIMETER,
    TAC_REMARK_QFE,
    TAC_REMARK_QNH,
    TAC_REMARK_CLOUD_BASE,
    TAC_REMARK_RELATIVE_HUMIDITY,
    TAC_REMARK_RUNWAY_STATE,
    TAC_REMARK_SEA,
    TAC_REMARK_SEA_STATE,
    TAC_REMARK_COLOR_STATE,
    TAC_REMARK_NEXT_OBSERVATION,
    TAC_REMARK_CORRECTED_AT,
    TAC_REMARK_ATIS,
    TAC_REMARK_BIRD_HAZARD,
    TAC_REMARK_CLIMAT,
    TAC_REMARK_SENT_THROUGH,
    TAC_REMARK_TERRAIN,
    TAC_REMARK_AIRCRAFT_REPORT,
    TAC_REMARK_TURBULENCE,
    TAC_REMARK_RUNWAY_IN_USE,
    TAC_REMARK_REGIONAL_QNH,
    TAC_REMARK_QFF,
    TAC_REMARK_PLAIN_FIGURES,
    TAC_REMARK_PHRASE,
    TAC_REMARK_KIND_COUNT
};

struct tac_remark {
    uint8_t kind;         /* enum tac_remark_kind */
    uint8_t events_first; /* WEATHER_EVENTS, TORNADIC: events[first..first+count) of the list */
    uint8_t events_count;
    uint32_t start; /* the remark's place in the report as given */
    uint32_t end;
    uint32_t detail_start; /* its direction, runway, type... as given; start == end: none */
    uint32_t detail_end;
    const char
        *note;  /* static text that says more (a sensor's name, a pressure tendency's character); or NULL */
    int64_t at; /* UTC_NONE: no time */
    int32_t value[TAC_REMARK_VALUES_MAX]; /* scaled as the table says; TAC_REMARK_VALUE_NONE: not given */
};

/* One step of "RAB05E30SNB20": which weather began or ended when. */
struct tac_remark_event {
    char weather[8];
    bool begin;
    int64_t at; /* UTC_NONE when the minute was missing (MM) */
};

struct tac_remarks {
    uint8_t count;
    uint8_t events_count;
    struct tac_remark list[TAC_REMARKS_MAX];
    struct tac_remark_event events[TAC_REMARK_EVENTS_MAX];
};

/* How a kind is written: names of its members beside code and meaning; NULL ends or means "has none". */
struct tac_remark_info {
    const char *meaning;
    const char *detail; /* name of the text member */
    const char *note;   /* name of the member for `note` */
    const char *at;     /* name of the time member */
    struct {
        const char *name; /* carries the unit */
        int16_t divisor;  /* value[i] / divisor is in that unit */
        int8_t decimals;
    } value[TAC_REMARK_VALUES_MAX];
};

#ifdef __cplusplus
extern "C" {
#endif

const struct tac_remark_info *tac_remark_info(enum tac_remark_kind kind);

#ifdef __cplusplus
}
#endif

#endif
