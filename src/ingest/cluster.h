/*
 * This host's part among those that share a Redis (REDIS_URL): who polls (polling_lease.h), what is passed on
 * (publish.h, shared_stations.h) and taken over (follow.h), each on a thread of its own. Without Redis, for a
 * while or for good, the host does everything itself. A NULL cluster is a host that is alone: every function
 * accepts it.
 */
#ifndef AW_INGEST_CLUSTER_H
#define AW_INGEST_CLUSTER_H

#include "ingest/follow.h"
#include "ingest/intake.h"
#include "ingest/loop.h"
#include "store/tier.h"

struct cluster;

struct cluster_options {
    struct loop *loop; /* borrowed, these four */
    struct shared *shared;
    struct store *store;
    struct intake *intake;
    struct tier_options redis; /* copied */
    bool simulated;
    struct follow_handler handler; /* what other hosts bring */
};

/*
 * Checks the options, starts the threads and enters the work of the loop; listens to the intake.
 * RESULT_INVALID and RESULT_UNSUPPORTED with `detail`, as of tier_open; RESULT_NO_MEMORY, RESULT_IO.
 */
enum result cluster_open(const struct cluster_options *options, struct cluster **out, char detail[200]);
/* Ends the threads and gives the lease back; calls nobody afterwards. While store, intake and handler are
 * still there, and before the loop turns for the last time. */
void cluster_stop(struct cluster *c);
void cluster_close(struct cluster *c); /* after cluster_stop */

/* Names this start of this host's ingestd among all; "" when it is alone. */
const char *cluster_owner(const struct cluster *c);

/*
 * Whether this host is to poll the product that is due: it holds the lease; or can't reach Redis; or no poll
 * has been heard of for 2 min (and 5 s of a clock that does not jump: the holder's comes first). The list of
 * stations, of which none is heard of for a day, is looked for in Redis before: to be called again meanwhile.
 */
bool cluster_may_poll(struct cluster *c, enum product product, int64_t now);

/* The product's last poll by any host; UTC_NONE: none is known, or the host is alone. */
int64_t cluster_checked_at(const struct cluster *c, enum product product);

/* A poll of this host ended whole or not modified, and is stored. */
void cluster_note_poll(struct cluster *c, enum product product, int64_t checked_at);
/* Every provider has answered this host that it has nothing of the station. */
void cluster_note_nothing(struct cluster *c, enum product product, const char *station, int64_t answered_at);
/* The hot store was rebuilt empty. */
void cluster_forget(struct cluster *c);

#endif
