#include "store/redis/redis_record.h"

#include <math.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/record.h"
#include "store/records.h"

#define ITEM_VERSION   1
#define REPORT_VERSION 1
#define CHANGE_VERSION 1
#define CRC_SIZE       4
#define ITEM_HEAD      9
/* What a score of a sorted set, a double, holds exactly. */
#define TIME_MAX ((int64_t)1 << 53)

/* ---- the sum at the end ---- */

static uint32_t sum_of(struct slice key, struct slice bytes)
{
    return frame_crc32(key) ^ frame_crc32(bytes);
}

static void seal(struct buffer *b, size_t start, struct slice key)
{
    if (!buffer_result(b))
        record_put_u32(b, sum_of(key, slice_make(b->ptr + start, b->len - start)));
}

/* The bytes before the sum, or false when it is wrong. */
static bool unseal(struct slice stored, struct slice key, struct slice *bytes)
{
    if (stored.len < CRC_SIZE)
        return false;
    struct slice inner = slice_sub(stored, 0, stored.len - CRC_SIZE);
    struct record_reader r = {stored.ptr + inner.len, CRC_SIZE, false};
    if (record_get_u32(&r) != sum_of(key, inner))
        return false;
    *bytes = inner;
    return true;
}

/* ---- items ---- */

void redis_item_encode(struct slice key, struct slice value, int64_t expires_at, struct buffer *out)
{
    size_t start = out->len;
    record_put_u8(out, ITEM_VERSION);
    record_put_i64(out, expires_at);
    buffer_append_slice(out, value);
    seal(out, start, key);
}

enum result redis_item_decode(struct slice key, struct slice stored, struct slice *value, int64_t *expires_at)
{
    struct slice bytes;
    if (!unseal(stored, key, &bytes) || bytes.len <= ITEM_HEAD || bytes.len > ITEM_HEAD + STORE_VALUE_MAX)
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(bytes, ITEM_VERSION);
    int64_t time = record_get_i64(&r);
    if (r.failed)
        return RESULT_CORRUPT;
    *expires_at = time;
    *value = slice_make(r.ptr, r.left);
    return RESULT_OK;
}

/* ---- reports ---- */

static bool product_has_reports(enum product p)
{
    return p == PRODUCT_METAR || p == PRODUCT_TAF;
}

static void put_big_endian(struct buffer *b, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_append_char(b, (char)(value >> shift));
}

static uint32_t get_big_endian(struct record_reader *r)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 8 | record_get_u8(r, UINT8_MAX);
    return value;
}

/* A time that can be reckoned with. */
static bool time_sound(int64_t t)
{
    return t == UTC_NONE || (t >= -TIME_MAX && t <= TIME_MAX);
}

static double within(double value, double limit)
{
    return value >= -limit && value <= limit ? value : NAN;
}

enum result redis_report_encode(const struct tier_report *report, struct buffer *out)
{
    const struct history_entry *entry = &report->entry;
    if (!station_id_valid(slice_from_string(entry->station)) || !product_has_reports(entry->product) ||
        entry->source >= SOURCE_COUNT || entry->observed_at > TIME_MAX || entry->observed_at < -TIME_MAX ||
        !entry->raw.len)
        return RESULT_INVALID;
    size_t start = out->len;
    record_put_u8(out, REPORT_VERSION);
    put_big_endian(out, report_store_hash(entry->raw));
    record_put_i64(out, entry->observed_at);
    record_put_u8(out, (uint8_t)entry->product);
    record_put_text(out, entry->station);
    record_put_u8(out, (uint8_t)entry->source);
    record_put_u8(out, report->speci);
    record_put_i64(out, entry->received_at);
    record_put_i64(out, report->reported_at);
    record_put_i64(out, report->checked_at);
    record_put_double(out, within(report->latitude_deg, 90));
    record_put_double(out, within(report->longitude_deg, 180));
    record_put_double(out, report->elevation_m);
    record_put_slice(out, entry->raw);
    seal(out, start, slice_make(NULL, 0));
    return buffer_result(out);
}

enum result redis_report_decode(struct slice stored, struct tier_report *out)
{
    struct tier_report report = {0};
    struct history_entry *entry = &report.entry;
    struct slice bytes;
    if (!unseal(stored, slice_make(NULL, 0), &bytes))
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(bytes, REPORT_VERSION);
    uint32_t hash = get_big_endian(&r);
    entry->observed_at = record_get_i64(&r);
    entry->product = (enum product)record_get_u8(&r, PRODUCT_TAF);
    record_get_text(&r, entry->station, sizeof(entry->station));
    entry->source = (enum report_source)record_get_u8(&r, SOURCE_COUNT - 1);
    report.speci = record_get_u8(&r, 1);
    entry->received_at = record_get_i64(&r);
    report.reported_at = record_get_i64(&r);
    report.checked_at = record_get_i64(&r);
    report.latitude_deg = record_get_double(&r, -90, 90);
    report.longitude_deg = record_get_double(&r, -180, 180);
    report.elevation_m = record_get_double(&r, -HUGE_VAL, HUGE_VAL);
    entry->raw = record_get_slice(&r);
    if (record_end(&r) || !station_id_valid(slice_from_string(entry->station)) || !entry->raw.len ||
        entry->observed_at == UTC_NONE || !time_sound(entry->observed_at) ||
        !time_sound(entry->received_at) || !time_sound(report.reported_at) ||
        !time_sound(report.checked_at) || report_store_hash(entry->raw) != hash)
        return RESULT_CORRUPT;
    *out = report;
    return RESULT_OK;
}

/* ---- changes ---- */

static bool change_is_sound(const struct shared_change *change)
{
    if (change->owner.len == 0 || change->owner.len > REDIS_OWNER_MAX)
        return false;
    switch (change->kind) {
    case SHARED_REPORT:
        return true; /* its report is checked where it is encoded or decoded */
    case SHARED_CHECKED:
        return change->product < PRODUCT_COUNT;
    case SHARED_NOTHING:
        return product_has_reports(change->product) &&
               station_id_valid(slice_from_string(change->report.entry.station));
    }
    return false;
}

enum result redis_change_encode(const struct shared_change *change, struct buffer *out)
{
    if (!change_is_sound(change))
        return RESULT_INVALID;
    size_t start = out->len;
    record_put_u8(out, CHANGE_VERSION);
    record_put_u8(out, (uint8_t)change->kind);
    record_put_u8(out, (uint8_t)change->product);
    record_put_slice(out, change->owner);
    record_put_i64(out, change->checked_at);
    record_put_i64(out, change->newest_at);
    record_put_u64(out, change->stations);
    record_put_text(out, change->kind == SHARED_NOTHING ? change->report.entry.station : "");
    if (change->kind == SHARED_REPORT) {
        enum result result = redis_report_encode(&change->report, out);
        if (result)
            return result;
    }
    seal(out, start, slice_make(NULL, 0));
    return buffer_result(out);
}

enum result redis_change_decode(struct slice stored, struct shared_change *out)
{
    struct shared_change change = {0};
    struct slice bytes;
    if (!unseal(stored, slice_make(NULL, 0), &bytes))
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(bytes, CHANGE_VERSION);
    change.kind = (enum shared_change_kind)record_get_u8(&r, SHARED_NOTHING);
    change.product = (enum product)record_get_u8(&r, PRODUCT_COUNT - 1);
    change.owner = record_get_slice(&r);
    change.checked_at = record_get_i64(&r);
    change.newest_at = record_get_i64(&r);
    change.stations = record_get_u64(&r);
    char station[STATION_MAX];
    record_get_text(&r, station, sizeof(station));
    struct slice rest = slice_make(r.ptr, r.left);
    if (r.failed || (change.kind != SHARED_REPORT && rest.len) || !time_sound(change.checked_at) ||
        !time_sound(change.newest_at))
        return RESULT_CORRUPT;
    if (change.kind == SHARED_REPORT && redis_report_decode(rest, &change.report))
        return RESULT_CORRUPT;
    if (change.kind == SHARED_REPORT)
        change.product = change.report.entry.product;
    if (change.kind == SHARED_NOTHING) {
        change.report.entry.product = change.product;
        memcpy(change.report.entry.station, station, sizeof(station));
    }
    if (!change_is_sound(&change))
        return RESULT_CORRUPT;
    *out = change;
    return RESULT_OK;
}
