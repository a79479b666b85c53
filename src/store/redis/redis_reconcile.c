/*
 * Every report that Redis still has. Names are found by SCAN: an index of them would be one key, which Redis
 * under memory pressure may evict alone, and then all would look gone.
 */
#include "store/shared_tier.h"

#include <stdlib.h>

#include "base/clock.h"
#include "store/records.h"
#include "store/redis/redis_report.h"
#include "store/tier_call.h"

/* More than there are stations in the world with a METAR; a Redis that holds more names is not ours. */
#define STATIONS_MAX ((size_t)200000)
/* Keys that one SCAN looks at. */
#define SCAN_COUNT "2000"
/* All of them together: a cursor that never comes back to 0 must not hold the thread for good. */
#define SCAN_MAX_MS ((int64_t)10000)

struct names {
    char (*list)[STATION_MAX];
    size_t count, capacity;
};

static enum result names_add(struct redis_link *l, struct names *names, struct slice station)
{
    if (names->count == STATIONS_MAX)
        return redis_link_fail(l, RESULT_TOO_LARGE, "Redis has more stations than there are");
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 1024;
        void *list = realloc(names->list, capacity * sizeof(*names->list));
        if (!list)
            return RESULT_NO_MEMORY;
        names->list = list;
        names->capacity = capacity;
    }
    slice_copy(station, names->list[names->count++], STATION_MAX);
    return RESULT_OK;
}

static int by_name(const void *a, const void *b)
{
    return strncmp(a, b, STATION_MAX);
}

/* SCAN may give a key twice. */
static void names_unite(struct names *names)
{
    size_t kept = 0;
    if (names->count)
        qsort(names->list, names->count, sizeof(*names->list), by_name);
    for (size_t i = 0; i < names->count; i++) {
        if (kept == 0 || by_name(names->list[kept - 1], names->list[i]) != 0)
            memmove(names->list[kept++], names->list[i], STATION_MAX);
    }
    names->count = kept;
}

/* One answer of SCAN: its keys into names, its cursor into `cursor`. */
static enum result scan_take(struct redis_tier *r, const redisReply *reply, size_t prefix_len,
                             struct names *names, char cursor[REDIS_NUMBER_MAX])
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
        reply->element[1]->type != REDIS_REPLY_ARRAY ||
        !slice_copy(redis_text(reply->element[0]), cursor, REDIS_NUMBER_MAX))
        return redis_link_odd(&r->link);
    enum result result = RESULT_OK;
    const redisReply *keys = reply->element[1];
    for (size_t i = 0; i < keys->elements && !result; i++) {
        struct slice key = redis_text(keys->element[i]);
        struct slice station = slice_sub(key, prefix_len, key.len);
        if (station_id_valid(station))
            result = names_add(&r->link, names, station);
    }
    return result;
}

static enum result scan(struct redis_tier *r, enum product product, struct names *names)
{
    char pattern[REDIS_KEY_MAX], cursor[REDIS_NUMBER_MAX] = "0";
    /* Nothing in a prefix means more than itself in a pattern. */
    struct slice match = redis_report_key(r, pattern, product, SLICE("*"));
    int64_t end_ms = clock_monotonic_ms() + SCAN_MAX_MS;
    enum result result;
    do {
        redisReply *reply;
        if (clock_monotonic_ms() > end_ms)
            return redis_link_fail(&r->link, RESULT_TIMEOUT, "SCAN came to no end");
        result = redis_link_ask(&r->link,
                                REDIS_WORDS(SLICE("SCAN"), slice_from_string(cursor), SLICE("MATCH"), match,
                                            SLICE("COUNT"), SLICE(SCAN_COUNT)),
                                &reply);
        if (result)
            return result;
        result = scan_take(r, reply, match.len - 1, names, cursor);
        freeReplyObject(reply);
    } while (!result && !(cursor[0] == '0' && cursor[1] == '\0'));
    names_unite(names);
    return result;
}

struct walk {
    enum product product;
    int64_t now;
    bool (*each)(void *context, const struct tier_report *report);
    void *context;
    bool stopped;
    uint64_t stations, corrupt;
};

static enum result give_station(struct redis_tier *r, struct walk *walk, const char *name)
{
    struct redis_newest newest = {0};
    redisReply *reply;
    enum result result = redis_link_next(&r->link, &reply);
    if (result)
        return result;
    result = redis_report_read(r, reply, walk->product, slice_from_string(name), walk->now, &newest);
    walk->stations += newest.count > 0;
    walk->corrupt += newest.corrupt;
    for (size_t i = 0; i < newest.count && !walk->stopped; i++)
        walk->stopped = !walk->each(walk->context, &newest.reports[i]);
    freeReplyObject(reply);
    return result;
}

static enum result give_lot(struct redis_tier *r, struct walk *walk, const struct names *names, size_t from,
                            size_t to)
{
    enum result result = redis_link_begin(&r->link, 0);
    for (size_t i = from; i < to && !result; i++)
        result = redis_report_ask(r, walk->product, slice_from_string(names->list[i]));
    for (size_t i = from; i < to && !result; i++)
        result = give_station(r, walk, names->list[i]);
    return result;
}

static enum result reports_each(struct redis_tier *r, struct walk *walk)
{
    struct names names = {0};
    enum result result = scan(r, walk->product, &names);
    for (size_t at = 0; at < names.count && !result && !walk->stopped; at += REDIS_LOT) {
        size_t end = names.count - at < REDIS_LOT ? names.count : at + REDIS_LOT;
        result = give_lot(r, walk, &names, at, end);
    }
    redis_report_tell_corrupt(walk->product, walk->corrupt);
    free(names.list);
    return result;
}

enum result shared_reports_each(struct tier *t, enum product product, int64_t now,
                                bool (*each)(void *context, const struct tier_report *report), void *context,
                                uint64_t *stations)
{
    struct redis_tier *r = redis_tier_of(t);
    struct walk walk = {.product = product, .now = now, .each = each, .context = context};
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    if (product != PRODUCT_METAR && product != PRODUCT_TAF)
        return RESULT_INVALID;
    enum result result = tier_call_begin(t, "reports_each", &call);
    if (!result)
        result = tier_call_end(&call, reports_each(r, &walk));
    if (!result)
        *stations = walk.stations;
    return result;
}
