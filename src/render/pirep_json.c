#include "render/pirep_json.h"

#include "render/conditions_json.h"
#include "render/spans_json.h"

#define member_or_null conditions_json_member_int_or_null

static void member_text(struct json_writer *w, const char *key, const char *text)
{
    json_member_string_z(w, key, text && text[0] ? text : NULL);
}

static void write_point(struct json_writer *w, const struct pirep_point *p)
{
    member_text(w, "reference", p->reference);
    if (p->radial_deg < 0)
        json_member_null(w, "radial_deg");
    else
        json_member_number(w, "radial_deg", p->radial_deg, 1);
    member_or_null(w, "distance_nm", p->distance_nm, -1);
    member_text(w, "direction", p->direction);
    if (p->has_position) {
        json_member_number(w, "lat", p->position.latitude_deg, 4);
        json_member_number(w, "lon", p->position.longitude_deg, 4);
    } else {
        json_member_null(w, "lat");
        json_member_null(w, "lon");
    }
}

static void write_location(struct json_writer *w, const struct pirep_location *l)
{
    json_key(w, "location");
    if (!l->text.ptr) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    write_point(w, &l->at);
    json_key(w, "to");
    if (l->has_to) {
        json_object_begin(w);
        write_point(w, &l->to);
        json_object_end(w);
    } else {
        json_null(w);
    }
    json_member_string(w, "text", l->text);
    json_object_end(w);
}

static void write_sky(struct json_writer *w, const struct pirep *p)
{
    json_key(w, "sky");
    json_array_begin(w);
    for (unsigned i = 0; i < p->sky_count; i++) {
        const struct pirep_sky *s = &p->sky[i];
        json_object_begin(w);
        member_text(w, "cover", s->cover);
        member_or_null(w, "base_ft_msl", s->base_ft_msl, PIREP_FEET_NONE);
        member_or_null(w, "top_ft_msl", s->top_ft_msl, PIREP_FEET_NONE);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_hazards(struct json_writer *w, const char *key, const struct pirep_hazard *list,
                          unsigned count, bool frequency)
{
    json_key(w, key);
    json_array_begin(w);
    for (unsigned i = 0; i < count; i++) {
        json_object_begin(w);
        json_member_string_z(w, "intensity", list[i].intensity);
        json_member_string_z(w, "type", list[i].type);
        if (frequency)
            json_member_string_z(w, "frequency", list[i].frequency);
        member_or_null(w, "base_ft", list[i].base_ft, PIREP_FEET_NONE);
        member_or_null(w, "top_ft", list[i].top_ft, PIREP_FEET_NONE);
        json_object_end(w);
    }
    json_array_end(w);
}

void pirep_json_write(struct json_writer *w, const struct pirep *p)
{
    json_object_begin(w);
    json_member_string_z(w, "kind", pirep_kind_name((enum pirep_kind)p->kind));
    member_text(w, "station", p->station);
    json_member_time(w, "time", p->time);
    write_location(w, &p->location);
    member_or_null(w, "altitude_ft", p->altitude_ft, PIREP_FEET_NONE);
    json_member_string_z(w, "altitude_kind",
                         pirep_altitude_kind_name((enum pirep_altitude_kind)p->altitude_kind));
    member_text(w, "aircraft_type", p->aircraft_type);
    member_text(w, "aircraft", p->aircraft);
    json_member_string_z(w, "flight_conditions", p->flight_conditions);
    write_sky(w, p);
    conditions_json_write_visibility(w, &p->visibility);
    json_member_bool(w, "visibility_unrestricted", p->visibility_unrestricted);
    conditions_json_write_weather_list(w, p->weather, p->weather_count);
    member_or_null(w, "temperature_c", p->temperature_c, TAC_TEMPERATURE_NONE);
    conditions_json_write_wind(w, &p->wind);
    write_hazards(w, "turbulence", p->turbulence, p->turbulence_count, true);
    write_hazards(w, "icing", p->icing, p->icing_count, false);
    json_member_string(w, "route", p->route);
    json_member_string(w, "remarks", p->remarks);
    spans_json_write_undecoded(w, p->raw, &p->spans);
    json_object_end(w);
}

static const char *const group_fields[TAC_GROUP_COUNT][SPANS_JSON_FIELDS_MAX] = {
    [TAC_GROUP_TYPE] = {"kind"},
    [TAC_GROUP_STATION] = {"station"},
    [TAC_GROUP_TIME] = {"time"},
    [TAC_GROUP_LOCATION] = {"location.reference", "location.radial_deg", "location.distance_nm",
                            "location.direction", "location.lat", "location.lon", "location.to",
                            "location.text"},
    [TAC_GROUP_ALTITUDE] = {"altitude_ft", "altitude_kind"},
    [TAC_GROUP_AIRCRAFT] = {"aircraft_type", "aircraft"},
    [TAC_GROUP_FLIGHT_CONDITIONS] = {"flight_conditions"},
    [TAC_GROUP_SKY] = {"sky[%].cover", "sky[%].base_ft_msl", "sky[%].top_ft_msl"},
    [TAC_GROUP_VISIBILITY] = {"visibility.meters", "visibility.statute_miles", "visibility.reported_unit",
                              "visibility_unrestricted"},
    [TAC_GROUP_WEATHER] = {"weather[%].code", "weather[%].intensity", "weather[%].descriptor",
                           "weather[%].phenomena", "weather[%].vicinity", "weather[%].recent"},
    [TAC_GROUP_TEMPERATURE] = {"temperature_c"},
    [TAC_GROUP_WIND] = {"wind.direction_deg", "wind.speed_kt", "wind.gust_kt", "wind.calm", "wind.speed",
                        "wind.gust", "wind.unit"},
    [TAC_GROUP_TURBULENCE] = {"turbulence[%].intensity", "turbulence[%].type", "turbulence[%].frequency",
                              "turbulence[%].base_ft", "turbulence[%].top_ft"},
    [TAC_GROUP_ICING] = {"icing[%].intensity", "icing[%].type", "icing[%].base_ft", "icing[%].top_ft"},
    [TAC_GROUP_ROUTE] = {"route"},
    [TAC_GROUP_REMARKS] = {"remarks", "altitude_kind"},
};

void pirep_json_write_spans(struct json_writer *w, const struct pirep *p)
{
    spans_json_write_plain(w, &p->spans, group_fields);
}
