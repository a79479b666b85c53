/*
 * A batch of the journal: read, made into reports, and given to the tier. When the tier will not have one of
 * its reports whatever happens (RESULT_INVALID, RESULT_TOO_LARGE), smaller parts are tried until that one
 * stands alone; it is then passed over, so that one report that cannot be never holds up all after it. Where
 * it takes none between several that it will not have, the fault is not theirs (a validator of somebody's
 * that refuses everything): the next one is kept and tried again until it is taken. What a slow server does
 * not manage within the tier's time-out is given in smaller parts too, until it does.
 */
#ifndef AW_INGEST_DURABLE_BATCH_H
#define AW_INGEST_DURABLE_BATCH_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/journal.h"
#include "store/tier.h"

#define DURABLE_BATCH_MAX  256
#define DURABLE_PART_LEAST 8 /* a time-out makes parts no smaller */
#define DURABLE_PASSED_MAX 8 /* passed over one after the other */

struct durable_batch {
    struct arena *arena;
    struct buffer scratch;
    struct journal_entry *entries; /* in the arena */
    struct tier_report *reports;
    uint64_t *numbers;    /* of the reports in the journal */
    size_t count;         /* reports */
    size_t done;          /* those before this one are acknowledged, or passed over */
    size_t part;          /* how many of the rest are given at once */
    size_t manageable;    /* how many the server takes within the time-out, as far as is known */
    size_t lost;          /* entries whose row is gone */
    size_t passed;        /* reports passed over since one was taken: of all batches */
    uint64_t last_number; /* of the last entry read, lost ones included */
};

/* RESULT_NO_MEMORY. Free with durable_batch_free. */
enum result durable_batch_init(struct durable_batch *b);
void durable_batch_free(struct durable_batch *b); /* accepts a zeroed one */

/* Fills it with what the journal owes after number `after`. RESULT_NOT_FOUND: nothing. */
enum result durable_batch_load(struct durable_batch *b, struct store *store, uint64_t after);
void durable_batch_empty(struct durable_batch *b);

static inline bool durable_batch_is_empty(const struct durable_batch *b)
{
    return b->last_number == 0;
}

/* What is given now: reports[done] and part - 1 more. */
static inline const struct tier_report *durable_batch_next(const struct durable_batch *b)
{
    return &b->reports[b->done];
}

/* How it ended: moves on, or makes the next part smaller. */
enum durable_step {
    DURABLE_STEP_DONE,    /* acknowledged: settle up to *number */
    DURABLE_STEP_PASSED,  /* one is not to be had there: settle up to *number all the same */
    DURABLE_STEP_SMALLER, /* try again at once */
    DURABLE_STEP_AGAIN,   /* try again later */
};
enum durable_step durable_batch_ended(struct durable_batch *b, enum result result, uint64_t *number);

#endif
