/* Inside of wind_shear.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_WIND_SHEAR_PARSE_H
#define AW_TAC_WIND_SHEAR_PARSE_H

#include "tac/token.h"
#include "tac/wind_shear.h"

unsigned tac_wind_shear_decode(const struct tac_token *t, size_t n, struct tac_wind_shear *out);

/* "24", "06L" at the scan's position, at most three characters. */
bool tac_scan_runway(struct tac_scan *s, char out[4]);

#endif
