/*
 * What the other hosts have received, on its way to the local store: the stream of changes is read by a
 * thread of its own, and what it brings is taken in on the loop, reports first, then the checks of their
 * products, then the place in the stream, so that a restart resumes and nothing is skipped. After a gap
 * everything that Redis has is read, and compared with what the last poll had; of gaps that follow each other
 * one in 5 s.
 */
#ifndef AW_INGEST_FOLLOW_H
#define AW_INGEST_FOLLOW_H

#include "base/shared.h"
#include "ingest/intake.h"
#include "ingest/loop.h"
#include "store/tier.h"

struct follow;

/* Called on the loop, after what they tell of has been stored. */
struct follow_handler {
    void *context;
    /* Reports of the product have come. */
    void (*reports)(void *context, enum product product);
    /* Another host's poll, of several each; checked_before as in ingest/polls.h: the one before it, whoever
     * made it. Never of the future. */
    void (*checked)(void *context, enum product product, int64_t checked_before, int64_t checked_at);
    /* Never of the future either. */
    void (*nothing)(void *context, enum product product, const char *station, int64_t answered_at);
    /* After a gap Redis had fewer stations than the last poll: it takes a poll of one's own, and until then
     * (follow_note_poll) checked() is not called. */
    void (*incomplete)(void *context, enum product product);
};

struct follow_options {
    struct loop *loop; /* borrowed, these three */
    struct store *store;
    struct intake *intake;
    const struct tier_options *redis; /* copied; its time-out is that of other calls */
    const char *owner;                /* borrowed; what it appended is skipped */
    bool simulated;
    struct follow_handler handler;
};

/* Starts its thread, and resumes where the store says. As tier_thread_start. */
enum result follow_open(const struct follow_options *options, struct follow **out);
void follow_close(struct follow *f); /* accepts NULL */

/* The store was rebuilt empty. */
void follow_restart(struct follow *f);
/* This host has polled the product itself: it lacks nothing of it. */
void follow_note_poll(struct follow *f, enum product product);
/* Has been at the end of the stream once, or can't be soon. */
bool follow_settled(const struct follow *f);

/* How its connection stands, as tier_thread_link. */
void follow_link(const struct follow *f, struct shared_link_state *out);

/* Work of the loop. */
int64_t follow_work(void *follow);

#endif
