#include "render/sigmet_json.h"

#include "render/conditions_json.h"
#include "render/spans_json.h"

#define member_or_null conditions_json_member_int_or_null

static void member_text(struct json_writer *w, const char *key, const char *text)
{
    json_member_string_z(w, key, text[0] ? text : NULL);
}

static void write_position(struct json_writer *w, const struct tac_position *p)
{
    json_array_begin(w);
    json_number(w, p->longitude_deg, 4);
    json_number(w, p->latitude_deg, 4);
    json_array_end(w);
}

static void write_positions(struct json_writer *w, const struct sigmet_area *a, unsigned from, unsigned to)
{
    json_array_begin(w);
    for (unsigned i = from; i < to; i++)
        write_position(w, &a->points[i]);
    json_array_end(w);
}

/* GeoJSON (RFC 7946): Polygon is a list of rings, MultiPolygon a list of those. */
static void write_polygon(struct json_writer *w, const struct sigmet_area *a)
{
    unsigned from = 0;
    if (a->parts > 1)
        json_array_begin(w);
    for (unsigned part = 0; part < a->parts; part++) {
        json_array_begin(w);
        write_positions(w, a, from, a->part_end[part]);
        json_array_end(w);
        from = a->part_end[part];
    }
    if (a->parts > 1)
        json_array_end(w);
}

static void write_geometry(struct json_writer *w, const struct sigmet_area *a)
{
    json_key(w, "area");
    if (a->geometry == SIGMET_GEOMETRY_NONE) {
        json_null(w);
        return;
    }
    bool polygon = a->geometry == SIGMET_GEOMETRY_POLYGON;
    json_object_begin(w);
    json_member_string_z(w, "type",
                         polygon                               ? a->parts > 1 ? "MultiPolygon" : "Polygon"
                         : a->geometry == SIGMET_GEOMETRY_LINE ? "LineString"
                                                               : "Point");
    json_key(w, "coordinates");
    if (polygon)
        write_polygon(w, a);
    else if (a->geometry == SIGMET_GEOMETRY_LINE)
        write_positions(w, a, 0, a->count);
    else
        write_position(w, &a->points[0]);
    json_object_end(w);
}

static void member_distance(struct json_writer *w, const char *key, double nm)
{
    if (nm < 0)
        json_member_null(w, key);
    else
        json_member_number(w, key, nm, 1);
}

static void write_area(struct json_writer *w, const struct sigmet_area *a)
{
    write_geometry(w, a);
    member_distance(w, "area_radius_nm", a->radius_nm);
    member_distance(w, "area_width_nm", a->width_nm);
    json_member_string(w, "area_text", a->text);
}

static void write_levels(struct json_writer *w, const struct sigmet_levels *l)
{
    member_or_null(w, "base_ft", l->base_ft, SIGMET_FEET_NONE);
    member_or_null(w, "top_ft", l->top_ft, SIGMET_FEET_NONE);
    json_member_bool(w, "base_freezing_level", l->base_freezing);
    json_member_bool(w, "top_above", l->above);
}

static void write_movement(struct json_writer *w, const struct sigmet_movement *m)
{
    json_key(w, "movement");
    if (!m->present) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    if (m->direction_ddeg < 0)
        json_member_null(w, "direction_deg");
    else
        json_member_number(w, "direction_deg", m->direction_ddeg / 10.0, 1);
    member_or_null(w, "from_deg", m->from_deg, -1);
    member_or_null(w, "speed_kt", m->speed_kt, -1);
    json_member_bool(w, "stationary", m->stationary);
    json_member_bool(w, "little", m->little);
    json_object_end(w);
}

static void write_coordinates(struct json_writer *w, bool known, const struct tac_position *p)
{
    if (known) {
        json_member_number(w, "lat", p->latitude_deg, 4);
        json_member_number(w, "lon", p->longitude_deg, 4);
    } else {
        json_member_null(w, "lat");
        json_member_null(w, "lon");
    }
}

static void write_source(struct json_writer *w, const struct sigmet *s)
{
    const struct sigmet_source *source = &s->source;
    static const char *const keys[][2] = {{"volcano", "VA"}, {"cyclone", "TC"}};
    for (size_t i = 0; i < 2; i++) {
        bool given =
            s->hazard && strcmp(s->hazard, keys[i][1]) == 0 && (source->name.ptr || source->has_position);
        json_key(w, keys[i][0]);
        if (!given) {
            json_null(w);
            continue;
        }
        json_object_begin(w);
        json_member_string(w, "name", source->name);
        write_coordinates(w, source->has_position, &source->position);
        json_object_end(w);
    }
}

static void write_forecast(struct json_writer *w, const struct sigmet_forecast *f)
{
    json_key(w, "forecast");
    if (!f->present) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_time(w, "at", f->at);
    write_coordinates(w, f->has_position, &f->position);
    write_area(w, &f->area);
    write_levels(w, &f->levels);
    json_member_bool(w, "none_expected", f->none_expected);
    json_object_end(w);
}

static void write_outlook(struct json_writer *w, const struct sigmet *s)
{
    json_key(w, "outlook");
    if (!s->outlook.ptr) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_time(w, "valid_from", s->outlook_from);
    json_member_time(w, "valid_to", s->outlook_to);
    json_member_string(w, "text", s->outlook);
    json_object_end(w);
}

static void write_head(struct json_writer *w, const struct sigmet *s)
{
    json_member_string_z(w, "kind", sigmet_kind_name((enum sigmet_kind)s->kind));
    member_text(w, "office", s->office);
    member_text(w, "fir", s->fir);
    json_member_string(w, "fir_name", s->fir_name);
    json_member_string(w, "sequence", s->sequence);
    json_member_time(w, "issued_at", s->issued_at);
    json_member_time(w, "valid_from", s->valid_from);
    json_member_time(w, "valid_to", s->valid_to);
    json_member_bool(w, "cancelled", s->cancelled);
    json_member_string(w, "cancels", s->cancels);
    json_member_time(w, "cancels_from", s->cancels_from);
    json_member_time(w, "cancels_to", s->cancels_to);
    json_member_bool(w, "test", s->test);
    json_member_bool(w, "corrected", s->corrected);
    json_member_bool(w, "none", s->none);
}

void sigmet_json_write(struct json_writer *w, const struct sigmet *s)
{
    json_object_begin(w);
    write_head(w, s);
    json_member_string_z(w, "hazard", s->hazard);
    json_member_string_z(w, "qualifier", s->qualifier);
    json_member_bool(w, "hail", s->hail);
    json_member_bool(w, "freezing_rain", s->freezing_rain);
    json_member_string_z(w, "observed_or_forecast", sigmet_observed_name((enum sigmet_observed)s->observed));
    json_member_time(w, "at", s->at);
    write_area(w, &s->area);
    write_levels(w, &s->levels);
    write_movement(w, &s->movement);
    json_member_string_z(w, "change", sigmet_change_name((enum sigmet_change)s->change));
    write_source(w, s);
    write_forecast(w, &s->forecast);
    write_outlook(w, s);
    json_member_string(w, "details", s->details);
    spans_json_write_undecoded(w, s->raw, &s->spans);
    json_object_end(w);
}

static const char *const group_fields[TAC_GROUP_COUNT][SPANS_JSON_FIELDS_MAX] = {
    [TAC_GROUP_HEADING] = {"issued_at", "office"},
    [TAC_GROUP_TYPE] = {"kind"},
    [TAC_GROUP_CORRECTED] = {"corrected"},
    [TAC_GROUP_NIL] = {"none"},
    [TAC_GROUP_OFFICE] = {"office"},
    [TAC_GROUP_FIR] = {"fir", "fir_name"},
    [TAC_GROUP_SEQUENCE] = {"sequence"},
    [TAC_GROUP_VALIDITY] = {"valid_from", "valid_to"},
    [TAC_GROUP_CANCELS] = {"cancelled", "cancels", "cancels_from", "cancels_to"},
    [TAC_GROUP_TEST] = {"test"},
    [TAC_GROUP_HAZARD] = {"hazard", "qualifier", "hail", "freezing_rain"},
    [TAC_GROUP_OBSERVED] = {"observed_or_forecast", "at"},
    [TAC_GROUP_AREA] = {"area", "area_radius_nm", "area_width_nm", "area_text"},
    [TAC_GROUP_LEVELS] = {"base_ft", "top_ft", "base_freezing_level", "top_above"},
    [TAC_GROUP_MOVEMENT] = {"movement.direction_deg", "movement.from_deg", "movement.speed_kt",
                            "movement.stationary", "movement.little"},
    [TAC_GROUP_INTENSITY_CHANGE] = {"change"},
    [TAC_GROUP_VOLCANO] = {"volcano.name", "volcano.lat", "volcano.lon"},
    [TAC_GROUP_CYCLONE] = {"cyclone.name", "cyclone.lat", "cyclone.lon"},
    [TAC_GROUP_FORECAST] = {"forecast"},
    [TAC_GROUP_OUTLOOK] = {"outlook.valid_from", "outlook.valid_to", "outlook.text"},
    [TAC_GROUP_REMARKS] = {"details"},
};

void sigmet_json_write_spans(struct json_writer *w, const struct sigmet *s)
{
    spans_json_write_plain(w, &s->spans, group_fields);
}
