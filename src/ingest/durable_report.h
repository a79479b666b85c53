/*
 * What the durable tier is given of a history row: the row, and beside it what other programs that look into
 * the database want to find there without a decoder: the decoded object, the flight category, the position.
 */
#ifndef AW_INGEST_DURABLE_REPORT_H
#define AW_INGEST_DURABLE_REPORT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/store.h"
#include "store/tier.h"

/*
 * Decoded again, with the row's own time as the reference. `hot` gives the station's position and may be
 * NULL; `scratch` is reset. entry->raw must live as long as *out; the rest lies in the arena. What can't be
 * decoded has no decoded object; that is no failure. RESULT_NO_MEMORY.
 */
enum result durable_report_make(const struct history_entry *entry, struct store_read *hot,
                                struct arena *arena, struct buffer *scratch, struct tier_report *out);

#endif
