#include "api/routes_system.h"

#include "build_config.h"

#include "api/respond.h"
#include "base/metrics.h"
#include "service/health.h"

#define DETAILS_MAX ((size_t)8192)

static void write_live(struct http_response *response, const struct http_request *request)
{
    struct json_writer *json = envelope_begin(response);
    json_object_begin(json);
    json_member_string_z(json, "status", "ok");
    json_member_string_z(json, "version", PACKAGE_VERSION);
    json_member_time(json, "time", request->now);
    json_object_end(json);
    envelope_end(response);
}

/* A balancer goes by the status; a person finds the details in "data" all the same. */
static void refuse_not_ready(const struct api *api, const struct http_request *request,
                             const struct health_report *report, struct http_response *response)
{
    struct http_problem problem =
        http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL, "The service is not ready: it has no weather yet.");
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, DETAILS_MAX);
    json_writer_init(&json, &text);
    json_key(&json, "data");
    health_write(&json, api->config, report);
    if (buffer_result(&text) == RESULT_OK)
        problem.extra = arena_copy(request->arena, buffer_slice(&text));
    buffer_free(&text);
    envelope_failure(response, request, &problem);
}

void routes_system_health(void *context, const struct http_request *request, struct http_response *response)
{
    struct api *api = context;
    struct http_problem problem;
    struct health_report report;
    bool ready;
    if (http_request_flag(request, "ready", &ready, &problem)) {
        envelope_failure(response, request, &problem);
        return;
    }
    if (!ready) {
        write_live(response, request);
        return;
    }
    api_store_retry(api);
    health_check(api->weather, api->config, request->now, &report);
    if (report.health == HEALTH_DOWN) {
        refuse_not_ready(api, request, &report, response);
        return;
    }
    health_write(envelope_begin(response), api->config, &report);
    envelope_end(response);
}

void routes_system_metrics(void *context, const struct http_request *request, struct http_response *response)
{
    (void)context;
    (void)request;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_print(&response->body);
}

void routes_system_openapi(void *context, const struct http_request *request, struct http_response *response)
{
    const struct api *api = context;
    if (!api->openapi.ptr) {
        struct http_problem problem = http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL,
                                                        "The interface's description is not installed.");
        envelope_failure(response, request, &problem);
        return;
    }
    if (!http_response_not_modified(response, &api->openapi_etag, request->if_none_match))
        buffer_append_slice(&response->body, api->openapi);
}
