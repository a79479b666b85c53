/*
 * Where everything is kept: tables of keys and values behind one interface, whatever the engine. Now LMDB;
 * Redis and MongoDB come behind the same functions.
 *
 * Two environments (DESIGN): the hot one can be rebuilt from the providers; the durable one cannot. Keys are
 * 1 to 255 bytes of [A-Za-z0-9:._-]; values 1 B to 1 MB (an item's record somewhat more), framed by the store
 * with a format version and a CRC-32, so that a damaged value is RESULT_CORRUPT and never a wrong answer.
 * Every commit is synced.
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
    STORE_ITEM,    /* durable: values that expire, see store/tier.h */
    STORE_COUNTER, /* durable: counters that expire, see store/tier.h */
    STORE_JOURNAL, /* durable: what is owed to MongoDB, see store/journal.h */
    STORE_ABOUT,   /* durable: facts about the environment, see store/durable_since.h */
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
 * Opens DATA_DIR and its environments; the writer makes what is not there (not the directory's parent).
 * RESULT_BUSY: another writer; RESULT_CONFLICT: the simulation stamp (logged); RESULT_INVALID: a map_mb that
 * cannot be; RESULT_IO; RESULT_UNAVAILABLE: a reader before any writer. Open after the fork: a store is of no
 * use in a child.
 *
 * A damaged or truncated file: the writer repairs it at once, as store_repair does, and so opens. A reader
 * gets RESULT_CORRUPT and leaves a mark for the writer; while a mark stands it opens well and has its reads
 * refused. From now on fatal signals are watched in this process (see "Damage" below).
 */
enum result store_open(const struct store_options *options, struct store **out);
void store_close(struct store *s); /* accepts NULL; ends what is open in it */

/*
 * RESULT_UNAVAILABLE while a damage mark stands on that environment (seen within a second), or when it could
 * not be reopened after its generation changed: try again at the next request. RESULT_BUSY: no reader slot is
 * free. At most one read an environment at a time in a process (asserted). A reader reopens here when the
 * generation in shared memory, or the file of that name, is another one.
 */
enum result store_read_begin(struct store *s, enum store_environment env, struct store_read **out);
void store_read_end(struct store_read *r); /* accepts NULL */
/* RESULT_NOT_FOUND, RESULT_INVALID (no key can be that), RESULT_CORRUPT (and a mark is left). */
enum result store_read_get(struct store_read *r, enum store_table table, struct slice key,
                           struct slice *value);

/*
 * Walks keys that begin with `prefix` in byte order, from the first one not less than `from` (absent slice:
 * the first). `each` returns false to stop, and must not write. A corrupt value is skipped, leaves a mark and
 * makes the result RESULT_CORRUPT at the end.
 */
enum result store_read_scan(struct store_read *r, enum store_table table, struct slice prefix,
                            struct slice from,
                            bool (*each)(void *context, struct slice key, struct slice value), void *context);

/*
 * A write transaction; a second one in the same environment is a programmer's error (asserted). Reads through
 * it see its own writes; the slices they give are valid until the next put or delete. RESULT_UNAVAILABLE
 * while a mark stands. A put or delete that fails loses the transaction: what follows, the commit included,
 * gives the same failure; only a key or value refused for what it is (RESULT_INVALID, or RESULT_TOO_LARGE
 * over 1 MB) leaves it whole.
 */
enum result store_write_begin(struct store *s, enum store_environment env, struct store_write **out);
enum result store_write_get(struct store_write *w, enum store_table table, struct slice key,
                            struct slice *value);
/*
 * A value equal to the stored one is not written (still RESULT_OK). `value` must not point into this
 * transaction. RESULT_TOO_LARGE: over 1 MB, or the map is full; RESULT_IO: the disk (LMDB says EIO for a full
 * one).
 */
enum result store_write_put(struct store_write *w, enum store_table table, struct slice key,
                            struct slice value);
/* RESULT_OK for a key that is not there. */
enum result store_write_delete(struct store_write *w, enum store_table table, struct slice key);
enum result store_write_scan(struct store_write *w, enum store_table table, struct slice prefix,
                             struct slice from,
                             bool (*each)(void *context, struct slice key, struct slice value),
                             void *context);
/* Synced when it returns RESULT_OK; on any failure nothing of the transaction is there. Frees w. */
enum result store_write_commit(struct store_write *w);
void store_write_abort(struct store_write *w); /* accepts NULL */

/* The writer's housekeeping, after each ingest: clears the slots of dead readers (as every opening does). */
void store_reap_readers(struct store *s);

/*
 * Damage (DESIGN, "Tiers of data"): a mark is left in DATA_DIR by a fatal signal inside a store call, or by a
 * value that fails its check. The writer polls store_damage_marked (one access(2)) and, when true, calls
 * store_repair with no transaction open: it walks every key and CRC in a child process. Sound: clears the
 * mark. Else rebuilds the hot environment empty under a new generation, or sets the durable one aside (logged
 * as store_durable_set_aside with its new name, never overwritten), and clears the mark.
 *
 * RESULT_OK, with what was done; RESULT_IO, RESULT_NO_MEMORY: the mark stands, try again. Blocks for the walk
 * (some ms for the hot environment, seconds for a durable one of GBs); a child that gets no further for 30 s
 * is killed and counts as damage.
 */
enum store_repair_outcome { STORE_SOUND, STORE_HOT_REBUILT, STORE_DURABLE_SET_ASIDE };
bool store_damage_marked(const struct store *s, enum store_environment env);
enum result store_repair(struct store *s, enum store_environment env, enum store_repair_outcome *out);

/* The stats need a read of each environment: RESULT_UNAVAILABLE where there can be none. */
struct store_stats {
    uint64_t entries[STORE_TABLES];
    uint64_t used_bytes[2]; /* by environment: what its file needs */
    uint64_t map_bytes[2];  /* by environment: what it may grow to */
    uint64_t readers;       /* reader slots in use, one a process and environment */
};
enum result store_stats_get(struct store *s, struct store_stats *out);

#endif
