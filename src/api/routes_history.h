/* GET /api/weather/history/:icao: the reports of a station as they were issued, and statistics of them. */
#ifndef AW_API_ROUTES_HISTORY_H
#define AW_API_ROUTES_HISTORY_H

#include "http/router.h"

/* Parameters: from, to, type, limit, cursor, format (json, csv, ndjson). */
void routes_history(void *context, const struct http_request *request, struct http_response *response);

/* Parameters: from, to. */
void routes_history_statistics(void *context, const struct http_request *request,
                               struct http_response *response);

#endif
