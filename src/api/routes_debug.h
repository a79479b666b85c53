/* GET /api/weather/debug/taf/:icao: how the answer to a forecast came about. */
#ifndef AW_API_ROUTES_DEBUG_H
#define AW_API_ROUTES_DEBUG_H

#include "http/router.h"

void routes_debug_taf(void *context, const struct http_request *request, struct http_response *response);

#endif
