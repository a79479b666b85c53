/*
 * A tier: one engine (LMDB, Redis, MongoDB) behind one set of functions, which do the same on each; the
 * conformance suite (tests/conformance) holds them to it. What current weather is read from is not a tier but
 * the local store (store/store.h); tiers are what reports are shared through and kept in.
 *
 * A call blocks for at most the tier's time-out (one about many reports: for each lot of some hundred): on a
 * thread that may (ingest/tier_thread.h), or in a worker with a short one. A tier belongs to one thread at a
 * time. Each has a breaker (base/breaker.h): after failures in a row calls are RESULT_UNAVAILABLE at once,
 * without asking (LMDB's never opens).
 *
 * Failures common to all: RESULT_UNAVAILABLE (can't be reached, or the breaker is open), RESULT_TIMEOUT,
 * RESULT_REFUSED (login, rights, full), RESULT_IO (the connection broke), RESULT_CORRUPT (what is stored is
 * not ours), RESULT_UNSUPPORTED (not on this engine), RESULT_INVALID (a key or argument that cannot be; says
 * nothing of the tier), RESULT_TOO_LARGE, RESULT_NO_MEMORY.
 *
 * Every write can be repeated: the second time changes nothing. Times are UTC seconds and the caller's: an
 * engine's own expiry only clears up; what has expired by `now` is never given, whatever the engine still
 * has.
 */
#ifndef AW_STORE_TIER_H
#define AW_STORE_TIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/breaker.h"
#include "base/buffer.h"
#include "base/result.h"
#include "base/slice.h"
#include "store/history_store.h"
#include "store/store.h"

enum tier_engine { TIER_ENGINE_LMDB, TIER_ENGINE_REDIS, TIER_ENGINE_MONGO, TIER_ENGINES };
const char *tier_engine_name(enum tier_engine e); /* "local", "redis", "mongodb": as metrics and health say */

struct tier_options {
    enum tier_engine engine;
    const char *url; /* REDIS_URL or MONGODB_URI; copied */
    const char
        *space; /* "" or a simulation's prefix of every key and of the database's name; [A-Za-z0-9_-] */
    struct store *store; /* LMDB: borrowed; writes are RESULT_UNSUPPORTED unless it is the writer's. No
                            transaction of the durable environment may be open in it during a call. */
    int64_t timeout_ms;  /* of connecting, and of each call */
    bool published; /* ingestd's, not a worker's: the breaker's state and the connection show in metrics */
};

struct tier;

/*
 * Checks the options; connects only at the first call. RESULT_INVALID: the URL, with a sentence in
 * detail that names what is wrong with it and never shows a password; RESULT_UNSUPPORTED: a form this build
 * can't do (rediss:// without TLS in hiredis).
 */
enum result tier_open(const struct tier_options *options, struct tier **out, char detail[200]);
void tier_close(struct tier *t); /* accepts NULL */
/* What tier_open would say of the options, without keeping a tier. */
enum result tier_options_check(const struct tier_options *options, char detail[200]);

enum tier_engine tier_engine(const struct tier *t);
enum breaker_state tier_breaker(const struct tier *t);
/* The last failure in a sentence, without secrets; "" when there was none. Valid until the next call. */
const char *tier_last_error(const struct tier *t);
/* Asks the engine whether it works; under the breaker as every call. */
enum result tier_ping(struct tier *t);

/* --- Items: values under a key, until they expire. Keys 1 to 255 bytes of [A-Za-z0-9:._-], values 1 B to
 * 1 MB (1,048,576), any bytes. --- */

/* expires_at UTC_NONE: never. The last put wins. */
enum result tier_item_put(struct tier *t, struct slice key, struct slice value, int64_t expires_at,
                          int64_t now);
/* Appends to *value. RESULT_NOT_FOUND: not there, or expired. expires_at may be NULL. */
enum result tier_item_get(struct tier *t, struct slice key, int64_t now, struct buffer *value,
                          int64_t *expires_at);
enum result tier_item_delete(struct tier *t, struct slice key); /* RESULT_OK when it is not there */
/* Up to `limit` living items whose keys begin with `prefix` and are greater than `after` (absent: from the
 * first), in byte order. False from `each` stops. */
typedef bool tier_each_item(void *context, struct slice key, struct slice value, int64_t expires_at);
enum result tier_item_page(struct tier *t, struct slice prefix, struct slice after, size_t limit, int64_t now,
                           tier_each_item *each, void *context);
/* Deletes up to `limit` expired items; *deleted tells how many. An engine that does so itself deletes 0. */
enum result tier_item_sweep(struct tier *t, int64_t now, size_t limit, size_t *deleted);

/* Adds to a counter that begins at 0 and is forgotten ttl_s after its first addition; *value is the sum.
 * Additions of any number of processes all count. */
enum result tier_counter_add(struct tier *t, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                             int64_t *value);

/* --- Reports as they were received. --- */

#define TIER_RAW_MAX ((size_t)64 * 1024) /* bytes of a report's text, at least 1 */

/* How long after its observed_at a METAR or TAF is among the newest. */
#define TIER_METAR_NEWEST_S ((int64_t)24 * 3600)
#define TIER_TAF_NEWEST_S   ((int64_t)36 * 3600)

/* LMDB keeps the entry alone: the rest comes back as "not given". */
struct tier_report {
    struct history_entry entry;
    int64_t reported_at; /* the provider's time of observation or issue; UTC_NONE: it gave none */
    int64_t checked_at;  /* when it was fetched alone; else UTC_NONE */
    bool speci;          /* the provider calls it a SPECI */
    double latitude_deg, longitude_deg, elevation_m; /* NAN: not given */
    /* For who looks into MongoDB with other programs: API.md's decoded object, and the category of a METAR.
     * Written, not read back; absent and "" where it could not be decoded. */
    struct slice decoded;
    char flight_category[8];
};

/*
 * Keeps reports: for history where the engine has one, and as the newest of their station. A report known
 * already (product, station, observed_at and raw) is left as it is, its received_at too. One call is not one
 * transaction: after a failure some may be there; repeat it. Redis forgets a station's reports 24 h (METAR)
 * or 36 h (TAF) after the last put. METARs and TAFs only, each with its station and observed_at; else
 * RESULT_INVALID and nothing is put.
 */
enum result tier_report_put(struct tier *t, const struct tier_report *reports, size_t count, int64_t now);
/*
 * The newest up to `max` reports of the station by observed_at, newest first, texts in the arena; of METARs
 * those with observed_at >= now - 24 h, of TAFs 36 h; of one time in no order. RESULT_NOT_FOUND: none. Which
 * of them is current is the intake's business.
 */
#define TIER_NEWEST_MAX 4
enum result tier_report_newest(struct tier *t, enum product product, struct slice station, int64_t now,
                               struct arena *arena, struct tier_report out[TIER_NEWEST_MAX], size_t max,
                               size_t *count);

/* History by pages: places and order as in history_store_each_after: observed_at, then hash of the raw text.
 */
struct tier_history_question {
    enum product product;
    struct slice station;
    int64_t from, to;                  /* from <= observed_at < to */
    const struct history_place *after; /* NULL: from the beginning */
    size_t limit;
};
/* Oldest first; false from `each` stops. An empty page is RESULT_OK. RESULT_UNSUPPORTED on Redis. */
enum result tier_history_page(struct tier *t, const struct tier_history_question *q,
                              bool (*each)(void *context, const struct history_entry *entry), void *context);
/* Deletes up to `limit` entries older than `before`. RESULT_UNSUPPORTED on Redis. */
enum result tier_history_prune(struct tier *t, int64_t before, size_t limit, size_t *deleted);

#endif
