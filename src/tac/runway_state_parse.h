/* Inside of runway_state.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_RUNWAY_STATE_PARSE_H
#define AW_TAC_RUNWAY_STATE_PARSE_H

#include "tac/runway_state.h"
#include "tac/token.h"

unsigned tac_runway_state_decode(const struct tac_token *t, size_t n, struct tac_runway_state *out);

#endif
