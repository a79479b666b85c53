/* What the durable history tells about a report that is being taken in. */
#ifndef AW_INGEST_HISTORY_LOOKUP_H
#define AW_INGEST_HISTORY_LOOKUP_H

#include <stdbool.h>

#include "store/history_store.h"

/*
 * Is it there, under a time in [from, to)? Then *received_at is when it was received first.
 */
enum result history_lookup_report(struct store_read *durable, const struct stored_report *report,
                                  int64_t from, int64_t to, bool *found, int64_t *received_at);

/*
 * Enters the routine times of the station's reports before this one into its recent times: what
 * next_expected_at needs when the hot environment does not know them. Goes by the first words of the texts.
 */
enum result history_lookup_recent(struct store_read *durable, struct stored_report *report);

#endif
