/* GET /api/weather/current?ids=|bbox=|near=: many stations in one answer. */
#ifndef AW_API_ROUTES_WEATHER_LIST_H
#define AW_API_ROUTES_WEATHER_LIST_H

#include "http/router.h"

void routes_weather_list(void *context, const struct http_request *request, struct http_response *response);

#endif
