/*
 * Routes as a table: a method, a pattern, the query parameters it knows, and what answers. What is not in the
 * table is answered here: 404, 405 with Allow, OPTIONS, unknown parameters.
 */
#ifndef AW_HTTP_ROUTER_H
#define AW_HTTP_ROUTER_H

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

struct http_route {
    enum http_method method; /* HTTP_GET answers HEAD too */
    const char *pattern; /* "/api/weather/current/:icao"; a fixed route stands before one with parameters */
    const char *const *parameters; /* names of query parameters, NULL-terminated; NULL: none */
    enum http_cache cache;         /* of a success, unless the handler says otherwise */
    void (*handle)(void *context, const struct http_request *request, struct http_response *response);
};

struct http_router;

/* `routes` must outlive it. NULL without memory. */
struct http_router *http_router_create(const struct http_route *routes, size_t count);
void http_router_destroy(struct http_router *r); /* accepts NULL */
size_t http_router_index(const struct http_router *r, const struct http_route *route);
size_t http_router_count(const struct http_router *r);

/*
 * The route of a path and method, set in request->route. RESULT_NOT_FOUND: no route has the path.
 * RESULT_UNSUPPORTED: not with this method, and *allow, which has room for HTTP_ALLOW_MAX bytes, names those
 * that it has ("GET, HEAD, OPTIONS").
 */
#define HTTP_ALLOW_MAX 64
enum result http_router_find(const struct http_router *r, struct http_request *request, char *allow);

/* RESULT_INVALID with *problem when a query parameter is not one of the route's. */
enum result http_router_check_query(const struct http_request *request, struct http_problem *problem);

#endif
