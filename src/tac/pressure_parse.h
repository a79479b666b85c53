/* Inside of pressure.h: group decoders, in the shape of token.h. */
#ifndef AW_TAC_PRESSURE_PARSE_H
#define AW_TAC_PRESSURE_PARSE_H

#include "tac/pressure.h"
#include "tac/token.h"

/*
 * One altimeter setting, of one group or two ("Q 1013", "QNH 1013", "QNH 2992INS", "A 2992"); "Q////" and
 * "A////" are taken and set nothing. A second setting of the other unit adds its value; one of the same unit
 * is refused (0).
 */
unsigned tac_altimeter_decode(const struct tac_token *t, size_t n, struct tac_altimeter *inout);

/* Four figures alone that could be a pressure, in either unit. */
bool tac_altimeter_is_bare(const struct tac_token *t);

#endif
