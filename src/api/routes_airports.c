#include "api/routes_airports.h"

#include <math.h>

#include "api/respond.h"
#include "api/text_list.h"
#include "base/number.h"
#include "service/airports.h"

/* The airports and who reports, with the store's read open. False: the answer is made. */
static bool open_directory(struct api *api, const struct http_request *request, struct station_directory *out,
                           struct http_response *response)
{
    struct service_error error;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    if (weather_directory(api->weather, out, &error) == RESULT_OK)
        return true;
    respond_failure(response, request, &error);
    weather_release(api->weather);
    return false;
}

/* Ends what a writing function began: the envelope, or the failure. */
static void finish(struct api *api, const struct http_request *request, enum result r,
                   const struct service_error *error, struct http_response *response)
{
    if (r)
        respond_failure(response, request, error);
    else
        envelope_end(response);
    weather_release(api->weather);
}

void routes_airports_lookup(void *context, const struct http_request *request, struct http_response *response)
{
    struct station_directory d;
    struct service_error error;
    if (!open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r =
        airports_lookup_write(&d, http_request_path(request, "code"), envelope_begin(response), &error);
    finish(context, request, r, &error, response);
}

void routes_airports_coordinates(void *context, const struct http_request *request,
                                 struct http_response *response)
{
    struct station_directory d;
    struct service_error error;
    if (!open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r =
        airports_coordinates_write(&d, http_request_path(request, "code"), envelope_begin(response), &error);
    finish(context, request, r, &error, response);
}

void routes_airports_distance(void *context, const struct http_request *request,
                              struct http_response *response)
{
    struct station_directory d;
    struct service_error error;
    if (!open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r =
        airports_distance_write(&d, http_request_path(request, "from"), http_request_path(request, "to"),
                                envelope_begin(response), &error);
    finish(context, request, r, &error, response);
}

/* Which report the wind is of; null: there is none that is not expired. */
static void write_wind_source(struct json_writer *json, const struct weather_wind *wind)
{
    json_key(json, "meta");
    json_object_begin(json);
    json_key(json, "wind_of");
    if (wind->known) {
        json_object_begin(json);
        json_member_string_z(json, "station", wind->station);
        json_member_time(json, "observed_at", wind->observed_at);
        json_member_string_z(json, "freshness", freshness_name(wind->freshness));
        json_object_end(json);
    } else {
        json_null(json);
    }
    json_object_end(json);
}

void routes_airports_info(void *context, const struct http_request *request, struct http_response *response)
{
    struct api *api = context;
    struct slice code = http_request_path(request, "code");
    struct station_directory d;
    struct code_resolution found;
    struct service_error error;
    struct weather_wind wind = {.known = false};
    char station[5];
    if (!open_directory(api, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r = airports_resolve(&d, code, "code", &found, &error);
    if (!r && airport_reporting_station(&d, &found.airport, station))
        weather_wind_read(api->weather, slice_from_string(station), request->now, &wind);
    if (!r)
        r = airports_info_write(&d, code, wind.known ? &wind.wind : NULL, envelope_begin(response), &error);
    if (!r)
        write_wind_source(&response->json, &wind);
    finish(api, request, r, &error, response);
}

static void write_count(struct json_writer *json, size_t count)
{
    json_key(json, "meta");
    json_object_begin(json);
    json_member_int(json, "count", (int64_t)count);
    json_object_end(json);
}

/* Absent: `fallback`; not a number: 400. False: the answer is made. */
static bool parse_number(const struct http_request *request, const char *name, double fallback, double *out,
                         struct http_response *response)
{
    struct slice value = http_request_query(request, name);
    *out = fallback;
    if (!value.ptr || number_parse_double(value, -1e6, 1e6, out) == RESULT_OK)
        return true;
    respond_invalid(response, request, name, "This must be a number.");
    return false;
}

static bool parse_limit(const struct http_request *request, int64_t fallback, int64_t *out,
                        struct http_response *response)
{
    struct http_problem problem;
    if (http_request_int(request, "limit", 1, NEAREST_MAX, fallback, out, &problem) == RESULT_OK)
        return true;
    envelope_failure(response, request, &problem);
    return false;
}

void routes_airports_search(void *context, const struct http_request *request, struct http_response *response)
{
    struct slice query = http_request_query(request, "q");
    struct station_directory d;
    struct service_error error;
    int64_t limit;
    size_t count;
    if (!query.ptr) {
        respond_invalid(response, request, "q", "q is what to search for.");
        return;
    }
    if (!parse_limit(request, AIRPORTS_SEARCH_LIMIT, &limit, response) ||
        !open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r = airports_search_write(&d, query, limit, envelope_begin(response), &count, &error);
    if (!r)
        write_count(&response->json, count);
    finish(context, request, r, &error, response);
}

/* False: the answer is made. */
static bool parse_nearby(const struct http_request *request, struct airports_nearby *out,
                         struct http_response *response)
{
    struct http_problem problem;
    if (!http_request_query(request, "lat").ptr || !http_request_query(request, "lon").ptr) {
        respond_invalid(response, request, "lat", "lat and lon say where, in degrees.");
        return false;
    }
    if (!parse_number(request, "lat", NAN, &out->point.latitude_deg, response) ||
        !parse_number(request, "lon", NAN, &out->point.longitude_deg, response) ||
        !parse_number(request, "radius", AIRPORTS_NEARBY_RADIUS_NM, &out->radius_nm, response) ||
        !parse_limit(request, AIRPORTS_NEARBY_LIMIT, &out->limit, response))
        return false;
    if (http_request_flag(request, "reporting", &out->reporting, &problem) == RESULT_OK)
        return true;
    envelope_failure(response, request, &problem);
    return false;
}

void routes_airports_nearby(void *context, const struct http_request *request, struct http_response *response)
{
    struct airports_nearby query;
    struct station_directory d;
    struct service_error error;
    size_t count;
    if (!parse_nearby(request, &query, response) || !open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r = airports_nearby_write(&d, &query, envelope_begin(response), &count, &error);
    if (!r)
        write_count(&response->json, count);
    finish(context, request, r, &error, response);
}

void routes_airports_stats(void *context, const struct http_request *request, struct http_response *response)
{
    struct station_directory d;
    if (!open_directory(context, request, &d, response))
        return;
    struct api *api = context;
    airports_stats_write(d.db, envelope_begin(response));
    envelope_end(response);
    weather_release(api->weather);
}

void routes_airports_route(void *context, const struct http_request *request, struct http_response *response)
{
    static const struct text_list_form form = {"airports", AIRPORTS_ROUTE_MAX, NULL};
    struct text_list codes;
    struct station_directory d;
    struct service_error error;
    struct http_problem problem;
    if (!slice_equal_nocase(request->content_type, SLICE("application/json"))) {
        problem = http_problem_make(HTTP_UNSUPPORTED_MEDIA_TYPE, "Content-Type", "Send application/json.");
        envelope_failure(response, request, &problem);
        return;
    }
    if (text_list_parse(request, &form, &codes, &problem)) {
        envelope_failure(response, request, &problem);
        return;
    }
    if (!open_directory(context, request, &d, response))
        return;
    service_error_init(&error, request->arena);
    enum result r = airports_route_write(&d, codes.items, codes.count, envelope_begin(response), &error);
    finish(context, request, r, &error, response);
}
