#include "api/respond.h"

#include "base/utc.h"

static const struct {
    const char *name;
    const char *content_type;
    bool marked; /* has room for the simulation's mark */
} formats[FORMATS] = {
    [FORMAT_JSON] = {"json", "application/json", true},
    [FORMAT_RAW] = {"raw", "text/plain; charset=utf-8", false},
    [FORMAT_CSV] = {"csv", "text/csv; charset=utf-8; header=present", false},
    [FORMAT_GEOJSON] = {"geojson", "application/geo+json", true},
    [FORMAT_NDJSON] = {"ndjson", "application/x-ndjson", true}, /* each line has it */
};

static const char *const units[] = {
    [RENDER_UNITS_REPORTED] = NULL,
    [RENDER_UNITS_AVIATION] = "aviation",
    [RENDER_UNITS_METRIC] = "metric",
    [RENDER_UNITS_IMPERIAL] = "imperial",
};

const char *respond_content_type(enum api_format format)
{
    return formats[format].content_type;
}

void respond_failure(struct http_response *response, const struct http_request *request,
                     const struct service_error *error)
{
    struct http_problem problem =
        http_problem_make(http_error_of_code(error->code), error->field, error->message);
    problem.extra = error->extra;
    problem.retry_after_s = error->retry_after_s;
    envelope_failure(response, request, &problem);
}

void respond_invalid(struct http_response *response, const struct http_request *request, const char *field,
                     const char *message)
{
    struct http_problem problem = http_problem_make(HTTP_INVALID_REQUEST, field, message);
    envelope_failure(response, request, &problem);
}

static bool parse_format(const struct http_request *request, unsigned allowed, enum api_format *out,
                         struct http_response *response)
{
    struct slice value = http_request_query(request, "format");
    *out = FORMAT_JSON;
    for (int f = 0; value.ptr && f < FORMATS; f++) {
        if (!(allowed & FORMAT_BIT(f)) || !slice_equal(value, slice_from_string(formats[f].name)))
            continue;
        *out = (enum api_format)f;
        return true;
    }
    if (!value.ptr)
        return true;
    respond_invalid(response, request, "format", "This address has no such format.");
    return false;
}

static bool parse_units(const struct http_request *request, enum render_units *out,
                        struct http_response *response)
{
    struct slice value = http_request_query(request, "units");
    *out = RENDER_UNITS_REPORTED;
    for (int u = RENDER_UNITS_AVIATION; value.ptr && u <= RENDER_UNITS_IMPERIAL; u++) {
        if (!slice_equal(value, slice_from_string(units[u])))
            continue;
        *out = (enum render_units)u;
        return true;
    }
    if (!value.ptr)
        return true;
    respond_invalid(response, request, "units", "units is aviation, metric or imperial.");
    return false;
}

bool respond_time_parse(const struct http_request *request, const char *name, struct slice value,
                        int64_t *out, struct http_response *response)
{
    if (slice_equal(value, SLICE("now"))) {
        *out = request->now;
        return true;
    }
    if (utc_parse_iso(value, out) == RESULT_OK)
        return true;
    respond_invalid(response, request, name, "A time is \"now\" or ISO 8601, like 2026-10-15T00:00:00Z.");
    return false;
}

static bool mark_fits(const struct api *api, const struct http_request *request, enum api_format format,
                      struct http_response *response)
{
    if (formats[format].marked || !api->config->simulated || api->config->simulated_compat)
        return true;
    struct http_problem problem = http_problem_make(
        HTTP_SERVICE_UNAVAILABLE, "format", "This data is simulated, and this format has no room to say so.");
    envelope_failure(response, request, &problem);
    return false;
}

bool respond_form_parse(const struct api *api, const struct http_request *request, unsigned allowed,
                        struct api_form *out, struct http_response *response)
{
    struct http_problem problem;
    *out = (struct api_form){.weather.simulated = api->config->simulated};
    if (!parse_format(request, allowed, &out->format, response) ||
        !parse_units(request, &out->weather.units, response))
        return false;
    if (http_request_flag(request, "taf", &out->with_taf, &problem) ||
        http_request_flag(request, "provenance", &out->weather.provenance, &problem)) {
        envelope_failure(response, request, &problem);
        return false;
    }
    struct slice at = http_request_query(request, "at");
    out->weather.has_at = at.ptr != NULL;
    if (at.ptr && !respond_time_parse(request, "at", at, &out->weather.at, response))
        return false;
    return mark_fits(api, request, out->format, response);
}

void respond_expired_error(const struct weather_answer *a, struct service_error *error)
{
    bool feed_ok = a->report.feed == FEED_OK;
    service_error_set(error, RESULT_NOT_FOUND,
                      feed_ok ? CODE_STATION_NOT_REPORTING : CODE_WEATHER_DATA_UNAVAILABLE, "icao",
                      feed_ok ? "The last %s of %s has expired: the station has stopped reporting."
                              : "The last %s of %s has expired, and no newer one can be had at the moment.",
                      a->report.stored.product == PRODUCT_TAF ? "TAF" : "METAR", a->station);
    error->retry_after_s = 30;
}

void respond_report_headers(struct http_response *response, const struct weather_report *report,
                            enum freshness worst)
{
    http_response_header(response, "X-Data-Source",
                         slice_from_string(report_source_name(report->stored.source)));
    http_response_header_time(response, "X-Checked-At", report->checked_at);
    http_response_header(response, "X-Cache", slice_from_string(weather_tier_name(report->tier)));
    http_response_header(response, "X-Data-Freshness", slice_from_string(freshness_name(worst)));
}

void respond_report_hash(struct etag_hash *hash, const struct weather_report *report)
{
    const struct stored_report *s = &report->stored;
    etag_hash_bytes(hash, slice_from_string(s->station));
    etag_hash_int(hash, (int64_t)s->hash << 8 | (int64_t)report->freshness << 4 | report->feed);
    etag_hash_int(hash, s->observed_at);
    etag_hash_int(hash, s->received_at);
    etag_hash_int(hash, s->next_expected_at);
    etag_hash_int(hash, s->source);
}
