/*
 * One LMDB file as an engine. MECHANICS of LMDB 0.9.24 that this file deals with, and nobody else: reader
 * slots, resized maps, a file shorter than its pages, an environment that is unusable after a failed write of
 * its meta page.
 */
#ifndef AW_STORE_LMDB_LMDB_ENVIRONMENT_H
#define AW_STORE_LMDB_LMDB_ENVIRONMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "store/engine.h"

struct lmdb_options {
    const char *path; /* the data file; its lock file is path + "-lock" */
    enum store_environment environment;
    bool writable;
    int64_t map_mb; /* 0: as the file says (readers) */
};

/* A value to begin with, as engine_operations.put takes it. */
struct lmdb_record {
    enum store_table table;
    struct slice key, head, body;
};

/*
 * Makes an environment with its tables and `first` (may be NULL) under a temporary name and renames it to
 * `path`, so that a file of that name is always whole. A lock file left there by an earlier one is removed.
 * RESULT_CONFLICT: path exists.
 */
enum result lmdb_environment_make(const struct lmdb_options *options, const struct lmdb_record *first);

/*
 * RESULT_UNAVAILABLE: no such file, or not all tables are there (none of the recent ones will do for a
 * reader: they are empty to it until a writer has made them, see store/table.h); RESULT_CORRUPT: not an
 * environment, or shorter than its pages. A writable one makes the tables that are missing.
 */
enum result lmdb_environment_open(const struct lmdb_options *options, struct engine **out);

/*
 * Lengthens a sound file to what its last page number says: LMDB leaves pages that were allocated and freed
 * in one transaction unwritten at the end, which looks like truncation. Nobody may be writing.
 */
enum result lmdb_environment_extend(const struct lmdb_options *options);

/*
 * Walks every table: each key valid, above the one before it and found by a lookup, each value whole, as many
 * as the table says; the list of free pages in bounds. `progress` is called every few thousand entries.
 * RESULT_CORRUPT, or death by a signal: call it in a child process. Nobody may be writing.
 */
enum result lmdb_environment_verify(const struct lmdb_options *options, void (*progress)(void));

/*
 * Copies the environment as of one moment, without its free pages, to `path`, which must not exist; whoever
 * writes goes on. RESULT_CORRUPT: shorter than its pages.
 */
enum result lmdb_environment_copy(const struct lmdb_options *options, const char *path);
/* How many entries each table of the environment has; of the others the numbers are left. Nobody may be
 * writing. */
enum result lmdb_environment_count(const struct lmdb_options *options, uint64_t entries[STORE_TABLES]);

/* Removes the data file and its lock file; what is not there is no error. */
void lmdb_environment_unlink(const char *path);
/* Renames both. */
enum result lmdb_environment_rename(const char *from, const char *to);

#endif
