#include "api/routes_debug.h"

#include "api/respond.h"
#include "base/clock.h"
#include "base/utc.h"
#include "tac/taf.h"

static void write_tier(struct json_writer *json, const char *name, bool asked, bool found,
                       int64_t duration_us, const char *reason)
{
    json_object_begin(json);
    json_member_string_z(json, "tier", name);
    json_member_bool(json, "asked", asked);
    json_member_bool(json, "found", found);
    json_key(json, "duration_us");
    if (asked)
        json_int(json, duration_us);
    else
        json_null(json);
    json_member_string_z(json, "reason", reason);
    json_object_end(json);
}

/* In the order in which they are asked. What ingestd asks behind its socket counts as origin. */
static void write_tiers(struct json_writer *json, const struct weather_answer *a, bool found,
                        int64_t total_us)
{
    bool origin = a->origin_us >= 0;
    json_key(json, "tiers");
    json_array_begin(json);
    write_tier(json, "local", true, found && !origin, total_us - (origin ? a->origin_us : 0), NULL);
    write_tier(json, "redis", false, false, 0, "not_configured");
    write_tier(json, "mongodb", false, false, 0, "not_configured");
    write_tier(json, "origin", origin, found && origin, a->origin_us,
               origin  ? NULL
               : found ? "found_before"
                       : "not_listed");
    json_array_end(json);
}

static bool changes_within_validity(const struct taf *taf)
{
    for (int i = 0; i < taf->changes_count; i++) {
        const struct taf_change *c = &taf->changes[i];
        if (c->from == UTC_NONE || c->from < taf->valid_from || c->to > taf->valid_to || c->to < c->from)
            return false;
    }
    return true;
}

static int64_t count_undecoded(const struct taf *taf)
{
    int64_t n = 0;
    for (int i = 0; i < taf->spans.count; i++)
        n += taf->spans.list[i].group == TAC_GROUP_UNDECODED;
    return n;
}

static void write_validation(struct json_writer *json, const struct stored_report *s)
{
    struct taf taf;
    struct tac_error error = {NULL, 0};
    int64_t reference = s->observed_at != UTC_NONE ? s->observed_at : s->received_at;
    bool decodes = taf_decode(s->raw, reference, &taf, &error) == RESULT_OK;
    json_key(json, "validation");
    json_object_begin(json);
    json_member_bool(json, "decodes", decodes);
    json_member_string_z(json, "error", decodes ? NULL : error.text);
    if (decodes) {
        json_member_bool(json, "station_matches",
                         slice_equal(slice_from_string(taf.station), slice_from_string(s->station)));
        json_member_int(json, "undecoded_groups", count_undecoded(&taf));
        json_member_int(json, "change_groups", taf.changes_count);
        json_member_bool(json, "changes_within_validity", changes_within_validity(&taf));
        json_member_bool(json, "validity_in_order",
                         taf.valid_from != UTC_NONE && taf.valid_from < taf.valid_to);
    }
    json_object_end(json);
}

static void write_error(struct json_writer *json, const struct service_error *error)
{
    json_key(json, "failure");
    json_object_begin(json);
    json_member_string_z(json, "code", error->code);
    json_member_string_z(json, "error", error->message);
    json_object_end(json);
}

static void write_found(struct json_writer *json, const struct weather_answer *a,
                        const struct weather_form *form, struct service_error *error)
{
    write_validation(json, &a->report.stored);
    json_key(json, "report");
    weather_report_write(json, &a->report, form);
    json_key(json, "previous");
    if (a->has_previous)
        weather_report_write(json, &a->previous, form);
    else
        json_null(json);
    if (a->report.freshness == EXPIRED) {
        respond_expired_error(a, error);
        write_error(json, error);
    } else {
        json_member_null(json, "failure");
    }
}

static void write_failure(struct json_writer *json, const struct service_error *error)
{
    json_member_null(json, "validation");
    json_member_null(json, "report");
    json_member_null(json, "previous");
    write_error(json, error);
}

/* A code that names no station has no tiers to tell of. */
static bool names_a_station(enum result r, const struct service_error *error)
{
    return r != RESULT_INVALID && r != RESULT_AMBIGUOUS &&
           http_error_of_code(error->code) != HTTP_AIRPORT_NOT_FOUND;
}

void routes_debug_taf(void *context, const struct http_request *request, struct http_response *response)
{
    struct api *api = context;
    struct weather_question q = {
        .product = PRODUCT_TAF, .code = http_request_path(request, "icao"), .now = request->now};
    struct weather_form form = {.simulated = api->config->simulated};
    struct weather_answer answer;
    struct service_error error;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    int64_t start_us = clock_monotonic_us();
    enum result r = weather_get(api->weather, &q, &answer, &error);
    int64_t total_us = clock_monotonic_us() - start_us;
    if (r && !names_a_station(r, &error)) {
        respond_failure(response, request, &error);
    } else {
        struct json_writer *json = envelope_begin(response);
        json_object_begin(json);
        json_member_string_z(json, "station", answer.station);
        write_tiers(json, &answer, r == RESULT_OK, total_us);
        if (r)
            write_failure(json, &error);
        else
            write_found(json, &answer, &form, &error);
        json_object_end(json);
        envelope_end(response);
    }
    weather_release(api->weather);
}
