/* Inside of temperature.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_TEMPERATURE_PARSE_H
#define AW_TAC_TEMPERATURE_PARSE_H

#include "tac/temperature.h"
#include "tac/token.h"

/*
 * One figure for two is taken too ("3/M1"): where a fraction of a mile could stand, the caller has to look at
 * the length. A dew point above the temperature is then a fraction ("1/2"), and what no place on earth has
 * had (over 60 or under -90) is no temperature in Celsius.
 */
unsigned tac_temperature_decode(const struct tac_token *t, size_t n, struct tac_temperature *out);

/* Has any place on earth been as cold or as hot? */
bool tac_temperature_plausible(int celsius);

/* M05, 12 at the scan's position. */
bool tac_scan_temperature(struct tac_scan *s, int *out);

#endif
