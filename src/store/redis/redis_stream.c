#include "store/redis/redis_stream.h"

#include <stdio.h>

#include "base/log.h"
#include "base/number.h"
#include "store/redis/redis_record.h"
#include "store/redis/redis_report.h"
#include "store/tier_call.h"

/*
 * Entries that are kept. The first poll of a host that has nothing publishes all there is, some 9,000 METARs
 * and 6,000 TAFs, and must not push itself out; after that a busy hour brings 12,000. So a host may be away
 * for about an hour and resume; one that was away longer reads all reports (a third of a second), which costs
 * less than reading a day's changes. At some 250 bytes an entry the stream takes 5 MB.
 */
#define STREAM_LENGTH "20000"

/* One entry has one field, a change encoded. */
#define FIELD "c"

/* ---- places ---- */

static bool digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return s.len > 0 && s.len <= 20;
}

bool redis_stream_id_valid(struct slice id)
{
    size_t dash = slice_find(id, '-');
    return dash < id.len && digits(slice_sub(id, 0, dash)) && digits(slice_sub(id, dash + 1, id.len));
}

void redis_stream_place_make(struct slice id, const char *tag, char out[SHARED_STREAM_ID_MAX])
{
    snprintf(out, SHARED_STREAM_ID_MAX, "%.*s@%.*s", (int)id.len, id.ptr, REDIS_RUN_TAG, tag);
}

bool redis_stream_place_split(const char *place, struct slice *id, struct slice *tag)
{
    struct slice all = slice_make(place, strnlen(place, SHARED_STREAM_ID_MAX));
    size_t at = slice_find(all, '@');
    *id = slice_sub(all, 0, at);
    *tag = slice_sub(all, at + 1, all.len);
    if (all.len == 0)
        return true;
    return all.len < SHARED_STREAM_ID_MAX && redis_stream_id_valid(*id) && tag->len == REDIS_RUN_TAG;
}

static struct slice stream_key(const struct redis_tier *r, char out[REDIS_KEY_MAX])
{
    return redis_key(r, out, "changes", slice_make(NULL, 0));
}

static struct slice checked_key(const struct redis_tier *r, char out[REDIS_KEY_MAX], enum product product)
{
    return redis_key(r, out, "checked:", slice_from_string(product_name(product)));
}

/* ---- appending ---- */

/* The report itself first: who reads its change finds it there. */
static enum result append_report(struct redis_tier *r, const struct tier_report *report)
{
    buffer_reset(&r->scratch);
    enum result result = redis_report_encode(report, &r->scratch);
    return result ? result : redis_report_append(r, report, buffer_slice(&r->scratch));
}

static enum result append_change(struct redis_tier *r, const struct shared_change *change)
{
    char key[REDIS_KEY_MAX];
    enum result result = change->kind == SHARED_REPORT ? append_report(r, &change->report) : RESULT_OK;
    if (result)
        return result;
    buffer_reset(&r->scratch);
    result = redis_change_encode(change, &r->scratch);
    if (!result && change->kind == SHARED_CHECKED)
        result = redis_link_append(&r->link, REDIS_WORDS(SLICE("SET"), checked_key(r, key, change->product),
                                                         buffer_slice(&r->scratch)));
    if (!result)
        result = redis_link_append(&r->link, REDIS_WORDS(SLICE("XADD"), stream_key(r, key), SLICE("MAXLEN"),
                                                         SLICE("~"), SLICE(STREAM_LENGTH), SLICE("*"),
                                                         SLICE(FIELD), buffer_slice(&r->scratch)));
    return result;
}

static enum result append_lot(struct redis_tier *r, const struct shared_change *changes, size_t count)
{
    enum result result = redis_link_begin(&r->link, 0);
    if (!result)
        result = redis_script_ready(&r->link, REDIS_SCRIPT_REPORT_PUT);
    for (size_t i = 0; i < count && !result; i++)
        result = append_change(r, &changes[i]);
    return result ? result : redis_link_settle(&r->link);
}

static enum result append_all(struct redis_tier *r, const struct shared_change *changes, size_t count)
{
    enum result result = RESULT_OK;
    for (size_t at = 0; at < count && !result; at += REDIS_LOT / 2) { /* two commands a report */
        size_t lot = count - at < REDIS_LOT / 2 ? count - at : REDIS_LOT / 2;
        result = append_lot(r, changes + at, lot);
        if (result == RESULT_NOT_FOUND) { /* NOSCRIPT */
            redis_script_forget(&r->link);
            result = append_lot(r, changes + at, lot);
        }
    }
    return result == RESULT_NOT_FOUND ? RESULT_UNAVAILABLE : result;
}

static bool change_valid(const struct shared_change *change)
{
    return change->owner.len > 0 && change->owner.len <= REDIS_OWNER_MAX &&
           (unsigned)change->product < PRODUCT_COUNT &&
           (change->kind != SHARED_REPORT || tier_report_valid(&change->report));
}

enum result shared_stream_append(struct tier *t, const struct shared_change *changes, size_t count)
{
    struct redis_tier *r = redis_tier_of(t);
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    for (size_t i = 0; i < count; i++) {
        if (!change_valid(&changes[i]))
            return RESULT_INVALID;
    }
    if (count == 0)
        return RESULT_OK;
    enum result result = tier_call_begin(t, "stream_append", &call);
    return result ? result : tier_call_end(&call, append_all(r, changes, count));
}

/* ---- reading ---- */

/* What XINFO STREAM tells. */
struct stream_info {
    bool there;
    char last_id[REDIS_ID_MAX]; /* of the last entry ever added */
    int64_t length, added;      /* added: -1 before Redis 7 */
};

static void take_info(struct stream_info *info, struct slice name, const redisReply *value)
{
    if (slice_equal(name, SLICE("last-generated-id")) && redis_stream_id_valid(redis_text(value)))
        slice_copy(redis_text(value), info->last_id, sizeof(info->last_id));
    if (slice_equal(name, SLICE("length")) && value->type == REDIS_REPLY_INTEGER)
        info->length = value->integer;
    if (slice_equal(name, SLICE("entries-added")) && value->type == REDIS_REPLY_INTEGER)
        info->added = value->integer;
}

static enum result read_info(struct redis_tier *r, struct stream_info *out)
{
    struct stream_info info = {.there = true, .added = -1};
    redisReply *reply;
    enum result result = redis_link_next(&r->link, &reply);
    if (result == RESULT_NOT_FOUND) {
        r->link.error[0] = '\0';
        *out = (struct stream_info){0};
        return RESULT_OK;
    }
    if (result)
        return result;
    for (size_t i = 0; reply->type == REDIS_REPLY_ARRAY && i + 1 < reply->elements; i += 2)
        take_info(&info, redis_text(reply->element[i]), reply->element[i + 1]);
    freeReplyObject(reply);
    if (!info.last_id[0])
        return redis_link_odd(&r->link);
    *out = info;
    return RESULT_OK;
}

struct reading {
    struct slice id, tag; /* the place that is read behind; empty: the beginning */
    size_t limit;
    int64_t block_ms;
    redisReply *entries; /* XREAD's answer */
    bool id_there;
    struct stream_info info;
};

/*
 * One round trip: what is new, and after that whether the last entry known is still there. Entries go from
 * the front only, so while it is, none behind it had gone when the new ones were read.
 */
static enum result ask(struct redis_tier *r, const struct reading *reading)
{
    char key_bytes[REDIS_KEY_MAX], count[REDIS_NUMBER_MAX], block[REDIS_NUMBER_MAX];
    struct slice key = stream_key(r, key_bytes);
    struct slice id = reading->id.len ? reading->id : SLICE("0-0");
    struct slice limit = redis_number((int64_t)reading->limit, count);
    bool wait = reading->block_ms > 0 &&
                (!reading->tag.len || slice_equal(reading->tag, slice_from_string(r->link.run_tag)));
    enum result result =
        wait ? redis_link_append(&r->link, REDIS_WORDS(SLICE("XREAD"), SLICE("COUNT"), limit, SLICE("BLOCK"),
                                                       redis_number(reading->block_ms, block),
                                                       SLICE("STREAMS"), key, id))
             : redis_link_append(
                   &r->link, REDIS_WORDS(SLICE("XREAD"), SLICE("COUNT"), limit, SLICE("STREAMS"), key, id));
    if (!result)
        result = redis_link_append(&r->link, REDIS_WORDS(SLICE("XRANGE"), key, id, id));
    if (!result)
        result = redis_link_append(&r->link, REDIS_WORDS(SLICE("XINFO"), SLICE("STREAM"), key));
    return result;
}

/* reading->entries is the caller's to free, whatever the result. */
static enum result read_answers(struct redis_tier *r, struct reading *reading)
{
    redisReply *same = NULL;
    enum result result = redis_link_next(&r->link, &reading->entries);
    if (!result)
        result = redis_link_next(&r->link, &same);
    if (!result)
        result = read_info(r, &reading->info);
    if (same) {
        reading->id_there = same->type == REDIS_REPLY_ARRAY && same->elements == 1;
        freeReplyObject(same);
    }
    return result;
}

static bool is_gap(const struct redis_tier *r, const struct reading *reading)
{
    const struct stream_info *info = &reading->info;
    if (!reading->id.len) /* from the beginning, of which some is gone */
        return info->there && info->added > info->length;
    if (!info->there || !slice_equal(reading->tag, slice_from_string(r->link.run_tag)))
        return true;
    /* An empty stream still knows the last id it gave. */
    return !reading->id_there && !slice_equal(reading->id, slice_from_string(info->last_id));
}

/* The entries in XREAD's answer, one stream: [[key, [[id, [field, value]], ...]]]. NULL: none. */
static const redisReply *entries_of(const redisReply *reply)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 1)
        return NULL;
    const redisReply *stream = reply->element[0];
    if (stream->type != REDIS_REPLY_ARRAY || stream->elements != 2 ||
        stream->element[1]->type != REDIS_REPLY_ARRAY)
        return NULL;
    return stream->element[1];
}

/* False: not an entry. The absent value: an entry that is not ours. */
static bool entry_of(const redisReply *entry, struct slice *id, struct slice *value)
{
    if (entry->type != REDIS_REPLY_ARRAY || entry->elements != 2 ||
        !redis_stream_id_valid(redis_text(entry->element[0])))
        return false;
    const redisReply *fields = entry->element[1];
    bool ours = fields->type == REDIS_REPLY_ARRAY && fields->elements == 2;
    *id = redis_text(entry->element[0]);
    *value = ours ? redis_text(fields->element[1]) : slice_make(NULL, 0);
    return true;
}

typedef bool each_change(void *context, const struct shared_change *change);

/* Up to the first that is not ours: that is a gap, once nothing stands before it. */
static enum result give(struct redis_tier *r, const redisReply *entries, char place[SHARED_STREAM_ID_MAX],
                        each_change *each, void *context, bool *gap)
{
    bool more = true;
    for (size_t i = 0; entries && i < entries->elements && more; i++) {
        struct slice id, value;
        struct shared_change change;
        if (!entry_of(entries->element[i], &id, &value))
            return redis_link_odd(&r->link);
        if (!value.ptr || redis_change_decode(value, &change)) {
            *gap = i == 0;
            if (*gap)
                log_warning("redis_corrupt", LOG_STR("stream", "changes"), LOG_SLICE("entry", id), LOG_END);
            return RESULT_OK;
        }
        more = each(context, &change);
        redis_stream_place_make(id, r->link.run_tag, place);
    }
    return RESULT_OK;
}

static enum result stream_read(struct redis_tier *r, struct reading *reading,
                               char place[SHARED_STREAM_ID_MAX], each_change *each, void *context, bool *gap)
{
    enum result result = redis_link_begin(&r->link, reading->block_ms > 0 ? reading->block_ms : 0);
    if (!result)
        result = ask(r, reading);
    if (!result)
        result = read_answers(r, reading);
    if (result)
        goto out;
    *gap = is_gap(r, reading);
    if (!*gap)
        result = give(r, entries_of(reading->entries), place, each, context, gap);
    if (*gap && reading->info.there)
        redis_stream_place_make(slice_from_string(reading->info.last_id), r->link.run_tag, place);
    else if (*gap)
        place[0] = '\0';
out:
    if (reading->entries)
        freeReplyObject(reading->entries);
    return result;
}

enum result shared_stream_read(struct tier *t, char id[SHARED_STREAM_ID_MAX], size_t limit, int64_t block_ms,
                               bool (*each)(void *context, const struct shared_change *change), void *context,
                               bool *gap)
{
    struct redis_tier *r = redis_tier_of(t);
    char place[SHARED_STREAM_ID_MAX]; /* what reading.id points into, while id moves */
    struct reading reading = {.limit = limit, .block_ms = block_ms};
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    memcpy(place, id, sizeof(place));
    if (limit == 0)
        return RESULT_INVALID;
    if (!redis_stream_place_split(place, &reading.id, &reading.tag)) { /* none of ours: all may be lost */
        reading.id = SLICE("0-0");
        reading.tag = SLICE("?");
    }
    enum result result = tier_call_begin(t, "stream_read", &call);
    return result ? result : tier_call_end(&call, stream_read(r, &reading, id, each, context, gap));
}

/* ---- the last check ---- */

static enum result checked_get(struct redis_tier *r, enum product product, struct shared_change *out)
{
    char key[REDIS_KEY_MAX];
    struct shared_change change;
    redisReply *reply;
    enum result result =
        redis_link_ask(&r->link, REDIS_WORDS(SLICE("GET"), checked_key(r, key, product)), &reply);
    if (result)
        return result;
    struct slice stored = redis_text(reply);
    if (reply->type == REDIS_REPLY_NIL)
        result = RESULT_NOT_FOUND;
    else if (!stored.ptr || redis_change_decode(stored, &change) || change.kind != SHARED_CHECKED ||
             change.product != product)
        result = redis_link_fail(&r->link, RESULT_CORRUPT, "what Redis has as the last poll is not ours");
    else if (!slice_copy(change.owner, r->owner, sizeof(r->owner)))
        result = RESULT_CORRUPT;
    freeReplyObject(reply);
    if (result)
        return result;
    change.owner = slice_from_string(r->owner);
    *out = change;
    return RESULT_OK;
}

enum result shared_checked_get(struct tier *t, enum product product, struct shared_change *out)
{
    struct redis_tier *r = redis_tier_of(t);
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    enum result result = tier_call_begin(t, "checked_get", &call);
    return result ? result : tier_call_end(&call, checked_get(r, product, out));
}
