/*
 * Trend forecast of a METAR, valid two hours from the observation: NOSIG, BECMG, TEMPO, INTER with FM, TL and
 * AT times. WMO No. 306 FM 15, 15.14; ICAO Annex 3 appendix 3, 2.2.
 */
#ifndef AW_TAC_TREND_H
#define AW_TAC_TREND_H

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
    int64_t from;        /* UTC_NONE: not given */
    int64_t to;
    int64_t at;
    char color_state[12];             /* "" = none */
    struct tac_conditions conditions; /* only what it states */
};

/* No type set, nothing stated. */
void tac_trend_clear(struct tac_trend *trend);
/* Does a trend begin at t[0]? Returns the groups of its head (type, probability and times). Times follow
 * `time`. */
unsigned tac_trend_decode(const struct tac_token *t, size_t n, int64_t time, struct tac_trend *out);

/*
 * Times of trends are those of a forecast for two hours (three or more in Australia): one that comes first
 * more than six hours after the observation is that of the hour before it ("FM1200" in a report of 1205), or
 * is not known.
 */

/* FM1200, TL1400, AT1300 (also with a blank after the two letters): sets the one it is. */
unsigned tac_trend_time_decode(const struct tac_token *t, size_t n, int64_t time, struct tac_trend *inout);

/* BLU+, BLACKBLU, YLO1... (military colour states); `out` has the state; two glued
 * together ("BLU+BLU+") give the one forecast in `second`, which may be NULL and comes empty. */
unsigned tac_color_state_decode(const struct tac_token *t, size_t n, char out[12], char second[12]);

const char *tac_trend_type_name(enum tac_trend_type type);

#endif
