/*
 * What the durable tier needs beside reports: a ping when nothing was heard of it for a while, so that its
 * breaker is that of now; a look whether init-db was run, once an hour; history deleted that is too old;
 * expired items deleted where the server has no expiry of its own. Each is a job of the tier's thread, at
 * most one of a kind at a time.
 */
#ifndef AW_INGEST_DURABLE_UPKEEP_H
#define AW_INGEST_DURABLE_UPKEEP_H

#include "ingest/tier_thread.h"

struct durable_upkeep;

struct durable_upkeep_options {
    struct tier_thread *thread; /* borrowed, these two */
    struct store *store;
    int64_t history_days;                            /* 0: nothing is deleted */
    void (*on_result)(void *context, enum result r); /* of each call */
    void *context;
};

struct durable_upkeep *
durable_upkeep_create(const struct durable_upkeep_options *options); /* NULL without memory */
/* After the thread was stopped. Accepts NULL. */
void durable_upkeep_destroy(struct durable_upkeep *u);

/* The tier has just done something well: no ping for a while. */
void durable_upkeep_heard(struct durable_upkeep *u);
/* Gives the thread what is due. */
void durable_upkeep_work(struct durable_upkeep *u, int64_t now_ms);

#endif
