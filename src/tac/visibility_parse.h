/* Inside of visibility.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_VISIBILITY_PARSE_H
#define AW_TAC_VISIBILITY_PARSE_H

#include "tac/token.h"
#include "tac/visibility.h"

extern const struct tac_visibility tac_visibility_none;

/*
 * A prevailing visibility: 4 digits (with NDV, or M before them), //// (present is false), nSM, n/nSM, n
 * n/nSM, MnSM, PnSM, nKM, CAVOK.
 */
unsigned tac_visibility_decode(const struct tac_token *t, size_t n, struct tac_visibility *out);

/* dddd or ddd with a compass direction: "1500SW", "100NW". */
unsigned tac_visibility_directional_decode(const struct tac_token *t, size_t n,
                                           struct tac_directional_visibility *out);

/*
 * Of a whole statement without a prevailing visibility: "4000E" in its place is one. So did FM 15 until 2004
 * (15.6.2: the least visibility with its direction, and no other), and some still do (Bolivia).
 */
void tac_visibility_complete(struct tac_visibility *v);

/* A distance in statute miles over one or two groups, without a unit ("2", "1/2", "1 1/2") as remarks write
 * it. */
unsigned tac_miles_decode(const struct tac_token *t, size_t n, double *out);

#endif
