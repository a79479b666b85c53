#include "render/remark_json.h"

static void write_events(struct json_writer *w, const struct tac_remarks *remarks, const struct tac_remark *r)
{
    json_key(w, "events");
    json_array_begin(w);
    for (unsigned i = 0; i < r->events_count; i++) {
        const struct tac_remark_event *e = &remarks->events[r->events_first + i];
        json_object_begin(w);
        json_member_string_z(w, "weather", e->weather);
        json_member_bool(w, "begin", e->begin);
        json_member_time(w, "time", e->at);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_value(struct json_writer *w, const char *name, int32_t value, int divisor, int decimals)
{
    if (value == TAC_REMARK_VALUE_NONE)
        json_member_null(w, name);
    else
        json_member_number(w, name, (double)value / divisor, decimals);
}

void remark_json_write(struct json_writer *w, struct slice raw, const struct tac_remarks *remarks)
{
    json_key(w, "remarks");
    json_array_begin(w);
    for (unsigned i = 0; i < remarks->count; i++) {
        const struct tac_remark *r = &remarks->list[i];
        const struct tac_remark_info *info = tac_remark_info((enum tac_remark_kind)r->kind);
        json_object_begin(w);
        json_member_string(w, "code", slice_sub(raw, r->start, r->end));
        json_member_string_z(w, "meaning", info->meaning);
        if (info->note)
            json_member_string_z(w, info->note, r->note);
        if (info->detail) {
            bool given = r->detail_end > r->detail_start;
            json_member_string(w, info->detail,
                               given ? slice_sub(raw, r->detail_start, r->detail_end) : slice_make(NULL, 0));
        }
        for (unsigned v = 0; v < TAC_REMARK_VALUES_MAX && info->value[v].name; v++)
            write_value(w, info->value[v].name, r->value[v], info->value[v].divisor, info->value[v].decimals);
        if (info->at)
            json_member_time(w, info->at, r->at);
        if (r->events_count > 0)
            write_events(w, remarks, r);
        json_object_end(w);
    }
    json_array_end(w);
}
