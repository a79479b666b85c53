/*
 * Changes that are appended to the stream at once: what publish.c hands to its thread. So few that Redis
 * takes them well within the time-out of one call.
 */
#ifndef AW_INGEST_PUBLISH_BATCH_H
#define AW_INGEST_PUBLISH_BATCH_H

#include "base/arena.h"
#include "ingest/tier_thread.h"
#include "store/shared_tier.h"

#define PUBLISH_BATCH_MAX 100
#define PUBLISH_RUN_MAX   16

struct publish_batch {
    struct tier_job job; /* first: the job is the batch */
    void *owner;         /* for who hears of its end */
    struct publish_batch *next;
    bool again;                /* Redis has refused it before */
    char run[PUBLISH_RUN_MAX]; /* once written: as shared_run, of who took it */
    struct arena *arena;       /* texts */
    size_t count;
    struct shared_change changes[PUBLISH_BATCH_MAX];
};

/* The job appends the changes; `done` hears of it. NULL without memory. */
struct publish_batch *publish_batch_create(void (*done)(struct tier_job *job, enum result result),
                                           void *owner);
void publish_batch_free(struct publish_batch *b); /* accepts NULL */

/* Copies the text of a report. RESULT_BUSY: the batch is full; RESULT_NO_MEMORY. */
enum result publish_batch_add(struct publish_batch *b, const struct shared_change *change);

#endif
