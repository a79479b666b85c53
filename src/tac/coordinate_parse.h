/* Inside of coordinate.h: reading positions. */
#ifndef AW_TAC_COORDINATE_PARSE_H
#define AW_TAC_COORDINATE_PARSE_H

#include "tac/coordinate.h"
#include "tac/token.h"

/* One half at the scan's position, letter first or last; a longitude may lack its leading zero only when
 * minutes follow and the letter is last ("7058W"). False when out of range. */
bool tac_scan_latitude(struct tac_scan *s, double *out);
bool tac_scan_longitude(struct tac_scan *s, double *out);

/* Both halves, in one group (with or without a "-" or "/" between) or in two; returns how many groups, or 0.
 */
unsigned tac_position_decode(const struct tac_token *t, size_t n, struct tac_position *out);

#endif
