#include "store/store.h"

#include <assert.h>

#include "store/damage.h"
#include "store/frame.h"
#include "store/internal.h"

/*
 * Every call of an engine, and every look at bytes that it gave out, stands between damage_enter and
 * damage_leave: a fatal signal there is put down to the file. The callbacks of callers do not.
 */

static struct environment *environment_at(struct store *s, enum store_environment env)
{
    return &s->environments[env];
}

enum result store_environment_note(struct environment *e, enum result result)
{
    if (result == RESULT_CORRUPT && !e->marked) {
        e->marked = true;
        damage_mark(e->mark);
    }
    return result;
}

/* ---- what reads and writes have in common ---- */

static enum result get_framed(struct environment *e, struct engine_txn *txn, enum store_table table,
                              struct slice key, struct slice *value)
{
    assert(store_table_environment(table) == e->which);
    if (!frame_key_valid(key))
        return RESULT_INVALID;
    struct slice stored;
    damage_enter(e->mark);
    enum result result = e->engine->operations->get(e->engine, txn, table, key, &stored);
    if (!result)
        result = frame_open(table, key, stored, value);
    damage_leave();
    return store_environment_note(e, result);
}

struct scan {
    enum store_table table;
    const char *mark;
    bool (*each)(void *context, struct slice key, struct slice value);
    void *context;
    bool corrupt; /* a value was skipped */
};

static bool scan_entry(void *context, struct slice key, struct slice stored)
{
    struct scan *scan = context;
    struct slice value;
    if (!frame_key_valid(key) || frame_open(scan->table, key, stored, &value)) {
        scan->corrupt = true;
        return true;
    }
    damage_leave();
    bool more = scan->each(scan->context, key, value);
    damage_enter(scan->mark);
    return more;
}

static enum result scan_framed(struct environment *e, struct engine_txn *txn, enum store_table table,
                               struct slice prefix, struct slice from,
                               bool (*each)(void *context, struct slice key, struct slice value),
                               void *context)
{
    assert(store_table_environment(table) == e->which);
    struct scan scan = {table, e->mark, each, context, false};
    damage_enter(e->mark);
    enum result result = e->engine->operations->scan(e->engine, txn, table, prefix, from, scan_entry, &scan);
    damage_leave();
    return store_environment_note(e, !result && scan.corrupt ? RESULT_CORRUPT : result);
}

/* ---- reading ---- */

enum result store_read_begin(struct store *s, enum store_environment env, struct store_read **out)
{
    struct environment *e = environment_at(s, env);
    assert(!e->read.txn);
    enum result result = store_environment_ready(s, e);
    if (result)
        return result;
    damage_enter(e->mark);
    result = e->engine->operations->read_begin(e->engine, &e->read.txn);
    damage_leave();
    if (result)
        return store_environment_note(e, result);
    e->read.environment = e;
    *out = &e->read;
    return RESULT_OK;
}

void store_read_end(struct store_read *r)
{
    if (!r || !r->txn)
        return;
    struct environment *e = r->environment;
    damage_enter(e->mark);
    e->engine->operations->read_end(e->engine, r->txn);
    damage_leave();
    r->txn = NULL;
}

enum result store_read_get(struct store_read *r, enum store_table table, struct slice key,
                           struct slice *value)
{
    return get_framed(r->environment, r->txn, table, key, value);
}

enum result store_read_scan(struct store_read *r, enum store_table table, struct slice prefix,
                            struct slice from,
                            bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
    return scan_framed(r->environment, r->txn, table, prefix, from, each, context);
}

/* ---- writing ---- */

enum result store_write_begin(struct store *s, enum store_environment env, struct store_write **out)
{
    struct environment *e = environment_at(s, env);
    assert(s->role == STORE_WRITER && !e->write.txn);
    enum result result = store_environment_ready(s, e);
    if (result)
        return result;
    damage_enter(e->mark);
    result = e->engine->operations->write_begin(e->engine, &e->write.txn);
    damage_leave();
    if (result)
        return store_environment_note(e, result);
    e->write.environment = e;
    e->write.failed = RESULT_OK;
    buffer_init(&e->write.scratch, STORE_VALUE_MAX + STORE_ITEM_HEAD);
    *out = &e->write;
    return RESULT_OK;
}

struct buffer *store_write_scratch(struct store_write *w)
{
    buffer_reset(&w->scratch);
    return &w->scratch;
}

enum result store_write_get(struct store_write *w, enum store_table table, struct slice key,
                            struct slice *value)
{
    return get_framed(w->environment, w->txn, table, key, value);
}

enum result store_write_scan(struct store_write *w, enum store_table table, struct slice prefix,
                             struct slice from,
                             bool (*each)(void *context, struct slice key, struct slice value), void *context)
{
    return scan_framed(w->environment, w->txn, table, prefix, from, each, context);
}

/* The engine has given the transaction up after a failed change; the commit must not claim otherwise. */
static enum result note_write(struct store_write *w, enum result result)
{
    if (result && !w->failed)
        w->failed = result;
    return store_environment_note(w->environment, result);
}

static bool stored_equals(struct slice stored, struct slice head, struct slice body)
{
    return stored.len == head.len + body.len && slice_starts_with(stored, head) &&
           slice_equal(slice_sub(stored, head.len, stored.len), body);
}

enum result store_write_put(struct store_write *w, enum store_table table, struct slice key,
                            struct slice value)
{
    struct environment *e = w->environment;
    assert(store_table_environment(table) == e->which);
    if (!frame_key_valid(key) || value.len == 0)
        return RESULT_INVALID;
    if (value.len > store_table_value_max(table))
        return RESULT_TOO_LARGE;
    if (w->failed)
        return w->failed;
    char head_bytes[FRAME_SIZE];
    frame_seal(table, key, value, head_bytes);
    struct slice head = slice_make(head_bytes, FRAME_SIZE), stored;
    damage_enter(e->mark);
    enum result result = e->engine->operations->get(e->engine, w->txn, table, key, &stored);
    if (result == RESULT_NOT_FOUND || (!result && !stored_equals(stored, head, value)))
        result = e->engine->operations->put(e->engine, w->txn, table, key, head, value);
    damage_leave();
    return note_write(w, result);
}

enum result store_write_delete(struct store_write *w, enum store_table table, struct slice key)
{
    struct environment *e = w->environment;
    assert(store_table_environment(table) == e->which);
    if (!frame_key_valid(key))
        return RESULT_INVALID;
    if (w->failed)
        return w->failed;
    damage_enter(e->mark);
    enum result result = e->engine->operations->remove(e->engine, w->txn, table, key);
    damage_leave();
    return note_write(w, result == RESULT_NOT_FOUND ? RESULT_OK : result);
}

enum result store_write_commit(struct store_write *w)
{
    if (w->failed) {
        enum result failed = w->failed;
        store_write_abort(w);
        return failed;
    }
    struct environment *e = w->environment;
    damage_enter(e->mark);
    enum result result = e->engine->operations->write_commit(e->engine, w->txn);
    damage_leave();
    w->txn = NULL;
    buffer_free(&w->scratch);
    return store_environment_note(e, result);
}

void store_write_abort(struct store_write *w)
{
    if (!w || !w->txn)
        return;
    struct environment *e = w->environment;
    damage_enter(e->mark);
    e->engine->operations->write_abort(e->engine, w->txn);
    damage_leave();
    w->txn = NULL;
    buffer_free(&w->scratch);
}

/* ---- housekeeping ---- */

void store_reap_readers(struct store *s)
{
    for (int env = 0; env < STORE_ENVIRONMENTS; env++) {
        struct environment *e = &s->environments[env];
        if (!e->engine)
            continue;
        damage_enter(e->mark);
        e->engine->operations->reap_readers(e->engine);
        damage_leave();
    }
}

bool store_damage_marked(const struct store *s, enum store_environment env)
{
    return damage_marked(s->environments[env].mark);
}

static enum result stats_of(struct environment *e, struct engine_txn *txn, struct store_stats *stats)
{
    struct engine_usage usage;
    enum result result = e->engine->operations->usage(e->engine, &usage);
    for (int t = 0; t < STORE_TABLES && !result; t++) {
        if (store_table_environment((enum store_table)t) == e->which)
            result = e->engine->operations->count(e->engine, txn, (enum store_table)t, &stats->entries[t]);
    }
    if (result)
        return result;
    stats->used_bytes[e->which] = usage.used_bytes;
    stats->map_bytes[e->which] = usage.map_bytes;
    stats->readers += usage.readers;
    return RESULT_OK;
}

enum result store_stats_get(struct store *s, struct store_stats *out)
{
    struct store_stats stats = {0};
    for (int env = 0; env < STORE_ENVIRONMENTS; env++) {
        struct environment *e = &s->environments[env];
        struct store_read *own = NULL; /* a read that is going on serves as well */
        enum result result = e->read.txn ? RESULT_OK : store_read_begin(s, (enum store_environment)env, &own);
        if (result)
            return result;
        damage_enter(e->mark);
        result = stats_of(e, e->read.txn, &stats);
        damage_leave();
        store_read_end(own);
        if (result)
            return store_environment_note(e, result);
    }
    *out = stats;
    return RESULT_OK;
}
