#include "store/mongo/mongo_document.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/fnv.h"
#include "base/utc.h"
#include "store/frame.h"
#include "store/records.h"

/* 0001-01-01 and 10000-01-01. */
#define TIME_FIRST ((int64_t)-62135596800)
#define TIME_END   ((int64_t)253402300800)

bool mongo_time_valid(int64_t t)
{
    return t >= TIME_FIRST && t < TIME_END;
}

/* ---- writing ---- */

void mongo_append_time(bson_t *document, const char *name, int64_t t)
{
    bson_append_date_time(document, name, -1, t * 1000);
}

void mongo_append_bound(bson_t *document, const char *name, int64_t t)
{
    mongo_append_time(document, name, t < TIME_FIRST ? TIME_FIRST : t > TIME_END ? TIME_END : t);
}

void mongo_append_slice(bson_t *document, const char *name, struct slice text)
{
    bson_append_utf8(document, name, -1, text.ptr, (int)text.len);
}

static bool time_storable(int64_t t)
{
    return t == UTC_NONE || mongo_time_valid(t);
}

enum result mongo_report_check(const struct tier_report *report)
{
    bool good = mongo_time_valid(report->entry.observed_at) && mongo_time_valid(report->entry.received_at) &&
                time_storable(report->reported_at) && time_storable(report->checked_at);
    return good ? RESULT_OK : RESULT_INVALID;
}

/* Two sums of different kinds: one alone would be too short to tell texts of one time apart for ever. */
static void report_id(const struct history_entry *entry, char out[MONGO_ID_MAX])
{
    snprintf(out, MONGO_ID_MAX, "%s.%s.%" PRId64 ".%016" PRIx64 "%08" PRIx32, product_name(entry->product),
             entry->station, entry->observed_at, fnv1a_add(FNV1A_START, entry->raw.ptr, entry->raw.len),
             report_store_hash(entry->raw));
}

void mongo_report_selector(const struct tier_report *report, bson_t *out)
{
    char id[MONGO_ID_MAX];
    report_id(&report->entry, id);
    BSON_APPEND_UTF8(out, "_id", id);
    BSON_APPEND_UTF8(out, "icao_code", report->entry.station);
    mongo_append_time(out, "timestamp", report->entry.observed_at);
}

static void append_raw(bson_t *out, struct slice raw)
{
    if (bson_utf8_validate(raw.ptr, raw.len, false))
        mongo_append_slice(out, "raw", raw);
    else
        BSON_APPEND_BINARY(out, "raw", BSON_SUBTYPE_BINARY, (const uint8_t *)raw.ptr, (uint32_t)raw.len);
}

static void append_number(bson_t *out, const char *name, double value)
{
    if (isfinite(value))
        bson_append_double(out, name, -1, value);
}

/* What is no JSON object in the driver's eyes is left out: the text has it all. */
static void append_decoded(bson_t *out, struct slice json)
{
    bson_error_t error;
    bson_t *decoded =
        json.len ? bson_new_from_json((const uint8_t *)json.ptr, (ssize_t)json.len, &error) : NULL;
    if (!decoded)
        return;
    BSON_APPEND_DOCUMENT(out, "decoded", decoded);
    bson_destroy(decoded);
}

static const char *type_name(const struct tier_report *report)
{
    if (report->entry.product == PRODUCT_TAF)
        return "TAF";
    return report->speci ? "SPECI" : "METAR";
}

void mongo_report_fields(const struct tier_report *report, bool with_decoded, bson_t *out)
{
    const struct history_entry *entry = &report->entry;
    BSON_APPEND_UTF8(out, "product", product_name(entry->product));
    BSON_APPEND_UTF8(out, "type", type_name(report));
    append_raw(out, entry->raw);
    BSON_APPEND_INT64(out, "hash", report_store_hash(entry->raw));
    BSON_APPEND_UTF8(out, "source", report_source_name(entry->source));
    mongo_append_time(out, "received_at", entry->received_at);
    if (report->reported_at != UTC_NONE)
        mongo_append_time(out, "reported_at", report->reported_at);
    if (report->checked_at != UTC_NONE)
        mongo_append_time(out, "checked_at", report->checked_at);
    append_number(out, "latitude_deg", report->latitude_deg);
    append_number(out, "longitude_deg", report->longitude_deg);
    append_number(out, "elevation_m", report->elevation_m);
    if (report->flight_category[0] != '\0')
        BSON_APPEND_UTF8(out, "flight_category", report->flight_category);
    if (with_decoded)
        append_decoded(out, report->decoded);
}

/* ---- reading ---- */

/* A text, absent when the field is none. */
static struct slice text_of(const bson_t *document, const char *name)
{
    bson_iter_t at;
    uint32_t len = 0;
    if (!bson_iter_init_find(&at, document, name) || !BSON_ITER_HOLDS_UTF8(&at))
        return slice_make(NULL, 0);
    const char *text = bson_iter_utf8(&at, &len);
    return slice_make(text, len);
}

static struct slice bytes_of(const bson_t *document, const char *name)
{
    bson_iter_t at;
    bson_subtype_t subtype;
    const uint8_t *bytes = NULL;
    uint32_t len = 0;
    if (!bson_iter_init_find(&at, document, name) || !BSON_ITER_HOLDS_BINARY(&at))
        return slice_make(NULL, 0);
    bson_iter_binary(&at, &subtype, &len, &bytes);
    return slice_make((const char *)bytes, len);
}

/* UTC_NONE: no such field. False: it is no date, or none of ours, which are whole seconds (a place in the
 * history has no room for less: such a document would come again behind itself). */
static bool time_of(const bson_t *document, const char *name, int64_t *out)
{
    bson_iter_t at;
    if (!bson_iter_init_find(&at, document, name)) {
        *out = UTC_NONE;
        return true;
    }
    if (!BSON_ITER_HOLDS_DATE_TIME(&at))
        return false;
    int64_t ms = bson_iter_date_time(&at);
    if (ms % 1000 != 0 || !mongo_time_valid(ms / 1000))
        return false;
    *out = ms / 1000;
    return true;
}

static double number_of(const bson_t *document, const char *name)
{
    bson_iter_t at;
    if (!bson_iter_init_find(&at, document, name) || !BSON_ITER_HOLDS_DOUBLE(&at))
        return NAN;
    double value = bson_iter_double(&at);
    return isfinite(value) ? value : NAN;
}

static bool product_of(struct slice name, enum product *out)
{
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        if (slice_equal(name, slice_from_string(product_name(p)))) {
            *out = p;
            return true;
        }
    }
    return false;
}

static bool source_of(struct slice name, enum report_source *out)
{
    for (int s = 0; s < SOURCE_COUNT; s++) {
        if (slice_equal(name, slice_from_string(report_source_name(s)))) {
            *out = s;
            return true;
        }
    }
    return false;
}

/* The hash beside the text must be the text's: pages go by it, and damage shows. */
static bool decode_raw(const bson_t *document, struct slice *out)
{
    bson_iter_t at;
    struct slice raw = text_of(document, "raw");
    if (!raw.ptr)
        raw = bytes_of(document, "raw");
    if (!raw.ptr || raw.len == 0 || raw.len > TIER_RAW_MAX)
        return false;
    if (!bson_iter_init_find(&at, document, "hash") || !BSON_ITER_HOLDS_INT64(&at) ||
        bson_iter_int64(&at) != (int64_t)report_store_hash(raw))
        return false;
    *out = raw;
    return true;
}

static bool decode_entry(const bson_t *document, struct history_entry *out)
{
    struct slice station = text_of(document, "icao_code");
    return station_id_valid(station) && slice_copy(station, out->station, sizeof(out->station)) &&
           product_of(text_of(document, "product"), &out->product) &&
           source_of(text_of(document, "source"), &out->source) && decode_raw(document, &out->raw) &&
           time_of(document, "timestamp", &out->observed_at) && out->observed_at != UTC_NONE &&
           time_of(document, "received_at", &out->received_at) && out->received_at != UTC_NONE;
}

enum result mongo_report_decode(const bson_t *document, struct tier_report *out)
{
    struct tier_report report = {.speci = slice_equal(text_of(document, "type"), SLICE("SPECI"))};
    if (!decode_entry(document, &report.entry) || !time_of(document, "reported_at", &report.reported_at) ||
        !time_of(document, "checked_at", &report.checked_at))
        return RESULT_CORRUPT;
    report.latitude_deg = number_of(document, "latitude_deg");
    report.longitude_deg = number_of(document, "longitude_deg");
    report.elevation_m = number_of(document, "elevation_m");
    *out = report;
    return RESULT_OK;
}

enum result mongo_item_decode(const bson_t *document, struct mongo_item *out)
{
    struct mongo_item item = {.key = text_of(document, "_id"), .value = bytes_of(document, "value")};
    if (!frame_key_valid(item.key) || item.value.len == 0 || item.value.len > STORE_VALUE_MAX ||
        !time_of(document, "expires", &item.expires_at))
        return RESULT_CORRUPT;
    *out = item;
    return RESULT_OK;
}
