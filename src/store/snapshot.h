/*
 * Copies of the local store for backup and restore: one LMDB file an environment, without lock file, which
 * holds the environment as of one moment. The two of a backup are of two moments, the hot one's first: a
 * report may be in the history of the one and not yet among the current ones of the other, never the reverse.
 */
#ifndef AW_STORE_SNAPSHOT_H
#define AW_STORE_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "store/store.h"
#include "store/table.h"

/*
 * Writes the environment to `path`, which must not exist (RESULT_IO, EEXIST), while ingestd and workers go
 * on. RESULT_UNAVAILABLE: no store there, or a damage mark stands on it; RESULT_CORRUPT: damaged.
 */
enum result snapshot_take(const char *data_dir, enum store_environment environment, const char *path);

/*
 * Walks every key and CRC in a child process, and counts the entries of the environment's tables (the numbers
 * of the other tables are left). RESULT_CORRUPT: not a snapshot, or damaged.
 */
enum result snapshot_check(enum store_environment environment, const char *path,
                           uint64_t entries[STORE_TABLES]);

/* RESULT_BUSY: a writer (ingestd) has the directory. RESULT_OK: none, or no such directory. */
enum result snapshot_writer_check(const char *data_dir);

/* What a restore did with the file that was there; "" where there was none. */
struct snapshot_aside {
    char path[STORE_ENVIRONMENTS][4096];
};

/*
 * Puts copies of the snapshots (by environment; NULL: that one stays as it is) in the place of what is in
 * data_dir, which is renamed, and clears the damage marks. Both are copied before either is put in place, so
 * that a full disk changes nothing. The files get the owner of the directory. RESULT_BUSY: a writer is there;
 * RESULT_CONFLICT: the stamp of simulations (logged).
 */
enum result snapshot_restore(const char *data_dir, bool simulated,
                             const char *const paths[STORE_ENVIRONMENTS], struct snapshot_aside *aside);

#endif
