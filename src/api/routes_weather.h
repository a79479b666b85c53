/* GET /api/weather/current/:icao and /api/weather/forecast/:icao. */
#ifndef AW_API_ROUTES_WEATHER_H
#define AW_API_ROUTES_WEATHER_H

#include "http/router.h"

/* Parameters: taf, units, provenance, format (json, raw, csv, geojson). */
void routes_weather_current(void *context, const struct http_request *request,
                            struct http_response *response);
/* Parameters: at, units, provenance, format (json, raw, geojson). */
void routes_weather_forecast(void *context, const struct http_request *request,
                             struct http_response *response);

#endif
