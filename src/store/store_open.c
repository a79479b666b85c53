#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/damage.h"
#include "store/data_dir.h"
#include "store/durable_since.h"
#include "store/frame.h"
#include "store/internal.h"
#include "store/lmdb/lmdb_environment.h"
#include "store/stamp.h"

/* How long a look at mark and file is good for while all is well. */
#define LOOK_EVERY_MS 1000

static enum result open_engine(struct store *s, struct environment *e, uint64_t number)
{
    char path[PATH_MAX];
    enum result result = data_dir_file(s->data_dir, e->which, number, path);
    if (result)
        return result;
    struct lmdb_options options = {path, e->which, s->role == STORE_WRITER, s->map_mb};
    damage_enter(e->mark);
    result = lmdb_environment_open(&options, &e->engine);
    damage_leave();
    if (!result)
        e->number = number;
    return result;
}

static void close_engine(struct environment *e)
{
    if (!e->engine)
        return;
    damage_enter(e->mark);
    e->engine->operations->close(e->engine);
    damage_leave();
    e->engine = NULL;
}

static uint64_t shared_generation(const struct store *s)
{
    return s->shared ? shared_store_generation(s->shared) : 0;
}

/* ---- readers ---- */

/* The generation is read before the names: a file is there before its number is published. */
static enum result reader_open(struct store *s, struct environment *e)
{
    enum result result = RESULT_UNAVAILABLE;
    uint64_t generation = shared_generation(s);
    /* A file found may be removed before it is opened, when a rebuilt one takes its place. */
    for (int attempt = 0; attempt < 3 && result == RESULT_UNAVAILABLE; attempt++) {
        uint64_t number = 0;
        result = e->which == STORE_HOT ? data_dir_hot_number(s->data_dir, &number) : RESULT_OK;
        if (result)
            return result == RESULT_NOT_FOUND ? RESULT_UNAVAILABLE : result;
        result = open_engine(s, e, number);
    }
    if (!result)
        e->generation = generation;
    return store_environment_note(e, result);
}

static bool is_current(struct environment *e)
{
    return e->engine->operations->is_current(e->engine);
}

enum result store_environment_ready(struct store *s, struct environment *e)
{
    int64_t now = clock_monotonic_ms();
    bool moved = s->role == STORE_READER && e->which == STORE_HOT && shared_generation(s) != e->generation;
    if (e->engine && !e->marked && !moved && now - e->looked_ms < LOOK_EVERY_MS)
        return RESULT_OK;
    e->looked_ms = now;
    e->marked = damage_marked(e->mark);
    if (e->marked)
        return RESULT_UNAVAILABLE;
    if (s->role == STORE_WRITER)
        return e->engine ? RESULT_OK : RESULT_UNAVAILABLE;
    if (e->engine && !moved && is_current(e))
        return RESULT_OK;
    bool was_open = e->engine;
    close_engine(e);
    enum result result = reader_open(s, e);
    if (result && was_open) /* said once, not at every request */
        log_warning("store_reopen_failed", LOG_STR("environment", store_environment_name(e->which)),
                    LOG_RESULT(result), LOG_END);
    return result ? RESULT_UNAVAILABLE : RESULT_OK;
}

static enum result open_reader(struct store *s, bool simulated)
{
    enum result result = stamp_check(s->data_dir, simulated);
    for (int env = 0; env < STORE_ENVIRONMENTS && !result; env++) {
        struct environment *e = &s->environments[env];
        e->marked = damage_marked(e->mark);
        if (!e->marked) /* a marked one is opened when the mark is gone */
            result = reader_open(s, e);
    }
    return result;
}

/* ---- the writer ---- */

/* What a new durable environment begins with: since when it holds. */
static enum result make_durable(const struct lmdb_options *options)
{
    char value_bytes[DURABLE_SINCE_SIZE], head[FRAME_SIZE];
    struct slice value = durable_since_write(clock_now(), value_bytes);
    struct lmdb_record first = {STORE_ABOUT, DURABLE_SINCE_KEY, slice_make(head, FRAME_SIZE), value};
    frame_seal(first.table, first.key, value, head);
    return lmdb_environment_make(options, &first);
}

static enum result make_engine(struct store *s, struct environment *e, uint64_t number)
{
    char path[PATH_MAX];
    enum result result = data_dir_file(s->data_dir, e->which, number, path);
    if (result)
        return result;
    struct lmdb_options options = {path, e->which, true, s->map_mb};
    result = e->which == STORE_HOT ? lmdb_environment_make(&options, NULL) : make_durable(&options);
    if (!result)
        result = data_dir_sync(s->data_dir);
    if (!result)
        result = open_engine(s, e, number);
    if (!result)
        log_info("store_made", LOG_STR("path", path), LOG_END);
    return result;
}

/* Readers are told once the new file is there; the old ones go last. */
static void publish_hot(struct store *s, struct environment *e)
{
    if (s->shared)
        shared_store_generation_set(s->shared, e->number);
    e->generation = e->number;
    data_dir_hot_clean(s->data_dir, e->number);
}

static enum result rebuild_hot(struct store *s, struct environment *e)
{
    enum result result = make_engine(s, e, e->number + 1);
    if (result)
        return result;
    publish_hot(s, e);
    log_error("store_hot_rebuilt", LOG_INT("number", e->number), LOG_END);
    return RESULT_OK;
}

static enum result set_durable_aside(struct store *s, struct environment *e)
{
    char path[PATH_MAX], aside[PATH_MAX];
    enum result result = data_dir_file(s->data_dir, e->which, 0, path);
    if (!result)
        result = data_dir_aside(s->data_dir, e->which, "damaged", clock_now(), aside);
    if (!result)
        result = lmdb_environment_rename(path, aside);
    if (result)
        return result;
    log_error("store_durable_set_aside", LOG_STR("path", aside), LOG_END);
    return make_engine(s, e, 0);
}

struct verification {
    char path[PATH_MAX];
    struct lmdb_options options;
};

static enum result verify(void *context, void (*progress)(void))
{
    const struct verification *v = context;
    return lmdb_environment_verify(&v->options, progress);
}

/* Looks at the closed environment, opens it or puts another in its place, and clears the mark. */
static enum result repair(struct store *s, struct environment *e, enum store_repair_outcome *out)
{
    struct verification v;
    enum result result = data_dir_file(s->data_dir, e->which, e->number, v.path);
    if (result)
        return result;
    v.options = (struct lmdb_options){v.path, e->which, true, s->map_mb};
    result = damage_check_in_child(verify, &v);
    enum store_repair_outcome outcome = STORE_SOUND;
    if (!result) {
        damage_enter(e->mark);
        result = lmdb_environment_extend(&v.options);
        damage_leave();
    }
    if (!result)
        result = open_engine(s, e, e->number);
    if (result == RESULT_CORRUPT) {
        outcome = e->which == STORE_HOT ? STORE_HOT_REBUILT : STORE_DURABLE_SET_ASIDE;
        result = e->which == STORE_HOT ? rebuild_hot(s, e) : set_durable_aside(s, e);
    }
    if (!result)
        result = damage_clear(e->mark);
    if (result)
        return result;
    e->marked = false;
    log_info("store_repaired", LOG_STR("environment", store_environment_name(e->which)),
             LOG_BOOL("sound", outcome == STORE_SOUND), LOG_END);
    *out = outcome;
    return RESULT_OK;
}

enum result store_repair(struct store *s, enum store_environment env, enum store_repair_outcome *out)
{
    struct environment *e = &s->environments[env];
    assert(s->role == STORE_WRITER && !e->read.txn && !e->write.txn);
    close_engine(e);
    return repair(s, e, out);
}

/* The number of the hot file in use, or of the one to be made: above what readers may have open. */
static enum result writer_number(struct store *s, struct environment *e, bool *absent)
{
    char path[PATH_MAX];
    enum result result = RESULT_OK;
    if (e->which == STORE_HOT)
        result = data_dir_hot_number(s->data_dir, &e->number);
    else if (!(result = data_dir_file(s->data_dir, e->which, 0, path)))
        result = access(path, F_OK) == 0 ? RESULT_OK : RESULT_NOT_FOUND;
    *absent = result == RESULT_NOT_FOUND;
    if (*absent && e->which == STORE_HOT)
        e->number = shared_generation(s) + 1;
    return *absent ? RESULT_OK : result;
}

static enum result writer_open(struct store *s, struct environment *e)
{
    bool absent;
    enum result result = writer_number(s, e, &absent);
    if (result)
        return result;
    enum store_repair_outcome outcome;
    if (absent) {
        result = make_engine(s, e, e->number);
        if (!result)
            result = damage_clear(e->mark);
    } else if (damage_marked(e->mark)) {
        result = repair(s, e, &outcome);
    } else {
        result = open_engine(s, e, e->number);
        if (result == RESULT_CORRUPT) {
            store_environment_note(e, result);
            result = repair(s, e, &outcome);
        }
    }
    if (!result && e->which == STORE_HOT)
        publish_hot(s, e);
    return result;
}

/* The stamp is looked at again under the lock: a writer of the other kind may have been first. */
static enum result open_writer(struct store *s, bool simulated)
{
    enum result result = data_dir_make(s->data_dir);
    if (!result)
        result = stamp_take(s->data_dir, simulated);
    if (!result)
        result = data_dir_lock(s->data_dir, &s->lock_fd);
    if (!result)
        result = stamp_check(s->data_dir, simulated);
    for (int env = 0; env < STORE_ENVIRONMENTS && !result; env++)
        result = writer_open(s, &s->environments[env]);
    return result;
}

/* ---- both ---- */

enum result store_open(const struct store_options *options, struct store **out)
{
    if (options->map_mb < 0 || (options->map_mb == 0 && options->role == STORE_WRITER))
        return RESULT_INVALID;
    struct store *s = calloc(1, sizeof(*s));
    if (!s)
        return RESULT_NO_MEMORY;
    s->lock_fd = -1;
    s->role = options->role;
    s->map_mb = options->map_mb;
    s->shared = options->shared;
    enum result result = damage_watch();
    if (!slice_copy(slice_from_string(options->data_dir), s->data_dir, sizeof(s->data_dir)))
        result = RESULT_TOO_LARGE;
    for (int env = 0; env < STORE_ENVIRONMENTS; env++) {
        struct environment *e = &s->environments[env];
        e->which = (enum store_environment)env;
        if (!result)
            result = data_dir_mark(s->data_dir, e->which, e->mark);
    }
    if (!result)
        result =
            s->role == STORE_WRITER ? open_writer(s, options->simulated) : open_reader(s, options->simulated);
    if (result) {
        store_close(s);
        return result;
    }
    *out = s;
    return RESULT_OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int env = 0; env < STORE_ENVIRONMENTS; env++) {
        struct environment *e = &s->environments[env];
        store_read_end(e->read.txn ? &e->read : NULL);
        store_write_abort(e->write.txn ? &e->write : NULL);
        close_engine(e);
    }
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}
