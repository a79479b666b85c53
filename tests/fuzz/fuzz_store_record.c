/*
 * Decoding of any bytes as each kind of record. Input: a byte that names the kind, a key ended by a line
 * feed, the value. A record that is taken must lie within its value and within the ranges of its fields; one
 * that is not must leave the output alone.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_require.h"

#include "store/frame.h"
#include "store/records.h"

/* Decodes into memory with a pattern, which a failure must leave. */
#define DECODE(type, call)                                                                                   \
    type out, before;                                                                                        \
    memset(&out, 0x5A, sizeof(out));                                                                         \
    memset(&before, 0x5A, sizeof(before));                                                                   \
    enum result result = (call);                                                                             \
    REQUIRE(result == RESULT_OK || result == RESULT_CORRUPT);                                                \
    if (result) {                                                                                            \
        REQUIRE(memcmp(&out, &before, sizeof(out)) == 0);                                                    \
        return;                                                                                              \
    }

static void report(struct slice key, struct slice value)
{
    DECODE(struct stored_report, report_record_decode(key, value, &out));
    require_within(out.raw, value);
    require_within(out.decoded, value);
    REQUIRE((unsigned)out.product < PRODUCT_COUNT && (unsigned)out.source < SOURCE_COUNT);
    REQUIRE(out.recent_count <= REPORT_RECENT_MAX);
    REQUIRE(station_id_valid(slice_make(out.station, strnlen(out.station, STATION_MAX))));
}

static void station(struct slice key, struct slice value)
{
    DECODE(struct stored_station, station_record_decode(key, value, &out));
    require_within(out.name, value);
    REQUIRE(strnlen(out.iata, sizeof(out.iata)) < sizeof(out.iata));
    REQUIRE(strnlen(out.faa, sizeof(out.faa)) < sizeof(out.faa));
    REQUIRE(strnlen(out.country, sizeof(out.country)) < sizeof(out.country));
    REQUIRE(isnan(out.latitude_deg) || fabs(out.latitude_deg) <= 90);
    REQUIRE(isnan(out.longitude_deg) || fabs(out.longitude_deg) <= 180);
}

static void product_state(struct slice value)
{
    DECODE(struct product_state, product_state_record_decode(value, &out));
    REQUIRE(strnlen(out.etag, sizeof(out.etag)) < sizeof(out.etag));
    REQUIRE(strnlen(out.last_modified, sizeof(out.last_modified)) < sizeof(out.last_modified));
}

static void history(struct slice key, struct slice value)
{
    DECODE(struct history_entry, history_record_decode(key, value, &out));
    require_within(out.raw, value);
    REQUIRE((unsigned)out.product < PRODUCT_COUNT && (unsigned)out.source < SOURCE_COUNT);
}

static void cell(struct slice key, struct slice value)
{
    DECODE(struct cell_entry, cell_record_decode(key, value, &out));
    require_within(out.id, key);
    REQUIRE(out.latitude >= 0 && out.latitude < 180 && out.longitude >= 0 && out.longitude < 360);
    REQUIRE(fabs(out.latitude_deg) <= 90 && fabs(out.longitude_deg) <= 180);
}

static void item(struct slice value)
{
    DECODE(struct item_record, item_record_decode(value, &out));
    require_within(out.value, value);
    REQUIRE(out.value.len > 0);
}

static void counter(struct slice value)
{
    DECODE(struct counter_record, counter_record_decode(value, &out));
    REQUIRE(value.len == 17); /* its version, the sum and the expiry: nothing is left over */
}

static void journal(struct slice value)
{
    struct history_entry entry;
    uint32_t hash;
    DECODE(struct slice, journal_record_decode(value, &out));
    require_within(out, value);
    REQUIRE(history_record_parse_key(out, &entry, &hash) == RESULT_OK);
}

static void frame(struct slice key, struct slice stored)
{
    DECODE(struct slice, frame_open(STORE_REPORT, key, stored, &out));
    require_within(out, stored);
    REQUIRE(out.len == stored.len - FRAME_SIZE && out.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice rest = slice_make((const char *)data + 1, size - 1);
    size_t end = slice_find(rest, '\n');
    struct slice key = slice_sub(rest, 0, end), value = slice_sub(rest, end + 1, rest.len);
    switch (data[0]) {
    case 'r':
        report(key, value);
        break;
    case 's':
        station(key, value);
        break;
    case 'p':
        product_state(value);
        break;
    case 'h':
        history(key, value);
        break;
    case 'c':
        cell(key, value);
        break;
    case 'i':
        item(value);
        break;
    case 'n':
        counter(value);
        break;
    case 'j':
        journal(value);
        break;
    default:
        frame(key, value);
        break;
    }
    return 0;
}
