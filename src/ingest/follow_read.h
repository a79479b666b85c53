/*
 * One reading of the stream, or of all that Redis has: what follow.c's thread hands to the loop.
 */
#ifndef AW_INGEST_FOLLOW_READ_H
#define AW_INGEST_FOLLOW_READ_H

#include "base/arena.h"
#include "ingest/relay.h"
#include "ingest/tier_thread.h"
#include "store/shared_tier.h"

struct follow_nothing {
    enum product product;
    char station[STATION_MAX];
    int64_t answered_at;
};

#define FOLLOW_READ_MAX 1000 /* changes at once */

struct follow_read {
    struct tier_job job; /* first: the job is the reading */
    struct follow *follow;
    struct slice owner; /* whose changes are skipped */
    int64_t now;
    bool whole;                       /* all that Redis has, instead of the stream's next */
    char place[SHARED_STREAM_ID_MAX]; /* in the stream: before, then after the reading */
    /* What it brought. */
    struct arena *arena;
    struct relay_list reports[PRODUCT_COUNT];
    struct shared_change checked[PRODUCT_COUNT];    /* the last one each, where there was one */
    int64_t checks[PRODUCT_COUNT][FOLLOW_READ_MAX]; /* when: all of them, in the stream's order */
    size_t check_count[PRODUCT_COUNT];
    struct follow_nothing nothing[FOLLOW_READ_MAX];
    size_t nothing_count;
    size_t changes; /* read, one's own included */
    bool gap;
    bool no_memory;
};

/* RESULT_NO_MEMORY. */
enum result follow_read_init(struct follow_read *r);
void follow_read_free(struct follow_read *r);

/* Empties it, before it is given to the thread. */
void follow_read_reset(struct follow_read *r);
/* The job's work. */
enum result follow_read_run(struct tier_job *job, struct tier *t);

/* Time that a reading waits for the stream's next change; its tier's time-out has to be longer. */
#define FOLLOW_BLOCK_MS ((int64_t)400)

#endif
