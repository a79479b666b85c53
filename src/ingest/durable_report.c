#include "ingest/durable_report.h"

#include <math.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "store/station_store.h"
#include "tac/metar.h"
#include "tac/taf.h"

static void add_metar(const struct history_entry *entry, struct json_writer *json, struct tier_report *out)
{
    struct metar m;
    if (metar_decode(entry->raw, entry->observed_at, &m, NULL) != RESULT_OK)
        return;
    metar_json_write(json, &m, NULL);
    out->speci = m.type == METAR_TYPE_SPECI;
    const char *category = tac_flight_category_name((enum tac_flight_category)m.category.category);
    slice_copy(slice_from_string(category), out->flight_category, sizeof(out->flight_category));
}

/* A row of a TAF of which no issue is known stands at its valid_from: that is no time of issue. */
static void add_taf(const struct history_entry *entry, struct json_writer *json, struct tier_report *out)
{
    struct taf t;
    if (taf_decode(entry->raw, entry->observed_at, &t, NULL) != RESULT_OK)
        return;
    taf_json_write(json, &t, NULL);
    if (t.issued_at == UTC_NONE && t.valid_from == entry->observed_at)
        out->reported_at = UTC_NONE;
}

static void add_position(struct store_read *hot, struct tier_report *out)
{
    struct stored_station station;
    if (!hot || station_store_get(hot, slice_from_string(out->entry.station), &station) != RESULT_OK)
        return;
    out->latitude_deg = station.latitude_deg;
    out->longitude_deg = station.longitude_deg;
    out->elevation_m = station.elevation_m;
}

enum result durable_report_make(const struct history_entry *entry, struct store_read *hot,
                                struct arena *arena, struct buffer *scratch, struct tier_report *out)
{
    struct json_writer json;
    struct tier_report report = {.entry = *entry,
                                 .reported_at = entry->observed_at,
                                 .checked_at = UTC_NONE,
                                 .latitude_deg = NAN,
                                 .longitude_deg = NAN,
                                 .elevation_m = NAN};
    buffer_reset(scratch);
    json_writer_init(&json, scratch);
    if (entry->product == PRODUCT_TAF)
        add_taf(entry, &json, &report);
    else
        add_metar(entry, &json, &report);
    enum result r = buffer_result(scratch);
    if (r == RESULT_OK && scratch->len > 0) {
        report.decoded = arena_copy(arena, buffer_slice(scratch));
        r = report.decoded.ptr ? RESULT_OK : RESULT_NO_MEMORY;
    }
    if (r != RESULT_OK)
        return r;
    add_position(hot, &report);
    *out = report;
    return RESULT_OK;
}
