#include "store/redis/redis_report.h"

#include "base/log.h"
#include "store/redis/redis_record.h"

/*
 * The newest reports of a station: a sorted set by observed_at whose members are encoded reports. Put by a
 * script, so that of two hosts that receive one report at a time the first stands.
 */
#define TEXT_OF(number)  #number
#define VALUE_OF(number) TEXT_OF(number)

int64_t redis_report_kept_s(enum product product)
{
    return product == PRODUCT_TAF ? TIER_TAF_NEWEST_S : TIER_METAR_NEWEST_S;
}

struct slice redis_report_key(const struct redis_tier *r, char out[REDIS_KEY_MAX], enum product product,
                              struct slice station)
{
    return redis_key(r, out, product == PRODUCT_TAF ? "taf:" : "metar:", station);
}

enum result redis_report_append(struct redis_tier *r, const struct tier_report *report, struct slice record)
{
    const struct history_entry *entry = &report->entry;
    char key[REDIS_KEY_MAX], score[REDIS_NUMBER_MAX], kept[REDIS_NUMBER_MAX];
    return redis_link_append(
        &r->link,
        REDIS_WORDS(SLICE("EVALSHA"), slice_from_string(r->link.sha[REDIS_SCRIPT_REPORT_PUT]), SLICE("1"),
                    redis_report_key(r, key, entry->product, slice_from_string(entry->station)),
                    redis_number(entry->observed_at, score), record, SLICE(VALUE_OF(REDIS_REPORT_IDENTITY)),
                    SLICE(VALUE_OF(TIER_NEWEST_MAX)),
                    redis_number(redis_report_kept_s(entry->product), kept)));
}

static enum result put_lot(struct redis_tier *r, const struct tier_report *reports, size_t count)
{
    enum result result = redis_link_begin(&r->link, 0);
    if (!result)
        result = redis_script_ready(&r->link, REDIS_SCRIPT_REPORT_PUT);
    for (size_t i = 0; i < count && !result; i++) {
        buffer_reset(&r->scratch);
        result = redis_report_encode(&reports[i], &r->scratch);
        if (!result)
            result = redis_report_append(r, &reports[i], buffer_slice(&r->scratch));
    }
    return result ? result : redis_link_settle(&r->link);
}

enum result redis_report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now)
{
    struct redis_tier *r = engine;
    enum result result = RESULT_OK;
    (void)now; /* Redis forgets by its own clock */
    for (size_t at = 0; at < count && !result; at += REDIS_LOT) {
        size_t lot = count - at < REDIS_LOT ? count - at : REDIS_LOT;
        result = put_lot(r, reports + at, lot);
        if (result == RESULT_NOT_FOUND) { /* NOSCRIPT */
            redis_script_forget(&r->link);
            result = put_lot(r, reports + at, lot);
        }
    }
    return result == RESULT_NOT_FOUND ? RESULT_UNAVAILABLE : result;
}

/* ---- reading ---- */

enum result redis_report_ask(struct redis_tier *r, enum product product, struct slice station)
{
    char key[REDIS_KEY_MAX];
    return redis_link_append(
        &r->link,
        REDIS_WORDS(SLICE("ZREVRANGE"), redis_report_key(r, key, product, station), SLICE("0"), SLICE("-1")));
}

enum result redis_report_read(struct redis_tier *r, const redisReply *reply, enum product product,
                              struct slice station, int64_t now, struct redis_newest *out)
{
    out->count = 0;
    if (reply->type != REDIS_REPLY_ARRAY)
        return redis_link_odd(&r->link);
    for (size_t i = 0; i < reply->elements && out->count < TIER_NEWEST_MAX; i++) {
        struct tier_report *report = &out->reports[out->count];
        struct slice stored = redis_text(reply->element[i]);
        if (!stored.ptr || redis_report_decode(stored, report) || report->entry.product != product ||
            !slice_equal(slice_from_string(report->entry.station), station))
            out->corrupt++;
        else if (report->entry.observed_at >= now - redis_report_kept_s(product))
            out->count++;
    }
    return RESULT_OK;
}

void redis_report_tell_corrupt(enum product product, uint64_t corrupt)
{
    if (corrupt)
        log_warning("redis_corrupt", LOG_STR("product", product_name(product)),
                    LOG_INT("records", (int64_t)corrupt), LOG_END);
}

/* All or nothing: outputs are the caller's only when every text is in the arena. */
static enum result hand_over(const struct redis_newest *newest, struct arena *arena, struct tier_report *out,
                             size_t max, size_t *count)
{
    struct slice raws[TIER_NEWEST_MAX];
    size_t n = newest->count < max ? newest->count : max;
    if (n == 0)
        return RESULT_NOT_FOUND;
    for (size_t i = 0; i < n; i++) {
        raws[i] = arena_copy(arena, newest->reports[i].entry.raw);
        if (!raws[i].ptr)
            return RESULT_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = newest->reports[i];
        out[i].entry.raw = raws[i];
    }
    *count = n;
    return RESULT_OK;
}

enum result redis_report_newest(void *engine, enum product product, struct slice station, int64_t now,
                                struct arena *arena, struct tier_report *out, size_t max, size_t *count)
{
    struct redis_tier *r = engine;
    struct redis_newest newest = {0};
    redisReply *reply;
    enum result result = redis_link_begin(&r->link, 0);
    if (!result)
        result = redis_report_ask(r, product, station);
    if (!result)
        result = redis_link_next(&r->link, &reply);
    if (result)
        return result;
    result = redis_report_read(r, reply, product, station, now, &newest);
    redis_report_tell_corrupt(product, newest.corrupt);
    if (!result)
        result = hand_over(&newest, arena, out, max, count);
    freeReplyObject(reply);
    return result;
}
