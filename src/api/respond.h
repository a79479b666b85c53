/* What the handlers have in common: failures of the services as answers, and the parameters that weather
 * routes share. */
#ifndef AW_API_RESPOND_H
#define AW_API_RESPOND_H

#include "api/api.h"
#include "http/envelope.h"
#include "service/weather_json.h"

enum api_format { FORMAT_JSON, FORMAT_RAW, FORMAT_CSV, FORMAT_GEOJSON, FORMAT_NDJSON, FORMATS };
#define FORMAT_BIT(format) (1u << (format))

struct api_form {
    enum api_format format;
    struct weather_form weather;
    bool with_taf;
};

/*
 * format, units, provenance, taf and at, as far as the route's table lets them through. False: the answer is
 * made (400; 503 for a format that has no room for the simulation's mark).
 */
bool respond_form_parse(const struct api *api, const struct http_request *request, unsigned formats,
                        struct api_form *out, struct http_response *response);

/* "now" or an ISO time. False: the answer is made. */
bool respond_time_parse(const struct http_request *request, const char *name, struct slice value,
                        int64_t *out, struct http_response *response);

/* A failure of a service. */
void respond_failure(struct http_response *response, const struct http_request *request,
                     const struct service_error *error);
void respond_invalid(struct http_response *response, const struct http_request *request, const char *field,
                     const char *message);

/* Why an answer whose report has expired is none: 404 where the feed is ok, else 503. */
void respond_expired_error(const struct weather_answer *a, struct service_error *error);

/* X-Data-Source, X-Checked-At and X-Cache of one report; X-Data-Freshness is `worst`, that of the least fresh
 * report in the answer. */
void respond_report_headers(struct http_response *response, const struct weather_report *report,
                            enum freshness worst);
/* What the answer's ETag depends on. */
void respond_report_hash(struct etag_hash *hash, const struct weather_report *report);

const char *respond_content_type(enum api_format format);

#endif
