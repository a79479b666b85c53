/*
 * Which of the hosts that share a Redis polls the bulk files: the one with the lease "poll". It is taken for
 * 10 s of Redis' clock and prolonged every 3 s, on a thread of its own. Who can't reach Redis knows soon that
 * it can't, and polls for itself.
 */
#ifndef AW_INGEST_POLLING_LEASE_H
#define AW_INGEST_POLLING_LEASE_H

#include "base/shared.h"
#include "ingest/loop.h"
#include "store/tier.h"

enum lease_state {
    LEASE_UNKNOWN,     /* no answer yet, and it is too early to do without one */
    LEASE_MINE,        /* this host polls */
    LEASE_ELSEWHERE,   /* another one does */
    LEASE_UNREACHABLE, /* nobody knows */
};

struct polling_lease;

struct polling_lease_options {
    struct loop *loop;                /* borrowed */
    const struct tier_options *redis; /* copied */
    const char *owner;                /* borrowed */
};

/* Starts its thread and asks at once. As tier_thread_start. */
enum result polling_lease_open(const struct polling_lease_options *options, struct polling_lease **out);
/* Gives the lease back when it is ours (waits for Redis, at most twice the tier's time-out). Accepts NULL. */
void polling_lease_close(struct polling_lease *l);

enum lease_state polling_lease_state(const struct polling_lease *l);
/* As of the last answer, if it was asked for after `since_ms` (monotonic): the lease is ours, and Redis knows
 * of no poll of the product as late as `checked_at`. It has lost what it had, or never had it. */
bool polling_lease_found_older(const struct polling_lease *l, enum product product, int64_t checked_at,
                               int64_t since_ms);
/* How its connection stands, as tier_thread_link. */
void polling_lease_link(const struct polling_lease *l, struct shared_link_state *out);

/* Work of the loop. */
int64_t polling_lease_work(void *polling_lease);

#endif
