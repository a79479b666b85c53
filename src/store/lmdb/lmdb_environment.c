#define _GNU_SOURCE
#include "store/lmdb/lmdb_environment.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/lmdb/lmdb_file.h"
#include "store/table.h"

struct lmdb_environment {
    struct engine engine; /* first: an engine pointer is one of this */
    char *path;
    struct lmdb_options options; /* its path is the one above */
    dev_t device;
    ino_t inode;
    MDB_env *env;
    MDB_dbi tables[STORE_TABLES]; /* those of this environment */
    bool is_old;                  /* a reader's file without the recent tables */
    MDB_txn *cached; /* a read transaction between two reads, reset; NULL while one is going on */
    bool reading, writing;
    bool panicked; /* LMDB refuses writes until the file is opened again */
};

static struct lmdb_environment *environment_of(struct engine *e)
{
    return (struct lmdb_environment *)(void *)e;
}

static MDB_txn *lmdb_txn(struct engine_txn *t)
{
    return (MDB_txn *)(void *)t;
}

static struct engine_txn *engine_txn(MDB_txn *t)
{
    return (struct engine_txn *)(void *)t;
}

static MDB_val val_of(struct slice s)
{
    return (MDB_val){s.len, (void *)(uintptr_t)s.ptr};
}

static struct slice slice_of(MDB_val v)
{
    return slice_make(v.mv_data, v.mv_size);
}

/* ---- opening and closing ---- */

static int open_tables_in(struct lmdb_environment *s, MDB_txn *txn)
{
    unsigned flags = s->options.writable ? MDB_CREATE : 0;
    int rc = 0, recent = 0, absent = 0;
    for (int t = 0; t < STORE_TABLES && !rc; t++) {
        if (store_table_environment((enum store_table)t) != s->options.environment)
            continue;
        rc = mdb_dbi_open(txn, store_table_name((enum store_table)t), flags, &s->tables[t]);
        if (!store_table_is_recent((enum store_table)t))
            continue;
        recent++;
        absent += rc == MDB_NOTFOUND;
        rc = rc == MDB_NOTFOUND ? 0 : rc;
    }
    s->is_old = absent > 0 && absent == recent;
    return rc ? rc : absent && !s->is_old ? MDB_NOTFOUND : 0;
}

/* Handles of tables stay valid when the transaction that opened them is committed, not when it is aborted. */
static int open_tables(struct lmdb_environment *s)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(s->env, NULL, s->options.writable ? 0 : MDB_RDONLY, &txn);
    if (rc)
        return rc;
    rc = open_tables_in(s, txn);
    if (rc) {
        mdb_txn_abort(txn);
        return rc == MDB_NOTFOUND ? ENOENT : rc;
    }
    return mdb_txn_commit(txn);
}

/* Whether the table is none that could have been opened. */
static bool is_absent(const struct lmdb_environment *s, enum store_table table)
{
    return s->is_old && store_table_is_recent(table);
}

/*
 * LMDB would make a file that is absent and begin anew in an empty one. Here a file is made whole under
 * another name
 * (`make`), so an absent one is not there and an empty one has been truncated.
 */
static enum result check_presence(const char *path, bool make)
{
    struct stat file;
    if (stat(path, &file) != 0)
        return make && errno == ENOENT ? RESULT_OK : lmdb_result(errno);
    return file.st_size ? RESULT_OK : RESULT_CORRUPT;
}

static enum result attach(struct lmdb_environment *s, bool make)
{
    enum result result = check_presence(s->path, make);
    if (result)
        return result;
    result = lmdb_file_open(&s->options, s->options.writable ? 0 : MDB_RDONLY, &s->env);
    if (result)
        return result;
    int dead;
    int rc = mdb_reader_check(s->env, &dead);
    result = rc ? lmdb_result(rc) : lmdb_file_check_size(s->env);
    if (!result)
        result = lmdb_result(open_tables(s));
    struct stat file;
    if (!result && stat(s->path, &file) != 0)
        result = lmdb_result(errno);
    if (result) {
        mdb_env_close(s->env);
        s->env = NULL;
        return result;
    }
    s->device = file.st_dev;
    s->inode = file.st_ino;
    s->panicked = false;
    return RESULT_OK;
}

static void detach(struct lmdb_environment *s)
{
    if (s->cached)
        mdb_txn_abort(s->cached);
    s->cached = NULL;
    if (s->env)
        mdb_env_close(s->env);
    s->env = NULL;
}

static void environment_close(struct engine *e)
{
    struct lmdb_environment *s = environment_of(e);
    detach(s);
    free(s->path);
    free(s);
}

static bool environment_is_current(const struct engine *e)
{
    const struct lmdb_environment *s = (const struct lmdb_environment *)(const void *)e;
    struct stat file;
    return stat(s->path, &file) == 0 && file.st_dev == s->device && file.st_ino == s->inode;
}

/* ---- transactions ---- */

/*
 * Begins (or renews *txn), curing the two failures that have a cure: another process has enlarged the map, or
 * the table of readers is full of dead ones. The map may be changed because no transaction is going on.
 */
static int begin_cured(struct lmdb_environment *s, unsigned flags, MDB_txn **txn)
{
    for (int attempt = 0;; attempt++) {
        int rc = *txn ? mdb_txn_renew(*txn) : mdb_txn_begin(s->env, NULL, flags, txn);
        if ((rc != MDB_MAP_RESIZED && rc != MDB_READERS_FULL) || attempt == 2)
            return rc;
        int dead;
        int cure = rc == MDB_MAP_RESIZED ? mdb_env_set_mapsize(s->env, 0) : mdb_reader_check(s->env, &dead);
        if (cure)
            return cure;
    }
}

static enum result environment_read_begin(struct engine *e, struct engine_txn **out)
{
    struct lmdb_environment *s = environment_of(e);
    if (!s->env) {
        enum result result = attach(s, false);
        if (result)
            return result;
    }
    if (s->is_old) { /* a writer may have made the tables since */
        enum result result = lmdb_result(open_tables(s));
        if (result)
            return result;
    }
    MDB_txn *txn = s->cached;
    int rc = begin_cured(s, MDB_RDONLY, &txn);
    if (rc) {
        if (txn)
            mdb_txn_abort(txn);
        s->cached = NULL;
        return lmdb_result(rc);
    }
    s->cached = NULL;
    s->reading = true;
    *out = engine_txn(txn);
    return RESULT_OK;
}

/* The snapshot is let go, the slot and the memory are kept for the next read. */
static void environment_read_end(struct engine *e, struct engine_txn *t)
{
    struct lmdb_environment *s = environment_of(e);
    mdb_txn_reset(lmdb_txn(t));
    s->cached = lmdb_txn(t);
    s->reading = false;
}

/*
 * A meta page that could not be written leaves LMDB refusing every write until the file is opened anew: what
 * a full disk does. Done when no read is going on, for its slices lie in the map.
 */
static enum result reattach(struct lmdb_environment *s)
{
    if (s->reading) {
        errno = EIO;
        return RESULT_IO;
    }
    detach(s);
    return attach(s, false);
}

static enum result environment_write_begin(struct engine *e, struct engine_txn **out)
{
    struct lmdb_environment *s = environment_of(e);
    assert(!s->writing);
    enum result result = s->env && !s->panicked ? RESULT_OK : reattach(s);
    if (result)
        return result;
    MDB_txn *txn = NULL;
    int rc = begin_cured(s, 0, &txn);
    if (rc == MDB_PANIC)
        s->panicked = true;
    if (rc)
        return lmdb_result(rc);
    s->writing = true;
    *out = engine_txn(txn);
    return RESULT_OK;
}

static enum result extend(MDB_env *env)
{
    uint64_t actual, needed;
    mdb_filehandle_t fd;
    enum result result = lmdb_file_sizes(env, &actual, &needed);
    if (result || actual >= needed)
        return result;
    int rc = mdb_env_get_fd(env, &fd);
    if (!rc && ftruncate(fd, (off_t)needed) != 0)
        rc = errno;
    return lmdb_result(rc);
}

static enum result environment_write_commit(struct engine *e, struct engine_txn *t)
{
    struct lmdb_environment *s = environment_of(e);
    s->writing = false;
    int rc = mdb_txn_commit(lmdb_txn(t));
    if (rc) {
        s->panicked = true; /* it may be: opening anew costs little and is always right */
        return lmdb_result(rc);
    }
    if (extend(s->env)) /* the commit stands; the next start would have the file verified, that is all */
        log_warning("store_extend_failed", LOG_STR("path", s->path), LOG_ERRNO(errno), LOG_END);
    return RESULT_OK;
}

static void environment_write_abort(struct engine *e, struct engine_txn *t)
{
    environment_of(e)->writing = false;
    mdb_txn_abort(lmdb_txn(t));
}

/* ---- reading and writing ---- */

static enum result environment_get(struct engine *e, struct engine_txn *t, enum store_table table,
                                   struct slice key, struct slice *stored)
{
    if (is_absent(environment_of(e), table))
        return RESULT_NOT_FOUND;
    MDB_val k = val_of(key), v;
    int rc = mdb_get(lmdb_txn(t), environment_of(e)->tables[table], &k, &v);
    if (!rc)
        *stored = slice_of(v);
    return lmdb_result(rc);
}

static enum result environment_scan(struct engine *e, struct engine_txn *t, enum store_table table,
                                    struct slice prefix, struct slice from, engine_each *each, void *context)
{
    if (is_absent(environment_of(e), table))
        return RESULT_OK;
    MDB_dbi dbi = environment_of(e)->tables[table];
    MDB_cursor *cursor;
    int rc = mdb_cursor_open(lmdb_txn(t), dbi, &cursor);
    if (rc)
        return lmdb_result(rc);
    struct slice start = from.len ? from : prefix;
    MDB_val k = val_of(start), v, before = {0, NULL};
    rc = mdb_cursor_get(cursor, &k, &v, start.len ? MDB_SET_RANGE : MDB_FIRST);
    while (!rc && slice_starts_with(slice_of(k), prefix)) {
        /* Keys that do not ascend are damage, and could go on for ever. */
        if (before.mv_size && mdb_cmp(lmdb_txn(t), dbi, &before, &k) >= 0)
            rc = MDB_CORRUPTED;
        else if (!each(context, slice_of(k), slice_of(v)))
            break;
        else {
            before = k;
            rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
        }
    }
    mdb_cursor_close(cursor);
    return rc == MDB_NOTFOUND ? RESULT_OK : lmdb_result(rc);
}

static enum result environment_put(struct engine *e, struct engine_txn *t, enum store_table table,
                                   struct slice key, struct slice head, struct slice body)
{
    MDB_val k = val_of(key), v = {head.len + body.len, NULL};
    int rc = mdb_put(lmdb_txn(t), environment_of(e)->tables[table], &k, &v, MDB_RESERVE);
    if (rc)
        return lmdb_result(rc);
    memcpy(v.mv_data, head.ptr, head.len);
    memcpy((char *)v.mv_data + head.len, body.ptr, body.len);
    return RESULT_OK;
}

static enum result environment_remove(struct engine *e, struct engine_txn *t, enum store_table table,
                                      struct slice key)
{
    MDB_val k = val_of(key);
    return lmdb_result(mdb_del(lmdb_txn(t), environment_of(e)->tables[table], &k, NULL));
}

/* ---- what it holds ---- */

static enum result environment_count(struct engine *e, struct engine_txn *t, enum store_table table,
                                     uint64_t *out)
{
    if (is_absent(environment_of(e), table)) {
        *out = 0;
        return RESULT_OK;
    }
    MDB_stat stat;
    int rc = mdb_stat(lmdb_txn(t), environment_of(e)->tables[table], &stat);
    if (!rc)
        *out = stat.ms_entries;
    return lmdb_result(rc);
}

/* mdb_reader_list prints a heading and a line for each slot in use. */
static int count_line(const char *line, void *context)
{
    const char *c = line;
    while (*c == ' ')
        c++;
    if (*c >= '0' && *c <= '9')
        ++*(uint64_t *)context;
    return 0;
}

static enum result environment_usage(struct engine *e, struct engine_usage *out)
{
    struct lmdb_environment *s = environment_of(e);
    struct engine_usage usage = {0};
    uint64_t actual;
    MDB_envinfo info;
    enum result result = s->env ? lmdb_file_sizes(s->env, &actual, &usage.used_bytes) : RESULT_UNAVAILABLE;
    if (result)
        return result;
    int rc = mdb_env_info(s->env, &info);
    if (!rc && mdb_reader_list(s->env, count_line, &usage.readers) < 0)
        rc = EIO;
    if (rc)
        return lmdb_result(rc);
    usage.map_bytes = info.me_mapsize;
    *out = usage;
    return RESULT_OK;
}

static void environment_reap_readers(struct engine *e)
{
    struct lmdb_environment *s = environment_of(e);
    int dead = 0;
    int rc = s->env ? mdb_reader_check(s->env, &dead) : 0;
    if (rc)
        log_warning("store_reap_failed", LOG_STR("path", s->path), LOG_RESULT(lmdb_result(rc)), LOG_END);
    else if (dead)
        log_info("store_readers_reaped", LOG_STR("path", s->path), LOG_INT("dead", dead), LOG_END);
}

static const struct engine_operations operations = {
    .close = environment_close,
    .is_current = environment_is_current,
    .read_begin = environment_read_begin,
    .read_end = environment_read_end,
    .write_begin = environment_write_begin,
    .write_commit = environment_write_commit,
    .write_abort = environment_write_abort,
    .get = environment_get,
    .scan = environment_scan,
    .put = environment_put,
    .remove = environment_remove,
    .count = environment_count,
    .usage = environment_usage,
    .reap_readers = environment_reap_readers,
};

static enum result open_or_make(const struct lmdb_options *options, bool make, struct engine **out)
{
    struct lmdb_environment *s = calloc(1, sizeof(*s));
    char *path = strdup(options->path);
    if (!s || !path) {
        free(path);
        free(s);
        return RESULT_NO_MEMORY;
    }
    s->engine.operations = &operations;
    s->path = path;
    s->options = *options;
    s->options.path = path;
    enum result result = attach(s, make);
    if (result) {
        environment_close(&s->engine);
        return result;
    }
    *out = &s->engine;
    return RESULT_OK;
}

enum result lmdb_environment_open(const struct lmdb_options *options, struct engine **out)
{
    return open_or_make(options, false, out);
}

/* ---- files ---- */

static bool lock_path(const char *path, char out[PATH_MAX])
{
    return snprintf(out, PATH_MAX, "%s" LMDB_LOCK_SUFFIX, path) < PATH_MAX;
}

/* Gives a whole new file its name; link(2), unlike rename(2), never replaces a file. */
static enum result publish(const char *fresh, const char *path)
{
    char lock[PATH_MAX];
    if (!lock_path(path, lock))
        return RESULT_TOO_LARGE;
    /* A lock file of another data file would tell readers the wrong last transaction. */
    if (unlink(lock) != 0 && errno != ENOENT)
        return lmdb_result(errno);
    if (link(fresh, path) != 0)
        return errno == EEXIST ? RESULT_CONFLICT : lmdb_result(errno);
    return RESULT_OK;
}

static enum result put_first(struct engine *e, const struct lmdb_record *first)
{
    struct engine_txn *txn = NULL;
    enum result result = environment_write_begin(e, &txn);
    if (result)
        return result;
    result = environment_put(e, txn, first->table, first->key, first->head, first->body);
    if (!result)
        return environment_write_commit(e, txn);
    environment_write_abort(e, txn);
    return result;
}

enum result lmdb_environment_make(const struct lmdb_options *options, const struct lmdb_record *first)
{
    char fresh[PATH_MAX];
    if (snprintf(fresh, sizeof(fresh), "%s.new", options->path) >= (int)sizeof(fresh))
        return RESULT_TOO_LARGE;
    if (access(options->path, F_OK) == 0)
        return RESULT_CONFLICT;
    lmdb_environment_unlink(fresh);
    struct lmdb_options making = *options;
    making.path = fresh;
    making.writable = true;
    struct engine *e;
    enum result result = open_or_make(&making, true, &e);
    if (!result) {
        if (first)
            result = put_first(e, first);
        environment_close(e);
        if (!result)
            result = publish(fresh, options->path);
    }
    lmdb_environment_unlink(fresh);
    return result;
}

enum result lmdb_environment_extend(const struct lmdb_options *options)
{
    MDB_env *env;
    enum result result = lmdb_file_open(options, MDB_NOLOCK, &env);
    if (result)
        return result;
    result = extend(env);
    mdb_env_close(env);
    return result;
}

void lmdb_environment_unlink(const char *path)
{
    char lock[PATH_MAX];
    unlink(path);
    if (lock_path(path, lock))
        unlink(lock);
}

enum result lmdb_environment_rename(const char *from, const char *to)
{
    char lock_from[PATH_MAX], lock_to[PATH_MAX];
    if (!lock_path(from, lock_from) || !lock_path(to, lock_to))
        return RESULT_TOO_LARGE;
    if (rename(from, to) != 0)
        return lmdb_result(errno);
    if (rename(lock_from, lock_to) != 0 && errno != ENOENT)
        return lmdb_result(errno);
    return RESULT_OK;
}
