/*
 * Positions as latitude and longitude. Aircraft write figures before the letter ("5329N04002W", "47N051W");
 * SIGMETs the letter first ("N5329 W04002", "S05 E120"; ICAO Annex 3, Appendix 6, template A6-1A). Degrees
 * have two figures of latitude and three of longitude, minutes two.
 */
#ifndef AW_TAC_COORDINATE_H
#define AW_TAC_COORDINATE_H

#include "tac/token.h"

struct tac_position {
    double latitude_deg;  /* north is positive */
    double longitude_deg; /* east is positive, -180..180 */
};

/* One half at the scan's position, letter first or last; a longitude may lack its leading zero only when
 * minutes follow and the letter is last ("7058W"). False when out of range. */
bool tac_scan_latitude(struct tac_scan *s, double *out);
bool tac_scan_longitude(struct tac_scan *s, double *out);

/* Both halves, in one group (with or without a "-" or "/" between) or in two; returns how many groups, or 0.
 */
unsigned tac_position_decode(const struct tac_token *t, size_t n, struct tac_position *out);

#endif
