/*
 * Items and counters. An item is a key of its own, which Redis expires; its name stands in a sorted set (all
 * scores 0, so in byte order), from which pages are made. A name whose item is gone is taken out when met.
 */
#include "store/redis/redis_tier.h"

#include <assert.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/utc.h"
#include "store/redis/redis_record.h"

/* Names looked up at once: what a page holds in memory at most is as many values of 1 MB. */
#define PAGE_LOT 32

/* Redis' own expiry, which only clears up, is left out where it would be later than this. */
#define EXPIRY_MAX_S ((int64_t)3650 * UTC_DAY)

/* ---- one item ---- */

static enum result append_each(struct redis_link *l, const struct slice (*commands)[6], const size_t *counts,
                               size_t count)
{
    enum result result = redis_link_append(l, REDIS_WORDS(SLICE("MULTI")));
    for (size_t i = 0; i < count && !result; i++)
        result = redis_link_append(l, commands[i], counts[i]);
    return result ? result : redis_link_append(l, REDIS_WORDS(SLICE("EXEC")));
}

/* Item and index change together, or a page could lose an item that is written while another is deleted. */
static enum result change(struct redis_tier *r, const struct slice (*commands)[6], const size_t *counts,
                          size_t count)
{
    enum result result = redis_link_begin(&r->link, 0);
    if (!result)
        result = append_each(&r->link, commands, counts, count);
    return result ? result : redis_link_settle(&r->link);
}

enum result redis_item_delete(void *engine, struct slice key)
{
    struct redis_tier *r = engine;
    char item[REDIS_KEY_MAX], index[REDIS_KEY_MAX];
    const struct slice commands[2][6] = {
        {SLICE("DEL"), redis_key(r, item, "item:", key)},
        {SLICE("ZREM"), redis_key(r, index, "items", slice_make(NULL, 0)), key},
    };
    return change(r, commands, (const size_t[]){2, 3}, 2);
}

enum result redis_item_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                           int64_t now)
{
    struct redis_tier *r = engine;
    bool never = expires_at == UTC_NONE;
    if (!never && expires_at <= now)
        return redis_item_delete(engine, key);
    char item[REDIS_KEY_MAX], index[REDIS_KEY_MAX], px[REDIS_NUMBER_MAX];
    buffer_reset(&r->scratch);
    redis_item_encode(key, value, expires_at, &r->scratch);
    enum result result = buffer_result(&r->scratch);
    if (result)
        return result;
    bool lasting = never || expires_at - now > EXPIRY_MAX_S;
    const struct slice commands[2][6] = {
        {SLICE("SET"), redis_key(r, item, "item:", key), buffer_slice(&r->scratch), SLICE("PX"),
         redis_number(lasting ? 0 : (expires_at - now) * 1000, px)},
        {SLICE("ZADD"), redis_key(r, index, "items", slice_make(NULL, 0)), SLICE("0"), key},
    };
    return change(r, commands, (const size_t[]){lasting ? 3 : 5, 4}, 2);
}

/* RESULT_NOT_FOUND: gone or expired. */
static enum result open_item(const redisReply *reply, struct slice key, int64_t now, struct slice *value,
                             int64_t *expires_at)
{
    if (reply->type == REDIS_REPLY_NIL)
        return RESULT_NOT_FOUND;
    enum result result = redis_item_decode(key, redis_text(reply), value, expires_at);
    if (result)
        return result;
    return *expires_at != UTC_NONE && *expires_at <= now ? RESULT_NOT_FOUND : RESULT_OK;
}

enum result redis_item_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                           int64_t *expires_at)
{
    struct redis_tier *r = engine;
    char item[REDIS_KEY_MAX];
    redisReply *reply;
    struct slice inner;
    int64_t expires;
    enum result result =
        redis_link_ask(&r->link, REDIS_WORDS(SLICE("GET"), redis_key(r, item, "item:", key)), &reply);
    if (result)
        return result;
    result = open_item(reply, key, now, &inner, &expires);
    if (result == RESULT_CORRUPT)
        redis_link_fail(&r->link, result, "an item in Redis is not ours, or damaged");
    if (!result) {
        buffer_append_slice(value, inner);
        result = buffer_result(value);
    }
    if (!result)
        *expires_at = expires;
    freeReplyObject(reply);
    return result;
}

/* ---- pages ---- */

/* Where a page begins and ends, as ZRANGEBYLEX writes it. */
struct range {
    char from[STORE_KEY_MAX + 2], to[STORE_KEY_MAX + 2];
    size_t from_len, to_len;
};

static void range_from(struct range *range, char bracket, struct slice key)
{
    range->from[0] = bracket;
    memcpy(range->from + 1, key.ptr, key.len);
    range->from_len = key.len + 1;
}

/* Keys that begin with `prefix` and are greater than `after`. */
static void range_make(struct range *range, struct slice prefix, struct slice after)
{
    *range = (struct range){.from = "-", .to = "+", .from_len = 1, .to_len = 1};
    if (prefix.len) {
        range_from(range, '[', prefix);
        range->to[0] = '(';
        memcpy(range->to + 1, prefix.ptr, prefix.len);
        range->to[prefix.len]++; /* bytes of keys end at 'z' */
        range->to_len = prefix.len + 1;
    }
    size_t shared = after.len < prefix.len ? after.len : prefix.len;
    int order = shared ? memcmp(after.ptr, prefix.ptr, shared) : 0;
    if (after.len && (order > 0 || (order == 0 && after.len >= prefix.len)))
        range_from(range, '(', after);
}

/* Whether the name lies in the range and behind `before` (absent: it is the first). Who reads page after page
 * ends only if names grow. */
static bool follows(const struct range *range, struct slice before, struct slice name)
{
    struct slice from = slice_make(range->from + 1, range->from_len - 1);
    struct slice to = slice_make(range->to + 1, range->to_len - 1);
    return frame_key_valid(name) && slice_compare(name, from) >= (range->from[0] == '(') &&
           (range->to[0] == '+' || slice_compare(name, to) < 0) &&
           (!before.ptr || slice_compare(name, before) > 0);
}

static enum result read_names(struct redis_tier *r, const struct range *range, size_t limit, redisReply **out)
{
    char index[REDIS_KEY_MAX], number[REDIS_NUMBER_MAX];
    redisReply *reply;
    enum result result = redis_link_ask(
        &r->link,
        REDIS_WORDS(SLICE("ZRANGEBYLEX"), redis_key(r, index, "items", slice_make(NULL, 0)),
                    slice_make(range->from, range->from_len), slice_make(range->to, range->to_len),
                    SLICE("LIMIT"), SLICE("0"), redis_number((int64_t)limit, number)),
        &reply);
    if (result)
        return result;
    bool sound = reply->type == REDIS_REPLY_ARRAY && reply->elements <= limit;
    struct slice before = slice_make(NULL, 0);
    for (size_t i = 0; sound && i < reply->elements; i++) {
        struct slice name = redis_text(reply->element[i]);
        sound = follows(range, before, name);
        before = name;
    }
    if (!sound) {
        freeReplyObject(reply);
        return redis_link_odd(&r->link);
    }
    *out = reply;
    return RESULT_OK;
}

/* Takes names of items that are gone out of the index. */
static enum result clean_index(struct redis_tier *r, const struct slice *gone, size_t count)
{
    char(*keys)[REDIS_KEY_MAX] = malloc((count + 1) * sizeof(*keys));
    struct slice words[1 + 1 + PAGE_LOT * 2];
    char number[REDIS_NUMBER_MAX];
    redisReply *reply;
    if (!keys)
        return RESULT_NO_MEMORY;
    words[0] = redis_number((int64_t)count + 1, number);
    words[1] = redis_key(r, keys[count], "items", slice_make(NULL, 0));
    for (size_t i = 0; i < count; i++) {
        words[2 + i] = redis_key(r, keys[i], "item:", gone[i]);
        words[2 + count + i] = gone[i];
    }
    enum result result = redis_script_ask(&r->link, REDIS_SCRIPT_INDEX_CLEAN, words, 2 + 2 * count, &reply);
    if (!result)
        freeReplyObject(reply);
    free(keys);
    return result;
}

struct page {
    int64_t now;
    size_t given, limit;
    tier_each_item *each;
    void *context;
    bool stopped, corrupt;
};

static enum result ask_items(struct redis_tier *r, const redisReply *names)
{
    char item[REDIS_KEY_MAX];
    enum result result = redis_link_begin(&r->link, 0);
    for (size_t i = 0; i < names->elements && !result; i++)
        result = redis_link_append(
            &r->link, REDIS_WORDS(SLICE("GET"), redis_key(r, item, "item:", redis_text(names->element[i]))));
    return result;
}

/* Gives the living items of these names; names without one come back in `gone`. */
static enum result give_items(struct redis_tier *r, const redisReply *names, struct page *page,
                              struct slice gone[PAGE_LOT], size_t *gone_count)
{
    assert(names);
    enum result result = ask_items(r, names);
    for (size_t i = 0; i < names->elements && !result; i++) {
        redisReply *reply;
        struct slice key = redis_text(names->element[i]), value;
        int64_t expires_at;
        result = redis_link_next(&r->link, &reply);
        if (result)
            break;
        if (reply->type == REDIS_REPLY_NIL)
            gone[(*gone_count)++] = key;
        enum result opened = open_item(reply, key, page->now, &value, &expires_at);
        if (opened == RESULT_CORRUPT)
            page->corrupt = true;
        if (opened == RESULT_OK && !page->stopped && page->given < page->limit) {
            page->given++;
            page->stopped = !page->each(page->context, key, value, expires_at);
        }
        freeReplyObject(reply);
    }
    return result;
}

enum result redis_item_page(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                            tier_each_item *each, void *context)
{
    struct redis_tier *r = engine;
    struct page page = {.now = now, .limit = limit, .each = each, .context = context};
    struct range range;
    bool more = true;
    enum result result = RESULT_OK;
    range_make(&range, prefix, after);
    while (!result && more && !page.stopped && page.given < limit) {
        struct slice gone[PAGE_LOT];
        size_t gone_count = 0;
        redisReply *names;
        result = read_names(r, &range, PAGE_LOT, &names);
        if (result)
            break;
        more = names->elements == PAGE_LOT;
        result = give_items(r, names, &page, gone, &gone_count);
        if (!result && gone_count)
            result = clean_index(r, gone, gone_count);
        if (!result && more)
            range_from(&range, '(', redis_text(names->element[names->elements - 1]));
        freeReplyObject(names);
    }
    return !result && page.corrupt
               ? redis_link_fail(&r->link, RESULT_CORRUPT, "an item in Redis is not ours, or damaged")
               : result;
}

/* Redis deletes what has expired itself; what is left to do is its names in the index, a lot at each call. */
enum result redis_item_sweep(void *engine, int64_t now, size_t limit, size_t *deleted)
{
    struct redis_tier *r = engine;
    struct page nobody = {.now = now};
    struct slice gone[PAGE_LOT];
    size_t gone_count = 0;
    struct range range;
    redisReply *names = NULL;
    range_make(&range, slice_make(NULL, 0), slice_from_string(r->swept_to));
    enum result result = read_names(r, &range, PAGE_LOT, &names);
    if (result)
        return result;
    result = give_items(r, names, &nobody, gone, &gone_count);
    if (!result && gone_count)
        result = clean_index(r, gone, gone_count);
    r->swept_to[0] = '\0';
    if (names->elements == PAGE_LOT)
        slice_copy(redis_text(names->element[PAGE_LOT - 1]), r->swept_to, sizeof(r->swept_to));
    freeReplyObject(names);
    if (!result)
        *deleted = 0;
    return result;
}

/* ---- counters ---- */

enum result redis_counter_add(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                              int64_t *value)
{
    struct redis_tier *r = engine;
    char counter[REDIS_KEY_MAX], numbers[4][REDIS_NUMBER_MAX];
    redisReply *reply;
    if (ttl_s > EXPIRY_MAX_S)
        return RESULT_INVALID;
    enum result result = redis_script_ask(
        &r->link, REDIS_SCRIPT_COUNTER_ADD,
        REDIS_WORDS(SLICE("1"), redis_key(r, counter, "counter:", key), redis_number(delta, numbers[0]),
                    redis_number(now, numbers[1]), redis_number(now + ttl_s, numbers[2]),
                    redis_number(ttl_s * 1000, numbers[3])),
        &reply);
    if (result)
        return result;
    if (number_parse_int(redis_text(reply), INT64_MIN, INT64_MAX, value))
        result = redis_link_odd(&r->link);
    freeReplyObject(reply);
    return result;
}
