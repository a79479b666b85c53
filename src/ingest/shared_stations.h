/*
 * The list of stations between hosts that share a Redis, as one item there: put by who has polled the list,
 * looked for by who is to poll it, each on a thread of its own. A newer list than this host has is taken in
 * by the rules of a provider's. Nobody has to have it from there: who finds none polls.
 */
#ifndef AW_INGEST_SHARED_STATIONS_H
#define AW_INGEST_SHARED_STATIONS_H

#include "ingest/loop.h"
#include "store/tier.h"

struct shared_stations;

struct shared_stations_options {
    struct loop *loop; /* borrowed, these two */
    struct store *store;
    const struct tier_options *redis; /* copied */
    bool simulated;                   /* this host: what a simulation received stays in it */
    /* On the loop: another host's list has been stored. Times as in ingest/polls.h. */
    void (*taken)(void *context, int64_t checked_before, int64_t checked_at);
    void *context;
};

/* Starts its thread. As tier_thread_start. */
enum result shared_stations_open(const struct shared_stations_options *options, struct shared_stations **out);
void shared_stations_close(struct shared_stations *s); /* accepts NULL */

/* The store's list goes to Redis soon, and again after a failure, where it does not have a newer one. */
void shared_stations_put(struct shared_stations *s);

/*
 * To be called again while the list is due: whether Redis has been asked a moment ago, and has answered,
 * without a list that made it no longer due. Asks otherwise.
 */
bool shared_stations_looked(struct shared_stations *s);

/* Work of the loop. */
int64_t shared_stations_work(void *shared_stations);

#endif
