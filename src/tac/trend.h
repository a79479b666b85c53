/*
 * Trend forecast of a METAR, valid two hours from the observation: NOSIG, BECMG, TEMPO, INTER with FM, TL and
 * AT times. WMO No. 306 FM 15, 15.14; ICAO Annex 3 appendix 3, 2.2.
 */
#ifndef AW_TAC_TREND_H
#define AW_TAC_TREND_H

#include "base/civil.h"
#include "tac/conditions.h"
#include "tac/time.h"

#define TAC_TRENDS_MAX 6

enum tac_trend_type {
    TAC_TREND_NOSIG,
    TAC_TREND_BECMG,
    TAC_TREND_TEMPO,
    TAC_TREND_INTER,
    TAC_TREND_FM,
    TAC_TREND_PROB,
    TAC_TREND_COLOR, /* a second colour state: the one forecast for two hours */
};

struct tac_trend {
    uint8_t type;        /* enum tac_trend_type */
    uint8_t probability; /* 30 or 40; 0: not given */
    int64_t from;        /* UTC_NONE: not given, or an end before it */
    int64_t to;
    int64_t at;
    char color_state[12];             /* "" = none */
    struct tac_conditions conditions; /* only what it states */
};

#ifdef __cplusplus
extern "C" {
#endif

const char *tac_trend_type_name(enum tac_trend_type type);

#ifdef __cplusplus
}
#endif

#endif
