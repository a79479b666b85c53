#include "ingest/publish_current.h"

#include <math.h>
#include <string.h>

#include "base/utc.h"
#include "ingest/shared_window.h"
#include "store/product_state.h"
#include "store/station_store.h"
#include "upstream/upstream.h"

static int64_t time_of(const struct stored_report *record)
{
    if (record->observed_at != UTC_NONE)
        return record->observed_at;
    return record->valid_from != UTC_NONE ? record->valid_from : record->received_at;
}

struct shared_change publish_current_change(const struct stored_report *record,
                                            const struct upstream_report *given)
{
    struct shared_change c = {.kind = SHARED_REPORT, .product = record->product};
    c.report = (struct tier_report){
        .entry = {.product = record->product,
                  .observed_at = time_of(record),
                  .received_at = record->received_at,
                  .source = record->source,
                  .raw = record->raw},
        /* A time that the text agreed with: as good a reference as the provider's was. */
        .reported_at = given ? given->reported_at : record->observed_at,
        .checked_at = record->checked_at,
        .speci = given ? given->speci : record->speci,
        .latitude_deg = given ? given->latitude_deg : NAN,
        .longitude_deg = given ? given->longitude_deg : NAN,
        .elevation_m = given ? given->elevation_m : NAN,
    };
    memcpy(c.report.entry.station, record->station, sizeof(c.report.entry.station));
    return c;
}

struct count {
    int64_t checked_at;
    uint64_t stations;
};

static bool count_station(void *context, const struct stored_report *record)
{
    struct count *c = context;
    c->stations += shared_window_has(record->product, time_of(record), c->checked_at);
    return true;
}

enum result publish_current_check(struct store *store, enum product product, struct shared_change *out)
{
    struct store_read *hot;
    struct product_state state;
    enum result r = store_read_begin(store, STORE_HOT, &hot);
    if (r != RESULT_OK)
        return r;
    r = product_state_get(hot, product, &state);
    if (r == RESULT_OK && state.checked_at == UTC_NONE)
        r = RESULT_NOT_FOUND;
    if (r == RESULT_OK) {
        struct count c = {.checked_at = state.checked_at};
        r = report_store_each(hot, product, SLOT_CURRENT, count_station, &c);
        *out = (struct shared_change){.kind = SHARED_CHECKED,
                                      .product = product,
                                      .checked_at = state.checked_at,
                                      .newest_at = state.newest_at,
                                      .stations = c.stations};
    }
    store_read_end(hot);
    return r;
}

struct walk {
    struct store_read *hot;
    int64_t now;
    bool (*each)(void *context, const struct shared_change *change);
    void *context;
};

static bool give_report(void *context, const struct stored_report *record)
{
    struct walk *w = context;
    struct stored_station station;
    if (!shared_window_has(record->product, time_of(record), w->now))
        return true;
    struct shared_change change = publish_current_change(record, NULL);
    if (station_store_get(w->hot, slice_from_string(record->station), &station) == RESULT_OK) {
        change.report.latitude_deg = station.latitude_deg;
        change.report.longitude_deg = station.longitude_deg;
        change.report.elevation_m = station.elevation_m;
    }
    return w->each(w->context, &change);
}

enum result publish_current_each(struct store *store, enum product product, int64_t now,
                                 bool (*each)(void *context, const struct shared_change *change),
                                 void *context)
{
    struct walk w = {.now = now, .each = each, .context = context};
    enum result r = store_read_begin(store, STORE_HOT, &w.hot);
    if (r != RESULT_OK)
        return r;
    r = report_store_each(w.hot, product, SLOT_PREVIOUS, give_report, &w);
    if (r == RESULT_OK)
        r = report_store_each(w.hot, product, SLOT_CURRENT, give_report, &w);
    store_read_end(w.hot);
    return r;
}
