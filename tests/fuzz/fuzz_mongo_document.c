/*
 * Any bytes as a document of MongoDB: read as a report, and as an item. One that is taken must lie within
 * its document and within the ranges of its fields, and a report written again and read again is the same;
 * one that is not must leave the output alone.
 */
#include "fuzz_require.h"

#include <math.h>
#include <string.h>

#include "base/utc.h"
#include "store/frame.h"
#include "store/mongo/mongo_document.h"
#include "store/records.h"

static void require_same(const struct tier_report *a, const struct tier_report *b)
{
    REQUIRE(a->entry.product == b->entry.product && a->entry.source == b->entry.source);
    REQUIRE(a->entry.observed_at == b->entry.observed_at && a->entry.received_at == b->entry.received_at);
    REQUIRE(a->reported_at == b->reported_at && a->checked_at == b->checked_at);
    REQUIRE(memcmp(a->entry.station, b->entry.station, STATION_MAX) == 0);
    REQUIRE(slice_equal(a->entry.raw, b->entry.raw));
    REQUIRE(isnan(a->latitude_deg) ? isnan(b->latitude_deg) : a->latitude_deg == b->latitude_deg);
}

static void write_again(const struct tier_report *report)
{
    struct tier_report again;
    bson_t document;
    REQUIRE(mongo_report_check(report) == RESULT_OK);
    bson_init(&document);
    mongo_report_selector(report, &document);
    mongo_report_fields(report, true, &document);
    REQUIRE(mongo_report_decode(&document, &again) == RESULT_OK);
    require_same(report, &again);
    bson_destroy(&document);
}

static void read_report(const bson_t *document, struct slice bytes)
{
    struct tier_report out, before;
    memset(&out, 0x5A, sizeof(out));
    memset(&before, 0x5A, sizeof(before));
    enum result result = mongo_report_decode(document, &out);
    REQUIRE(result == RESULT_OK || result == RESULT_CORRUPT);
    if (result) {
        REQUIRE(memcmp(&out, &before, sizeof(out)) == 0);
        return;
    }
    require_within(out.entry.raw, bytes);
    REQUIRE(out.entry.raw.ptr && out.entry.raw.len > 0 && out.entry.raw.len <= TIER_RAW_MAX);
    REQUIRE((unsigned)out.entry.source < SOURCE_COUNT && !isinf(out.latitude_deg));
    REQUIRE(station_id_valid(slice_make(out.entry.station, strnlen(out.entry.station, STATION_MAX))));
    write_again(&out);
}

static void read_item(const bson_t *document, struct slice bytes)
{
    struct mongo_item item;
    if (mongo_item_decode(document, &item))
        return;
    require_within(item.key, bytes);
    require_within(item.value, bytes);
    REQUIRE(item.key.ptr && item.value.ptr && frame_key_valid(item.key) && item.value.len > 0 &&
            item.value.len <= STORE_VALUE_MAX);
    REQUIRE(item.expires_at == UTC_NONE || mongo_time_valid(item.expires_at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bson_t document;
    if (!bson_init_static(&document, data, size))
        return 0;
    struct slice bytes = slice_make((const char *)data, size);
    read_report(&document, bytes);
    read_item(&document, bytes);
    return 0;
}
