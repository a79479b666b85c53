/*
 * The workers' questions (service/ondemand.h): a socket, its clients, and what can be answered without asking
 * a provider.
 */
#ifndef AW_INGEST_ONDEMAND_H
#define AW_INGEST_ONDEMAND_H

#include "geo/airport_db.h"
#include "ingest/flights.h"
#include "ingest/loop.h"

struct ondemand;

struct ondemand_options {
    struct loop *loop; /* these are borrowed */
    struct store *store;
    struct upstream *upstream;
    struct intake *intake;
    const struct airport_db *airports; /* may be NULL */
    const char *run_dir;
    struct tier_search *search; /* may be NULL */
    /* Every provider has answered that it has nothing of the station. */
    void (*on_nothing)(void *context, enum product product, const char *station, int64_t answered_at);
    void *context;
};

/* RESULT_IO (errno), RESULT_TOO_LARGE (the path), RESULT_NO_MEMORY. */
enum result ondemand_open(const struct ondemand_options *options, struct ondemand **out);
/* After upstream_destroy. Accepts NULL. */
void ondemand_close(struct ondemand *o);

/* Nobody waits and nothing is being fetched: others may ask the providers. */
bool ondemand_idle(const struct ondemand *o);
/* Another host has been answered that no provider has anything of the station. */
void ondemand_note_nothing(struct ondemand *o, enum product product, const char *station,
                           int64_t answered_at);
/* The store was rebuilt empty: negative answers say nothing any more. */
void ondemand_forget(struct ondemand *o);

#endif
