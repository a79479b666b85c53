#include "service/weather_json.h"

#include <math.h>

#include "render/metar_json.h"
#include "render/taf_json.h"
#include "tac/metar.h"
#include "tac/taf.h"

/* The reference time of a stored report: what it was decoded with at ingest. */
static int64_t reference_of(const struct stored_report *s)
{
    return s->observed_at != UTC_NONE  ? s->observed_at
           : s->valid_from != UTC_NONE ? s->valid_from
                                       : s->received_at;
}

static void write_metar_anew(struct json_writer *json, const struct weather_report *r,
                             const struct weather_form *form, const struct render_options *options)
{
    struct metar metar;
    bool decoded = metar_decode(r->stored.raw, reference_of(&r->stored), &metar, NULL) == RESULT_OK;
    json_key(json, "decoded");
    if (decoded)
        metar_json_write(json, &metar, options);
    else
        json_null(json);
    if (decoded && form->provenance) {
        json_key(json, "spans");
        metar_json_write_spans(json, &metar);
    }
}

static void write_taf_anew(struct json_writer *json, const struct weather_report *r,
                           const struct weather_form *form, const struct render_options *options)
{
    struct taf taf;
    bool decoded = taf_decode(r->stored.raw, reference_of(&r->stored), &taf, NULL) == RESULT_OK;
    json_key(json, "decoded");
    if (decoded)
        taf_json_write(json, &taf, options);
    else
        json_null(json);
    if (decoded && form->provenance) {
        json_key(json, "spans");
        taf_json_write_spans(json, &taf);
    }
}

static void write_decoded(struct json_writer *json, const struct weather_report *r,
                          const struct weather_form *form)
{
    struct render_options options = {.expired = r->freshness == EXPIRED, .units = form->units};
    if (!options.expired && options.units == RENDER_UNITS_REPORTED && !form->provenance)
        json_member_raw(json, "decoded", r->stored.decoded);
    else if (r->stored.product == PRODUCT_TAF)
        write_taf_anew(json, r, form, &options);
    else
        write_metar_anew(json, r, form, &options);
}

static void write_times(struct json_writer *json, const struct weather_report *r)
{
    const struct stored_report *s = &r->stored;
    if (s->product == PRODUCT_TAF) {
        json_member_time(json, "issued_at", s->observed_at);
        json_member_time(json, "valid_from", s->valid_from);
        json_member_time(json, "valid_to", s->valid_to);
    } else {
        json_member_time(json, "observed_at", s->observed_at);
    }
    json_member_time(json, "received_at", s->received_at);
    json_member_time(json, "checked_at", r->checked_at);
    json_member_time(json, "next_expected_at", s->next_expected_at);
}

void weather_report_write_members(struct json_writer *json, const struct weather_report *report,
                                  struct slice resolved_from, struct slice name,
                                  const struct weather_form *form)
{
    const struct stored_report *s = &report->stored;
    json_member_string_z(json, "station", s->station);
    if (resolved_from.len) {
        json_member_string(json, "resolved_from", resolved_from);
        json_member_string(json, "name", name);
    }
    json_member_string(json, "raw", s->raw);
    write_decoded(json, report, form);
    write_times(json, report);
    json_member_string_z(json, "freshness", freshness_name(report->freshness));
    json_member_string_z(json, "feed", feed_name(report->feed));
    json_member_string_z(json, "source", report_source_name(s->source));
    json_member_string_z(json, "tier", weather_tier_name(report->tier));
    if (form->simulated)
        json_member_bool(json, "simulated", true);
}

void weather_report_write(struct json_writer *json, const struct weather_report *report,
                          const struct weather_form *form)
{
    struct slice none = {NULL, 0};
    json_object_begin(json);
    weather_report_write_members(json, report, none, none, form);
    json_object_end(json);
}

/* The TAF in force at the moment: the previous one before the current one's valid_from. */
static void write_at(struct json_writer *json, const struct weather_report *current,
                     const struct weather_report *previous, const struct weather_form *form)
{
    const struct weather_report *r = current;
    struct render_options options = {.units = form->units};
    struct taf taf;
    if (previous && form->at < current->stored.valid_from)
        r = previous;
    options.expired = r->freshness == EXPIRED;
    json_key(json, "at");
    if (taf_decode(r->stored.raw, reference_of(&r->stored), &taf, NULL) == RESULT_OK)
        taf_json_write_at(json, &taf, form->at, &options);
    else
        json_null(json);
}

static void write_taf_extras(struct json_writer *json, const struct weather_report *taf,
                             const struct weather_report *previous, const struct weather_form *form)
{
    if (form->has_at)
        write_at(json, taf, previous, form);
    if (previous) {
        json_key(json, "previous");
        weather_report_write(json, previous, form);
    }
}

static void write_taf_member(struct json_writer *json, const struct weather_answer *a,
                             const struct weather_form *form)
{
    struct slice none = {NULL, 0};
    json_key(json, "taf");
    if (!a->has_taf) {
        json_null(json);
        json_member_string_z(json, "taf_absent",
                             a->taf_absence == ABSENCE_UNAVAILABLE ? "unavailable" : "not_issued");
        return;
    }
    json_object_begin(json);
    weather_report_write_members(json, &a->taf, none, none, form);
    write_taf_extras(json, &a->taf, a->has_taf_previous ? &a->taf_previous : NULL, form);
    json_object_end(json);
}

void weather_answer_write(struct json_writer *json, const struct weather_question *q,
                          const struct weather_answer *a, const struct weather_form *form)
{
    json_object_begin(json);
    weather_report_write_members(json, &a->report, slice_from_string(a->resolved_from), a->name, form);
    if (q->product == PRODUCT_TAF)
        write_taf_extras(json, &a->report, a->has_previous ? &a->previous : NULL, form);
    else if (q->with_taf)
        write_taf_member(json, a, form);
    json_object_end(json);
}

void weather_feature_write(struct json_writer *json, const struct weather_question *q,
                           const struct weather_answer *a, struct geo_point position,
                           const struct weather_form *form)
{
    json_object_begin(json);
    json_member_string_z(json, "type", "Feature");
    if (form->simulated)
        json_member_bool(json, "simulated", true);
    json_member_string_z(json, "id", a->station);
    json_key(json, "geometry");
    if (isfinite(position.latitude_deg) && isfinite(position.longitude_deg)) {
        json_object_begin(json);
        json_member_string_z(json, "type", "Point");
        json_key(json, "coordinates");
        json_array_begin(json);
        json_number(json, position.longitude_deg, 5);
        json_number(json, position.latitude_deg, 5);
        json_array_end(json);
        json_object_end(json);
    } else {
        json_null(json);
    }
    json_key(json, "properties");
    weather_answer_write(json, q, a, form);
    json_object_end(json);
}
