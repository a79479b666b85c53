#include "http/envelope.h"

#include "base/clock.h"
#include "http/router.h"

#define RETRY_AFTER_S 5

struct json_writer *envelope_begin(struct http_response *r)
{
    struct json_writer *w = &r->json;
    json_object_begin(w);
    json_member_bool(w, "success", true);
    if (r->simulated)
        json_member_bool(w, "simulated", true);
    json_key(w, "data");
    return w;
}

void envelope_end(struct http_response *r)
{
    json_object_end(&r->json);
}

static void write_failure(struct http_response *r, const struct http_request *request,
                          const struct http_problem *p)
{
    struct json_writer *w = &r->json;
    json_object_begin(w);
    json_member_bool(w, "success", false);
    if (r->simulated)
        json_member_bool(w, "simulated", true);
    json_member_string(w, "error",
                       p->message.ptr ? p->message : slice_from_string(http_error_text(p->error)));
    json_member_string_z(w, "code", http_error_code(p->error));
    if (p->field.ptr)
        json_member_string(w, "field", p->field);
    json_member_time(w, "timestamp", request->now);
    json_member_string_z(w, "request_id", request->request_id);
    if (p->extra.len) {
        buffer_append_char(&r->body, ',');
        buffer_append_slice(&r->body, p->extra);
    }
    json_object_end(w);
}

void envelope_failure(struct http_response *r, const struct http_request *request,
                      const struct http_problem *problem)
{
    int status = http_error_status(problem->error);
    bool cacheable = request->route && request->route->cache != HTTP_CACHE_NEVER &&
                     (status == 404 || status == 409 || status == 503);
    http_response_reset(r, cacheable ? HTTP_CACHE_SECOND : HTTP_CACHE_NEVER);
    r->status = status;
    if (status == 429 || status == 503)
        http_response_header_int(r, "Retry-After",
                                 problem->retry_after_s > 0 ? problem->retry_after_s : RETRY_AFTER_S);
    write_failure(r, request, problem);
}

void envelope_mark_simulated(struct http_response *r)
{
    if (!r->simulated)
        return;
    http_response_header(r, "X-Data-Simulated", SLICE("1"));
    http_response_header_int(r, "X-Simulated-Clock-Offset", clock_offset_s());
}
