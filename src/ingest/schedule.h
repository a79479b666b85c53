/*
 * When a product's bulk file is polled: pure, times are given. Due by the wall clock, so that what matters
 * (checked_at) keeps pace with it when a simulation's clock, or a corrected one, jumps: forwards a poll is
 * due at once, backwards too.
 */
#ifndef AW_INGEST_SCHEDULE_H
#define AW_INGEST_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct schedule {
    int64_t period_s;
    int64_t retry_s;    /* after a failure, unless the provider asks for more */
    int64_t due_at;     /* wall clock */
    int64_t horizon_s;  /* due_at can't be further ahead than this: else the clock was set back */
    bool running;       /* a poll is under way: nothing is due */
    int64_t started_ms; /* monotonic; when running */
};

/* The first poll is due at once. */
void schedule_init(struct schedule *s, int64_t period_s, int64_t retry_s);

bool schedule_due(const struct schedule *s, int64_t now);
/* Seconds until it is due, 0 when it is; INT64_MAX while a poll runs. */
int64_t schedule_wait_s(const struct schedule *s, int64_t now);

void schedule_started(struct schedule *s, int64_t monotonic_ms);
/* The next is due a period after this one began; after a failure after retry_s, but not before retry_after_s.
 */
void schedule_ended(struct schedule *s, int64_t now, int64_t monotonic_ms, bool succeeded,
                    int64_t retry_after_s);
/* Nobody was asked, and it may be worth a try in wait_s. */
void schedule_skipped(struct schedule *s, int64_t now, int64_t wait_s);
/* Another host has polled it: due a period after that. Nothing while a poll runs. */
void schedule_checked(struct schedule *s, int64_t checked_at);
void schedule_now(struct schedule *s, int64_t now); /* due at once */

/* A poll that has run for longer than any time-out allows: the program no longer makes progress. */
bool schedule_stuck(const struct schedule *s, int64_t monotonic_ms);

#endif
