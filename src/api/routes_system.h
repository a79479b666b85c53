/* GET /api/health, /api/metrics and /api/openapi.json. */
#ifndef AW_API_ROUTES_SYSTEM_H
#define AW_API_ROUTES_SYSTEM_H

#include "http/router.h"

/* Parameters: ready. Without it 200 as long as a worker answers; with it 503 while the service can't do its
 * work. */
void routes_system_health(void *context, const struct http_request *request, struct http_response *response);
void routes_system_metrics(void *context, const struct http_request *request, struct http_response *response);
void routes_system_openapi(void *context, const struct http_request *request, struct http_response *response);

#endif
