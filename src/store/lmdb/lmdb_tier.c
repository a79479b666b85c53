#include "store/tier_operations.h"

#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "store/frame.h"
#include "store/internal.h"
#include "store/record.h"
#include "store/records.h"

/*
 * The local store as a tier. Items and counters are tables of the durable environment, reports are rows of
 * its history. Each call is one transaction of its own. `engine` is the store, which is borrowed.
 */

#define ITEM_VERSION    1
#define COUNTER_VERSION 1

/* How many keys of expired records are gathered in one walk. */
#define SWEEP_KEYS 256

static enum result read_begin(void *engine, struct store_read **out)
{
    return store_read_begin(engine, STORE_DURABLE, out);
}

static enum result write_begin(void *engine, struct store_write **out)
{
    struct store *s = engine;
    return s->role == STORE_WRITER ? store_write_begin(s, STORE_DURABLE, out) : RESULT_UNSUPPORTED;
}

/* Commits, or gives up when `result` is a failure. */
static enum result write_end(struct store_write *w, enum result result)
{
    if (!result)
        return store_write_commit(w);
    store_write_abort(w);
    return result;
}

static void close_store(void *engine)
{
    (void)engine; /* its owner closes it */
}

static enum result ping(void *engine)
{
    struct store_read *r;
    enum result result = read_begin(engine, &r);
    if (!result)
        store_read_end(r);
    return result;
}

/* ---- records ---- */

static bool has_expired(int64_t expires_at, int64_t now)
{
    return expires_at != UTC_NONE && expires_at <= now;
}

enum result item_record_decode(struct slice value, struct item_record *out)
{
    struct record_reader r = record_begin(value, ITEM_VERSION);
    int64_t expires_at = record_get_i64(&r);
    if (r.failed || r.left == 0)
        return RESULT_CORRUPT;
    *out = (struct item_record){expires_at, slice_make(r.ptr, r.left)};
    return RESULT_OK;
}

enum result counter_record_decode(struct slice value, struct counter_record *out)
{
    struct record_reader r = record_begin(value, COUNTER_VERSION);
    struct counter_record counter = {.sum = record_get_i64(&r), .expires_at = record_get_i64(&r)};
    if (record_end(&r))
        return RESULT_CORRUPT;
    *out = counter;
    return RESULT_OK;
}

/* ---- items ---- */

static enum result put_item(struct store_write *w, struct slice key, struct slice value, int64_t expires_at)
{
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, ITEM_VERSION);
    record_put_i64(b, expires_at);
    buffer_append_slice(b, value);
    enum result result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_ITEM, key, buffer_slice(b));
}

static enum result item_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                            int64_t now)
{
    struct store_write *w;
    enum result result = write_begin(engine, &w);
    return result ? result : write_end(w, put_item(w, key, value, expires_at));
}

static enum result get_item(struct store_read *r, struct slice key, int64_t now, struct buffer *value,
                            int64_t *expires_at)
{
    struct slice stored;
    struct item_record item;
    enum result result = store_read_get(r, STORE_ITEM, key, &stored);
    if (!result)
        result = item_record_decode(stored, &item);
    if (result)
        return result;
    if (has_expired(item.expires_at, now))
        return RESULT_NOT_FOUND;
    buffer_append_slice(value, item.value);
    result = buffer_result(value);
    if (!result)
        *expires_at = item.expires_at;
    return result;
}

static enum result item_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                            int64_t *expires_at)
{
    struct store_read *r;
    enum result result = read_begin(engine, &r);
    if (result)
        return result;
    result = get_item(r, key, now, value, expires_at);
    store_read_end(r);
    return result;
}

static enum result item_delete(void *engine, struct slice key)
{
    struct store_write *w;
    enum result result = write_begin(engine, &w);
    return result ? result : write_end(w, store_write_delete(w, STORE_ITEM, key));
}

struct page {
    struct slice after;
    size_t left;
    int64_t now;
    tier_each_item *each;
    void *context;
    bool corrupt;
};

static bool page_item(void *context, struct slice key, struct slice value)
{
    struct page *page = context;
    struct item_record item;
    if (slice_equal(key, page->after))
        return true;
    if (item_record_decode(value, &item)) {
        page->corrupt = true;
        return true;
    }
    if (has_expired(item.expires_at, page->now))
        return true;
    return page->each(page->context, key, item.value, item.expires_at) && --page->left > 0;
}

static enum result item_page(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                             tier_each_item *each, void *context)
{
    struct page page = {after, limit, now, each, context, false};
    struct store_read *r;
    enum result result = read_begin(engine, &r);
    if (result)
        return result;
    result = store_read_scan(r, STORE_ITEM, prefix, slice_compare(after, prefix) < 0 ? prefix : after,
                             page_item, &page);
    store_read_end(r);
    return !result && page.corrupt ? RESULT_CORRUPT : result;
}

/* ---- counters ---- */

static enum result add(struct store_write *w, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                       int64_t *value)
{
    struct slice stored;
    struct counter_record counter = {0, UTC_NONE};
    enum result result = store_write_get(w, STORE_COUNTER, key, &stored);
    if (!result)
        result = counter_record_decode(stored, &counter);
    if (result == RESULT_NOT_FOUND || (!result && has_expired(counter.expires_at, now))) {
        counter = (struct counter_record){0, now + ttl_s};
        result = RESULT_OK;
    }
    if (!result && __builtin_add_overflow(counter.sum, delta, &counter.sum))
        result = RESULT_TOO_LARGE;
    if (result)
        return result;
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, COUNTER_VERSION);
    record_put_i64(b, counter.sum);
    record_put_i64(b, counter.expires_at);
    result = buffer_result(b);
    if (!result)
        result = store_write_put(w, STORE_COUNTER, key, buffer_slice(b));
    if (!result)
        *value = counter.sum;
    return result;
}

static enum result counter_add(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                               int64_t *value)
{
    struct store_write *w;
    int64_t sum = 0;
    enum result result = write_begin(engine, &w);
    if (result)
        return result;
    result = write_end(w, add(w, key, delta, ttl_s, now, &sum));
    if (!result)
        *value = sum;
    return result;
}

/* ---- sweeping ---- */

struct sweep {
    enum store_table table;
    int64_t now;
    size_t count, max;
    size_t lens[SWEEP_KEYS];
    char keys[SWEEP_KEYS][STORE_KEY_MAX];
};

static bool expires_of(enum store_table table, struct slice value, int64_t *out)
{
    struct item_record item;
    struct counter_record counter;
    if (table == STORE_ITEM ? item_record_decode(value, &item) : counter_record_decode(value, &counter))
        return false;
    *out = table == STORE_ITEM ? item.expires_at : counter.expires_at;
    return true;
}

static bool gather(void *context, struct slice key, struct slice value)
{
    struct sweep *sweep = context;
    int64_t expires_at;
    if (!expires_of(sweep->table, value, &expires_at) || !has_expired(expires_at, sweep->now))
        return true;
    memcpy(sweep->keys[sweep->count], key.ptr, key.len);
    sweep->lens[sweep->count++] = key.len;
    return sweep->count < sweep->max;
}

/* Deletes from one table until `limit` or nothing is left; adds to *deleted. */
static enum result sweep_table(struct store_write *w, struct sweep *sweep, size_t limit, size_t *deleted)
{
    struct slice all = {NULL, 0};
    enum result result = RESULT_OK;
    do {
        size_t left = limit - *deleted;
        sweep->count = 0;
        sweep->max = left < SWEEP_KEYS ? left : SWEEP_KEYS;
        if (left > 0)
            result = store_write_scan(w, sweep->table, all, all, gather, sweep);
        for (size_t i = 0; i < sweep->count && !result; i++)
            result = store_write_delete(w, sweep->table, slice_make(sweep->keys[i], sweep->lens[i]));
        *deleted += sweep->count;
    } while (!result && sweep->count == SWEEP_KEYS);
    return result;
}

static enum result item_sweep(void *engine, int64_t now, size_t limit, size_t *deleted)
{
    struct store_write *w;
    size_t done = 0;
    struct sweep *sweep = malloc(sizeof(*sweep));
    enum result result = sweep ? write_begin(engine, &w) : RESULT_NO_MEMORY;
    if (result)
        goto out;
    sweep->now = now;
    sweep->table = STORE_ITEM;
    result = sweep_table(w, sweep, limit, &done);
    sweep->table = STORE_COUNTER;
    if (!result)
        result = sweep_table(w, sweep, limit, &done);
    result = write_end(w, result);
    if (!result)
        *deleted = done;
out:
    free(sweep);
    return result;
}

/* ---- reports ---- */

static enum result report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now)
{
    struct store_write *w;
    enum result result = write_begin(engine, &w);
    if (result)
        return result;
    for (size_t i = 0; i < count && !result; i++)
        result = history_store_put(w, &reports[i].entry);
    return write_end(w, result);
}

/* The last `max` entries of a walk from old to new, the newest at (seen - 1) % max. */
struct newest {
    struct history_entry entries[TIER_NEWEST_MAX];
    size_t max, seen;
};

static bool keep_newest(void *context, const struct history_entry *entry)
{
    struct newest *newest = context;
    newest->entries[newest->seen++ % newest->max] = *entry;
    return true;
}

static struct tier_report report_of(const struct history_entry *entry)
{
    return (struct tier_report){
        .entry = *entry,
        .reported_at = UTC_NONE,
        .checked_at = UTC_NONE,
        .latitude_deg = NAN,
        .longitude_deg = NAN,
        .elevation_m = NAN,
    };
}

/* Texts point into the transaction until they are copied here. */
static enum result give_newest(const struct newest *newest, struct arena *arena, struct tier_report *out,
                               size_t *count)
{
    struct tier_report reports[TIER_NEWEST_MAX];
    size_t n = newest->seen < newest->max ? newest->seen : newest->max;
    for (size_t i = 0; i < n; i++) {
        reports[i] = report_of(&newest->entries[(newest->seen - 1 - i) % newest->max]);
        reports[i].entry.raw = arena_copy(arena, reports[i].entry.raw);
        if (!reports[i].entry.raw.ptr)
            return RESULT_NO_MEMORY;
    }
    if (n == 0)
        return RESULT_NOT_FOUND;
    memcpy(out, reports, n * sizeof(*out));
    *count = n;
    return RESULT_OK;
}

static enum result report_newest(void *engine, enum product product, struct slice station, int64_t now,
                                 struct arena *arena, struct tier_report *out, size_t max, size_t *count)
{
    int64_t since = now - (product == PRODUCT_TAF ? TIER_TAF_NEWEST_S : TIER_METAR_NEWEST_S);
    struct newest newest = {.max = max};
    struct store_read *r;
    enum result result = read_begin(engine, &r);
    if (result)
        return result;
    result = history_store_each(r, product, station, since, INT64_MAX, keep_newest, &newest);
    if (!result)
        result = give_newest(&newest, arena, out, count);
    store_read_end(r);
    return result;
}

struct history_page {
    size_t left;
    bool (*each)(void *context, const struct history_entry *entry);
    void *context;
};

static bool page_entry(void *context, const struct history_entry *entry)
{
    struct history_page *page = context;
    return page->each(page->context, entry) && --page->left > 0;
}

static enum result history_page(void *engine, const struct tier_history_question *q,
                                bool (*each)(void *context, const struct history_entry *entry), void *context)
{
    struct history_page page = {q->limit, each, context};
    struct store_read *r;
    enum result result = read_begin(engine, &r);
    if (result)
        return result;
    if (q->after && q->after->observed_at >= q->from)
        result = history_store_each_after(r, q->product, q->station, q->after, q->to, page_entry, &page);
    else
        result = history_store_each(r, q->product, q->station, q->from, q->to, page_entry, &page);
    store_read_end(r);
    return result;
}

static enum result history_prune(void *engine, int64_t before, size_t limit, size_t *deleted)
{
    struct store_write *w;
    size_t done = 0;
    enum result result = write_begin(engine, &w);
    if (result)
        return result;
    result = write_end(w, history_store_prune(w, before, false, limit, &done));
    if (!result)
        *deleted = done;
    return result;
}

static const struct tier_operations operations = {
    .close = close_store,
    .ping = ping,
    .item_put = item_put,
    .item_get = item_get,
    .item_delete = item_delete,
    .item_page = item_page,
    .item_sweep = item_sweep,
    .counter_add = counter_add,
    .report_put = report_put,
    .report_newest = report_newest,
    .history_page = history_page,
    .history_prune = history_prune,
};

enum result lmdb_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    t->operations = &operations;
    t->state = options->store;
    return RESULT_OK;
}
