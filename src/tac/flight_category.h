/*
 * Ceiling and US flight category (FAA AIM 7-1-7), with what is unknown said to be so: missing input is never
 * VFR.
 *
 *   LIFR ceiling < 500 ft or visibility < 1 SM; IFR 500 to < 1000 or 1 to < 3; MVFR 1000 to 3000 or 3 to 5;
 * VFR above.
 */
#ifndef AW_TAC_FLIGHT_CATEGORY_H
#define AW_TAC_FLIGHT_CATEGORY_H

#include "tac/conditions.h"

enum tac_ceiling_state {
    TAC_CEILING_NONE,
    TAC_CEILING_REPORTED,
    TAC_CEILING_INDEFINITE, /* vertical visibility */
    TAC_CEILING_AT_MOST,    /* a BKN/OVC with a base, and a layer that may hide a lower one */
    TAC_CEILING_UNKNOWN,
};

struct tac_ceiling {
    uint8_t state;  /* enum tac_ceiling_state */
    int32_t ft_agl; /* -1 unless reported, indefinite or at_most */
};

/* In the order of "worse": a smaller number is worse. */
enum tac_flight_category {
    TAC_CATEGORY_LIFR,
    TAC_CATEGORY_UNKNOWN,
    TAC_CATEGORY_IFR,
    TAC_CATEGORY_MVFR,
    TAC_CATEGORY_VFR,
};

struct tac_category {
    uint8_t category; /* enum tac_flight_category */
    int8_t at_best; /* beside UNKNOWN, the worse of what is known ("this or worse"); -1: nothing is known, or
                       not UNKNOWN */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Of complete conditions: metar.conditions, taf.base, those of a taf_state. */
struct tac_ceiling tac_ceiling_find(const struct tac_conditions *c);
struct tac_category tac_category_find(const struct tac_ceiling *ceiling,
                                      const struct tac_visibility *visibility);
/* The worse of two, with the at_best that then stands beside UNKNOWN. */
struct tac_category tac_category_worse(struct tac_category a, struct tac_category b);
/* The lower of two; a known one beside an unknown one is at_most, unknown is worse than none. */
struct tac_ceiling tac_ceiling_worse(struct tac_ceiling a, struct tac_ceiling b);

const char *tac_ceiling_state_name(enum tac_ceiling_state state);
const char *tac_flight_category_name(enum tac_flight_category category);

#ifdef __cplusplus
}
#endif

#endif
