/*
 * What the writer of the store does beside ingesting: looks for damage each second and has it repaired,
 * clears the slots of dead readers, deletes history that is too old, and shows the state of things in metrics
 * and shared memory.
 */
#ifndef AW_INGEST_HOUSEKEEPING_H
#define AW_INGEST_HOUSEKEEPING_H

#include "base/shared.h"
#include "store/store.h"
#include "upstream/upstream.h"

struct housekeeping;

struct housekeeping_options {
    struct store *store; /* borrowed, all three */
    struct shared *shared;
    struct upstream *upstream;
    int64_t history_days;
    bool spare_owed; /* history that the journal owes to another tier is kept longer */
    /* The environment was put anew, empty. */
    void (*on_emptied)(void *context, enum store_environment env);
    void *context;
};

struct housekeeping *
housekeeping_create(const struct housekeeping_options *options); /* NULL without memory */
void housekeeping_destroy(struct housekeeping *h);               /* accepts NULL */

/* Work of the loop. */
int64_t housekeeping_work(void *housekeeping);

#endif
