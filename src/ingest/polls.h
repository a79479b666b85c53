/*
 * The polls of the bulk files: METARs and TAFs every minute, the list of stations daily, each conditionally,
 * the first at start. Of hosts that share a Redis one polls for all (ingest/cluster.h), and after a start not
 * before the last check is a period old.
 */
#ifndef AW_INGEST_POLLS_H
#define AW_INGEST_POLLS_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/intake.h"
#include "store/store.h"
#include "upstream/upstream.h"

struct polls;

struct polls_options {
    struct upstream *upstream; /* these are borrowed */
    struct store *store;
    struct intake *intake;
    /* After each poll that was answered whole or not modified and stored: checked_before is when that was so
     * last, UTC_NONE when never. */
    void (*on_checked)(void *context, enum product product, int64_t checked_before, int64_t now);
    /* Whether this host is to poll the product that is due. */
    bool (*may_poll)(void *context, enum product product, int64_t now);
    void *context;
};

struct polls *polls_create(const struct polls_options *options); /* NULL without memory */
/* After upstream_destroy, which ends the polls under way. Accepts NULL. */
void polls_destroy(struct polls *p);

/* Work of the loop: starts what is due. */
int64_t polls_work(void *polls);

/* Another host has polled the product, or it was before this start: it is due a period after that. */
void polls_note_checked(struct polls *p, enum product product, int64_t checked_at);
/* A poll of one's own, at once, whole, whoever polls else. */
void polls_demand(struct polls *p, enum product product);

/* All at once and without validators: the store was rebuilt empty. */
void polls_restart(struct polls *p);

/* A poll has been under way for longer than any time-out allows. */
bool polls_stuck(const struct polls *p);

#endif
