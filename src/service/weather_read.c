#include "service/weather_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utc.h"
#include "service/listed.h"

#define STORE_RETRY_AFTER_S 2

struct weather *weather_create(const struct weather_options *options)
{
    struct weather *w = calloc(1, sizeof(*w));
    if (!w)
        return NULL;
    w->options = *options;
    w->local_requests = metrics_series("cache_requests_total", "local", NULL);
    w->local_hits = metrics_series("cache_hits_total", "local", NULL);
    return w;
}

void weather_destroy(struct weather *w)
{
    if (!w)
        return;
    weather_read_end(w);
    free(w);
}

void weather_use_store(struct weather *w, struct store *store)
{
    weather_read_end(w);
    w->options.store = store;
}

const char *weather_tier_name(enum weather_tier t)
{
    return t == TIER_ORIGIN ? "origin" : "local";
}

enum result weather_store_failed(struct service_error *error, enum result r)
{
    if (r == RESULT_CORRUPT)
        service_error_set(error, r, CODE_WEATHER_DATA_UNAVAILABLE, NULL,
                          "The stored report is damaged and is being renewed.");
    else
        service_error_set(error, r, CODE_SERVICE_UNAVAILABLE, NULL,
                          "The store of reports can't be read now.");
    error->retry_after_s = STORE_RETRY_AFTER_S;
    return r;
}

enum result weather_read_begin(struct weather *w, struct service_error *error)
{
    if (w->read)
        return RESULT_OK;
    enum result r =
        w->options.store ? store_read_begin(w->options.store, STORE_HOT, &w->read) : RESULT_UNAVAILABLE;
    return r ? weather_store_failed(error, r) : RESULT_OK;
}

void weather_read_end(struct weather *w)
{
    store_read_end(w->read);
    w->read = NULL;
}

void weather_release(struct weather *w)
{
    weather_read_end(w);
    for (size_t i = 0; i < w->hints_count; i++)
        ondemand_hint(w->options.ondemand, w->hints[i].product, slice_from_string(w->hints[i].station));
    w->hints_count = 0;
}

enum result weather_feed_get(struct weather *w, enum product product, int64_t now, struct weather_feed *out)
{
    struct product_state state;
    enum result r = product_state_get(w->read, product, &state);
    if (r == RESULT_NOT_FOUND) {
        *out = (struct weather_feed){.feed = feed_of(product, NULL, now), .checked_at = UTC_NONE};
        return RESULT_OK;
    }
    if (r)
        return r;
    *out = (struct weather_feed){.feed = feed_of(product, &state, now),
                                 .received = state.received_at != UTC_NONE,
                                 .checked_at = state.checked_at};
    return RESULT_OK;
}

enum result weather_report_get(struct weather *w, enum product product, enum report_slot slot,
                               struct slice station, const struct weather_feed *feed, int64_t now,
                               struct weather_report *out)
{
    if (slot == SLOT_CURRENT)
        metric_add(w->local_requests, 1);
    enum result r = report_store_get(w->read, product, slot, station, &out->stored);
    if (r == RESULT_INVALID) /* an airport's code ("US-0001") that no station has */
        return RESULT_NOT_FOUND;
    if (r)
        return r;
    if (slot == SLOT_CURRENT)
        metric_add(w->local_hits, 1);
    out->feed = feed->feed;
    out->freshness = freshness_of(&out->stored, feed->feed, shared_clock_skew_s(w->options.shared), now);
    out->checked_at = out->stored.checked_at > feed->checked_at ? out->stored.checked_at : feed->checked_at;
    out->tier = TIER_LOCAL;
    return RESULT_OK;
}

bool weather_station_listed(struct weather *w, struct slice station)
{
    return station_listed(w->read, w->options.airports, station);
}

bool weather_station_has_taf(struct weather *w, struct slice station)
{
    struct stored_station known;
    return station_store_get(w->read, station, &known) == RESULT_OK && known.listed && known.has_taf;
}

struct geo_point weather_position(struct weather *w, struct slice station)
{
    struct stored_station known;
    struct airport airport;
    if (station_store_get(w->read, station, &known) == RESULT_OK && isfinite(known.latitude_deg))
        return (struct geo_point){known.latitude_deg, known.longitude_deg};
    if (w->options.airports && airport_db_find_station(w->options.airports, station, &airport) == RESULT_OK)
        return (struct geo_point){airport.latitude_deg, airport.longitude_deg};
    return (struct geo_point){NAN, NAN};
}

void weather_hint_later(struct weather *w, enum product product, struct slice station)
{
    char key[32];
    struct weather_hint *hint = &w->hints[w->hints_count];
    struct buffer text = {.ptr = key, .capacity = sizeof(key), .max = sizeof(key)};
    if (w->hints_count == WEATHER_HINTS_MAX || !slice_copy(station, hint->station, sizeof(hint->station)))
        return;
    buffer_append_slice(&text, slice_from_string(product_name(product)));
    buffer_append_char(&text, ' ');
    buffer_append_slice(&text, station);
    if (!shared_hint_due(w->options.shared, buffer_slice(&text), clock_now(), HINT_INTERVAL_S))
        return;
    hint->product = product;
    w->hints_count++;
}
