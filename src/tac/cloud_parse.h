/* Inside of cloud.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_CLOUD_PARSE_H
#define AW_TAC_CLOUD_PARSE_H

#include "tac/cloud.h"
#include "tac/token.h"

/*
 * One layer, or SKC, CLR, NSC, NCD. "//////" and "/////////" (no cloud could be observed) are no layer;
 * "//////CB" is: of unknown amount and base, as an automatic station reports a cumulonimbus it detected
 * otherwise (15.9.1.7).
 */
unsigned tac_cloud_decode(const struct tac_token *t, size_t n, struct tac_cloud *out);

/* "//////", "/////////": nothing was observed. */
bool tac_cloud_is_missing(const struct tac_token *t);

/* A group that could not be read but has the mark of a ceiling in it ("OVCO15"): what it says can't be left
 * out unsaid. */
bool tac_text_is_like_ceiling(struct slice s);

/* VVhhh (also with CB or TCU after it) in feet, -1 for VV///. */
unsigned tac_vertical_visibility_decode(const struct tac_token *t, size_t n, int32_t *out_ft);

#endif
