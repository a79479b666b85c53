/*
 * Prevailing and directional visibility, in metres, statute miles or kilometres. FMH-1 12.6.6; WMO No. 306 FM
 * 15, 15.6.
 */
#ifndef AW_TAC_VISIBILITY_H
#define AW_TAC_VISIBILITY_H

#include "tac/token.h"

#define TAC_METERS_PER_MILE 1609.344
#define TAC_DIRECTIONAL_MAX 6

enum tac_distance_unit { TAC_DISTANCE_M, TAC_DISTANCE_SM, TAC_DISTANCE_KM };

struct tac_directional_visibility {
    int32_t meters;
    char direction[4]; /* "N".."NW", terminated; "": the least visibility, in no direction named */
};

struct tac_visibility {
    bool present; /* a prevailing visibility is known; false for //// */
    bool less_than;
    bool greater_than; /* P6SM, and 9999 and CAVOK, which are 10000 m */
    bool cavok;
    uint8_t unit; /* enum tac_distance_unit, as reported */
    uint8_t directional_count;
    double meters; /* both, exactly related by 1 SM = 1609.344 m; one of them as reported */
    double statute_miles;
    struct tac_directional_visibility directional[TAC_DIRECTIONAL_MAX];
};

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

const char *tac_distance_unit_name(enum tac_distance_unit unit);

#endif
