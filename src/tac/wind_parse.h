/* Inside of wind.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_WIND_PARSE_H
#define AW_TAC_WIND_PARSE_H

#include "tac/token.h"
#include "tac/wind.h"

extern const struct tac_wind tac_wind_none;

/*
 * A wind group ("/////KT" is one too: present is then false). Accepts what is mistyped but can mean one thing
 * only: a blank before the unit ("27010 KT").
 */
unsigned tac_wind_decode(const struct tac_token *t, size_t n, struct tac_wind *out);

/* dddVddd; sets only the two directions of *wind. */
unsigned tac_wind_variation_decode(const struct tac_token *t, size_t n, struct tac_wind *wind);

#endif
