/*
 * The life of a report from a provider's answer to the store: examined, kept in history, and made current
 * where DESIGN.md's rules say so.
 *
 * History is committed first, then the hot environment, with the product's state (checked_at, validators) in
 * the same transaction as its reports. What a crash in between leaves undone is done by the next poll, which
 * still has the old validators; a report that is in history already is not entered again.
 */
#ifndef AW_INGEST_INTAKE_H
#define AW_INGEST_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "geo/airport_db.h"
#include "ingest/report_batch.h"
#include "store/product_state.h"
#include "store/store.h"

enum intake_outcome {
    INTAKE_NEW,         /* is current now */
    INTAKE_UNCHANGED,   /* known */
    INTAKE_LATE,        /* to history only */
    INTAKE_QUARANTINED, /* see ingest/quarantine.h */
    INTAKE_UNDECODABLE, /* to history only */
    INTAKE_REFUSED,     /* no report at all */
    INTAKE_OUTCOMES
};

enum intake_kind {
    INTAKE_POLL,  /* a whole bulk file: moves the product's state */
    INTAKE_FETCH, /* stations fetched alone: each report carries its own checked_at */
    INTAKE_FILL,  /* from the provider's history, after an outage */
    INTAKE_RELAY, /* received by another host, which owes them to the durable tier; see intake_relayed */
};

/* What another host knows of a report that it has received. */
struct intake_relayed {
    int64_t received_at;
    int64_t checked_at; /* when it was fetched alone; else UTC_NONE */
};

struct intake_answer {
    enum product product;
    enum intake_kind kind;
    int64_t received_at;
    const char *etag, *last_modified;     /* poll; "" = none */
    const struct intake_relayed *relayed; /* relay: one for each report of the batch; else NULL */
};

struct intake_summary {
    size_t outcomes[INTAKE_OUTCOMES];
    size_t history_rows; /* written */
};

struct intake;

/* All are borrowed; `airports` may be NULL: then stations that come without a position have none. NULL
 * without memory. */
struct intake *intake_create(struct store *store, const struct airport_db *airports);
void intake_destroy(struct intake *i); /* accepts NULL */

/*
 * Once they are stored, each report of a poll or a fetch that this host did not know, or that was fetched
 * alone, is told to the listener, for passing on. Slices are valid during the call. At most one listener.
 */
struct intake_listener {
    void (*received)(void *context, const struct upstream_report *given, const struct stored_report *record);
    void *context;
};
void intake_listen(struct intake *i, const struct intake_listener *listener);

/* From now on each row that is new in history is entered into the journal too, in the same transaction
 * (store/journal.h). */
void intake_keep_journal(struct intake *i);

/*
 * Takes in all reports of the batch, using its arena. A poll whose batch has dropped reports is
 * RESULT_TOO_LARGE. On failure (RESULT_NO_MEMORY, or the store's) nothing is current that was not, and the
 * product's state has not moved.
 */
enum result intake_take(struct intake *i, const struct intake_answer *answer, struct report_batch *batch,
                        struct intake_summary *out);

/* A poll answered that nothing has changed: moves checked_at. RESULT_NOT_FOUND: nothing was ever received. */
enum result intake_checked(struct intake *i, enum product product, int64_t checked_at);

/* History could not be written, or was set aside, in this start or the one before: the next poll has to be
 * unconditional, to be entered as a whole. */
bool intake_owes_history(const struct intake *i, enum product product);

/* The environment was rebuilt empty: nothing is known any more. */
void intake_forget(struct intake *i, enum store_environment env);

#endif
