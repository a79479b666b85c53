#include "store/report_store.h"

#include <assert.h>
#include <stdio.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/internal.h"
#include "store/record.h"
#include "store/records.h"

#define REPORT_VERSION 1

/* Key: product, slot, station: "metar:0:KJFK", so that a walk of one product and slot is a walk of a prefix.
 */
#define KEY_MAX 32

enum flag {
    FLAG_SPECI = 1,
    FLAG_CORRECTED = 2,
    FLAG_AMENDED = 4,
    FLAG_CANCELLED = 8,
    FLAG_NIL = 16,
    FLAGS_ALL = 31
};

static const char *const product_names[PRODUCT_COUNT] = {"metar", "taf", "stations"};
static const char *const source_names[SOURCE_COUNT] = {"awc", "checkwx", "simulated"};

const char *product_name(enum product p)
{
    return product_names[p];
}

const char *report_source_name(enum report_source s)
{
    return source_names[s];
}

bool station_id_valid(struct slice id)
{
    if (id.len == 0 || id.len >= STATION_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

/* ---- keys ---- */

static struct slice key_prefix(enum product product, enum report_slot slot, char out[KEY_MAX])
{
    int len = snprintf(out, KEY_MAX, "%s:%d:", product_names[product], (int)slot);
    return slice_make(out, (size_t)len);
}

static enum result make_key(enum product product, enum report_slot slot, struct slice station,
                            char out[KEY_MAX], struct slice *key)
{
    if (!station_id_valid(station))
        return RESULT_INVALID;
    struct slice prefix = key_prefix(product, slot, out);
    memcpy(out + prefix.len, station.ptr, station.len);
    *key = slice_make(out, prefix.len + station.len);
    return RESULT_OK;
}

static enum result parse_key(struct slice key, struct stored_report *out)
{
    struct slice rest = key, name, slot;
    if (!slice_next(&rest, ':', &name) || !slice_next(&rest, ':', &slot) || !station_id_valid(rest))
        return RESULT_CORRUPT;
    if (slot.len != 1 || slot.ptr[0] < '0' + SLOT_CURRENT || slot.ptr[0] > '0' + SLOT_PREVIOUS)
        return RESULT_CORRUPT;
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        if (slice_equal(name, slice_from_string(product_names[p]))) {
            out->product = (enum product)p;
            return slice_copy(rest, out->station, sizeof(out->station)) ? RESULT_OK : RESULT_CORRUPT;
        }
    }
    return RESULT_CORRUPT;
}

/* ---- the record ---- */

static uint8_t flags_of(const struct stored_report *report)
{
    return (uint8_t)((report->speci ? FLAG_SPECI : 0) | (report->corrected ? FLAG_CORRECTED : 0) |
                     (report->amended ? FLAG_AMENDED : 0) | (report->cancelled ? FLAG_CANCELLED : 0) |
                     (report->nil ? FLAG_NIL : 0));
}

static void encode(const struct stored_report *report, struct buffer *b)
{
    assert(report->recent_count <= REPORT_RECENT_MAX);
    record_put_u8(b, REPORT_VERSION);
    record_put_u8(b, flags_of(report));
    record_put_u8(b, (uint8_t)report->source);
    record_put_u8(b, report->recent_count);
    record_put_u32(b, report_store_hash(report->raw));
    record_put_i64(b, report->observed_at);
    record_put_i64(b, report->valid_from);
    record_put_i64(b, report->valid_to);
    record_put_i64(b, report->received_at);
    record_put_i64(b, report->next_expected_at);
    record_put_i64(b, report->checked_at);
    for (int i = 0; i < report->recent_count; i++)
        record_put_i64(b, report->recent[i]);
    record_put_slice(b, report->raw);
    record_put_slice(b, report->decoded);
}

enum result report_record_decode(struct slice key, struct slice value, struct stored_report *out)
{
    struct stored_report report = {0};
    if (parse_key(key, &report))
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(value, REPORT_VERSION);
    uint8_t flags = record_get_u8(&r, FLAGS_ALL);
    report.speci = flags & FLAG_SPECI;
    report.corrected = flags & FLAG_CORRECTED;
    report.amended = flags & FLAG_AMENDED;
    report.cancelled = flags & FLAG_CANCELLED;
    report.nil = flags & FLAG_NIL;
    report.source = (enum report_source)record_get_u8(&r, SOURCE_COUNT - 1);
    report.recent_count = record_get_u8(&r, REPORT_RECENT_MAX);
    report.hash = record_get_u32(&r);
    report.observed_at = record_get_i64(&r);
    report.valid_from = record_get_i64(&r);
    report.valid_to = record_get_i64(&r);
    report.received_at = record_get_i64(&r);
    report.next_expected_at = record_get_i64(&r);
    report.checked_at = record_get_i64(&r);
    for (int i = 0; i < report.recent_count; i++)
        report.recent[i] = record_get_i64(&r);
    report.raw = record_get_slice(&r);
    report.decoded = record_get_slice(&r);
    if (record_end(&r))
        return RESULT_CORRUPT;
    *out = report;
    return RESULT_OK;
}

uint32_t report_store_hash(struct slice raw)
{
    return frame_crc32(raw);
}

/* ---- the store ---- */

enum result report_store_get(struct store_read *r, enum product product, enum report_slot slot,
                             struct slice station, struct stored_report *out)
{
    char bytes[KEY_MAX];
    struct slice key, value;
    enum result result = make_key(product, slot, station, bytes, &key);
    if (!result)
        result = store_read_get(r, STORE_REPORT, key, &value);
    return result ? result : report_record_decode(key, value, out);
}

enum result report_store_get_for_update(struct store_write *w, enum product product, enum report_slot slot,
                                        struct slice station, struct stored_report *out)
{
    char bytes[KEY_MAX];
    struct slice key, value;
    enum result result = make_key(product, slot, station, bytes, &key);
    if (!result)
        result = store_write_get(w, STORE_REPORT, key, &value);
    return result ? result : report_record_decode(key, value, out);
}

/* By time of observation or issue; where one of the two is not known, by the start of validity. */
static bool is_later(const struct stored_report *a, const struct stored_report *b)
{
    if (a->observed_at != UTC_NONE && b->observed_at != UTC_NONE)
        return a->observed_at > b->observed_at;
    return a->valid_from > b->valid_from;
}

enum result report_store_put(struct store_write *w, enum report_slot slot, const struct stored_report *report)
{
    char bytes[KEY_MAX];
    struct slice key, value;
    enum result result = make_key(report->product, slot, slice_from_string(report->station), bytes, &key);
    if (result)
        return result;
    struct stored_report stored;
    result = slot == SLOT_CURRENT ? store_write_get(w, STORE_REPORT, key, &value) : RESULT_NOT_FOUND;
    if (!result && report_record_decode(key, value, &stored) == RESULT_OK && is_later(&stored, report))
        return RESULT_CONFLICT;
    if (result && result != RESULT_NOT_FOUND && result != RESULT_CORRUPT)
        return result;
    struct buffer *b = store_write_scratch(w);
    encode(report, b);
    result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_REPORT, key, buffer_slice(b));
}

enum result report_store_delete(struct store_write *w, enum product product, enum report_slot slot,
                                struct slice station)
{
    char bytes[KEY_MAX];
    struct slice key;
    enum result result = make_key(product, slot, station, bytes, &key);
    return result ? result : store_write_delete(w, STORE_REPORT, key);
}

struct walk {
    bool (*each)(void *context, const struct stored_report *report);
    void *context;
    bool corrupt; /* a record was skipped */
};

static bool walk_entry(void *context, struct slice key, struct slice value)
{
    struct walk *walk = context;
    struct stored_report report;
    if (report_record_decode(key, value, &report)) {
        walk->corrupt = true;
        return true;
    }
    return walk->each(walk->context, &report);
}

enum result report_store_each(struct store_read *r, enum product product, enum report_slot slot,
                              bool (*each)(void *context, const struct stored_report *report), void *context)
{
    char bytes[KEY_MAX];
    struct walk walk = {each, context, false};
    enum result result = store_read_scan(r, STORE_REPORT, key_prefix(product, slot, bytes),
                                         slice_make(NULL, 0), walk_entry, &walk);
    return !result && walk.corrupt ? RESULT_CORRUPT : result;
}
