#include "http/server.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/envelope.h"
#include "http/route_metrics.h"

#define ARENA_MAX ((size_t)8 * 1024 * 1024)
#define HEAD_MAX  8192
#define SLOW_US   1000000

struct http_server {
    struct http_router *router;
    struct route_metrics *metrics;
    struct arena *arena;
    struct http_response response;
    struct buffer head;
    void *context;
};

enum result http_server_create(const struct http_server_options *options, struct http_server **out)
{
    struct http_server *s = calloc(1, sizeof(*s));
    if (!s)
        return RESULT_NO_MEMORY;
    http_response_init(&s->response, options->simulated);
    buffer_init(&s->head, HEAD_MAX);
    s->context = options->context;
    s->router = http_router_create(options->routes, options->count);
    s->metrics = s->router ? route_metrics_create(s->router) : NULL;
    s->arena = arena_create(ARENA_MAX);
    if (!s->router || !s->metrics || !s->arena) {
        http_server_destroy(s);
        return RESULT_NO_MEMORY;
    }
    *out = s;
    return RESULT_OK;
}

void http_server_destroy(struct http_server *s)
{
    if (!s)
        return;
    http_response_free(&s->response);
    buffer_free(&s->head);
    arena_destroy(s->arena);
    route_metrics_destroy(s->metrics);
    http_router_destroy(s->router);
    free(s);
}

struct arena *http_server_begin(struct http_server *s)
{
    arena_reset(s->arena);
    http_response_reset(&s->response, HTTP_CACHE_NEVER);
    return s->arena;
}

static enum result check_body(const struct http_input *in, struct http_problem *problem)
{
    if (in->body_too_large) {
        *problem = http_problem_make(HTTP_PAYLOAD_TOO_LARGE, NULL, "The body is longer than 1 MB.");
        return RESULT_TOO_LARGE;
    }
    if (in->body_cut) {
        *problem =
            http_problem_make(HTTP_INVALID_REQUEST, NULL, "The body is shorter than its Content-Length.");
        return RESULT_INVALID;
    }
    return RESULT_OK;
}

static void answer_methods(struct http_response *response, const char *allow)
{
    response->status = 204;
    http_response_header(response, "Allow", slice_from_string(allow));
}

static void refuse_method(struct http_response *response, const struct http_request *request,
                          const char *allow)
{
    struct http_problem problem = http_problem_make(HTTP_METHOD_NOT_ALLOWED, NULL, NULL);
    envelope_failure(response, request, &problem);
    http_response_header(response, "Allow", slice_from_string(allow));
}

static void dispatch(struct http_server *s, const struct http_input *in, struct http_request *request)
{
    struct http_response *response = &s->response;
    struct http_problem problem = {.error = HTTP_INTERNAL};
    char allow[HTTP_ALLOW_MAX];
    if (http_request_parse(in, s->arena, clock_now(), request, &problem)) {
        envelope_failure(response, request, &problem);
        return;
    }
    enum result r = http_router_find(s->router, request, allow);
    if (r == RESULT_NOT_FOUND) {
        problem = http_problem_make(HTTP_NOT_FOUND, NULL, NULL);
        envelope_failure(response, request, &problem);
    } else if (r && request->method == HTTP_OPTIONS) {
        answer_methods(response, allow);
    } else if (r) {
        refuse_method(response, request, allow);
    } else if (check_body(in, &problem) || http_router_check_query(request, &problem)) {
        envelope_failure(response, request, &problem);
    } else {
        response->cache = request->route->cache;
        request->route->handle(s->context, request, response);
    }
}

/* What the handler could not write for want of memory, or because it has become too large, is no answer. */
static void check_whole(struct http_server *s, const struct http_request *request)
{
    enum result r = buffer_result(&s->response.body);
    if (!r)
        r = buffer_result(&s->response.headers);
    if (!r)
        return;
    log_error("answer_dropped", LOG_STR("request_id", request->request_id), LOG_RESULT(r), LOG_END);
    struct http_problem problem = http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL, NULL);
    buffer_free(&s->response.body);
    buffer_init(&s->response.body, HTTP_RESPONSE_MAX);
    envelope_failure(&s->response, request, &problem);
}

static void append_header(struct buffer *head, const char *name, struct slice value)
{
    buffer_append_slice(head, slice_from_string(name));
    buffer_append_slice(head, value);
    buffer_append(head, "\r\n", 2);
}

static void write_head(struct http_server *s, const struct http_request *request)
{
    const struct http_response *r = &s->response;
    struct buffer *head = &s->head;
    buffer_reset(head);
    buffer_append(head, "Status: ", 8);
    buffer_append_int(head, r->status);
    buffer_append_char(head, ' '); /* nginx sends the line on as it is */
    append_header(head, http_status_reason(r->status), slice_make("", 0));
    if (r->status != 204 && r->status != 304) {
        append_header(head, "Content-Type: ", slice_from_string(r->content_type));
        buffer_append(head, "Content-Length: ", 16);
        buffer_append_int(head, (int64_t)r->body.len);
        buffer_append(head, "\r\n", 2);
    }
    append_header(head, "Cache-Control: ", slice_from_string(http_cache_control(r->cache)));
    if (r->etag.len)
        append_header(head, "ETag: ", slice_make(r->etag.text, r->etag.len));
    append_header(head, "X-Request-ID: ", slice_from_string(request->request_id));
    buffer_append_slice(head, buffer_slice(&r->headers));
    buffer_append(head, "\r\n", 2);
}

static void observe(struct http_server *s, const struct http_request *request, int64_t duration_us)
{
    int status = s->response.status;
    route_metrics_observe(s->metrics, request, status, duration_us);
    if (status != 500 && duration_us < SLOW_US)
        return;
    log_warning(status == 500 ? "request_failed" : "request_slow", LOG_STR("request_id", request->request_id),
                LOG_STR("method", http_method_name(request->method)),
                LOG_STR("route", request->route ? request->route->pattern : "unmatched"),
                LOG_INT("status", status), LOG_INT("duration_ms", duration_us / 1000), LOG_END);
}

void http_server_answer(struct http_server *s, const struct http_input *in, struct slice *head,
                        struct slice *body)
{
    struct http_request request;
    int64_t start_us = clock_monotonic_us();
    dispatch(s, in, &request);
    check_whole(s, &request);
    envelope_mark_simulated(&s->response);
    write_head(s, &request);
    *head = buffer_slice(&s->head);
    *body = request.method == HTTP_HEAD ? slice_make("", 0) : buffer_slice(&s->response.body);
    observe(s, &request, clock_monotonic_us() - start_us);
}
