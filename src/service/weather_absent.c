#include "service/weather_absent.h"

#include <math.h>

#include "base/json_writer.h"
#include "geo/code_resolve.h"

#define NEAREST_RADIUS_NM 250.0
#define EXTRA_MAX         ((size_t)8192)

static bool is_listed(void *context, struct slice station)
{
    return weather_station_listed(context, station);
}

enum result weather_directory(struct weather *w, struct station_directory *out, struct service_error *error)
{
    if (!w->options.airports) {
        service_error_set(error, RESULT_UNAVAILABLE, CODE_SERVICE_UNAVAILABLE, NULL,
                          "The file of airports can't be read.");
        return RESULT_UNAVAILABLE;
    }
    *out = (struct station_directory){w->options.airports, is_listed, w};
    return weather_read_begin(w, error);
}

struct reporting {
    struct weather *weather;
    enum product product;
    struct slice except;
};

static bool has_report(void *context, struct slice station)
{
    const struct reporting *r = context;
    struct stored_report report;
    return !slice_equal(station, r->except) &&
           report_store_get(r->weather->read, r->product, SLOT_CURRENT, station, &report) == RESULT_OK;
}

/* Moves what was written into the arena; the absent slice when it could not be written. */
static struct slice keep(struct buffer *text, struct arena *arena)
{
    struct slice kept = {NULL, 0};
    if (buffer_result(text) == RESULT_OK)
        kept = arena_copy(arena, buffer_slice(text));
    buffer_free(text);
    return kept;
}

static void write_nearest(struct json_writer *json, const struct station_directory *d, struct geo_point point)
{
    struct nearest_hit hit;
    struct airport airport;
    char station[5];
    json_key(json, "nearest");
    if (airport_nearest_reporting(d, point, NEAREST_RADIUS_NM, &hit, 1) == 0) {
        json_null(json);
        return;
    }
    airport_db_get(d->db, hit.airport, &airport);
    if (!airport_reporting_station(d, &airport, station)) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_member_string_z(json, "station", station);
    json_member_string(json, "name", airport.name);
    json_member_number(json, "distance_nm", hit.distance_nm, 1);
    json_object_end(json);
}

static struct slice nearest_to(struct weather *w, enum product product, struct geo_point point,
                               struct slice except, struct arena *arena)
{
    struct reporting reporting = {w, product, except};
    struct station_directory d = {w->options.airports, has_report, &reporting};
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, EXTRA_MAX);
    json_writer_init(&json, &text);
    if (d.db && isfinite(point.latitude_deg))
        write_nearest(&json, &d, point);
    else
        json_member_null(&json, "nearest");
    return keep(&text, arena);
}

struct slice weather_nearest_member(struct weather *w, enum product product, struct slice station,
                                    struct arena *arena)
{
    return nearest_to(w, product, weather_position(w, station), station, arena);
}

static const char *report_of(enum product product)
{
    return product == PRODUCT_TAF ? "TAF" : "METAR";
}

enum result weather_absent_report(struct weather *w, enum product product, struct slice station,
                                  struct service_error *error)
{
    enum result r = weather_read_begin(w, error);
    if (r)
        return r;
    service_error_set(error, RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, "icao", "%.*s has no current %s.",
                      (int)station.len, station.ptr, report_of(product));
    error->extra = weather_nearest_member(w, product, station, error->arena);
    return RESULT_NOT_FOUND;
}

static enum result airport_without_reports(struct weather *w, enum product product,
                                           const struct airport *airport, struct slice code,
                                           struct service_error *error)
{
    struct geo_point point = {airport->latitude_deg, airport->longitude_deg};
    service_error_set(error, RESULT_NOT_FOUND, CODE_STATION_NOT_REPORTING, "icao",
                      "%.*s (%.*s) does not report weather.", (int)code.len, code.ptr, (int)airport->name.len,
                      airport->name.ptr);
    error->extra = nearest_to(w, product, point, slice_make(NULL, 0), error->arena);
    return RESULT_NOT_FOUND;
}

static enum result unknown(struct slice code, struct service_error *error)
{
    return service_error_set(error, RESULT_NOT_FOUND, CODE_AIRPORT_NOT_FOUND, "icao",
                             "No airport or station has the code %.*s.", (int)code.len, code.ptr);
}

enum result weather_absent_unlisted(struct weather *w, enum product product, struct slice station,
                                    struct service_error *error)
{
    struct airport airport;
    enum result r = weather_read_begin(w, error);
    if (r)
        return r;
    if (!w->options.airports || airport_db_find_station(w->options.airports, station, &airport))
        return unknown(station, error);
    return airport_without_reports(w, product, &airport, station, error);
}

static struct slice candidates_of(const struct station_directory *d, const struct code_resolution *found,
                                  struct arena *arena)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, EXTRA_MAX);
    json_writer_init(&json, &text);
    json_key(&json, "candidates");
    json_array_begin(&json);
    for (size_t i = 0; i < found->candidate_count; i++) {
        struct airport airport;
        char station[5];
        airport_db_get(d->db, found->candidates[i], &airport);
        json_object_begin(&json);
        json_member_string_z(&json, "station",
                             airport_reporting_station(d, &airport, station) ? station : NULL);
        json_member_string(&json, "icao", airport.icao);
        json_member_string(&json, "name", airport.name);
        json_member_string(&json, "country_code", airport.country_code);
        json_object_end(&json);
    }
    json_array_end(&json);
    return keep(&text, arena);
}

static void take_station(const struct code_resolution *found, struct slice code, struct weather_answer *out)
{
    slice_copy(slice_from_string(found->station), out->station, sizeof(out->station));
    if (!found->resolved)
        return;
    slice_copy(code, out->resolved_from, sizeof(out->resolved_from));
    out->name = found->airport.name;
}

enum result weather_absent_resolve(struct weather *w, enum product product, struct slice code,
                                   struct weather_answer *out, struct service_error *error)
{
    struct station_directory d = {w->options.airports, is_listed, w};
    struct code_resolution found;
    char copy[STATION_MAX];
    slice_copy(code, copy, sizeof(copy)); /* `code` may be out->station itself */
    code = slice_from_string(copy);
    enum result r = weather_read_begin(w, error);
    if (r)
        return r;
    r = d.db ? code_resolve_station(&d, code, &found) : RESULT_NOT_FOUND;
    if (!r && found.reports) {
        take_station(&found, code, out);
        return RESULT_OK;
    }
    if (r == RESULT_AMBIGUOUS) {
        service_error_set(error, r, CODE_AMBIGUOUS, "icao",
                          "Several stations that report have the code %.*s.", (int)code.len, code.ptr);
        error->extra = candidates_of(&d, &found, error->arena);
        return r;
    }
    if (d.db && found.at_airport)
        return airport_without_reports(w, product, &found.airport, code, error);
    return unknown(code, error);
}
