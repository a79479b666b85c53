#include "store/history_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "store/durable_since.h"
#include "store/frame.h"
#include "store/internal.h"
#include "store/journal.h"
#include "store/record.h"
#include "store/records.h"

#define HISTORY_VERSION 1

/*
 * Key: station, product, time, hash of the raw text, "KJFK:metar:8000000068ef5c00:1a2b3c4d". The time is 16
 * hexadecimal digits with the sign bit turned over, so that the order of bytes is the order of time.
 */
#define TIME_DIGITS 16
#define HASH_DIGITS 8

static uint64_t sortable(int64_t time)
{
    return (uint64_t)time ^ ((uint64_t)1 << 63);
}

static struct slice format_prefix(struct slice station, enum product product, char out[HISTORY_KEY_MAX])
{
    int len =
        snprintf(out, HISTORY_KEY_MAX, "%.*s:%s:", (int)station.len, station.ptr, product_name(product));
    return slice_make(out, (size_t)len);
}

static struct slice format_time(struct slice prefix, int64_t time, char out[HISTORY_KEY_MAX])
{
    int len = snprintf(out, HISTORY_KEY_MAX, "%.*s%016llx", (int)prefix.len, prefix.ptr,
                       (unsigned long long)sortable(time));
    return slice_make(out, (size_t)len);
}

/* Lower-case hexadecimal digits, all of them. */
static bool parse_hex(struct slice s, size_t digits, uint64_t *out)
{
    uint64_t value = 0;
    if (s.len != digits)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint64_t)(c - 'a' + 10);
        else
            return false;
    }
    *out = value;
    return true;
}

static bool parse_product(struct slice s, enum product *out)
{
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        if (slice_equal(s, slice_from_string(product_name((enum product)p)))) {
            *out = (enum product)p;
            return true;
        }
    }
    return false;
}

enum result history_record_parse_key(struct slice key, struct history_entry *out, uint32_t *hash)
{
    struct slice rest = key, station, product, time;
    uint64_t moment, sum;
    if (!slice_next(&rest, ':', &station) || !slice_next(&rest, ':', &product) ||
        !slice_next(&rest, ':', &time))
        return RESULT_CORRUPT;
    if (!station_id_valid(station) || !slice_copy(station, out->station, sizeof(out->station)) ||
        !parse_product(product, &out->product) || !parse_hex(time, TIME_DIGITS, &moment) ||
        !parse_hex(rest, HASH_DIGITS, &sum))
        return RESULT_CORRUPT;
    out->observed_at = (int64_t)sortable((int64_t)moment);
    *hash = (uint32_t)sum;
    return RESULT_OK;
}

enum result history_record_decode(struct slice key, struct slice value, struct history_entry *out)
{
    struct history_entry entry = {0};
    uint32_t hash;
    if (history_record_parse_key(key, &entry, &hash))
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(value, HISTORY_VERSION);
    entry.source = (enum report_source)record_get_u8(&r, SOURCE_COUNT - 1);
    entry.received_at = record_get_i64(&r);
    entry.raw = record_get_slice(&r);
    if (record_end(&r) || report_store_hash(entry.raw) != hash)
        return RESULT_CORRUPT;
    *out = entry;
    return RESULT_OK;
}

/* ---- writing ---- */

enum result history_record_key(const struct history_entry *entry, char out[HISTORY_KEY_MAX],
                               struct slice *key)
{
    struct slice station = slice_from_string(entry->station);
    char prefix_bytes[HISTORY_KEY_MAX];
    if (!station_id_valid(station) || entry->observed_at == UTC_NONE)
        return RESULT_INVALID;
    struct slice k =
        format_time(format_prefix(station, entry->product, prefix_bytes), entry->observed_at, out);
    k.len += (size_t)snprintf(out + k.len, HISTORY_KEY_MAX - k.len, ":%08x", report_store_hash(entry->raw));
    *key = k;
    return RESULT_OK;
}

enum result history_store_put(struct store_write *w, const struct history_entry *entry)
{
    char bytes[HISTORY_KEY_MAX];
    struct slice key, value;
    enum result result = history_record_key(entry, bytes, &key);
    if (result)
        return result;
    result = store_write_get(w, STORE_HISTORY, key, &value);
    if (result == RESULT_OK) /* the first receipt stands */
        return RESULT_OK;
    if (result != RESULT_NOT_FOUND && result != RESULT_CORRUPT)
        return result;
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, HISTORY_VERSION);
    record_put_u8(b, (uint8_t)entry->source);
    record_put_i64(b, entry->received_at);
    record_put_slice(b, entry->raw);
    result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_HISTORY, key, buffer_slice(b));
}

/* ---- reading ---- */

struct range {
    int64_t to;
    bool (*each)(void *context, const struct history_entry *entry);
    void *context;
    bool corrupt; /* an entry was skipped */
};

static bool range_entry(void *context, struct slice key, struct slice value)
{
    struct range *range = context;
    struct history_entry entry;
    if (history_record_decode(key, value, &entry)) {
        range->corrupt = true;
        return true;
    }
    return entry.observed_at < range->to && range->each(range->context, &entry);
}

static enum result walk(struct store_read *r, struct slice prefix, struct slice from, struct range *range)
{
    enum result result = store_read_scan(r, STORE_HISTORY, prefix, from, range_entry, range);
    return !result && range->corrupt ? RESULT_CORRUPT : result;
}

enum result history_store_each(struct store_read *r, enum product product, struct slice station, int64_t from,
                               int64_t to, bool (*each)(void *context, const struct history_entry *entry),
                               void *context)
{
    if (!station_id_valid(station))
        return RESULT_INVALID;
    char prefix_bytes[HISTORY_KEY_MAX], from_bytes[HISTORY_KEY_MAX];
    struct slice prefix = format_prefix(station, product, prefix_bytes);
    struct range range = {to, each, context, false};
    return walk(r, prefix, format_time(prefix, from, from_bytes), &range);
}

enum result history_store_each_after(struct store_read *r, enum product product, struct slice station,
                                     const struct history_place *after, int64_t to,
                                     bool (*each)(void *context, const struct history_entry *entry),
                                     void *context)
{
    if (!station_id_valid(station))
        return RESULT_INVALID;
    char prefix_bytes[HISTORY_KEY_MAX], bytes[HISTORY_KEY_MAX];
    struct slice prefix = format_prefix(station, product, prefix_bytes);
    struct slice from = format_time(prefix, after->observed_at, bytes);
    /* '-' is the least byte of a key: what it makes longer stands right behind the entry itself. */
    from.len += (size_t)snprintf(bytes + from.len, HISTORY_KEY_MAX - from.len, ":%08x-", after->hash);
    struct range range = {to, each, context, false};
    return walk(r, prefix, from, &range);
}

/*
 * ---- pruning ----
 * Old entries stand at the front of each station and product, so a walk looks at the first of each group
 * only, and jumps to the next group where that one is young enough.
 */

struct victims {
    int64_t before;
    char (*keys)[HISTORY_KEY_MAX];
    size_t count, max;
    char next[HISTORY_KEY_MAX]; /* where the walk goes on; "" = nowhere */
};

/* Past all keys of the group: ';' is the byte after ':'. */
static void jump_past(struct slice key, const struct history_entry *entry, struct victims *v)
{
    size_t group = strlen(entry->station) + 1 + strlen(product_name(entry->product));
    memcpy(v->next, key.ptr, group);
    v->next[group] = ':' + 1;
    v->next[group + 1] = '\0';
}

static bool collect(void *context, struct slice key, struct slice value)
{
    struct victims *v = context;
    struct history_entry entry;
    uint32_t hash;
    v->next[0] = '\0';
    if (history_record_parse_key(key, &entry, &hash))
        return true;
    if (entry.observed_at >= v->before) {
        jump_past(key, &entry, v);
        return false;
    }
    slice_copy(key, v->keys[v->count++], HISTORY_KEY_MAX);
    return v->count < v->max;
}

enum result history_store_prune(struct store_write *w, int64_t before, bool owed_too, size_t limit,
                                size_t *deleted)
{
    struct victims v = {.before = before, .max = limit};
    size_t done = 0;
    int64_t owed = UTC_NONE;
    enum result result = owed_too ? RESULT_OK : journal_oldest(w, &owed);
    if (result)
        return result;
    if (owed != UTC_NONE && owed < before)
        v.before = owed;
    v.keys = calloc(limit ? limit : 1, sizeof(*v.keys));
    if (!v.keys)
        return RESULT_NO_MEMORY;
    char from[HISTORY_KEY_MAX] = "";
    do {
        v.next[0] = '\0';
        result =
            store_write_scan(w, STORE_HISTORY, slice_make(NULL, 0), slice_from_string(from), collect, &v);
        memcpy(from, v.next, sizeof(from));
    } while (!result && v.count < v.max && from[0]);
    while (!result && done < v.count)
        result = store_write_delete(w, STORE_HISTORY, slice_from_string(v.keys[done++]));
    free(v.keys);
    if (!result && done > 0)
        result = durable_whole_since_raise(w, v.before);
    if (!result)
        *deleted = done;
    return result;
}

_Static_assert(STATION_MAX + sizeof("stations::") + TIME_DIGITS + HASH_DIGITS < HISTORY_KEY_MAX,
               "a key fits");
