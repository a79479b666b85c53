/*
 * Positions as latitude and longitude. Aircraft write figures before the letter ("5329N04002W", "47N051W");
 * SIGMETs the letter first ("N5329 W04002", "S05 E120"; ICAO Annex 3, Appendix 6, template A6-1A). Degrees
 * have two figures of latitude and three of longitude, minutes two.
 */
#ifndef AW_TAC_COORDINATE_H
#define AW_TAC_COORDINATE_H

struct tac_position {
    double latitude_deg;  /* north is positive */
    double longitude_deg; /* east is positive, -180..180 */
};

#endif
