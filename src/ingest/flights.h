/*
 * On-demand fetches: each station is asked for once however many wait for it (single flight), and stations
 * asked for within 50 ms of each other go into one call of upstream_fetch. Before the providers the tiers are
 * asked (ingest/tier_search.h); a station that another host is asking the providers for is looked for again
 * every 100 ms.
 */
#ifndef AW_INGEST_FLIGHTS_H
#define AW_INGEST_FLIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/intake.h"
#include "ingest/tier_search.h"
#include "service/ondemand.h"
#include "upstream/upstream.h"

struct flights;
struct flight;

/* Who waits for an answer: embedded in what is the caller's, untouched until answered() or flights_leave. */
struct flight_waiter {
    void (*answered)(struct flight_waiter *waiter,
                     const struct ondemand_answer *answer); /* once; has left already */
    struct flight *flight;
    struct flight_waiter *next;
};

struct flights_options {
    struct upstream *upstream; /* borrowed, all four */
    struct store *store;
    struct intake *intake;
    struct tier_search *search; /* NULL: there are no tiers but the local one */
    /* Every provider has answered that it has nothing of the station. */
    void (*on_nothing)(void *context, enum product product, const char *station);
    /* That was so for some host within the last minutes. */
    bool (*known_nothing)(void *context, enum product product, const char *station);
    void *context;
};

struct flights *flights_create(const struct flights_options *options); /* NULL without memory */
/* After upstream_destroy. Those who still wait are not answered. Accepts NULL. */
void flights_destroy(struct flights *f);

/*
 * Joins the station's flight, or begins one. `waiter` NULL: nobody waits for it. RESULT_BUSY: too many
 * stations are being asked for.
 */
enum result flights_ask(struct flights *f, enum product product, const char *station,
                        struct flight_waiter *waiter);
/* The waiter no longer waits; the flight goes on, so that a repetition finds its report. */
void flights_leave(struct flight_waiter *waiter);

/* Work of the loop: sends those that have gathered long enough. */
int64_t flights_work(void *flights);

size_t flights_count(const struct flights *f); /* stations asked for */

#endif
