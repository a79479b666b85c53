#include "render/metar_json.h"

#include "render/conditions_json.h"
#include "render/remark_json.h"
#include "render/spans_json.h"

#define member_or_null conditions_json_member_int_or_null

static void write_rvr(struct json_writer *w, const struct metar *m)
{
    json_key(w, "runway_visual_range");
    json_array_begin(w);
    for (unsigned i = 0; i < m->rvr_count; i++) {
        const struct tac_rvr *r = &m->rvr[i];
        json_object_begin(w);
        json_member_string_z(w, "runway", r->runway);
        member_or_null(w, r->feet ? "feet" : "meters", r->value, -1);
        member_or_null(w, "variable_to", r->variable_to, -1);
        json_member_bool(w, "less_than", r->less_than);
        json_member_bool(w, "greater_than", r->greater_than);
        json_member_string_z(w, "tendency",
                             r->tendency == 'U'   ? "up"
                             : r->tendency == 'D' ? "down"
                             : r->tendency == 'N' ? "none"
                                                  : NULL);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_runway_state(struct json_writer *w, const struct metar *m)
{
    json_key(w, "runway_state");
    json_array_begin(w);
    for (unsigned i = 0; i < m->runway_state_count; i++) {
        const struct tac_runway_state *s = &m->runway_state[i];
        json_object_begin(w);
        json_member_string_z(w, "runway", s->runway[0] ? s->runway : NULL);
        json_member_bool(w, "all_runways", s->all_runways);
        json_member_bool(w, "repeated", s->repeated);
        json_member_bool(w, "closed", s->closed);
        json_member_bool(w, "cleared", s->cleared);
        json_member_string_z(w, "deposit", tac_deposit_word(s->deposit));
        json_member_string_z(w, "extent", tac_extent_word(s->extent));
        member_or_null(w, "depth_mm", s->depth_mm, -1);
        json_key(w, "friction_coefficient");
        if (s->friction < 0)
            json_null(w);
        else
            json_number(w, s->friction / 100.0, 2);
        json_member_string_z(w, "braking_action", tac_braking_word(s->braking));
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_trend(struct json_writer *w, const struct metar *m)
{
    json_key(w, "trend");
    json_array_begin(w);
    for (unsigned i = 0; i < m->trend_count; i++) {
        const struct tac_trend *t = &m->trend[i];
        json_object_begin(w);
        json_member_string_z(w, "type", tac_trend_type_name((enum tac_trend_type)t->type));
        member_or_null(w, "probability", t->probability, 0);
        json_member_time(w, "from", t->from);
        json_member_time(w, "to", t->to);
        json_member_time(w, "at", t->at);
        conditions_json_write_stated(w, &t->conditions);
        if (t->color_state[0])
            json_member_string_z(w, "color_state", t->color_state);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_head(struct json_writer *w, const struct metar *m)
{
    json_member_string_z(w, "station", m->station);
    json_member_time(w, "time", m->time);
    json_member_string_z(w, "type", m->type == METAR_TYPE_SPECI ? "SPECI" : "METAR");
    json_member_bool(w, "auto", m->automatic);
    json_member_bool(w, "corrected", m->corrected);
    json_member_bool(w, "nil", m->nil);
}

void metar_json_write(struct json_writer *w, const struct metar *m, const struct render_options *o)
{
    const struct tac_conditions *c = &m->conditions;
    json_object_begin(w);
    write_head(w, m);
    conditions_json_write_wind(w, &c->wind);
    conditions_json_write_visibility(w, &c->visibility);
    write_rvr(w, m);
    conditions_json_write_weather(w, c);
    conditions_json_write_sky(w, c);
    conditions_json_write_ceiling(w, &m->ceiling);
    member_or_null(w, "temperature_c", m->temperature.temperature_c, TAC_TEMPERATURE_NONE);
    member_or_null(w, "dewpoint_c", m->temperature.dewpoint_c, TAC_TEMPERATURE_NONE);
    member_or_null(w, "relative_humidity_pct", m->relative_humidity_pct, -1);
    conditions_json_write_altimeter(w, &c->altimeter);
    json_key(w, "sea_level_pressure_hpa");
    if (m->sea_level_pressure_dhpa < 0)
        json_null(w);
    else
        json_number(w, m->sea_level_pressure_dhpa / 10.0, 1);
    write_runway_state(w, m);
    conditions_json_write_wind_shear(w, c);
    json_member_string_z(w, "color_state", m->color_state[0] ? m->color_state : NULL);
    write_trend(w, m);
    remark_json_write(w, m->raw, &m->remarks);
    conditions_json_write_category(w, &m->category, o);
    conditions_json_write_converted(w, c, &m->temperature, &m->ceiling, o);
    spans_json_write_undecoded(w, m->raw, &m->spans);
    json_object_end(w);
}

void metar_json_write_spans(struct json_writer *w, const struct metar *m)
{
    spans_json_write(w, &m->spans, SPANS_JSON_METAR);
}
