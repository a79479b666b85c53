#include "http/router.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A pattern cut into its segments once; an absent slice stands for a parameter. */
struct compiled {
    size_t count;
    struct slice segments[HTTP_SEGMENTS_MAX];
};

struct http_router {
    const struct http_route *routes;
    size_t count;
    struct compiled compiled[];
};

static void compile(const char *pattern, struct compiled *out)
{
    struct slice rest = slice_from_string(pattern), part;
    slice_next(&rest, '/', &part);
    while (out->count < HTTP_SEGMENTS_MAX && slice_next(&rest, '/', &part))
        out->segments[out->count++] = part.len && part.ptr[0] == ':' ? slice_make(NULL, 0) : part;
}

struct http_router *http_router_create(const struct http_route *routes, size_t count)
{
    struct http_router *r = calloc(1, sizeof(*r) + count * sizeof(r->compiled[0]));
    if (!r)
        return NULL;
    r->routes = routes;
    r->count = count;
    for (size_t i = 0; i < count; i++)
        compile(routes[i].pattern, &r->compiled[i]);
    return r;
}

void http_router_destroy(struct http_router *r)
{
    free(r);
}

size_t http_router_index(const struct http_router *r, const struct http_route *route)
{
    return (size_t)(route - r->routes);
}

size_t http_router_count(const struct http_router *r)
{
    return r->count;
}

/* A parameter takes any segment that is not empty. */
static bool matches(const struct compiled *c, const struct http_request *request)
{
    if (c->count != request->segments_count)
        return false;
    for (size_t i = 0; i < c->count; i++) {
        struct slice s = request->segments[i];
        if (c->segments[i].ptr ? !slice_equal(c->segments[i], s) : s.len == 0)
            return false;
    }
    return true;
}

/* `methods`: one bit a method. */
static void write_allow(unsigned methods, char *allow)
{
    struct buffer out = {.ptr = allow, .capacity = HTTP_ALLOW_MAX - 1, .max = HTTP_ALLOW_MAX - 1};
    if (methods & 1u << HTTP_GET)
        methods |= 1u << HTTP_HEAD;
    methods |= 1u << HTTP_OPTIONS;
    for (int m = 0; m < HTTP_METHOD_OTHER; m++) {
        if (!(methods & 1u << m))
            continue;
        if (out.len)
            buffer_append(&out, ", ", 2);
        buffer_append_slice(&out, slice_from_string(http_method_name((enum http_method)m)));
    }
    allow[out.len] = '\0';
}

enum result http_router_find(const struct http_router *r, struct http_request *request, char *allow)
{
    enum http_method method = request->method == HTTP_HEAD ? HTTP_GET : request->method;
    const struct http_route *first = NULL;
    unsigned methods = 0;
    for (size_t i = 0; i < r->count; i++) {
        /* "/lookup" hides "/:id" for its own path whatever the method: only routes of one pattern are one
         * resource. */
        if (!matches(&r->compiled[i], request) ||
            (first && strcmp(first->pattern, r->routes[i].pattern) != 0))
            continue;
        first = first ? first : &r->routes[i];
        if (r->routes[i].method == method) {
            request->route = &r->routes[i];
            return RESULT_OK;
        }
        methods |= 1u << r->routes[i].method;
    }
    if (!first)
        return RESULT_NOT_FOUND;
    request->route = first;
    write_allow(methods, allow);
    return RESULT_UNSUPPORTED;
}

static bool is_known(const char *const *names, struct slice name)
{
    for (; names && *names; names++)
        if (slice_equal(slice_from_string(*names), name))
            return true;
    return false;
}

enum result http_router_check_query(const struct http_request *request, struct http_problem *problem)
{
    for (size_t i = 0; i < request->query_count; i++) {
        if (is_known(request->route->parameters, request->query[i].name))
            continue;
        *problem = http_problem_make(HTTP_INVALID_REQUEST, NULL, "This address has no such query parameter.");
        problem->field = request->query[i].name;
        return RESULT_INVALID;
    }
    return RESULT_OK;
}
