/*
 * What hosts share through Redis beyond store/tier.h: leases and the stream of changes. `t` is a tier of
 * TIER_ENGINE_REDIS (else RESULT_UNSUPPORTED), under the same breaker and time-out. Nothing here is needed
 * for correctness: a host that can't reach Redis does the work itself.
 */
#ifndef AW_STORE_SHARED_TIER_H
#define AW_STORE_SHARED_TIER_H

#include "store/tier.h"

/* Names the start of the server that answered last: another text after each start, and for each server; the
 * same for all where its INFO is refused. "" before the first answer. Valid until the tier's next call. */
const char *shared_run(struct tier *t);

/* --- Leases: names as keys of items; `owner` names the host's ingestd, unique a start. --- */

/* Takes the lease, or prolongs it when it is the owner's already, for ttl_ms of Redis' clock. *mine: whether
 * the owner has it now. */
enum result shared_lease_take(struct tier *t, struct slice name, struct slice owner, int64_t ttl_ms,
                              bool *mine);
/* Ends it when it is the owner's. */
enum result shared_lease_release(struct tier *t, struct slice name, struct slice owner);

/* --- The stream of changes: XADD with MAXLEN, read by every host. --- */

#define SHARED_STREAM_ID_MAX 48 /* with its NUL */

enum shared_change_kind {
    SHARED_REPORT,  /* a report that some host received from a provider */
    SHARED_CHECKED, /* a bulk poll ended whole or not modified; reports of that poll stand before it */
    SHARED_NOTHING, /* every provider has answered that it has nothing of the station */
};

struct shared_change {
    enum shared_change_kind kind;
    struct slice owner; /* who appended it; a host skips its own */
    enum product product;
    struct tier_report
        report;         /* SHARED_REPORT; entry.station for SHARED_NOTHING; slices valid during each() */
    int64_t checked_at; /* SHARED_CHECKED: of the poll; SHARED_NOTHING: when it was answered */
    int64_t newest_at;  /* SHARED_CHECKED: product_state.newest_at */
    uint64_t stations;  /* SHARED_CHECKED: stations with a report of the product that the host holds */
};

/* Appends in order, in one pipeline; SHARED_REPORT is also put as by tier_report_put. Not atomic: after a
 * failure repeat all (who reads takes a report twice without harm). */
enum result shared_stream_append(struct tier *t, const struct shared_change *changes, size_t count);

/*
 * Changes after `id` ("" : from the beginning of the stream), at most `limit`, waiting up to block_ms for the
 * first, and the tier's time-out beyond that. `id`, which means nothing to the caller, moves behind the last
 * one given. *gap: some between `id` and the first given are lost, or may be (trimmed, evicted, another Redis
 * or one that was started again, an `id` that is none of ours, an entry behind `id` that is damaged or not
 * ours): then none is given, and `id` is the stream's end now, so that no gap is met twice; the caller
 * reconciles (shared_reports_each) and goes on. A stream whose beginning is gone has a gap for "", too.
 */
enum result shared_stream_read(struct tier *t, char id[SHARED_STREAM_ID_MAX], size_t limit, int64_t block_ms,
                               bool (*each)(void *context, const struct shared_change *change), void *context,
                               bool *gap);

/* Every report of the product that Redis still has (as tier_report_newest gives them), for reconciling.
 * *count: stations found. Compare with the last SHARED_CHECKED's `stations`: fewer means some were evicted.
 */
enum result shared_reports_each(struct tier *t, enum product product, int64_t now,
                                bool (*each)(void *context, const struct tier_report *report), void *context,
                                uint64_t *stations);
/* The last SHARED_CHECKED of the product, kept beside the stream. RESULT_NOT_FOUND: none (Redis is empty: who
 * holds the lease publishes all it has). out->owner is valid until the tier's next call. */
enum result shared_checked_get(struct tier *t, enum product product, struct shared_change *out);

#endif
