/* Inside of trend.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_TREND_PARSE_H
#define AW_TAC_TREND_PARSE_H

#include "tac/token.h"
#include "tac/trend.h"

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

#endif
