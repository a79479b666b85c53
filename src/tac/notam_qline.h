/*
 * Item Q): FIR / code / traffic / purpose / scope / lower / upper / centre and radius (PANS-AIM appendix 3,
 * item Q; Doc 8126 6.3). Offices leave parts out, empty, or write noise there: a part is taken for the first
 * of the parts due that it can be, an empty one for the next due; what is none of them is an undecoded span.
 */
#ifndef AW_TAC_NOTAM_QLINE_H
#define AW_TAC_NOTAM_QLINE_H

#include "tac/notam.h"

/* `item` with its marker, within `raw`, to which spans are relative. */
void notam_qline_decode(struct slice raw, struct slice item, struct notam_qualifiers *out,
                        struct tac_spans *spans);

void notam_qualifiers_clear(struct notam_qualifiers *q);

#endif
