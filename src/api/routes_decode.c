#include "api/routes_decode.h"

#include "api/decode_body.h"
#include "api/respond.h"
#include "service/decode.h"

/* In the body or in the URL, not in both; now when it is not given. False: the answer is made. */
static bool find_reference_time(const struct http_request *request, const struct decode_body *body,
                                int64_t *out, struct http_response *response)
{
    struct slice value = http_request_query(request, "reference_time");
    if (value.ptr && body->reference_time.ptr) {
        respond_invalid(response, request, "reference_time", "reference_time is given twice.");
        return false;
    }
    if (body->reference_time.ptr)
        value = body->reference_time;
    *out = request->now;
    return !value.ptr || respond_time_parse(request, "reference_time", value, out, response);
}

static void answer(struct api *api, const struct http_request *request, enum tac_report_kind kind,
                   struct http_response *response)
{
    struct decode_options options = {.kind = kind};
    struct api_form form;
    struct decode_body body;
    struct http_problem problem;
    int64_t failed = 0;
    if (!respond_form_parse(api, request, FORMAT_BIT(FORMAT_JSON), &form, response))
        return;
    if (decode_body_parse(request, &body, &problem)) {
        envelope_failure(response, request, &problem);
        return;
    }
    if (!find_reference_time(request, &body, &options.reference_time, response))
        return;
    options.render.units = form.weather.units;
    options.provenance = form.weather.provenance;
    options.has_at = form.weather.has_at;
    options.at = form.weather.at;

    struct json_writer *json = envelope_begin(response);
    json_array_begin(json);
    for (size_t i = 0; i < body.count; i++)
        failed += !decode_write(json, body.reports[i], &options);
    json_array_end(json);
    json_key(json, "meta");
    json_object_begin(json);
    json_member_int(json, "count", (int64_t)body.count);
    json_member_int(json, "failed", failed);
    json_member_time(json, "reference_time", options.reference_time);
    json_object_end(json);
    envelope_end(response);
}

void routes_decode_metar(void *context, const struct http_request *request, struct http_response *response)
{
    answer(context, request, TAC_REPORT_METAR, response);
}

void routes_decode_taf(void *context, const struct http_request *request, struct http_response *response)
{
    answer(context, request, TAC_REPORT_TAF, response);
}

void routes_decode_pirep(void *context, const struct http_request *request, struct http_response *response)
{
    answer(context, request, TAC_REPORT_PIREP, response);
}

void routes_decode_sigmet(void *context, const struct http_request *request, struct http_response *response)
{
    answer(context, request, TAC_REPORT_SIGMET, response);
}
