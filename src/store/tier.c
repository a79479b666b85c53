#include "store/tier.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/records.h"
#include "store/tier_call.h"

/* How long a tier that is away is left alone at most: the first call after that is a probe. */
#define BREAKER_MAX_OPEN_MS ((int64_t)30000)

#define SPACE_MAX 64

const char *tier_engine_name(enum tier_engine e)
{
    static const char *const names[] = {
        [TIER_ENGINE_LMDB] = "local", [TIER_ENGINE_REDIS] = "redis", [TIER_ENGINE_MONGO] = "mongodb"};
    return names[e];
}

/* ---- opening and closing ---- */

static bool space_valid(struct slice space)
{
    for (size_t i = 0; i < space.len; i++) {
        char c = space.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
              c == '-'))
            return false;
    }
    return space.ptr && space.len <= SPACE_MAX;
}

static const char *fault_of(const struct tier_options *options)
{
    if (options->timeout_ms <= 0)
        return "a time-out is more than 0 ms";
    if (!space_valid(slice_from_string(options->space)))
        return "a prefix is at most 64 characters of A-Z, a-z, 0-9, _ and -";
    if (options->engine == TIER_ENGINE_LMDB)
        return options->store ? NULL : "the local tier needs the store";
    return options->url ? NULL : "there is no URL";
}

enum result tier_open(const struct tier_options *options, struct tier **out, char detail[200])
{
    static enum result (*const openings[TIER_ENGINES])(const struct tier_options *, struct tier *, char *) = {
        [TIER_ENGINE_LMDB] = lmdb_tier_open,
        [TIER_ENGINE_REDIS] = redis_tier_open,
        [TIER_ENGINE_MONGO] = mongo_tier_open,
    };
    const char *fault = fault_of(options);
    detail[0] = '\0';
    if (fault) {
        snprintf(detail, TIER_ERROR_MAX, "%s", fault);
        return RESULT_INVALID;
    }
    struct tier *t = calloc(1, sizeof(*t));
    if (!t)
        return RESULT_NO_MEMORY;
    t->engine = options->engine;
    t->published = options->published;
    t->published_state = TIER_UNPUBLISHED;
    breaker_init(&t->breaker, BREAKER_MAX_OPEN_MS);
    enum result result = openings[options->engine](options, t, detail);
    if (result) {
        free(t);
        return result;
    }
    tier_publish(t, false);
    *out = t;
    return RESULT_OK;
}

enum result tier_options_check(const struct tier_options *options, char detail[200])
{
    struct tier *t;
    enum result r = tier_open(options, &t, detail);
    if (r == RESULT_OK)
        tier_close(t);
    return r;
}

void tier_close(struct tier *t)
{
    if (!t)
        return;
    tier_unpublish(t);
    t->operations->close(t->state);
    free(t);
}

enum tier_engine tier_engine(const struct tier *t)
{
    return t->engine;
}

enum breaker_state tier_breaker(const struct tier *t)
{
    return t->breaker.state;
}

const char *tier_last_error(const struct tier *t)
{
    return t->last_error;
}

/*
 * One call of an engine, where it has the function: `call` is its expression on t->state, evaluated between
 * the beginning and the end of a tier_call.
 */
#define TIER_CALL(t, function, ...)                                                                          \
    do {                                                                                                     \
        struct tier_call tier_call_;                                                                         \
        if (!(t)->operations->function)                                                                      \
            return RESULT_UNSUPPORTED;                                                                       \
        enum result tier_result_ = tier_call_begin((t), #function, &tier_call_);                             \
        if (tier_result_)                                                                                    \
            return tier_result_;                                                                             \
        return tier_call_end(&tier_call_, (t)->operations->function(__VA_ARGS__));                           \
    } while (0)

enum result tier_ping(struct tier *t)
{
    TIER_CALL(t, ping, t->state);
}

/* ---- items and counters ---- */

enum result tier_item_put(struct tier *t, struct slice key, struct slice value, int64_t expires_at,
                          int64_t now)
{
    if (!tier_key_valid(key) || value.len == 0)
        return RESULT_INVALID;
    if (value.len > STORE_VALUE_MAX)
        return RESULT_TOO_LARGE;
    TIER_CALL(t, item_put, t->state, key, value, expires_at, now);
}

enum result tier_item_get(struct tier *t, struct slice key, int64_t now, struct buffer *value,
                          int64_t *expires_at)
{
    int64_t unwanted;
    if (!tier_key_valid(key))
        return RESULT_INVALID;
    TIER_CALL(t, item_get, t->state, key, now, value, expires_at ? expires_at : &unwanted);
}

enum result tier_item_delete(struct tier *t, struct slice key)
{
    if (!tier_key_valid(key))
        return RESULT_INVALID;
    TIER_CALL(t, item_delete, t->state, key);
}

enum result tier_item_page(struct tier *t, struct slice prefix, struct slice after, size_t limit, int64_t now,
                           tier_each_item *each, void *context)
{
    if ((prefix.len && !tier_key_valid(prefix)) || (after.len && !tier_key_valid(after)))
        return RESULT_INVALID;
    if (limit == 0)
        return RESULT_OK;
    TIER_CALL(t, item_page, t->state, prefix, after, limit, now, each, context);
}

enum result tier_item_sweep(struct tier *t, int64_t now, size_t limit, size_t *deleted)
{
    TIER_CALL(t, item_sweep, t->state, now, limit, deleted);
}

enum result tier_counter_add(struct tier *t, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                             int64_t *value)
{
    if (!tier_key_valid(key) || ttl_s <= 0)
        return RESULT_INVALID;
    TIER_CALL(t, counter_add, t->state, key, delta, ttl_s, now, value);
}

/* ---- reports ---- */

static bool question_valid(enum product product, struct slice station)
{
    return (product == PRODUCT_METAR || product == PRODUCT_TAF) && station_id_valid(station);
}

enum result tier_report_put(struct tier *t, const struct tier_report *reports, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        if (!tier_report_valid(&reports[i]))
            return RESULT_INVALID;
    }
    if (count == 0)
        return RESULT_OK;
    TIER_CALL(t, report_put, t->state, reports, count, now);
}

enum result tier_report_newest(struct tier *t, enum product product, struct slice station, int64_t now,
                               struct arena *arena, struct tier_report out[TIER_NEWEST_MAX], size_t max,
                               size_t *count)
{
    if (!question_valid(product, station) || max == 0 || max > TIER_NEWEST_MAX)
        return RESULT_INVALID;
    TIER_CALL(t, report_newest, t->state, product, station, now, arena, out, max, count);
}

enum result tier_history_page(struct tier *t, const struct tier_history_question *q,
                              bool (*each)(void *context, const struct history_entry *entry), void *context)
{
    if (!question_valid(q->product, q->station))
        return RESULT_INVALID;
    if (t->operations->history_page && (q->limit == 0 || q->from >= q->to))
        return RESULT_OK;
    TIER_CALL(t, history_page, t->state, q, each, context);
}

enum result tier_history_prune(struct tier *t, int64_t before, size_t limit, size_t *deleted)
{
    TIER_CALL(t, history_prune, t->state, before, limit, deleted);
}
