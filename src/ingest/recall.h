/*
 * A bounded memory of questions about stations (product and station) and when they were last noted: for
 * negative answers and for hints. Lossy: the newer of two that share a place stays.
 */
#ifndef AW_INGEST_RECALL_H
#define AW_INGEST_RECALL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/report_store.h"

struct recall;

/* What was noted counts for `keep_s`. NULL without memory. */
struct recall *recall_create(int64_t keep_s);
void recall_destroy(struct recall *r); /* accepts NULL */

void recall_note(struct recall *r, enum product product, const char *station, int64_t now);
/* Also false when the clock was set back to before the note. */
bool recall_has(const struct recall *r, enum product product, const char *station, int64_t now);
void recall_forget(struct recall *r); /* everything */

#endif
