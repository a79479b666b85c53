/*
 * Stations of which this host has nothing fresh, looked for where they may have been kept (Redis, then
 * MongoDB), and the leases by which only one of the hosts asks the providers for each. A tier that is away is
 * skipped: its breaker answers at once.
 */
#ifndef AW_INGEST_TIER_SEARCH_H
#define AW_INGEST_TIER_SEARCH_H

#include "base/arena.h"
#include "ingest/intake.h"
#include "ingest/relay.h"
#include "ingest/tier_thread.h"

#define SEARCH_STATIONS_MAX 400

enum search_verdict {
    SEARCH_ASK,   /* the providers */
    SEARCH_FOUND, /* a fresh report is in the store now */
    SEARCH_HELD,  /* another host is asking them */
};

struct search_station {
    char id[STATION_MAX];
    bool looked_durably; /* MongoDB was asked before, and is not asked again */
    enum search_verdict verdict;
};

/* Embedded in what is the caller's; his are product, count, stations and done; zero the rest. Untouched by
 * him from tier_search_begin until done(). */
struct search {
    enum product product;
    size_t count;
    struct search_station stations[SEARCH_STATIONS_MAX];
    void (*done)(struct search *s); /* on the loop, once */
    int64_t retry_after_s;          /* out; more than 0: all hosts together have asked enough for now */

    struct tier_search *owner;
    struct tier_job job;
    enum { SEARCH_IN_REDIS, SEARCH_IN_MONGODB, SEARCH_FOR_LEASES } step;
    bool redis_failed;
    int64_t now;
    struct arena *arena;
    struct relay_list found;
};

struct tier_search;

struct tier_search_options {
    struct loop *loop; /* borrowed, these three */
    struct store *store;
    struct intake *intake;
    const struct tier_options *redis, *mongodb; /* copied; NULL: there is none */
    const char *owner;                          /* borrowed; names this host's ingestd, with redis */
    bool simulated;
};

/* Starts a thread for each tier. As tier_thread_start. */
enum result tier_search_open(const struct tier_search_options *options, struct tier_search **out);
/* Ends the threads; searches under way are done() before it returns, later ones find nothing. Accepts NULL.
 */
void tier_search_stop(struct tier_search *t);
void tier_search_close(struct tier_search *t); /* after tier_search_stop; accepts NULL */

/* May call done() before it returns. */
void tier_search_begin(struct tier_search *t, struct search *s);

/* The providers failed for these: another host may ask at once. */
void tier_search_release(struct tier_search *t, enum product product, const char (*stations)[STATION_MAX],
                         size_t count);

#endif
