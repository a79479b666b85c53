/*
 * A thread that does the blocking work of one tier, so that the loop never waits: jobs go in through a
 * bounded queue, in order; their ends come back on the loop. Two threads share nothing but the jobs handed
 * over. What went wrong is logged here (tier_failed), at most once a minute.
 */
#ifndef AW_INGEST_TIER_THREAD_H
#define AW_INGEST_TIER_THREAD_H

#include "base/shared.h"
#include "ingest/loop.h"
#include "store/tier.h"

struct tier_thread;

/* Embedded in what is the caller's; untouched by him from tier_thread_give until done(). */
struct tier_job {
    /* On the thread. May use the tier and what is the job's own; no store, no loop. */
    enum result (*run)(struct tier_job *job, struct tier *t);
    /* On the loop, once for each job given, in order; RESULT_UNAVAILABLE for those that the thread's end
     * found waiting. The job may be freed in it. */
    void (*done)(struct tier_job *job, enum result result);
    enum result result;
    struct tier_job *next;
};

/* Starts the thread, which opens the tier (checked with tier_open before: the options are good). `loop` is
 * borrowed; options are copied. `queue_max` jobs may wait. RESULT_NO_MEMORY, RESULT_IO. */
enum result tier_thread_start(struct loop *loop, const struct tier_options *options, size_t queue_max,
                              struct tier_thread **out);
/* Ends it after the job under way, which may be several calls of the tier (see each job); calls done() of
 * all. Not from done(). Accepts NULL. */
void tier_thread_stop(struct tier_thread *t);

/* RESULT_BUSY: the queue is full; RESULT_UNAVAILABLE: the thread is being stopped. The job is then the
 * caller's again, and done() is not called. */
enum result tier_thread_give(struct tier_thread *t, struct tier_job *job);
size_t tier_thread_waiting(const struct tier_thread *t); /* jobs not done */
/* As of the last job's end. */
enum breaker_state tier_thread_breaker(const struct tier_thread *t);
/* The same with the last failure and when that job ended; seen_at 0: none has. */
void tier_thread_link(const struct tier_thread *t, struct shared_link_state *out);

#endif
