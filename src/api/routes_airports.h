/* GET /api/airports/… and POST /api/airports/route-coordinates. */
#ifndef AW_API_ROUTES_AIRPORTS_H
#define AW_API_ROUTES_AIRPORTS_H

#include "http/router.h"

void routes_airports_lookup(void *context, const struct http_request *request,
                            struct http_response *response);
/* With the wind of the current METAR on each runway: cached as weather. */
void routes_airports_info(void *context, const struct http_request *request, struct http_response *response);
void routes_airports_coordinates(void *context, const struct http_request *request,
                                 struct http_response *response);
void routes_airports_distance(void *context, const struct http_request *request,
                              struct http_response *response);
/* Parameters: q, limit. */
void routes_airports_search(void *context, const struct http_request *request,
                            struct http_response *response);
/* Parameters: lat, lon, radius (NM), limit, reporting. */
void routes_airports_nearby(void *context, const struct http_request *request,
                            struct http_response *response);
void routes_airports_stats(void *context, const struct http_request *request, struct http_response *response);
/* {"codes":[…]}: 1 to 20. */
void routes_airports_route(void *context, const struct http_request *request, struct http_response *response);

#endif
