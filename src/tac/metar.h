/*
 * METAR and SPECI (FM 15, FM 16), US, Canadian and others' practice and remarks. Pure: no allocation, no
 * globals, never reads past `raw`. All of the report is accounted for: each group is in a field and in
 * `spans`, or is an undecoded span.
 *
 * Absent: a time is UTC_NONE, a number is the sentinel its header names, a group has present == false.
 * Slices and offsets in *out point into `raw`, which must outlive it.
 */
#ifndef AW_TAC_METAR_H
#define AW_TAC_METAR_H

#include "base/civil.h"
#include "base/result.h"
#include "base/slice.h"
#include "tac/conditions.h"
#include "tac/error.h"
#include "tac/flight_category.h"
#include "tac/remark.h"
#include "tac/runway_state.h"
#include "tac/rvr.h"
#include "tac/span.h"
#include "tac/temperature.h"
#include "tac/time.h"
#include "tac/trend.h"

enum metar_type { METAR_TYPE_METAR, METAR_TYPE_SPECI };

struct metar {
    struct slice raw; /* as given */
    char station[5];
    uint8_t type; /* enum metar_type; METAR when the text does not say */
    bool automatic;
    bool corrected;
    bool nil;
    struct tac_day_time reported_time; /* as in the text; day 0: there was none */
    int64_t time;                      /* UTC seconds; UTC_NONE without one */
    struct tac_conditions conditions;  /* complete */
    struct tac_ceiling ceiling;
    struct tac_category category;
    struct tac_temperature temperature;
    int16_t relative_humidity_pct;   /* -1: not known */
    int32_t sea_level_pressure_dhpa; /* tenths of hPa, from remark SLP; -1 */
    char color_state[12];            /* "" = none */
    uint8_t rvr_count;
    uint8_t runway_state_count;
    uint8_t trend_count;
    struct tac_rvr rvr[TAC_RVR_MAX];
    struct tac_runway_state runway_state[TAC_RUNWAY_STATE_MAX];
    struct tac_trend trend[TAC_TRENDS_MAX];
    struct tac_remarks remarks;
    struct tac_spans spans;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * RESULT_OK, or RESULT_INVALID with *error (which may be NULL) when nothing can be made of it: no station, or
 * neither a time nor NIL after it. *out is 12 KB or so: fine on a stack, its content is undefined on failure.
 */
enum result metar_decode(struct slice raw, int64_t reference_time, struct metar *out,
                         struct tac_error *error);

#ifdef __cplusplus
}
#endif

#endif
