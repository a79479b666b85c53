#include "render/taf_json.h"

#include "render/conditions_json.h"
#include "render/spans_json.h"

#define member_or_null conditions_json_member_int_or_null

/* The members of complete conditions, ceiling and category among them. */
static void write_complete(struct json_writer *w, const struct tac_conditions *c,
                           const struct tac_ceiling *ceiling, const struct tac_category *category,
                           const struct render_options *o)
{
    conditions_json_write_wind(w, &c->wind);
    conditions_json_write_visibility(w, &c->visibility);
    conditions_json_write_weather(w, c);
    conditions_json_write_sky(w, c);
    conditions_json_write_ceiling(w, ceiling);
    conditions_json_write_wind_shear(w, c);
    conditions_json_write_category(w, category, o);
    if (c->altimeter.reported_unit != TAC_PRESSURE_NONE)
        conditions_json_write_altimeter(w, &c->altimeter);
    conditions_json_write_converted(w, c, NULL, ceiling, o);
}

static void write_change_head(struct json_writer *w, const struct taf_change *c)
{
    json_member_string_z(w, "type", taf_change_type_name((enum taf_change_type)c->type));
    member_or_null(w, "probability", c->probability, 0);
    json_member_time(w, "from", c->from);
    json_member_time(w, "to", c->to);
}

static void write_changes(struct json_writer *w, const struct taf *t, const struct render_options *o)
{
    json_key(w, "changes");
    json_array_begin(w);
    for (unsigned i = 0; i < t->changes_count; i++) {
        const struct taf_change *c = &t->changes[i];
        json_object_begin(w);
        write_change_head(w, c);
        json_member_bool(w, "to_derived", c->to_derived);
        conditions_json_write_stated(w, &c->conditions);
        conditions_json_write_converted(w, &c->conditions, NULL, NULL, o);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_temperatures(struct json_writer *w, const char *key, const struct taf_temperature *list,
                               unsigned count)
{
    json_key(w, key);
    json_array_begin(w);
    for (unsigned i = 0; i < count; i++) {
        json_object_begin(w);
        json_member_int(w, "temperature_c", list[i].temperature_c);
        json_member_time(w, "at", list[i].at);
        json_object_end(w);
    }
    json_array_end(w);
}

/* A depth of 0 reaches to the top of the clouds: then the top is not known. */
static void write_layers(struct json_writer *w, const char *key, const struct taf_layer *list, unsigned count,
                         const char *(*word)(int))
{
    json_key(w, key);
    json_array_begin(w);
    for (unsigned i = 0; i < count; i++) {
        const struct taf_layer *l = &list[i];
        json_object_begin(w);
        member_or_null(w, "change", (int64_t)l->section - 1, -1);
        json_member_string_z(w, "meaning", word(l->code));
        json_member_int(w, "base_ft", l->base_ft);
        member_or_null(w, "top_ft", l->depth_ft ? l->base_ft + l->depth_ft : -1, -1);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_remarks(struct json_writer *w, const struct taf *t)
{
    json_key(w, "remarks");
    json_array_begin(w);
    for (unsigned i = 0; i < t->remarks_count; i++) {
        const struct taf_remark *r = &t->remarks[i];
        json_object_begin(w);
        json_member_string(w, "code", slice_sub(t->raw, r->start, r->end));
        json_member_string_z(w, "meaning", r->meaning);
        if (r->temperature_c != TAC_TEMPERATURE_NONE) {
            json_member_int(w, "temperature_c", r->temperature_c);
            json_member_time(w, "at", r->at);
        }
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_base(struct json_writer *w, const struct taf *t, const struct render_options *o)
{
    json_key(w, "base");
    if (t->cancelled || t->nil) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    write_complete(w, &t->base, &t->base_ceiling, &t->base_category, o);
    json_object_end(w);
}

void taf_json_write(struct json_writer *w, const struct taf *t, const struct render_options *o)
{
    json_object_begin(w);
    json_member_string_z(w, "station", t->station);
    json_member_time(w, "issued_at", t->issued_at);
    json_member_time(w, "valid_from", t->valid_from);
    json_member_time(w, "valid_to", t->valid_to);
    json_member_bool(w, "amended", t->amended);
    json_member_bool(w, "corrected", t->corrected);
    json_member_bool(w, "cancelled", t->cancelled);
    json_member_bool(w, "nil", t->nil);
    write_base(w, t, o);
    write_changes(w, t, o);
    write_temperatures(w, "max_temperature", t->max_temperature, t->max_temperature_count);
    write_temperatures(w, "min_temperature", t->min_temperature, t->min_temperature_count);
    write_layers(w, "icing", t->icing, t->icing_count, taf_icing_word);
    write_layers(w, "turbulence", t->turbulence, t->turbulence_count, taf_turbulence_word);
    write_remarks(w, t);
    spans_json_write_undecoded(w, t->raw, &t->spans);
    json_object_end(w);
}

void taf_json_write_spans(struct json_writer *w, const struct taf *t)
{
    spans_json_write(w, &t->spans, SPANS_JSON_TAF);
}

static void write_state(struct json_writer *w, const char *key, const struct taf_state *s,
                        const struct render_options *o)
{
    json_key(w, key);
    json_object_begin(w);
    write_complete(w, &s->conditions, &s->ceiling, &s->category, o);
    json_object_end(w);
}

static void write_prevailing(struct json_writer *w, const struct taf_at *at, const struct render_options *o)
{
    const struct taf_state *s = &at->prevailing;
    json_key(w, "prevailing");
    json_object_begin(w);
    write_complete(w, &s->conditions, &s->ceiling, &s->category, o);
    json_member_bool(w, "becoming", at->becoming);
    if (at->becoming) {
        write_state(w, "before", &at->before, o);
        write_state(w, "after", &at->after, o);
    } else {
        json_member_null(w, "before");
        json_member_null(w, "after");
    }
    json_object_end(w);
}

static void write_temporary(struct json_writer *w, const struct taf *t, const struct taf_at *at,
                            const struct render_options *o)
{
    json_key(w, "temporary");
    json_array_begin(w);
    for (unsigned i = 0; i < at->temporary_count; i++) {
        const struct taf_temporary *x = &at->temporary[i];
        const struct taf_change *c = &t->changes[x->change];
        json_object_begin(w);
        write_change_head(w, c);
        json_key(w, "stated");
        json_object_begin(w);
        conditions_json_write_stated(w, &c->conditions);
        json_object_end(w);
        write_state(w, "merged", &x->merged, o);
        json_object_end(w);
    }
    json_array_end(w);
}

void taf_json_write_at(struct json_writer *w, const struct taf *t, int64_t time,
                       const struct render_options *o)
{
    struct taf_at at;
    if (!taf_at_find(t, time, &at)) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    write_prevailing(w, &at, o);
    write_temporary(w, t, &at, o);
    bool unknown = at.worst.category == TAC_CATEGORY_UNKNOWN && at.worst.at_best >= 0;
    json_member_string_z(w, "worst_flight_category",
                         tac_flight_category_name((enum tac_flight_category)at.worst.category));
    json_member_string_z(w, "worst_flight_category_at_best",
                         unknown ? tac_flight_category_name((enum tac_flight_category)at.worst.at_best)
                                 : NULL);
    json_object_end(w);
}
