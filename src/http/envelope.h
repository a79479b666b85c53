/*
 * The envelope that every JSON answer has:
 *   {"success":true,["simulated":true,]"data":…[,"meta":{…}]}
 *   {"success":false,["simulated":true,]"error":"…","code":"…"[,"field":"…"],"timestamp":"…Z","request_id":"…"[,
 * more]}
 */
#ifndef AW_HTTP_ENVELOPE_H
#define AW_HTTP_ENVELOPE_H

#include "http/error.h"
#include "http/request.h"
#include "http/response.h"

/* The caller then writes the value of "data" to the writer returned, and other members after it, and ends it.
 */
struct json_writer *envelope_begin(struct http_response *r);
void envelope_end(struct http_response *r);

/*
 * A whole failure: what was written before is dropped, headers too. 404, 409 and 503 of a route that may be
 * cached may be cached for a second, others not at all. 429 and 503 have Retry-After.
 */
void envelope_failure(struct http_response *r, const struct http_request *request,
                      const struct http_problem *problem);

/* The simulation's marks, on every answer of one: X-Data-Simulated and X-Simulated-Clock-Offset. */
void envelope_mark_simulated(struct http_response *r);

#endif
