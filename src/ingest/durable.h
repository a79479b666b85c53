/*
 * What is owed to the durable tier (MongoDB), on its way: the journal's entries are read in order, some
 * hundreds at a time, written by the tier's thread, and settled once the tier has acknowledged them. One
 * batch is under way at a time and is repeated until it is acknowledged; since a write that is repeated
 * changes nothing, each report is there once, however often this process, the server or the network between
 * them died. The loop never waits for any of it.
 *
 * Also what the tier needs from time to time: a ping when nothing else tells whether it works, old history
 * deleted (MONGODB_HISTORY_DAYS), expired items where the server does not delete them itself.
 */
#ifndef AW_INGEST_DURABLE_H
#define AW_INGEST_DURABLE_H

#include "base/shared.h"
#include "ingest/loop.h"
#include "store/store.h"
#include "store/tier.h"

struct durable;

struct durable_options {
    struct loop *loop; /* borrowed, the first three */
    struct store *store;
    struct shared *shared;
    struct tier_options tier; /* copied */
    int64_t history_days;     /* kept in the tier; 0: without end */
};

/* Checks the tier's options and starts its thread. RESULT_INVALID and RESULT_UNSUPPORTED with `detail`, as of
 * tier_open; RESULT_NO_MEMORY, RESULT_IO. */
enum result durable_open(const struct durable_options *options, struct durable **out, char detail[200]);
/* Waits for what is under way: of a batch up to six calls, each within the tier's time-out, until the first
 * that fails. Before the store is closed. Accepts NULL. */
void durable_close(struct durable *d);

/* The durable environment was set aside, the journal with it: what is under way settles nothing any more. */
void durable_forget(struct durable *d);

/* Work of the loop. */
int64_t durable_work(void *durable);

#endif
