#include "ingest/quarantine.h"

#include <stdlib.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "ingest/seen.h"

#define FUTURE_MAX_S     (10 * UTC_MINUTE)
#define QUARANTINE_KEPT  20
#define QUARANTINE_SLOTS 65536 /* a whole file, when it is our clock that is wrong */
#define SHOWN_RAW_MAX    512
#define SHOWN_JSON_MAX   ((size_t)64 * 1024)

struct quarantined {
    char station[STATION_MAX];
    char raw[SHOWN_RAW_MAX];
    size_t raw_len;
    enum quarantine_reason reason;
    int64_t at;
};

struct quarantine {
    struct seen *counted;
    struct quarantined last[PRODUCT_COUNT][QUARANTINE_KEPT]; /* rings */
    uint64_t noted[PRODUCT_COUNT];
};

const char *quarantine_reason_name(enum quarantine_reason r)
{
    static const char *const names[QUARANTINE_REASONS] = {
        [QUARANTINE_NONE] = "none",
        [QUARANTINE_TIME_DISAGREES] = "time_disagrees",
        [QUARANTINE_IN_FUTURE] = "in_future",
        [QUARANTINE_STATION_DISAGREES] = "station_disagrees",
        [QUARANTINE_TIME_MISSING] = "time_missing",
    };
    return names[r];
}

static int64_t to_minute(int64_t t)
{
    return t - ((t % UTC_MINUTE) + UTC_MINUTE) % UTC_MINUTE;
}

enum quarantine_reason quarantine_check_times(int64_t text_time, int64_t provider_time, int64_t received_at)
{
    /* The text was resolved against the provider's time: unless its day, hour and minute are the same, they
     * differ. */
    if (text_time != UTC_NONE && provider_time != UTC_NONE &&
        to_minute(text_time) != to_minute(provider_time))
        return QUARANTINE_TIME_DISAGREES;
    int64_t time = text_time != UTC_NONE ? text_time : provider_time;
    if (time != UTC_NONE && time > received_at + FUTURE_MAX_S)
        return QUARANTINE_IN_FUTURE;
    return QUARANTINE_NONE;
}

struct quarantine *quarantine_create(void)
{
    struct quarantine *q = calloc(1, sizeof(*q));
    if (q && !(q->counted = seen_create(QUARANTINE_SLOTS))) {
        free(q);
        return NULL;
    }
    return q;
}

void quarantine_destroy(struct quarantine *q)
{
    if (!q)
        return;
    seen_destroy(q->counted);
    free(q);
}

bool quarantine_note(struct quarantine *q, enum product product, uint64_t fingerprint, const char *station,
                     struct slice raw, enum quarantine_reason reason, int64_t now)
{
    if (seen_has(q->counted, fingerprint))
        return false;
    seen_add(q->counted, fingerprint);
    struct quarantined *entry = &q->last[product][q->noted[product]++ % QUARANTINE_KEPT];
    slice_copy(slice_from_string(station), entry->station, sizeof(entry->station));
    entry->raw_len = raw.len < sizeof(entry->raw) ? raw.len : sizeof(entry->raw);
    memcpy(entry->raw, raw.ptr, entry->raw_len);
    entry->reason = reason;
    entry->at = now;
    return true;
}

static void write_entry(struct json_writer *w, const struct quarantined *entry)
{
    json_object_begin(w);
    json_member_string_z(w, "station", entry->station);
    json_member_string(w, "raw", slice_make(entry->raw, entry->raw_len));
    json_member_string_z(w, "reason", quarantine_reason_name(entry->reason));
    json_member_time(w, "at", entry->at);
    json_object_end(w);
}

enum result quarantine_store(const struct quarantine *q, struct store_write *w, enum product product)
{
    struct buffer b;
    buffer_init(&b, SHOWN_JSON_MAX);
    struct json_writer json;
    json_writer_init(&json, &b);
    json_array_begin(&json);
    uint64_t noted = q->noted[product];
    for (uint64_t i = 0; i < QUARANTINE_KEPT && i < noted; i++)
        write_entry(&json, &q->last[product][(noted - 1 - i) % QUARANTINE_KEPT]);
    json_array_end(&json);
    enum result r = buffer_result(&b);
    if (r == RESULT_OK)
        r = store_write_put(w, STORE_STATE, quarantine_key(product), buffer_slice(&b));
    buffer_free(&b);
    return r;
}

struct slice quarantine_key(enum product product)
{
    static const struct slice keys[PRODUCT_COUNT] = {
        [PRODUCT_METAR] = {"quarantine.metar", 16},
        [PRODUCT_TAF] = {"quarantine.taf", 14},
        [PRODUCT_STATIONS] = {"quarantine.stations", 19},
    };
    return keys[product];
}
