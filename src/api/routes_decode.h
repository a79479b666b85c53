/* POST /api/weather/metar, taf, pirep and sigmet: decode what is sent. */
#ifndef AW_API_ROUTES_DECODE_H
#define AW_API_ROUTES_DECODE_H

#include "http/router.h"

/* Parameters: reference_time, provenance; METAR and TAF also units, TAF at. */
void routes_decode_metar(void *context, const struct http_request *request, struct http_response *response);
void routes_decode_taf(void *context, const struct http_request *request, struct http_response *response);
void routes_decode_pirep(void *context, const struct http_request *request, struct http_response *response);
void routes_decode_sigmet(void *context, const struct http_request *request, struct http_response *response);

#endif
