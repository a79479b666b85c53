/*
 * From when the days are counted that history is kept (HISTORY_DAYS, MONGODB_HISTORY_DAYS), and what has
 * expired in MongoDB is deleted: now, but no later than the newest report. A clock that is wrong or has
 * jumped ahead would else delete in minutes what can't be had again; reports that lie in the future are never
 * taken in.
 */
#ifndef AW_INGEST_HISTORY_END_H
#define AW_INGEST_HISTORY_END_H

#include <stdint.h>

#include "store/store.h"

/* UTC_NONE: no report is known, and nothing is to be deleted. No read of the hot environment may be open. */
int64_t history_end(struct store *store, int64_t now);

#endif
