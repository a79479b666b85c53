/*
 * What store.c needs of an engine: one environment with its tables, in which stored bytes are opaque. The
 * engine knows nothing of frames, marks or roles; store.c guards and checks every call.
 *
 * Keys have passed frame_key_valid. Slices that an engine gives out are valid until its transaction ends or,
 * in a write transaction, until the next change in it. Functions fail with RESULT_IO (errno set),
 * RESULT_CORRUPT, RESULT_NO_MEMORY, RESULT_TOO_LARGE (the environment is full), RESULT_BUSY (no reader slot)
 * or RESULT_UNAVAILABLE (not there).
 */
#ifndef AW_STORE_ENGINE_H
#define AW_STORE_ENGINE_H

#include "base/result.h"
#include "base/slice.h"
#include "store/store.h"

struct engine_txn; /* the engine's own */

struct engine_usage {
    uint64_t used_bytes;
    uint64_t map_bytes;
    uint64_t readers; /* slots in use, of living or dead processes */
};

/* Called with stored bytes; false stops the walk. */
typedef bool engine_each(void *context, struct slice key, struct slice stored);

struct engine {
    const struct engine_operations *operations;
};

struct engine_operations {
    void (*close)(struct engine *e);
    /* False when what is open is not what a fresh open of the same name would give (replaced, removed). */
    bool (*is_current)(const struct engine *e);

    enum result (*read_begin)(struct engine *e, struct engine_txn **out);
    void (*read_end)(struct engine *e, struct engine_txn *t);
    enum result (*write_begin)(struct engine *e, struct engine_txn **out);
    enum result (*write_commit)(struct engine *e, struct engine_txn *t); /* ends t whatever it returns */
    void (*write_abort)(struct engine *e, struct engine_txn *t);

    enum result (*get)(struct engine *e, struct engine_txn *t, enum store_table table, struct slice key,
                       struct slice *stored);
    /* Keys with `prefix`, from the first not less than `from`, in byte order. */
    enum result (*scan)(struct engine *e, struct engine_txn *t, enum store_table table, struct slice prefix,
                        struct slice from, engine_each *each, void *context);
    /* Stores head and body as one value. */
    enum result (*put)(struct engine *e, struct engine_txn *t, enum store_table table, struct slice key,
                       struct slice head, struct slice body);
    /* RESULT_NOT_FOUND when it is not there. */
    enum result (*remove)(struct engine *e, struct engine_txn *t, enum store_table table, struct slice key);

    enum result (*count)(struct engine *e, struct engine_txn *t, enum store_table table, uint64_t *out);
    enum result (*usage)(struct engine *e, struct engine_usage *out);
    void (*reap_readers)(struct engine *e);
};

#endif
