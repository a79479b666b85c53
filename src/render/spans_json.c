#include "render/spans_json.h"

#include <stdio.h>

void spans_json_write_undecoded(struct json_writer *w, struct slice raw, const struct tac_spans *spans)
{
    json_key(w, "undecoded");
    json_array_begin(w);
    for (unsigned i = 0; i < spans->count; i++) {
        const struct tac_span *s = &spans->list[i];
        if (s->group != TAC_GROUP_UNDECODED)
            continue;
        json_object_begin(w);
        json_member_string(w, "text", slice_sub(raw, s->start, s->end));
        json_member_int(w, "start", s->start);
        json_member_int(w, "end", s->end);
        json_object_end(w);
    }
    json_array_end(w);
}

/*
 * Which fields a group fills. '%' is the group's index. A field that begins with '=' is computed from the
 * group, and only of the report itself (METAR body, TAF base), not of its trends and changes. One with '@'
 * stands at the top of the report.
 */
#define FIELDS_MAX SPANS_JSON_FIELDS_MAX
static const char *const group_fields[TAC_GROUP_COUNT][FIELDS_MAX] = {
    [TAC_GROUP_TYPE] = {"@type"},
    [TAC_GROUP_STATION] = {"@station"},
    [TAC_GROUP_TIME] = {"@time"},
    [TAC_GROUP_AUTO] = {"@auto"},
    [TAC_GROUP_CORRECTED] = {"@corrected"},
    [TAC_GROUP_AMENDED] = {"@amended"},
    [TAC_GROUP_CANCELLED] = {"@cancelled"},
    [TAC_GROUP_NIL] = {"@nil"},
    [TAC_GROUP_VALIDITY] = {"@valid_from", "@valid_to"},
    [TAC_GROUP_WIND] = {"wind.direction_deg", "wind.variable", "wind.speed_kt", "wind.gust_kt", "wind.calm",
                        "wind.speed", "wind.gust", "wind.unit", "wind.above"},
    [TAC_GROUP_WIND_VARIATION] = {"wind.variable_from_deg", "wind.variable_to_deg"},
    [TAC_GROUP_CAVOK] = {"visibility.meters", "visibility.statute_miles", "visibility.greater_than",
                         "visibility.cavok", "weather_state", "sky_state", "=ceiling", "=flight_category"},
    [TAC_GROUP_VISIBILITY] = {"visibility.meters", "visibility.statute_miles", "visibility.reported_unit",
                              "visibility.less_than", "visibility.greater_than", "=flight_category",
                              "=flight_category_at_best"},
    [TAC_GROUP_VISIBILITY_DIRECTIONAL] = {"visibility.directional[%].meters",
                                          "visibility.directional[%].direction"},
    [TAC_GROUP_RVR] = {"runway_visual_range[%]"},
    [TAC_GROUP_WEATHER] = {"weather[%].code", "weather[%].intensity", "weather[%].descriptor",
                           "weather[%].phenomena", "weather[%].vicinity", "weather[%].recent",
                           "weather_state"},
    [TAC_GROUP_WEATHER_STATE] = {"weather_state"},
    [TAC_GROUP_CLOUD] = {"clouds[%].cover", "clouds[%].base_ft_agl", "clouds[%].type", "sky_state",
                         "=ceiling", "=flight_category", "=flight_category_at_best"},
    [TAC_GROUP_SKY_STATE] = {"sky_state", "=ceiling", "=flight_category"},
    [TAC_GROUP_VERTICAL_VISIBILITY] = {"vertical_visibility_ft", "sky_state", "=ceiling", "=flight_category"},
    [TAC_GROUP_TEMPERATURE] = {"@temperature_c", "@dewpoint_c", "@relative_humidity_pct"},
    [TAC_GROUP_ALTIMETER] = {"altimeter.hpa", "altimeter.inhg", "altimeter.reported_unit"},
    [TAC_GROUP_WIND_SHEAR] = {"wind_shear[%]"},
    [TAC_GROUP_RUNWAY_STATE] = {"@runway_state[%]"},
    [TAC_GROUP_COLOR_STATE] = {"color_state"},
    [TAC_GROUP_TREND_TYPE] = {"type", "probability", "from", "to", "at"},
    [TAC_GROUP_CHANGE] = {"type", "probability", "from", "to", "to_derived"},
    [TAC_GROUP_MAX_TEMPERATURE] = {"@max_temperature[%].temperature_c", "@max_temperature[%].at"},
    [TAC_GROUP_MIN_TEMPERATURE] = {"@min_temperature[%].temperature_c", "@min_temperature[%].at"},
    [TAC_GROUP_ICING] = {"@icing[%]"},
    [TAC_GROUP_TURBULENCE] = {"@turbulence[%]"},
    [TAC_GROUP_REMARK] = {"@remarks[%]"},
};

/* "base.", "changes[1].", "trend[0]." or nothing; into out. */
static void section_prefix(const struct tac_span *s, enum spans_json_report report, char *out, size_t size)
{
    if (s->section == 0)
        snprintf(out, size, "%s", report == SPANS_JSON_TAF ? "base." : "");
    else
        snprintf(out, size, "%s[%u].", report == SPANS_JSON_TAF ? "changes" : "trend", s->section - 1u);
}

static void write_name(struct json_writer *w, const char *prefix, const char *field, unsigned index)
{
    char text[96];
    const char *place = strchr(field, '%');
    int head = place ? (int)(place - field) : (int)strlen(field);
    int len = place ? snprintf(text, sizeof(text), "%s%.*s%u%s", prefix, head, field, index, place + 1)
                    : snprintf(text, sizeof(text), "%s%s", prefix, field);
    if (len > 0 && (size_t)len < sizeof(text))
        json_string(w, slice_make(text, (size_t)len));
}

static void write_field(struct json_writer *w, const struct tac_span *s, enum spans_json_report report,
                        const char *field)
{
    char prefix[24];
    bool computed = *field == '=', top = *field == '@';
    if (computed && s->section > 0)
        return;
    if (computed || top)
        field++;
    if (report == SPANS_JSON_TAF && s->group == TAC_GROUP_TIME)
        field = "issued_at";
    if (report == SPANS_JSON_TAF && s->group == TAC_GROUP_TYPE)
        return;
    section_prefix(s, report, prefix, sizeof(prefix));
    write_name(w, top ? "" : prefix, field, s->index);
}

/* The element as a whole ("wind" for "wind.speed"), which is null. */
static void write_missing(struct json_writer *w, const struct tac_span *s, enum spans_json_report report)
{
    const char *field = group_fields[s->group][0];
    char element[32];
    size_t len = field ? strcspn(field, ".") : 0;
    if (len == 0 || len >= sizeof(element))
        return;
    memcpy(element, field, len);
    element[len] = '\0';
    write_field(w, s, report, element);
}

static void span_begin(struct json_writer *w, const struct tac_span *s)
{
    json_object_begin(w);
    json_member_string_z(w, "group", tac_group_name((enum tac_group)s->group));
    json_member_int(w, "start", s->start);
    json_member_int(w, "end", s->end);
    json_key(w, "fields");
    json_array_begin(w);
}

static void span_end(struct json_writer *w)
{
    json_array_end(w);
    json_object_end(w);
}

void spans_json_write(struct json_writer *w, const struct tac_spans *spans, enum spans_json_report report)
{
    json_array_begin(w);
    for (unsigned i = 0; i < spans->count; i++) {
        const struct tac_span *s = &spans->list[i];
        span_begin(w, s);
        if (s->missing)
            write_missing(w, s, report);
        for (unsigned f = 0; f < FIELDS_MAX && group_fields[s->group][f] && !s->missing; f++)
            write_field(w, s, report, group_fields[s->group][f]);
        span_end(w);
    }
    json_array_end(w);
}

void spans_json_write_plain(struct json_writer *w, const struct tac_spans *spans,
                            const char *const fields[TAC_GROUP_COUNT][SPANS_JSON_FIELDS_MAX])
{
    json_array_begin(w);
    for (unsigned i = 0; i < spans->count; i++) {
        const struct tac_span *s = &spans->list[i];
        span_begin(w, s);
        for (unsigned f = 0; f < FIELDS_MAX && fields[s->group][f]; f++)
            write_name(w, "", fields[s->group][f], s->index);
        span_end(w);
    }
    json_array_end(w);
}
