#include "upstream/awc_stations.h"

#include <stdlib.h>

#include "upstream/awc_fields.h"
#include "upstream/json_rows.h"

struct awc_stations {
    struct parser parser;
    struct json_rows rows;
};

static enum result on_row(void *context, struct json_object *row, bool in_array);

static struct parser *awc_stations_create(void)
{
    struct awc_stations *a = calloc(1, sizeof(*a));
    if (!a)
        return NULL;
    if (json_rows_init(&a->rows, on_row, a) != RESULT_OK) {
        free(a);
        return NULL;
    }
    return &a->parser;
}

static void awc_stations_destroy(struct parser *p)
{
    struct awc_stations *a = (struct awc_stations *)p;
    json_rows_free(&a->rows);
    free(a);
}

static bool has_site_type(struct json_object *row, const char *type)
{
    struct json_object *types;
    if (!json_object_object_get_ex(row, "siteType", &types) || !json_object_is_type(types, json_type_array))
        return false;
    size_t count = json_object_array_length(types);
    for (size_t i = 0; i < count; i++) {
        struct json_object *t = json_object_array_get_idx(types, i);
        if (json_object_is_type(t, json_type_string) &&
            slice_equal(slice_make(json_object_get_string(t), (size_t)json_object_get_string_len(t)),
                        slice_from_string(type)))
            return true;
    }
    return false;
}

static enum result on_row(void *context, struct json_object *row, bool in_array)
{
    struct awc_stations *a = context;
    struct parser *p = &a->parser;
    if (!in_array)
        return parser_fail(p, true, "an object came in place of a list of stations");
    if (!row || !json_object_is_type(row, json_type_object)) {
        parser_reject_row(p);
        return RESULT_OK;
    }
    if (p->census) {
        field_census_row(p->census);
        json_object_object_foreach(row, name, value)
        {
            field_census_field(p->census, slice_from_string(name), json_field_kind(value));
        }
    }
    char scratch[9][32];
    struct slice icao = json_member_text(row, "icaoId", scratch[0]);
    struct upstream_station station = {
        .id = icao.len ? icao : json_member_text(row, "id", scratch[1]),
        .iata = json_member_text(row, "iataId", scratch[2]),
        .faa = json_member_text(row, "faaId", scratch[3]),
        .name = json_member_text(row, "site", scratch[4]),
        .country = json_member_text(row, "country", scratch[5]),
        .latitude_deg = parser_latitude(json_member_text(row, "lat", scratch[6])),
        .longitude_deg = parser_longitude(json_member_text(row, "lon", scratch[7])),
        .elevation_m = parser_elevation(json_member_text(row, "elev", scratch[8])),
        .has_metar = has_site_type(row, "METAR"),
        .has_taf = has_site_type(row, "TAF"),
    };
    parser_emit_station(p, &station);
    return RESULT_OK;
}

static enum result awc_stations_feed(struct parser *p, struct slice bytes)
{
    struct awc_stations *a = (struct awc_stations *)p;
    if (p->census && !p->census->table)
        field_census_begin(p->census, awc_fields_json(p->product));
    enum result result = json_rows_feed(&a->rows, bytes);
    return result == RESULT_INVALID ? parser_fail(p, true, "the file is not a JSON list") : result;
}

static enum result awc_stations_finish(struct parser *p)
{
    struct awc_stations *a = (struct awc_stations *)p;
    if (json_rows_finish(&a->rows) != RESULT_OK || json_rows_empty(&a->rows))
        return parser_fail(p, false, "the JSON is cut short");
    return RESULT_OK;
}

const struct parser_ops awc_stations_parser = {awc_stations_create, awc_stations_feed, awc_stations_finish,
                                               awc_stations_destroy};
