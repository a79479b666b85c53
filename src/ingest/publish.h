/*
 * What this host has received, on its way to the others: appended to the stream of changes in the order in
 * which it was received, from a bounded queue, by a thread of its own. When Redis can't be written to, or is
 * slower than what comes in, all that waits is dropped; that something was is remembered (publish_owes), and
 * made good by publishing what is current.
 *
 * A Redis that was started again may have come back with an older file. What it has lost nobody can tell: who
 * finds that another start answers (shared_run) than took what was last written owes everything anew. While
 * nothing is to be written it is asked every 10 s.
 */
#ifndef AW_INGEST_PUBLISH_H
#define AW_INGEST_PUBLISH_H

#include "base/shared.h"
#include "ingest/loop.h"
#include "store/tier.h"
#include "upstream/upstream.h"

struct publish;

struct publish_options {
    struct loop *loop; /* borrowed, these two */
    struct store *store;
    const struct tier_options *redis; /* copied */
    const char *owner;                /* borrowed */
};

/* Starts its thread. As tier_thread_start. */
enum result publish_open(const struct publish_options *options, struct publish **out);
/* What waits is dropped: the next start, or another host, publishes what is current. Accepts NULL. */
void publish_close(struct publish *p);

void publish_report(struct publish *p, const struct upstream_report *given,
                    const struct stored_report *record);
/* A poll of METAR or TAF has ended whole or not modified, and is stored. */
void publish_checked(struct publish *p, enum product product);
void publish_nothing(struct publish *p, enum product product, const char *station, int64_t answered_at);

/*
 * Everything that is current: METARs and TAFs with their product's last check; or only what was fetched
 * alone, which no other host's polls have brought. Nothing is owed then, unless it fails as well.
 */
enum publish_choice { PUBLISH_EVERYTHING, PUBLISH_FETCHED_ALONE };
void publish_current(struct publish *p, enum publish_choice choice);

/* Whether the others may lack something of it: what was dropped, also by the start before this one, or lost
 * by Redis. */
bool publish_owes(const struct publish *p, enum publish_choice choice);
/* Nothing waits, and Redis took what was written last, or answers again; and a publish_current that failed is
 * a minute ago, one of everything 15 s. */
bool publish_ready(const struct publish *p);

/* When the last that waited was written, or the publishing began; monotonic. */
int64_t publish_wrote_ms(const struct publish *p);
/* How its connection stands, as tier_thread_link: while Redis refuses what is to be written, that it does. */
void publish_link(const struct publish *p, struct shared_link_state *out);

/* Work of the loop. */
int64_t publish_work(void *publish);

#endif
