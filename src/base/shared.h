/*
 * The small memory that all processes of one host share: RUN_DIR/shared, mapped by each. Holds what must be
 * seen at once by everybody (generation of the hot store, the clock check of ingestd, recent hints) and the
 * metrics table. Everything in it can be lost: it is made anew when it is absent or of another version.
 */
#ifndef AW_BASE_SHARED_H
#define AW_BASE_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

struct shared;

/* Maps RUN_DIR/shared, making it (0660) when it is not there or not ours. Life of the process: never
 * unmapped. */
enum result shared_open(const char *run_dir, struct shared **out);

/* Number of the hot environment's file; workers reopen when it changes. ingestd alone sets it. */
uint64_t shared_store_generation(const struct shared *s);
void shared_store_generation_set(struct shared *s, uint64_t generation);

/* The providers' clock less ours in seconds (median of the last 5 Date headers); 0: not known. */
int64_t shared_clock_skew_s(const struct shared *s);
void shared_clock_skew_set(struct shared *s, int64_t skew_s);

/*
 * True when the question about `key` (product and station) was not handed to ingestd within `interval_s`
 * before `now` by any worker of the host; records it. A lossy table: two keys that share a place may be told
 * true too often.
 */
bool shared_hint_due(struct shared *s, struct slice key, int64_t now, int64_t interval_s);

/*
 * How ingestd stands with a server that it shares reports through: for health, and for workers, who need not
 * find out for themselves that a server does not answer. Read and written without a lock: its members may
 * be of two moments.
 */
enum shared_link { SHARED_LINK_REDIS, SHARED_LINK_MONGODB, SHARED_LINKS };
struct shared_link_state {
    int64_t breaker;      /* enum breaker_state */
    int64_t last_failure; /* enum result of the last call that failed; RESULT_OK: none has */
    int64_t failed_at;    /* when that was */
    int64_t seen_at;      /* as of when all this is true; 0: never said. Old where ingestd does not run */
};
void shared_link_set(struct shared *s, enum shared_link link, const struct shared_link_state *state);
void shared_link_get(const struct shared *s, enum shared_link link, struct shared_link_state *out);

/* The region for base/metrics.h. */
void *shared_metrics_region(struct shared *s, size_t *size);

#endif
