/*
 * Which of two reports of a station is the current one: DESIGN.md, "Which report is current". Pure: nothing
 * is read or written here; the caller keeps the records.
 *
 * A report is ordered by its time: a METAR's observation, a TAF's issue (valid_from where it has none).
 * received_at of a candidate is when it was received first, so that a repetition does not beat what came
 * after it.
 */
#ifndef AW_SERVICE_CURRENCY_H
#define AW_SERVICE_CURRENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/report_store.h"

enum currency {
    CURRENCY_REPLACES, /* becomes the current report */
    CURRENCY_HISTORY,  /* goes to history only: late, an original after its COR, a NIL METAR */
};

/* `current` NULL: the station has none. */
enum currency currency_decide(const struct stored_report *current, const struct stored_report *candidate);

enum currency_previous {
    PREVIOUS_KEEP,    /* SLOT_PREVIOUS stays as it is */
    PREVIOUS_CURRENT, /* the replaced report goes there: it is in force until the new one's valid_from */
    PREVIOUS_DROP,    /* the new TAF is in force already: nothing is kept beside it */
};

/* For a TAF that replaces `current` (NULL: none) at `now`. A METAR keeps no previous one: PREVIOUS_KEEP. */
enum currency_previous currency_previous_slot(const struct stored_report *current,
                                              const struct stored_report *candidate, int64_t now);

/*
 * Is `candidate`, a TAF that came late beside `current`, the one in force at `now`, until the current one is?
 * Then it goes to SLOT_PREVIOUS, which holds `previous` (NULL: nothing). So it is after a cold start that met
 * the latest issue first.
 */
bool currency_is_in_force_before(const struct stored_report *current, const struct stored_report *previous,
                                 const struct stored_report *candidate, int64_t now);

/*
 * Enters the time of `report` into `holder`'s recent times if it counts there: a METAR that is no SPECI and
 * no NIL and not older than 8 h before the newest, a TAF that is neither AMD nor COR nor NIL nor CNL. Keeps
 * them sorted and each once; the oldest go when there is no room. False when nothing changed. Holder and
 * report may be the same.
 */
bool currency_recent_enter(struct stored_report *holder, const struct stored_report *report);

/* The time by which the report is ordered; UTC_NONE when it has none at all (a TAF NIL without any time). */
int64_t currency_time(const struct stored_report *report);

#endif
