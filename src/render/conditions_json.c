#include "render/conditions_json.h"

#include <math.h>

void conditions_json_member_int_or_null(struct json_writer *w, const char *key, int64_t value, int64_t none)
{
    if (value == none)
        json_member_null(w, key);
    else
        json_member_int(w, key, value);
}

#define member_or_null conditions_json_member_int_or_null

void conditions_json_write_wind(struct json_writer *w, const struct tac_wind *wind)
{
    json_key(w, "wind");
    if (!wind->present) {
        json_null(w);
        return;
    }
    enum tac_speed_unit unit = (enum tac_speed_unit)wind->unit;
    json_object_begin(w);
    member_or_null(w, "direction_deg", wind->direction_deg, -1);
    json_member_bool(w, "variable", wind->variable);
    member_or_null(w, "speed_kt", tac_speed_to_kt(wind->speed, unit), -1);
    member_or_null(w, "gust_kt", tac_speed_to_kt(wind->gust, unit), -1);
    member_or_null(w, "variable_from_deg", wind->variable_from_deg, -1);
    member_or_null(w, "variable_to_deg", wind->variable_to_deg, -1);
    json_member_bool(w, "calm", wind->calm);
    member_or_null(w, "speed", wind->speed, -1);
    member_or_null(w, "gust", wind->gust, -1);
    json_member_string_z(w, "unit", wind->speed < 0 && wind->gust < 0 ? NULL : tac_speed_unit_name(unit));
    json_member_bool(w, "above", wind->above);
    json_object_end(w);
}

static void write_directional(struct json_writer *w, const struct tac_visibility *v)
{
    json_key(w, "directional");
    json_array_begin(w);
    for (unsigned i = 0; i < v->directional_count; i++) {
        json_object_begin(w);
        json_member_int(w, "meters", v->directional[i].meters);
        const char *direction = v->directional[i].direction;
        json_member_string_z(w, "direction", direction[0] ? direction : NULL);
        json_object_end(w);
    }
    json_array_end(w);
}

void conditions_json_write_visibility(struct json_writer *w, const struct tac_visibility *v)
{
    json_key(w, "visibility");
    if (!v->present && v->directional_count == 0) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    if (v->present) {
        json_member_number(w, "meters", v->meters, 6);
        json_member_number(w, "statute_miles", v->statute_miles, 6);
        json_member_string_z(w, "reported_unit", tac_distance_unit_name((enum tac_distance_unit)v->unit));
    } else {
        json_member_null(w, "meters");
        json_member_null(w, "statute_miles");
        json_member_string_z(w, "reported_unit", "m");
    }
    json_member_bool(w, "less_than", v->less_than);
    json_member_bool(w, "greater_than", v->greater_than);
    write_directional(w, v);
    json_member_bool(w, "cavok", v->cavok);
    json_object_end(w);
}

static const char *intensity_name(enum tac_intensity intensity)
{
    static const char *const names[] = {NULL, "light", "moderate", "heavy"};
    return names[intensity];
}

static void write_weather_group(struct json_writer *w, const struct tac_weather *x)
{
    json_object_begin(w);
    json_member_string_z(w, "code", x->code);
    json_member_string_z(w, "intensity", intensity_name((enum tac_intensity)x->intensity));
    json_member_string_z(w, "descriptor", x->descriptor[0] ? x->descriptor : NULL);
    json_key(w, "phenomena");
    json_array_begin(w);
    for (unsigned i = 0; i < x->phenomena_count; i++)
        json_string_z(w, x->phenomena[i]);
    json_array_end(w);
    json_member_bool(w, "vicinity", x->vicinity);
    json_member_bool(w, "recent", x->recent);
    json_object_end(w);
}

void conditions_json_write_weather_list(struct json_writer *w, const struct tac_weather *list, unsigned count)
{
    json_key(w, "weather");
    json_array_begin(w);
    for (unsigned i = 0; i < count; i++)
        write_weather_group(w, &list[i]);
    json_array_end(w);
}

void conditions_json_write_weather(struct json_writer *w, const struct tac_conditions *c)
{
    static const char *const states[] = {NULL, "reported", "none", "missing"};
    json_member_string_z(w, "weather_state", states[c->weather_state]);
    conditions_json_write_weather_list(w, c->weather, c->weather_count);
}

void conditions_json_write_sky(struct json_writer *w, const struct tac_conditions *c)
{
    static const char *const states[] = {NULL, "reported", "clear", "missing", "obscured"};
    json_member_string_z(w, "sky_state", states[c->sky_state]);
    json_key(w, "clouds");
    json_array_begin(w);
    for (unsigned i = 0; i < c->clouds_count; i++) {
        const struct tac_cloud *cloud = &c->clouds[i];
        json_object_begin(w);
        json_member_string_z(w, "cover", tac_cover_name((enum tac_cover)cloud->cover));
        member_or_null(w, "base_ft_agl", cloud->base_ft_agl, -1);
        json_member_string_z(w, "type", tac_cloud_type_name((enum tac_cloud_type)cloud->type));
        json_object_end(w);
    }
    json_array_end(w);
    member_or_null(w, "vertical_visibility_ft", c->vertical_visibility_ft, -1);
}

void conditions_json_write_altimeter(struct json_writer *w, const struct tac_altimeter *a)
{
    json_key(w, "altimeter");
    if (a->reported_unit == TAC_PRESSURE_NONE) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_number(w, "hpa", a->hpa, 1);
    json_member_number(w, "inhg", a->inhg, 2);
    json_member_string_z(w, "reported_unit", a->reported_unit == TAC_PRESSURE_HPA ? "hpa" : "inhg");
    json_object_end(w);
}

void conditions_json_write_wind_shear(struct json_writer *w, const struct tac_conditions *c)
{
    json_key(w, "wind_shear");
    json_array_begin(w);
    for (unsigned i = 0; i < c->wind_shear_count; i++) {
        const struct tac_wind_shear *s = &c->wind_shear[i];
        json_object_begin(w);
        json_member_string_z(w, "runway", s->runway[0] ? s->runway : NULL);
        json_member_bool(w, "all_runways", s->all_runways);
        json_member_string_z(w, "phase", s->take_off ? "take_off" : s->landing ? "landing" : NULL);
        member_or_null(w, "height_ft", s->height_ft, -1);
        member_or_null(w, "direction_deg", s->direction_deg, -1);
        member_or_null(w, "speed_kt", s->speed_kt, -1);
        json_object_end(w);
    }
    json_array_end(w);
}

void conditions_json_write_ceiling(struct json_writer *w, const struct tac_ceiling *ceiling)
{
    json_key(w, "ceiling");
    json_object_begin(w);
    json_member_string_z(w, "state", tac_ceiling_state_name((enum tac_ceiling_state)ceiling->state));
    member_or_null(w, "ft_agl", ceiling->ft_agl, -1);
    json_object_end(w);
}

void conditions_json_write_category(struct json_writer *w, const struct tac_category *category,
                                    const struct render_options *o)
{
    bool expired = o && o->expired;
    const char *at_best = NULL;
    if (!expired && category->category == TAC_CATEGORY_UNKNOWN && category->at_best >= 0)
        at_best = tac_flight_category_name((enum tac_flight_category)category->at_best);
    json_member_string_z(w, "flight_category",
                         expired ? NULL
                                 : tac_flight_category_name((enum tac_flight_category)category->category));
    json_member_string_z(w, "flight_category_at_best", at_best);
}

void conditions_json_write_stated(struct json_writer *w, const struct tac_conditions *c)
{
    if (c->wind_stated)
        conditions_json_write_wind(w, &c->wind);
    if (c->visibility_stated || c->visibility.directional_count)
        conditions_json_write_visibility(w, &c->visibility);
    if (c->weather_state != TAC_WEATHER_NOT_STATED || c->weather_count)
        conditions_json_write_weather(w, c);
    if (c->sky_state != TAC_SKY_NOT_STATED)
        conditions_json_write_sky(w, c);
    if (c->wind_shear_count)
        conditions_json_write_wind_shear(w, c);
    if (c->altimeter.reported_unit != TAC_PRESSURE_NONE)
        conditions_json_write_altimeter(w, &c->altimeter);
}

/* Speeds from the unit reported, not from rounded knots. */
static double speed_mps(int speed, enum tac_speed_unit unit)
{
    static const double mps[] = {1852.0 / 3600, 1, 1000.0 / 3600};
    return speed * mps[unit];
}

static void write_speed(struct json_writer *w, const char *key, int speed, enum tac_speed_unit unit,
                        double factor)
{
    if (speed < 0)
        json_member_null(w, key);
    else
        json_member_number(w, key, speed_mps(speed, unit) * factor, 1);
}

static void write_converted_wind(struct json_writer *w, const struct tac_wind *wind, enum render_units units)
{
    enum tac_speed_unit unit = (enum tac_speed_unit)wind->unit;
    if (units == RENDER_UNITS_METRIC) {
        write_speed(w, "wind_speed_mps", wind->speed, unit, 1);
        write_speed(w, "wind_gust_mps", wind->gust, unit, 1);
    } else if (units == RENDER_UNITS_IMPERIAL) {
        write_speed(w, "wind_speed_mph", wind->speed, unit, 3600 / TAC_METERS_PER_MILE);
        write_speed(w, "wind_gust_mph", wind->gust, unit, 3600 / TAC_METERS_PER_MILE);
    } else {
        member_or_null(w, "wind_speed_kt", tac_speed_to_kt(wind->speed, unit), -1);
        member_or_null(w, "wind_gust_kt", tac_speed_to_kt(wind->gust, unit), -1);
    }
}

static void write_fahrenheit(struct json_writer *w, const char *key, int celsius)
{
    if (celsius == TAC_TEMPERATURE_NONE)
        json_member_null(w, key);
    else
        json_member_number(w, key, celsius * 1.8 + 32, 1);
}

static void write_converted_temperature(struct json_writer *w, const struct tac_temperature *t,
                                        enum render_units units)
{
    if (units == RENDER_UNITS_IMPERIAL) {
        write_fahrenheit(w, "temperature_f", t->temperature_c);
        write_fahrenheit(w, "dewpoint_f", t->dewpoint_c);
    } else {
        member_or_null(w, "temperature_c", t->temperature_c, TAC_TEMPERATURE_NONE);
        member_or_null(w, "dewpoint_c", t->dewpoint_c, TAC_TEMPERATURE_NONE);
    }
}

void conditions_json_write_converted(struct json_writer *w, const struct tac_conditions *c,
                                     const struct tac_temperature *temperature,
                                     const struct tac_ceiling *ceiling, const struct render_options *o)
{
    enum render_units units = o ? o->units : RENDER_UNITS_REPORTED;
    bool metric = units == RENDER_UNITS_METRIC;
    if (units == RENDER_UNITS_REPORTED)
        return;
    json_key(w, "converted");
    json_object_begin(w);
    write_converted_wind(w, &c->wind, units);
    json_key(w, metric ? "visibility_km" : "visibility_sm");
    json_number(w,
                !c->visibility.present ? NAN
                : metric               ? c->visibility.meters / 1000
                                       : c->visibility.statute_miles,
                2);
    if (ceiling && ceiling->ft_agl >= 0)
        json_member_number(w, metric ? "ceiling_m_agl" : "ceiling_ft_agl",
                           metric ? ceiling->ft_agl * 0.3048 : ceiling->ft_agl, 0);
    else if (ceiling)
        json_member_null(w, metric ? "ceiling_m_agl" : "ceiling_ft_agl");
    if (temperature)
        write_converted_temperature(w, temperature, units);
    bool known = c->altimeter.reported_unit != TAC_PRESSURE_NONE;
    json_key(w, metric ? "altimeter_hpa" : "altimeter_inhg");
    json_number(w, !known ? NAN : metric ? c->altimeter.hpa : c->altimeter.inhg, metric ? 1 : 2);
    json_object_end(w);
}
