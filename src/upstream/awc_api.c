#include "upstream/awc_api.h"

#include <stdlib.h>

#include "upstream/awc_fields.h"
#include "upstream/json_rows.h"
#include "upstream/status.h"

struct awc_api {
    struct parser parser;
    struct json_rows rows;
};

static enum result on_row(void *context, struct json_object *row, bool in_array);

static struct parser *awc_api_create(void)
{
    struct awc_api *a = calloc(1, sizeof(*a));
    if (!a)
        return NULL;
    if (json_rows_init(&a->rows, on_row, a) != RESULT_OK) {
        free(a);
        return NULL;
    }
    return &a->parser;
}

static void awc_api_destroy(struct parser *p)
{
    struct awc_api *a = (struct awc_api *)p;
    json_rows_free(&a->rows);
    free(a);
}

static void count_fields(struct field_census *census, struct json_object *row)
{
    field_census_row(census);
    json_object_object_foreach(row, name, value)
    {
        field_census_field(census, slice_from_string(name), json_field_kind(value));
    }
}

static enum result on_row(void *context, struct json_object *row, bool in_array)
{
    struct awc_api *a = context;
    struct parser *p = &a->parser;
    if (!in_array) {
        char reason[96];
        status_error_text(row, reason, sizeof(reason));
        return parser_fail(p, true, "an object came in place of a list%s%s", reason[0] ? ": " : "", reason);
    }
    if (!row || !json_object_is_type(row, json_type_object)) {
        parser_reject_row(p);
        return RESULT_OK;
    }
    if (p->census)
        count_fields(p->census, row);
    bool taf = p->product == UPSTREAM_TAF;
    char scratch[7][32];
    struct slice time = json_member_text(row, taf ? "issueTime" : "obsTime", scratch[0]);
    struct report_row r = {
        .station = json_member_text(row, "icaoId", scratch[1]),
        .raw = json_member_text(row, taf ? "rawTAF" : "rawOb", scratch[2]),
        .reported_at = parser_time(time),
        .latitude_deg = parser_latitude(json_member_text(row, "lat", scratch[3])),
        .longitude_deg = parser_longitude(json_member_text(row, "lon", scratch[4])),
        .elevation_m = parser_elevation(json_member_text(row, "elev", scratch[5])),
        .speci = slice_equal(json_member_text(row, "metarType", scratch[6]), SLICE("SPECI")),
    };
    if (!r.station.ptr || !r.raw.ptr || (time.len && r.reported_at == UTC_NONE))
        parser_reject_row(p);
    else
        parser_emit_row(p, &r);
    return RESULT_OK;
}

static enum result awc_api_feed(struct parser *p, struct slice bytes)
{
    struct awc_api *a = (struct awc_api *)p;
    if (p->census && !p->census->table)
        field_census_begin(p->census, awc_fields_json(p->product));
    enum result result = json_rows_feed(&a->rows, bytes);
    return result == RESULT_INVALID ? parser_fail(p, true, "the answer is not a JSON list") : result;
}

static enum result awc_api_finish(struct parser *p)
{
    struct awc_api *a = (struct awc_api *)p;
    if (json_rows_finish(&a->rows) != RESULT_OK)
        return parser_fail(p, false, "the JSON is cut short");
    return RESULT_OK;
}

const struct parser_ops awc_api_parser = {awc_api_create, awc_api_feed, awc_api_finish, awc_api_destroy};
