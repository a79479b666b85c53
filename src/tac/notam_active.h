/*
 * Is a NOTAM active at a moment? Within its validity [from, to) and, with an item D), within its times. A
 * NOTAM past an estimated end stays active until it is replaced or cancelled (PANS-AIM appendix 3, item C).
 * A NOTAMC is never active: it ends another. UNKNOWN where the text leaves it open: a schedule that was not
 * understood, times in item E) in place of item D), sunrise without a place, holidays, daylight saving time,
 * an end that is not given. Pure.
 */
#ifndef AW_TAC_NOTAM_ACTIVE_H
#define AW_TAC_NOTAM_ACTIVE_H

#include <stdint.h>

#include "tac/notam.h"

enum notam_active { NOTAM_ACTIVE_FALSE, NOTAM_ACTIVE_TRUE, NOTAM_ACTIVE_UNKNOWN };

#ifdef __cplusplus
extern "C" {
#endif

enum notam_active notam_active_at(const struct notam *n, int64_t time);

#ifdef __cplusplus
}
#endif

#endif
