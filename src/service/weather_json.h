/*
 * A report's envelope as JSON (API.md, "A report's envelope"). The decoded part is stored rendered and
 * copied; it is decoded again only for what is asked beyond it: other units, provenance, an expired report,
 * the conditions at a moment.
 */
#ifndef AW_SERVICE_WEATHER_JSON_H
#define AW_SERVICE_WEATHER_JSON_H

#include <stdint.h>

#include "base/json_writer.h"
#include "render/options.h"
#include "service/weather.h"

/* Changes when the same report is answered differently: part of ETags. */
#define WEATHER_JSON_VERSION 1

struct weather_form {
    enum render_units units;
    bool provenance; /* "spans" beside "decoded" */
    bool simulated;  /* "simulated": true in each report's envelope */
    bool has_at;     /* TAF: "at", the conditions at that moment */
    int64_t at;
};

/* The answer to weather_get: one object, with "taf" when the question was with_taf, "previous" and "at" with
 * a TAF. */
void weather_answer_write(struct json_writer *json, const struct weather_question *q,
                          const struct weather_answer *a, const struct weather_form *form);

/* One report's envelope alone. */
void weather_report_write(struct json_writer *json, const struct weather_report *report,
                          const struct weather_form *form);

/*
 * The members of an envelope without the braces, so that more can follow. `resolved_from` and `name` may be
 * absent.
 */
void weather_report_write_members(struct json_writer *json, const struct weather_report *report,
                                  struct slice resolved_from, struct slice name,
                                  const struct weather_form *form);

/* The same as a GeoJSON Feature: the envelope is its properties. `position` NAN: geometry null. */
void weather_feature_write(struct json_writer *json, const struct weather_question *q,
                           const struct weather_answer *a, struct geo_point position,
                           const struct weather_form *form);

#endif
