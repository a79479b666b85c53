/* POST /api/weather/metar and /api/weather/taf: decode what is sent. */
#ifndef AW_API_ROUTES_DECODE_H
#define AW_API_ROUTES_DECODE_H

#include "http/router.h"

/* Parameters: reference_time, units, provenance; TAF also at. */
void routes_decode_metar(void *context, const struct http_request *request, struct http_response *response);
void routes_decode_taf(void *context, const struct http_request *request, struct http_response *response);

#endif
