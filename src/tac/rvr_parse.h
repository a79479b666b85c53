/* Inside of rvr.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_RVR_PARSE_H
#define AW_TAC_RVR_PARSE_H

#include "tac/rvr.h"
#include "tac/token.h"

unsigned tac_rvr_decode(const struct tac_token *t, size_t n, struct tac_rvr *out);

#endif
