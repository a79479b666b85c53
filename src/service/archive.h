/*
 * The durable tier as a worker asks it: for history that the local one does not reach. Connected at the first
 * question, with a short time-out, behind a breaker of its own; what ingestd, which asks it all the time, has
 * found out in the last seconds is believed, so that a server that hangs costs a worker nothing.
 */
#ifndef AW_SERVICE_ARCHIVE_H
#define AW_SERVICE_ARCHIVE_H

#include "base/result.h"
#include "base/shared.h"
#include "store/tier.h"

struct archive;

struct archive_options {
    struct shared *shared;   /* borrowed */
    const char *url, *space; /* see store/tier.h; must outlive it */
    int64_t history_days;    /* HISTORY_DAYS: how long the local history keeps a report */
};

/* NULL without memory. Nothing is connected. The process' resolver is told to ask each name server once, for
 * a second (RES_OPTIONS). */
struct archive *archive_create(const struct archive_options *options);
void archive_destroy(struct archive *a); /* accepts NULL */

/*
 * The local history, whose durable environment is open in `durable`, has all that was received of what was
 * observed at or after this moment: it is as old as the environment, no older than HISTORY_DAYS, and no older
 * than what was last deleted, when HISTORY_DAYS may have been less.
 */
int64_t archive_needed_before(const struct archive *a, struct store_read *durable, int64_t now);

/*
 * As tier_history_page. No read of the store may be open: this may take ARCHIVE_TIMEOUT_MS.
 * RESULT_UNAVAILABLE at once while the tier is known not to answer.
 */
#define ARCHIVE_TIMEOUT_MS 300
enum result archive_page(struct archive *a, const struct tier_history_question *q, int64_t now,
                         bool (*each)(void *context, const struct history_entry *entry), void *context);

#endif
