/* Inside of conditions.h: taking groups one after another into a statement. */
#ifndef AW_TAC_CONDITIONS_PARSE_H
#define AW_TAC_CONDITIONS_PARSE_H

#include "tac/conditions.h"
#include "tac/token.h"

/* Nothing stated. */
void tac_conditions_clear(struct tac_conditions *c);

/*
 * Takes the group at t[0] if it is one of wind, visibility, weather, sky or wind shear that fits what is
 * known so far, and records its span; returns the number of groups taken, 0 when it is another group (or a
 * second wind, ...).
 */
unsigned tac_conditions_take(struct tac_conditions *c, const struct tac_token *t, size_t n,
                             struct tac_spans *spans, unsigned section);

/* Tells of a group of this statement that was not understood. */
void tac_conditions_note_undecoded(struct tac_conditions *c, const struct tac_token *t);

/* A whole statement (METAR body, TAF base, FM group): what was not stated becomes "none" or "missing". */
void tac_conditions_complete(struct tac_conditions *c);

/* Lays what `change` states over *c, element by element (API: CAVOK takes visibility, weather and sky; NSW
 * empties weather). */
void tac_conditions_merge(struct tac_conditions *c, const struct tac_conditions *change);

#endif
