#include "store/mongo/mongo_tier.h"

#include "base/utc.h"
#include "store/mongo/mongo_document.h"
#include "store/mongo/mongo_find.h"

/*
 * Items and counters stand in one collection. A counter's _id is its key behind a "+", which is in no key and
 * before all that is.
 */
#define COUNTER_SIGN "+"
#define KEY_FIRST    "-" /* the least character of keys */
#define ID_MAX       260
#define TRIES        16

/* ---- putting and deleting ---- */

static enum result replace_once(struct mongo_link *link, const bson_t *selector, const bson_t *document)
{
    mongoc_collection_t *collection;
    bson_error_t error = {0};
    bson_t options;
    enum result result = mongo_link_collection(link, MONGO_ITEMS, &collection);
    if (result)
        return result;
    bson_init(&options);
    BSON_APPEND_BOOL(&options, "upsert", true);
    if (!mongoc_collection_replace_one(collection, selector, document, &options, NULL, &error))
        result = mongo_link_failed(link, &error);
    bson_destroy(&options);
    mongoc_collection_destroy(collection);
    return result;
}

/* Another process was in the way of this one; the next try finds what it has left. */
static bool in_the_way(enum result result)
{
    return result == RESULT_CONFLICT || result == RESULT_BUSY;
}

/* How a call ended that was tried again for that. */
static enum result settled(struct mongo_link *link, enum result result)
{
    if (result == RESULT_OK)
        link->error[0] = '\0';
    return in_the_way(result) ? RESULT_IO : result;
}

enum result mongo_item_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                           int64_t now)
{
    struct mongo_tier *m = engine;
    bson_t selector, document;
    enum result result = RESULT_CONFLICT;
    if (expires_at != UTC_NONE && !mongo_time_valid(expires_at))
        return RESULT_INVALID;
    bson_init(&selector);
    bson_init(&document);
    mongo_append_slice(&selector, "_id", key);
    mongo_append_slice(&document, "_id", key);
    BSON_APPEND_BINARY(&document, "value", BSON_SUBTYPE_BINARY, (const uint8_t *)value.ptr,
                       (uint32_t)value.len);
    if (expires_at != UTC_NONE)
        mongo_append_time(&document, "expires", expires_at);
    for (int i = 0; i < TRIES && in_the_way(result); i++)
        result = replace_once(&m->link, &selector, &document);
    bson_destroy(&document);
    bson_destroy(&selector);
    return settled(&m->link, result);
}

static enum result delete_one(struct mongo_link *link, const bson_t *selector)
{
    mongoc_collection_t *collection;
    bson_error_t error = {0};
    enum result result = mongo_link_collection(link, MONGO_ITEMS, &collection);
    if (result)
        return result;
    if (!mongoc_collection_delete_one(collection, selector, NULL, NULL, &error))
        result = mongo_link_failed(link, &error);
    mongoc_collection_destroy(collection);
    return result;
}

enum result mongo_item_delete(void *engine, struct slice key)
{
    struct mongo_tier *m = engine;
    bson_t selector;
    bson_init(&selector);
    mongo_append_slice(&selector, "_id", key);
    enum result result = delete_one(&m->link, &selector);
    bson_destroy(&selector);
    return result;
}

/* ---- getting ---- */

struct wanted_item {
    int64_t now;
    struct buffer *value;
    int64_t expires_at;
    enum result result;
};

static enum result take_item(void *context, const bson_t *document)
{
    struct wanted_item *w = context;
    struct mongo_item item;
    w->result = mongo_item_decode(document, &item);
    if (!w->result && item.expires_at != UTC_NONE && item.expires_at <= w->now)
        w->result = RESULT_NOT_FOUND;
    if (w->result)
        return RESULT_NOT_FOUND;
    buffer_append_slice(w->value, item.value);
    w->expires_at = item.expires_at;
    w->result = buffer_result(w->value);
    return w->result;
}

enum result mongo_item_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                           int64_t *expires_at)
{
    struct mongo_tier *m = engine;
    struct wanted_item wanted = {.now = now, .value = value, .result = RESULT_NOT_FOUND};
    bson_t filter;
    bson_init(&filter);
    mongo_append_slice(&filter, "_id", key);
    struct mongo_find find = {.collection = MONGO_ITEMS, .filter = &filter, .limit = 1};
    enum result result = mongo_find_each(&m->link, &find, take_item, &wanted);
    bson_destroy(&filter);
    if (!result)
        result = wanted.result;
    if (!result)
        *expires_at = wanted.expires_at;
    return result;
}

/* ---- pages ---- */

struct item_page {
    int64_t now;
    tier_each_item *each;
    void *context;
};

static enum result give_item(void *context, const bson_t *document)
{
    struct item_page *page = context;
    struct mongo_item item;
    enum result result = mongo_item_decode(document, &item);
    if (result)
        return result;
    return page->each(page->context, item.key, item.value, item.expires_at) ? RESULT_OK : RESULT_NOT_FOUND;
}

/* {_id: {…}}: keys from `prefix` on that are greater than `after`, and before all that are greater and don't
 * begin with `prefix`. Every character of a key has a successor. */
static void append_key_range(bson_t *filter, struct slice prefix, struct slice after)
{
    bson_t range;
    char end[ID_MAX];
    BSON_APPEND_DOCUMENT_BEGIN(filter, "_id", &range);
    if (prefix.len > 0) {
        memcpy(end, prefix.ptr, prefix.len);
        end[prefix.len - 1]++;
        mongo_append_slice(&range, "$gte", prefix);
        mongo_append_slice(&range, "$lt", slice_make(end, prefix.len));
    } else {
        BSON_APPEND_UTF8(&range, "$gte", KEY_FIRST);
    }
    if (after.len > 0)
        mongo_append_slice(&range, "$gt", after);
    bson_append_document_end(filter, &range);
}

/* {$or: [{expires: {$exists: false}}, {expires: {$gt: now}}]} */
static void append_living(bson_t *filter, int64_t now)
{
    bson_t either, one, part;
    BSON_APPEND_ARRAY_BEGIN(filter, "$or", &either);
    BSON_APPEND_DOCUMENT_BEGIN(&either, "0", &one);
    BSON_APPEND_DOCUMENT_BEGIN(&one, "expires", &part);
    BSON_APPEND_BOOL(&part, "$exists", false);
    bson_append_document_end(&one, &part);
    bson_append_document_end(&either, &one);
    BSON_APPEND_DOCUMENT_BEGIN(&either, "1", &one);
    BSON_APPEND_DOCUMENT_BEGIN(&one, "expires", &part);
    mongo_append_bound(&part, "$gt", now);
    bson_append_document_end(&one, &part);
    bson_append_document_end(&either, &one);
    bson_append_array_end(filter, &either);
}

enum result mongo_item_page(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                            tier_each_item *each, void *context)
{
    struct mongo_tier *m = engine;
    struct item_page page = {now, each, context};
    bson_t filter, sort;
    bson_init(&filter);
    bson_init(&sort);
    append_key_range(&filter, prefix, after);
    append_living(&filter, now);
    BSON_APPEND_INT32(&sort, "_id", 1);
    struct mongo_find find = {.collection = MONGO_ITEMS, .filter = &filter, .sort = &sort, .limit = limit};
    enum result result = mongo_find_each(&m->link, &find, give_item, &page);
    bson_destroy(&sort);
    bson_destroy(&filter);
    return result;
}

/* ---- expiry of our own ---- */

static enum result sweep(struct mongo_link *link, const char *collection, const char *field, int64_t until,
                         size_t limit, size_t *deleted)
{
    bson_t filter, part;
    bson_init(&filter);
    BSON_APPEND_DOCUMENT_BEGIN(&filter, field, &part);
    mongo_append_bound(&part, "$lte", until);
    bson_append_document_end(&filter, &part);
    enum result result = mongo_delete_some(link, collection, &filter, limit, deleted);
    bson_destroy(&filter);
    return result;
}

/* Where the server has TTL indexes it is quicker, and this finds little; where it has none, this is them. */
enum result mongo_item_sweep(void *engine, int64_t now, size_t limit, size_t *deleted)
{
    struct mongo_tier *m = engine;
    size_t gone = 0;
    enum result result = sweep(&m->link, MONGO_ITEMS, "expires", now, limit, &gone);
    if (!result)
        result = sweep(&m->link, MONGO_SESSIONS, "expires", now, limit - gone, &gone);
    if (!result)
        result = sweep(&m->link, MONGO_REPORTS, "timestamp", now - MONGO_REPORTS_KEPT_S, limit - gone, &gone);
    if (!result)
        *deleted = gone;
    return result;
}

/* ---- counters ---- */

/* {_id, expires: {OPERATOR: now}} */
static void counter_selector(const char *id, const char *operation, int64_t now, bson_t *out)
{
    bson_t part;
    bson_init(out);
    BSON_APPEND_UTF8(out, "_id", id);
    BSON_APPEND_DOCUMENT_BEGIN(out, "expires", &part);
    mongo_append_bound(&part, operation, now);
    bson_append_document_end(out, &part);
}

static enum result counter_sum(const bson_t *reply, int64_t *value)
{
    bson_iter_t at, sum;
    if (!bson_iter_init_find(&at, reply, "value") || BSON_ITER_HOLDS_NULL(&at))
        return RESULT_NOT_FOUND;
    if (!bson_iter_init(&at, reply) || !bson_iter_find_descendant(&at, "value.sum", &sum) ||
        !BSON_ITER_HOLDS_INT64(&sum))
        return RESULT_CORRUPT;
    *value = bson_iter_int64(&sum);
    return RESULT_OK;
}

/* Adds to a living counter, or makes it. RESULT_CONFLICT: one that has expired is in the way.
 * RESULT_NOT_FOUND: done, but the server does not say what came of it (SecantusDB, when two make it at once).
 */
static enum result add_once(struct mongo_link *link, const char *id, int64_t delta, int64_t expires_at,
                            int64_t now, int64_t *value)
{
    mongoc_collection_t *collection;
    bson_error_t error = {0};
    bson_t selector, update, part, reply;
    enum result result = mongo_link_collection(link, MONGO_ITEMS, &collection);
    if (result)
        return result;
    counter_selector(id, "$gt", now, &selector);
    bson_init(&update);
    BSON_APPEND_DOCUMENT_BEGIN(&update, "$inc", &part);
    BSON_APPEND_INT64(&part, "sum", delta);
    bson_append_document_end(&update, &part);
    BSON_APPEND_DOCUMENT_BEGIN(&update, "$setOnInsert", &part);
    mongo_append_time(&part, "expires", expires_at);
    bson_append_document_end(&update, &part);
    mongoc_find_and_modify_opts_t *options = mongoc_find_and_modify_opts_new();
    mongoc_find_and_modify_opts_set_update(options, &update);
    mongoc_find_and_modify_opts_set_flags(options,
                                          MONGOC_FIND_AND_MODIFY_UPSERT | MONGOC_FIND_AND_MODIFY_RETURN_NEW);
    if (mongoc_collection_find_and_modify_with_opts(collection, &selector, options, &reply, &error))
        result = counter_sum(&reply, value);
    else
        result = mongo_link_failed(link, &error);
    bson_destroy(&reply);
    mongoc_find_and_modify_opts_destroy(options);
    bson_destroy(&update);
    bson_destroy(&selector);
    mongoc_collection_destroy(collection);
    return result;
}

static enum result forget_expired(struct mongo_link *link, const char *id, int64_t now)
{
    bson_t selector;
    counter_selector(id, "$lte", now, &selector);
    enum result result = delete_one(link, &selector);
    bson_destroy(&selector);
    return result;
}

enum result mongo_counter_add(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                              int64_t *value)
{
    struct mongo_tier *m = engine;
    char id[ID_MAX] = COUNTER_SIGN;
    int64_t expires_at;
    enum result result = RESULT_CONFLICT;
    if (__builtin_add_overflow(now, ttl_s, &expires_at) || !mongo_time_valid(expires_at))
        return RESULT_INVALID;
    slice_copy(key, id + 1, sizeof(id) - 1);
    for (int i = 0; i < TRIES && in_the_way(result); i++) {
        result = add_once(&m->link, id, delta, expires_at, now, value);
        if (result == RESULT_NOT_FOUND) {
            delta = 0;
            result = RESULT_BUSY;
        }
        if (result == RESULT_CONFLICT) {
            enum result forgotten = forget_expired(&m->link, id, now);
            result = forgotten ? forgotten : RESULT_CONFLICT;
        }
    }
    return settled(&m->link, result);
}
