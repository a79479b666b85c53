/* The table of all routes of a worker. */
#include "api/api.h"

#include "api/routes_airports.h"
#include "api/routes_debug.h"
#include "api/routes_decode.h"
#include "api/routes_history.h"
#include "api/routes_system.h"
#include "api/routes_weather.h"
#include "api/routes_weather_list.h"

#define PARAMETERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct http_route routes[] = {
    {HTTP_GET, "/api/weather/current/:icao", PARAMETERS("taf", "units", "provenance", "format"),
     HTTP_CACHE_WEATHER, routes_weather_current},
    {HTTP_GET, "/api/weather/current",
     PARAMETERS("ids", "bbox", "near", "limit", "cursor", "taf", "units", "provenance", "format"),
     HTTP_CACHE_WEATHER, routes_weather_list},
    {HTTP_GET, "/api/weather/forecast/:icao", PARAMETERS("at", "units", "provenance", "format"),
     HTTP_CACHE_WEATHER, routes_weather_forecast},
    {HTTP_GET, "/api/weather/history/:icao", PARAMETERS("from", "to", "type", "limit", "cursor", "format"),
     HTTP_CACHE_WEATHER, routes_history},
    {HTTP_GET, "/api/weather/history/:icao/statistics", PARAMETERS("from", "to"), HTTP_CACHE_MINUTE,
     routes_history_statistics},
    {HTTP_GET, "/api/weather/debug/taf/:icao", NULL, HTTP_CACHE_NEVER, routes_debug_taf},
    {HTTP_POST, "/api/weather/metar", PARAMETERS("reference_time", "units", "provenance"), HTTP_CACHE_NEVER,
     routes_decode_metar},
    {HTTP_POST, "/api/weather/taf", PARAMETERS("reference_time", "units", "provenance", "at"),
     HTTP_CACHE_NEVER, routes_decode_taf},
    {HTTP_POST, "/api/weather/pirep", PARAMETERS("reference_time", "provenance"), HTTP_CACHE_NEVER,
     routes_decode_pirep},
    {HTTP_POST, "/api/weather/sigmet", PARAMETERS("reference_time", "provenance"), HTTP_CACHE_NEVER,
     routes_decode_sigmet},
    {HTTP_GET, "/api/airports/lookup/:code", NULL, HTTP_CACHE_MINUTE, routes_airports_lookup},
    {HTTP_GET, "/api/airports/info/:code", NULL, HTTP_CACHE_WEATHER, routes_airports_info},
    {HTTP_GET, "/api/airports/coordinates/:code", NULL, HTTP_CACHE_MINUTE, routes_airports_coordinates},
    {HTTP_GET, "/api/airports/distance/:from/:to", NULL, HTTP_CACHE_MINUTE, routes_airports_distance},
    {HTTP_GET, "/api/airports/search", PARAMETERS("q", "limit"), HTTP_CACHE_MINUTE, routes_airports_search},
    {HTTP_GET, "/api/airports/nearby", PARAMETERS("lat", "lon", "radius", "limit", "reporting"),
     HTTP_CACHE_MINUTE, routes_airports_nearby},
    {HTTP_GET, "/api/airports/stats", NULL, HTTP_CACHE_MINUTE, routes_airports_stats},
    {HTTP_POST, "/api/airports/route-coordinates", NULL, HTTP_CACHE_NEVER, routes_airports_route},
    {HTTP_GET, "/api/health", PARAMETERS("ready"), HTTP_CACHE_NEVER, routes_system_health},
    {HTTP_GET, "/api/metrics", NULL, HTTP_CACHE_NEVER, routes_system_metrics},
    {HTTP_GET, "/api/openapi.json", NULL, HTTP_CACHE_HOUR, routes_system_openapi},
};

const struct http_route *api_routes(size_t *count)
{
    *count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
