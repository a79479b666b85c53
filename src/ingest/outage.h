/*
 * After an outage of more than 15 min the hole in the local history is filled from the provider's: station
 * after station, within the budget for history, and only while nobody waits for an on-demand fetch. What is
 * still to be filled is kept in the store, so that a restart goes on with it and a history answer can say
 * what is missing. So is what is older than the provider's history, and can't be filled.
 */
#ifndef AW_INGEST_OUTAGE_H
#define AW_INGEST_OUTAGE_H

#include "ingest/intake.h"
#include "ingest/ondemand.h"
#include "store/history_hole.h"

struct outage;

/* All borrowed. NULL without memory. */
struct outage *outage_create(struct store *store, struct upstream *upstream, struct intake *intake,
                             const struct ondemand *ondemand);
/* After upstream_destroy. Accepts NULL. */
void outage_destroy(struct outage *o);

/* A poll of METAR or TAF succeeded: `checked_before` is when one did last, UTC_NONE: never.
 * Another host's poll that was taken over counts as one. */
void outage_note_poll(struct outage *o, enum product product, int64_t checked_before, int64_t now);

/* Work of the loop. */
int64_t outage_work(void *outage);

/* Takes the time from checked_before to now into the hole if it is an outage; true when it is.
 * Pure. */
bool outage_hole_extend(struct history_hole *hole, int64_t checked_before, int64_t now);

#endif
