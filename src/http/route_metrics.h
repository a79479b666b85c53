/* http_requests_total and http_request_duration_seconds: the series of each route, looked up once and kept.
 */
#ifndef AW_HTTP_ROUTE_METRICS_H
#define AW_HTTP_ROUTE_METRICS_H

#include <stdint.h>

#include "http/router.h"

struct route_metrics;

/* NULL without memory. After metrics_open. */
struct route_metrics *route_metrics_create(const struct http_router *router);
void route_metrics_destroy(struct route_metrics *m); /* accepts NULL */

/* request->route NULL is counted as the route "unmatched", so that labels stay few whatever is asked. */
void route_metrics_observe(struct route_metrics *m, const struct http_request *request, int status,
                           int64_t duration_us);

#endif
