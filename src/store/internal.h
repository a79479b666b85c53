/*
 * The insides of a store, for store.c, store_open.c and the stores of records in this folder.
 */
#ifndef AW_STORE_INTERNAL_H
#define AW_STORE_INTERNAL_H

#include <limits.h>

#include "base/buffer.h"
#include "store/engine.h"
#include "store/store.h"
#include "store/table.h"

struct store_read {
    struct environment *environment;
    struct engine_txn *txn; /* NULL: no read is going on */
};

struct store_write {
    struct environment *environment;
    struct engine_txn *txn; /* NULL: no write is going on */
    enum result failed;     /* the first failure; the commit repeats it */
    struct buffer scratch;  /* where records are encoded */
};

struct environment {
    enum store_environment which;
    struct engine *engine; /* NULL: not open */
    char mark[PATH_MAX];
    bool marked;         /* as of looked_ms */
    int64_t looked_ms;   /* when mark and file were last looked at, clock_monotonic_ms */
    uint64_t number;     /* of the hot file */
    uint64_t generation; /* as shared memory had it when the file was opened */
    struct store_read read;
    struct store_write write;
};

struct store {
    char data_dir[PATH_MAX];
    enum store_role role;
    int64_t map_mb;
    struct shared *shared;
    int lock_fd; /* writer: holds the lock; else -1 */
    struct environment environments[STORE_ENVIRONMENTS];
};

/*
 * Makes sure that the environment may be used: no mark, open, and of the present generation. The file system
 * is asked at most once a second while all is well. RESULT_UNAVAILABLE otherwise.
 */
enum result store_environment_ready(struct store *s, struct environment *e);

/* Takes note of damage that a call found: leaves the mark. Returns `result`. */
enum result store_environment_note(struct environment *e, enum result result);

/* An emptied buffer for the record about to be put; valid until the next call or the end of w. */
struct buffer *store_write_scratch(struct store_write *w);

#endif
