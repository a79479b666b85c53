/*
 * Where everything is kept: tables of keys and values behind one interface, whatever the engine. Now LMDB;
 * Redis and MongoDB come behind the same functions.
 *
 * Two environments (DESIGN): the hot one can be rebuilt from the providers; the durable one cannot. Keys are
 * 1 to 255 bytes of [A-Za-z0-9:._-]; values 1 B to 1 MB, framed by the store with a format version and a
 * CRC-32, so that a damaged value is RESULT_CORRUPT and never a wrong answer. Every commit is synced.
 *
 * One writer process (ingestd) and many readers. A read opens one transaction for a request and must be ended
 * before the process waits for anything; slices it gave are valid until then.
 */
#ifndef AW_STORE_STORE_H
#define AW_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/shared.h"
#include "base/slice.h"

enum store_environment { STORE_HOT, STORE_DURABLE };

enum store_table {
    STORE_REPORT,  /* hot: current reports, see store/report_store.h */
    STORE_STATION, /* hot: the providers' station list, see store/station_store.h */
    STORE_CELL,    /* hot: stations with a report by one-degree cell, see store/station_store.h */
    STORE_STATE,   /* hot: per product, see store/product_state.h */
    STORE_HISTORY, /* durable: every report received, see store/history_store.h */
    STORE_TABLES
};

enum store_role {
    STORE_READER, /* a worker or the command line */
    STORE_WRITER, /* ingestd: one at a time, enforced by a lock file (RESULT_BUSY) */
};

struct store_options {
    const char *data_dir;
    enum store_role role;
    int64_t map_mb;
    struct shared *shared; /* generation of the hot environment; NULL for tools that read once */
    /* A DATA_DIR made by a simulation carries a stamp: a real service refuses it, a simulation refuses one
     * that is neither stamped nor empty (RESULT_CONFLICT). */
    bool simulated;
};

struct store;
struct store_read;
struct store_write;

/*
 * Opens (the writer also makes) DATA_DIR and its environments. RESULT_CORRUPT: a file is damaged or truncated
 * (the writer has then been told by store_repair what to do); RESULT_CONFLICT: the simulation stamp;
 * RESULT_BUSY: another writer; RESULT_UNAVAILABLE: a reader before any writer. Open after the fork.
 */
enum result store_open(const struct store_options *options, struct store **out);
void store_close(struct store *s); /* accepts NULL */

/*
 * RESULT_UNAVAILABLE while a damage mark stands on that environment, or when it could not be reopened after
 * its generation changed. At most one read an environment at a time in a process.
 */
enum result store_read_begin(struct store *s, enum store_environment env, struct store_read **out);
void store_read_end(struct store_read *r); /* accepts NULL */
enum result store_read_get(struct store_read *r, enum store_table table, struct slice key,
                           struct slice *value);

/*
 * Walks keys that begin with `prefix` in byte order, from the first one not less than `from` (absent slice:
 * the first). `each` returns false to stop. A corrupt value is counted, skipped and makes the result
 * RESULT_CORRUPT at the end.
 */
enum result store_read_scan(struct store_read *r, enum store_table table, struct slice prefix,
                            struct slice from,
                            bool (*each)(void *context, struct slice key, struct slice value), void *context);

/* A write transaction; a second one in the process is a programmer's error. Reads through it see its own
 * writes. */
enum result store_write_begin(struct store *s, enum store_environment env, struct store_write **out);
enum result store_write_get(struct store_write *w, enum store_table table, struct slice key,
                            struct slice *value);
/* A value equal to the stored one is not written (still RESULT_OK). */
enum result store_write_put(struct store_write *w, enum store_table table, struct slice key,
                            struct slice value);
enum result store_write_delete(struct store_write *w, enum store_table table,
                               struct slice key); /* absent: OK */
enum result store_write_scan(struct store_write *w, enum store_table table, struct slice prefix,
                             struct slice from,
                             bool (*each)(void *context, struct slice key, struct slice value),
                             void *context);
/* Synced when it returns RESULT_OK; on any failure nothing of the transaction is there. Frees w. */
enum result store_write_commit(struct store_write *w);
void store_write_abort(struct store_write *w); /* accepts NULL */

/* The writer's housekeeping, at start and after each ingest: clears the slots of dead readers. */
void store_reap_readers(struct store *s);

/*
 * Damage (DESIGN, "Tiers of data"): a fatal signal inside a store call leaves a mark in DATA_DIR. The writer
 * polls store_damage_marked and, when true, calls store_repair: it walks every key and CRC in a child
 * process; sound: clears the mark; else rebuilds the hot environment empty under a new generation, or sets
 * the durable one aside (reported, never overwritten). RESULT_OK, with what was done.
 */
enum store_repair_outcome { STORE_SOUND, STORE_HOT_REBUILT, STORE_DURABLE_SET_ASIDE };
bool store_damage_marked(const struct store *s, enum store_environment env);
enum result store_repair(struct store *s, enum store_environment env, enum store_repair_outcome *out);

struct store_stats {
    uint64_t entries[STORE_TABLES];
    uint64_t used_bytes[2]; /* by environment */
    uint64_t map_bytes[2];
    uint64_t readers;
};
enum result store_stats_get(struct store *s, struct store_stats *out);

#endif
