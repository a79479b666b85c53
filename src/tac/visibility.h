/*
 * Prevailing and directional visibility, in metres, statute miles or kilometres. FMH-1 12.6.6; WMO No. 306 FM
 * 15, 15.6.
 */
#ifndef AW_TAC_VISIBILITY_H
#define AW_TAC_VISIBILITY_H

#include <stdbool.h>
#include <stdint.h>

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

#ifdef __cplusplus
extern "C" {
#endif

const char *tac_distance_unit_name(enum tac_distance_unit unit);

#ifdef __cplusplus
}
#endif

#endif
