#include "api/routes_weather.h"

#include "api/respond.h"
#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "service/weather_csv.h"

#define LAST_REPORT_MAX ((size_t)256 * 1024)

static void hash_answer(const struct api_form *form, const struct weather_question *q,
                        const struct weather_answer *a, struct etag *out)
{
    struct etag_hash hash;
    etag_hash_begin(&hash);
    etag_hash_int(&hash, WEATHER_JSON_VERSION << 16 | METAR_JSON_VERSION << 8 | TAF_JSON_VERSION);
    respond_report_hash(&hash, &a->report);
    if (a->has_previous)
        respond_report_hash(&hash, &a->previous);
    if (q->with_taf)
        etag_hash_int(&hash, a->has_taf ? -1 : (int64_t)a->taf_absence);
    if (a->has_taf)
        respond_report_hash(&hash, &a->taf);
    if (a->has_taf_previous)
        respond_report_hash(&hash, &a->taf_previous);
    if (form->weather.has_at)
        etag_hash_int(&hash, form->weather.at / UTC_MINUTE); /* times in a TAF are whole minutes */
    *out = etag_hash_end(&hash);
}

static void write_raw(struct buffer *out, const struct weather_answer *a)
{
    buffer_append_slice(out, a->report.stored.raw);
    buffer_append_char(out, '\n');
    if (!a->has_taf)
        return;
    buffer_append_slice(out, a->taf.stored.raw);
    buffer_append_char(out, '\n');
}

static void write_answer(struct api *api, const struct api_form *form, const struct weather_question *q,
                         const struct weather_answer *a, struct http_response *response)
{
    struct slice station = slice_from_string(a->station);
    response->content_type = respond_content_type(form->format);
    switch (form->format) {
    case FORMAT_RAW:
        write_raw(&response->body, a);
        break;
    case FORMAT_CSV:
        weather_csv_write_header(&response->body);
        weather_csv_write_row(&response->body, &a->report, weather_position(api->weather, station));
        break;
    case FORMAT_GEOJSON:
        weather_feature_write(&response->json, q, a, weather_position(api->weather, station), &form->weather);
        break;
    default:
        weather_answer_write(envelope_begin(response), q, a, &form->weather);
        envelope_end(response);
    }
}

/* An expired report is no answer, but says when the station was last heard. */
static void refuse_expired(struct api *api, const struct http_request *request, const struct api_form *form,
                           const struct weather_question *q, const struct weather_answer *a,
                           struct http_response *response)
{
    struct buffer text;
    struct json_writer json;
    struct service_error error;
    bool feed_ok = a->report.feed == FEED_OK;
    service_error_init(&error, request->arena);
    respond_expired_error(a, &error);
    buffer_init(&text, LAST_REPORT_MAX);
    json_writer_init(&json, &text);
    json_key(&json, "last_report");
    weather_report_write(&json, &a->report, &form->weather);
    if (feed_ok) {
        struct slice nearest =
            weather_nearest_member(api->weather, q->product, slice_from_string(a->station), request->arena);
        buffer_append(&text, ",", nearest.len ? 1 : 0);
        buffer_append_slice(&text, nearest);
    }
    if (buffer_result(&text) == RESULT_OK)
        error.extra = arena_copy(request->arena, buffer_slice(&text));
    buffer_free(&text);
    respond_failure(response, request, &error);
    respond_report_headers(response, &a->report, a->report.freshness);
}

static enum freshness worst_of(const struct weather_answer *a)
{
    return a->has_taf && a->taf.freshness > a->report.freshness ? a->taf.freshness : a->report.freshness;
}

static void answer_station(struct api *api, const struct http_request *request, enum product product,
                           const struct api_form *form, struct http_response *response)
{
    struct weather_question q = {.product = product,
                                 .with_taf = form->with_taf,
                                 .code = http_request_path(request, "icao"),
                                 .now = request->now};
    struct weather_answer answer;
    struct service_error error;
    struct etag etag;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    if (weather_get(api->weather, &q, &answer, &error)) {
        respond_failure(response, request, &error);
        goto out;
    }
    if (answer.report.freshness == EXPIRED) {
        refuse_expired(api, request, form, &q, &answer, response);
        goto out;
    }
    respond_report_headers(response, &answer.report, worst_of(&answer));
    hash_answer(form, &q, &answer, &etag);
    if (!http_response_not_modified(response, &etag, request->if_none_match))
        write_answer(api, form, &q, &answer, response);
out:
    weather_release(api->weather);
}

void routes_weather_current(void *context, const struct http_request *request, struct http_response *response)
{
    struct api_form form;
    unsigned allowed = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_RAW) | FORMAT_BIT(FORMAT_CSV) |
                       FORMAT_BIT(FORMAT_GEOJSON);
    if (respond_form_parse(context, request, allowed, &form, response))
        answer_station(context, request, PRODUCT_METAR, &form, response);
}

void routes_weather_forecast(void *context, const struct http_request *request,
                             struct http_response *response)
{
    struct api_form form;
    unsigned allowed = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_RAW) | FORMAT_BIT(FORMAT_GEOJSON);
    if (respond_form_parse(context, request, allowed, &form, response))
        answer_station(context, request, PRODUCT_TAF, &form, response);
}
