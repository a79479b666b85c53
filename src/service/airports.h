/*
 * What the airport routes and `aviation-weather airports` answer: the value of "data", written as JSON.
 *
 * Codes are resolved by code_resolve_airport. Every function resolves and checks before it writes: on failure
 * nothing has been written and *e says why: INVALID_REQUEST (a parameter), AIRPORT_NOT_FOUND, AMBIGUOUS_CODE
 * (extra: candidates). An airport is `{ident, icao, iata, faa, local, name, type, latitude_deg,
 * longitude_deg, elevation_ft, city, region, country_code, station, reports}`; what is not known is null;
 * `station` is what its reports come under, null when it does not report; both are null
 * where d->reports is NULL. Distances and bearings:
 * geo/great_circle.h; bearings are true, null between equal or opposite points.
 *
 * The data is under the ODbL: who shows it shows AIRPORTS_ATTRIBUTION (airports_stats_write has it).
 */
#ifndef AW_SERVICE_AIRPORTS_H
#define AW_SERVICE_AIRPORTS_H

#include "base/json_writer.h"
#include "base/result.h"
#include "geo/code_resolve.h"
#include "geo/runway.h"
#include "service/service_error.h"

#define AIRPORTS_ATTRIBUTION                                                                                 \
    "Contains information from OurAirports (https://ourairports.com/data/), which is made available here "   \
    "under the Open Database License (ODbL, https://opendatacommons.org/licenses/odbl/1.0/)."

#define AIRPORTS_SEARCH_LIMIT         10 /* unless the caller gives one; at most AIRPORT_SEARCH_LIMIT_MAX */
#define AIRPORTS_NEARBY_LIMIT         20 /* likewise; at most NEAREST_MAX */
#define AIRPORTS_NEARBY_RADIUS_NM     50.0
#define AIRPORTS_NEARBY_RADIUS_MAX_NM 500.0
#define AIRPORTS_ROUTE_MAX            20 /* points of a route; at least one */

/*
 * The airport that a code means, or *e filled. `field` names the code's parameter; static. For callers that
 * need the airport before they ask for its answer: info's wind is that of out->airport's station.
 */
enum result airports_resolve(const struct station_directory *d, struct slice code, const char *field,
                             struct code_resolution *out, struct service_error *e);

/* An airport, with `resolved_from` where the code is neither its ICAO code nor its ident. */
enum result airports_lookup_write(const struct station_directory *d, struct slice code, struct json_writer *w,
                                  struct service_error *e);

/*
 * An airport with `runways`: [{length_ft, width_ft, surface, lighted: true|null, ends: [{ident,
 * heading_true_deg, latitude_deg, longitude_deg, displaced_threshold_ft, elevation_ft, wind: {headwind_kt,
 * crosswind_kt, crosswind_from: left|right|null, gust_headwind_kt, gust_crosswind_kt}|null}]}], ends that are
 * known only; `frequencies`: {atis_mhz …}, null where not known; `wind`: {direction_true_deg, variable,
 * speed_kt, gust_kt}|null, which the components are of. `wind` NULL: none known. A negative headwind is a
 * tailwind; a crosswind is never negative.
 */
enum result airports_info_write(const struct station_directory *d, struct slice code,
                                const struct surface_wind *wind, struct json_writer *w,
                                struct service_error *e);

/* {ident, icao, name, latitude_deg, longitude_deg, elevation_ft}. */
enum result airports_coordinates_write(const struct station_directory *d, struct slice code,
                                       struct json_writer *w, struct service_error *e);

/* {from, to (as coordinates), distance_nm, distance_km, initial_bearing_true_deg, final_bearing_true_deg}. */
enum result airports_distance_write(const struct station_directory *d, struct slice from, struct slice to,
                                    struct json_writer *w, struct service_error *e);

/* An array of airports with `match` (code, prefix, words, partial, code_prefix), best first; *count of them.
 */
enum result airports_search_write(const struct station_directory *d, struct slice query, int64_t limit,
                                  struct json_writer *w, size_t *count, struct service_error *e);

struct airports_nearby {
    struct geo_point point;
    double radius_nm;
    int64_t limit;
    bool reporting; /* only those that report */
};

/* An array of open airports with `distance_nm` and `bearing_true_deg` from the point, nearest first; *count
 * of them. */
enum result airports_nearby_write(const struct station_directory *d, const struct airports_nearby *query,
                                  struct json_writer *w, size_t *count, struct service_error *e);

/*
 * {points: [as coordinates, with `code` as asked], legs: [{from, to, distance_nm, initial_bearing_true_deg}],
 * total_distance_nm}. One code that can't be resolved fails the whole, named in the message.
 */
enum result airports_route_write(const struct station_directory *d, const struct slice *codes, size_t count,
                                 struct json_writer *w, struct service_error *e);

/* {airports, by_type: {…}, with_icao, with_iata, with_faa, countries, runways, frequencies, source: {…,
 * attribution}}. */
void airports_stats_write(const struct airport_db *db, struct json_writer *w);

#endif
