/* Inside of span.h: recording what a group was understood as. */
#ifndef AW_TAC_SPAN_PARSE_H
#define AW_TAC_SPAN_PARSE_H

#include "tac/span.h"
#include "tac/token.h"

/* Records t[0..n) as one span. When the list is full its last span becomes undecoded and grows to take this
 * one in. */
void tac_spans_add(struct tac_spans *s, const struct tac_token *t, unsigned n, enum tac_group group,
                   unsigned section, unsigned index);

/* The same for bytes that are no token. */
void tac_spans_add_range(struct tac_spans *s, uint32_t start, uint32_t end, enum tac_group group,
                         unsigned section, unsigned index);

/* What was recorded last says that its element is not reported ("/////KT"). */
void tac_spans_mark_missing(struct tac_spans *s);

#endif
