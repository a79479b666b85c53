/*
 * How many requests may go out in any 60 s. A window that slides, not a bucket that refills: a full bucket of
 * 60 that is refilled at one a second lets 120 pass in a minute, and the AWC's limit is 100. Clock passed in,
 * in milliseconds.
 */
#ifndef AW_UPSTREAM_RATE_BUDGET_H
#define AW_UPSTREAM_RATE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RATE_BUDGET_MAX       100
#define RATE_BUDGET_WINDOW_MS ((int64_t)60000)

struct rate_budget {
    size_t limit; /* requests in a window, at most RATE_BUDGET_MAX */
    size_t next;  /* where the next request is noted: the place of the oldest */
    size_t used;  /* notes made, at most limit */
    int64_t at_ms[RATE_BUDGET_MAX];
};

void rate_budget_init(struct rate_budget *b, size_t limit);
/* Takes one request if there is one to take. */
bool rate_budget_take(struct rate_budget *b, int64_t now_ms);
size_t rate_budget_left(const struct rate_budget *b, int64_t now_ms);
/* Milliseconds until one can be taken; 0: now. */
int64_t rate_budget_wait_ms(const struct rate_budget *b, int64_t now_ms);

#endif
