/*
 * The conditions that a TAF forecasts for a moment. Periods are [from, to). FM replaces all that went before;
 * BECMG changes the elements it states, and inside its window prevailing is, element by element, the worse of
 * before and after; TEMPO, INTER and PROB stand beside prevailing, merged over it. A change whose period is
 * not known, and an FM from before the validity, may be in force: FM and BECMG then make it becoming, the
 * others stand among the temporary ones.
 */
#ifndef AW_TAC_TAF_AT_H
#define AW_TAC_TAF_AT_H

#include "tac/taf.h"

struct taf_state {
    struct tac_conditions conditions; /* complete */
    struct tac_ceiling ceiling;
    struct tac_category category;
};

struct taf_temporary {
    uint8_t change; /* index into taf.changes, which has type, probability, period and what is stated */
    struct taf_state merged;
};

struct taf_at {
    bool becoming; /* inside a BECMG window: before and after are set */
    uint8_t temporary_count;
    struct taf_state prevailing;
    struct taf_state before;
    struct taf_state after;
    struct tac_category worst; /* of prevailing and all temporary ones */
    struct taf_temporary temporary[TAF_CHANGES_MAX];
};

#ifdef __cplusplus
extern "C" {
#endif

/* False, and *out untouched, outside [valid_from, valid_to), for a cancelled or NIL TAF, and where that
 * period is longer than any TAF's. */
bool taf_at_find(const struct taf *taf, int64_t time, struct taf_at *out);

#ifdef __cplusplus
}
#endif

#endif
