#include "service/map_layer.h"

#include <math.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/station_store.h"
#include "tac/metar.h"

/* Some ten metres: a marker needs no more, and every digit is there 9,000 times. */
#define COORDINATE_DECIMALS 4

struct layer {
    struct store_read *hot;
    struct json_writer json;
    struct buffer *out;
    int64_t now;
    size_t features;
};

static void member_unless(struct json_writer *w, const char *key, int64_t value, int64_t none)
{
    if (value != none)
        json_member_int(w, key, value);
}

static void write_category(struct json_writer *w, const struct metar *m, bool expired)
{
    if (expired) {
        json_member_null(w, "flight_category");
        return;
    }
    json_member_string_z(w, "flight_category",
                         tac_flight_category_name((enum tac_flight_category)m->category.category));
    if (m->category.at_best >= 0)
        json_member_string_z(w, "flight_category_at_best",
                             tac_flight_category_name((enum tac_flight_category)m->category.at_best));
}

static void write_wind(struct json_writer *w, const struct tac_wind *wind)
{
    if (!wind->present)
        return;
    enum tac_speed_unit unit = (enum tac_speed_unit)wind->unit;
    member_unless(w, "wind_direction_deg", wind->direction_deg, -1);
    if (wind->variable)
        json_member_bool(w, "wind_variable", true);
    member_unless(w, "wind_speed_kt", tac_speed_to_kt(wind->speed, unit), -1);
    member_unless(w, "wind_gust_kt", tac_speed_to_kt(wind->gust, unit), -1);
}

static void write_visibility(struct json_writer *w, const struct tac_visibility *v)
{
    if (!v->present)
        return;
    json_member_number(w, "visibility_m", v->meters, 0);
    json_member_number(w, "visibility_statute_miles", v->statute_miles, 2);
    if (v->less_than || v->greater_than)
        json_member_string_z(w, "visibility_bound", v->less_than ? "less_than" : "greater_than");
}

/* Codes as reported, one string: "-RA BR". */
static void write_weather(struct json_writer *w, const struct tac_conditions *c)
{
    char codes[TAC_WEATHER_MAX * (sizeof(c->weather[0].code) + 1)];
    struct buffer b = {.ptr = codes, .capacity = sizeof(codes), .max = sizeof(codes)};
    for (unsigned i = 0; i < c->weather_count; i++) {
        if (c->weather[i].recent)
            continue;
        if (b.len > 0)
            buffer_append_char(&b, ' ');
        buffer_append_slice(&b, slice_from_string(c->weather[i].code));
    }
    if (b.len > 0)
        json_member_string(w, "weather", buffer_slice(&b));
}

static void write_properties(struct json_writer *w, const struct stored_report *report, const struct metar *m,
                             bool expired)
{
    json_member_string_z(w, "station", report->station);
    json_member_time(w, "observed_at", report->observed_at);
    json_member_time(w, "next_expected_at", report->next_expected_at);
    write_category(w, m, expired);
    write_wind(w, &m->conditions.wind);
    write_visibility(w, &m->conditions.visibility);
    member_unless(w, "ceiling_ft_agl", m->ceiling.ft_agl, -1);
    write_weather(w, &m->conditions);
    member_unless(w, "temperature_c", m->temperature.temperature_c, TAC_TEMPERATURE_NONE);
    member_unless(w, "dewpoint_c", m->temperature.dewpoint_c, TAC_TEMPERATURE_NONE);
}

static bool write_feature(void *context, const struct stored_report *report)
{
    struct layer *l = context;
    struct json_writer *w = &l->json;
    struct stored_station station;
    struct metar m;
    if (station_store_get(l->hot, slice_from_string(report->station), &station) != RESULT_OK ||
        !isfinite(station.latitude_deg) || !isfinite(station.longitude_deg) ||
        metar_decode(report->raw, report->observed_at, &m, NULL) != RESULT_OK)
        return true;
    json_object_begin(w);
    json_member_string_z(w, "type", "Feature");
    json_key(w, "geometry");
    json_object_begin(w);
    json_member_string_z(w, "type", "Point");
    json_key(w, "coordinates");
    json_array_begin(w);
    json_number(w, station.longitude_deg, COORDINATE_DECIMALS);
    json_number(w, station.latitude_deg, COORDINATE_DECIMALS);
    json_array_end(w);
    json_object_end(w);
    json_key(w, "properties");
    json_object_begin(w);
    write_properties(w, report, &m, freshness_of(report, FEED_OK, 0, l->now) == EXPIRED);
    json_object_end(w);
    json_object_end(w);
    l->features++;
    return buffer_result(l->out) == RESULT_OK;
}

enum result map_layer_write(struct store_read *hot, bool simulated, int64_t now, struct buffer *out,
                            size_t *features)
{
    struct product_state state;
    enum result r = product_state_get(hot, PRODUCT_METAR, &state);
    if (r != RESULT_OK && r != RESULT_NOT_FOUND)
        return r;
    bool received = r == RESULT_OK;
    struct layer l = {.hot = hot, .out = out, .now = now};
    json_writer_init(&l.json, out);
    json_object_begin(&l.json);
    json_member_string_z(&l.json, "type", "FeatureCollection");
    json_member_bool(&l.json, "simulated", simulated);
    json_member_time(&l.json, "generated_at", now);
    json_member_string_z(&l.json, "feed", feed_name(feed_of(PRODUCT_METAR, received ? &state : NULL, now)));
    json_member_time(&l.json, "checked_at", received ? state.checked_at : UTC_NONE);
    json_key(&l.json, "features");
    json_array_begin(&l.json);
    r = report_store_each(hot, PRODUCT_METAR, SLOT_CURRENT, write_feature, &l);
    json_array_end(&l.json);
    json_object_end(&l.json);
    if (r != RESULT_OK && r != RESULT_CORRUPT) /* a damaged record is left out, and dealt with elsewhere */
        return r;
    if (buffer_result(out) != RESULT_OK)
        return buffer_result(out);
    *features = l.features;
    return RESULT_OK;
}
