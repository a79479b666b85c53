#include "http/route_metrics.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/metrics.h"

#define STATUSES_MAX 20

struct series {
    int status; /* 0: free */
    struct metric *total;
    struct metric *duration;
};

struct route_metrics {
    const struct http_router *router;
    struct series series[]; /* [route, the last one being "unmatched"][method][STATUSES_MAX] */
};

struct route_metrics *route_metrics_create(const struct http_router *router)
{
    size_t cells = (http_router_count(router) + 1) * HTTP_METHODS * STATUSES_MAX;
    struct route_metrics *m = calloc(1, sizeof(*m) + cells * sizeof(struct series));
    if (m)
        m->router = router;
    return m;
}

void route_metrics_destroy(struct route_metrics *m)
{
    free(m);
}

static void find_series(struct series *s, const struct http_request *request, int status)
{
    const char *method = http_method_name(request->method);
    const char *route = request->route ? request->route->pattern : "unmatched";
    char code[16];
    snprintf(code, sizeof(code), "%d", status);
    s->total = metrics_series("http_requests_total", method, route, code, NULL);
    s->duration = metrics_series("http_request_duration_seconds", method, route, code, NULL);
    s->status = status;
}

void route_metrics_observe(struct route_metrics *m, const struct http_request *request, int status,
                           int64_t duration_us)
{
    size_t route =
        request->route ? http_router_index(m->router, request->route) : http_router_count(m->router);
    struct series *s = &m->series[(route * HTTP_METHODS + request->method) * STATUSES_MAX];
    int i = 0;
    while (i < STATUSES_MAX - 1 && s[i].status != 0 && s[i].status != status)
        i++;
    if (s[i].status != status)
        find_series(&s[i], request, status);
    metric_add(s[i].total, 1);
    metric_observe(s[i].duration, (double)duration_us / 1e6);
}
