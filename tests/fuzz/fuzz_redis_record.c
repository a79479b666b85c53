/*
 * What comes from Redis, and REDIS_URL, as any bytes. Input: a byte that names the kind, then the text:
 * 'u' a URL, 'i' an item (its key ended by a line feed before it), 'r' a report, 'c' a change, 's' a place in
 * the stream, 'e' an error. 'I', 'R' and 'C' get a right sum put behind them, so that a fuzzer comes past it.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_require.h"

#include "store/frame.h"
#include "store/records.h"
#include "store/redis/redis_link.h"
#include "store/redis/redis_record.h"
#include "store/redis/redis_stream.h"
#include "store/redis/redis_url.h"

static void require_text(const char *text, size_t size)
{
    REQUIRE(strnlen(text, size) < size);
}

static void url(struct slice text)
{
    struct redis_url out;
    char detail[200] = "";
    if (redis_url_parse(text, &out, detail)) {
        require_text(detail, sizeof(detail));
        REQUIRE(detail[0]);
        return;
    }
    require_text(out.user, sizeof(out.user));
    require_text(out.password, sizeof(out.password));
    require_text(out.path, sizeof(out.path));
    require_text(out.master, sizeof(out.master));
    REQUIRE(out.host_count <= REDIS_HOSTS_MAX);
    REQUIRE((out.kind == REDIS_URL_UNIX) == (out.host_count == 0));
    for (size_t i = 0; i < out.host_count; i++) {
        require_text(out.hosts[i].name, REDIS_HOST_MAX);
        REQUIRE(out.hosts[i].name[0] && out.hosts[i].port > 0 && out.hosts[i].port < 65536);
    }
    REQUIRE(out.db >= 0 && out.db < 65536);
}

static void require_report(const struct tier_report *report, struct slice stored)
{
    require_within(report->entry.raw, stored);
    REQUIRE(report->entry.product <= PRODUCT_TAF && (unsigned)report->entry.source < SOURCE_COUNT);
    REQUIRE(station_id_valid(slice_make(report->entry.station, strnlen(report->entry.station, STATION_MAX))));
    REQUIRE(isnan(report->latitude_deg) || fabs(report->latitude_deg) <= 90);
    REQUIRE(isnan(report->longitude_deg) || fabs(report->longitude_deg) <= 180);
}

/* What was decoded gives the same bytes again. */
static void report(struct slice stored)
{
    struct tier_report out;
    struct buffer again;
    if (redis_report_decode(stored, &out))
        return;
    require_report(&out, stored);
    buffer_init(&again, (size_t)1 << 21);
    REQUIRE(redis_report_encode(&out, &again) == RESULT_OK);
    REQUIRE(again.len == stored.len);
    buffer_free(&again);
}

static void change(struct slice stored)
{
    struct shared_change out;
    struct buffer again;
    if (redis_change_decode(stored, &out))
        return;
    require_within(out.owner, stored);
    REQUIRE((unsigned)out.kind <= SHARED_NOTHING && (unsigned)out.product < PRODUCT_COUNT);
    if (out.kind == SHARED_REPORT)
        require_report(&out.report, stored);
    buffer_init(&again, (size_t)1 << 21);
    REQUIRE(redis_change_encode(&out, &again) == RESULT_OK);
    buffer_free(&again);
}

static void item(struct slice key, struct slice stored)
{
    struct slice value;
    int64_t expires_at;
    if (redis_item_decode(key, stored, &value, &expires_at))
        return;
    require_within(value, stored);
    REQUIRE(value.len > 0 && value.len <= STORE_VALUE_MAX);
}

static void place(struct slice text)
{
    char bytes[SHARED_STREAM_ID_MAX], again[SHARED_STREAM_ID_MAX];
    struct slice id, tag;
    if (!slice_copy(text, bytes, sizeof(bytes)) || !redis_stream_place_split(bytes, &id, &tag) || !bytes[0])
        return;
    redis_stream_place_make(id, tag.ptr, again);
    REQUIRE(strcmp(bytes, again) == 0);
}

static void error(struct slice text)
{
    char sentence[200];
    REQUIRE(redis_error_map(text, sentence) != RESULT_OK);
    require_text(sentence, sizeof(sentence));
}

/* The text with its sum behind it, in memory of that size. */
static struct slice summed(struct slice key, struct slice text)
{
    uint32_t sum = frame_crc32(text) ^ frame_crc32(key);
    char *bytes = malloc(text.len + 4);
    REQUIRE(bytes);
    if (text.len)
        memcpy(bytes, text.ptr, text.len);
    for (int i = 0; i < 4; i++)
        bytes[text.len + (size_t)i] = (char)(sum >> (8 * i));
    return slice_make(bytes, text.len + 4);
}

static void with_sum(char kind, struct slice text)
{
    size_t end = slice_find(text, '\n');
    struct slice key = kind == 'I' ? slice_sub(text, 0, end) : slice_make(NULL, 0);
    struct slice stored = summed(key, kind == 'I' ? slice_sub(text, end + 1, text.len) : text);
    if (kind == 'I')
        item(key, stored);
    else if (kind == 'R')
        report(stored);
    else
        change(stored);
    free((char *)stored.ptr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice text = slice_make((const char *)data + 1, size - 1);
    size_t end = slice_find(text, '\n');
    switch (data[0]) {
    case 'u':
        url(text);
        break;
    case 'i':
        item(slice_sub(text, 0, end), slice_sub(text, end + 1, text.len));
        break;
    case 'r':
        report(text);
        break;
    case 'c':
        change(text);
        break;
    case 's':
        place(text);
        break;
    case 'e':
        error(text);
        break;
    case 'I':
    case 'R':
    case 'C':
        with_sum((char)data[0], text);
        break;
    default:
        break;
    }
    return 0;
}
