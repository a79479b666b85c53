#include "render/notam_json.h"

#include <stdio.h>
#include <string.h>

#include "base/utc.h"
#include "render/notam_abbreviation.h"
#include "render/spans_json.h"
#include "tac/notam_active.h"

static void member_text(struct json_writer *w, const char *key, const char *text)
{
    json_member_string_z(w, key, text[0] ? text : NULL);
}

static void member_or_null(struct json_writer *w, const char *key, int32_t value)
{
    if (value < 0)
        json_member_null(w, key);
    else
        json_member_int(w, key, value);
}

static void write_identity(struct json_writer *w, const struct notam *n)
{
    static const char *const kinds[] = {NULL, "N", "R", "C"};
    static const char *const forms[] = {"icao", "faa_domestic", "other"};
    member_text(w, "id", n->id);
    json_member_string_z(w, "kind", kinds[n->kind]);
    if (n->kind == NOTAM_KIND_REPLACE)
        member_text(w, "replaces", n->refers_to);
    if (n->kind == NOTAM_KIND_CANCEL)
        member_text(w, "cancels", n->refers_to);
    json_member_string_z(w, "form", forms[n->form]);
}

static void write_qualifiers(struct json_writer *w, const struct notam *n)
{
    const struct notam_qualifiers *q = &n->q;
    member_text(w, "fir", q->fir);
    member_text(w, "q_code", q->code);
    json_member_string_z(w, "subject", n->subject);
    json_member_string_z(w, "condition", n->condition);
    member_text(w, "traffic", q->traffic);
    member_text(w, "purpose", q->purpose);
    member_text(w, "scope", q->scope);
    member_or_null(w, "lower_ft", notam_lower_ft(n));
    member_or_null(w, "upper_ft", notam_upper_ft(n));
    json_member_bool(w, "upper_unlimited",
                     q->upper_unlimited || n->upper_limit.reference == NOTAM_LIMIT_UNLIMITED);
    json_key(w, "center");
    if (q->center_given) {
        json_object_begin(w);
        json_member_number(w, "lat", q->latitude_deg, 6);
        json_member_number(w, "lon", q->longitude_deg, 6);
        json_object_end(w);
    } else {
        json_null(w);
    }
    member_or_null(w, "radius_nm", q->radius_nm);
}

static void write_limit(struct json_writer *w, const char *key, const struct notam_limit *l)
{
    static const char *const references[] = {NULL,   "surface", "unlimited", "flight_level",
                                             "amsl", "agl",     NULL};
    json_key(w, key);
    if (!l->text.ptr) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_string(w, "text", l->text);
    member_or_null(w, "ft", l->ft);
    json_member_string_z(w, "reference", references[l->reference]);
    json_object_end(w);
}

static void write_limits(struct json_writer *w, const struct notam *n)
{
    json_key(w, "limits");
    if (!n->lower_limit.text.ptr && !n->upper_limit.text.ptr) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    write_limit(w, "lower", &n->lower_limit);
    write_limit(w, "upper", &n->upper_limit);
    json_object_end(w);
}

static void write_clock(struct json_writer *w, const char *key, struct notam_clock c)
{
    char text[24];
    int len;
    if (c.kind == NOTAM_CLOCK_UTC)
        len = snprintf(text, sizeof(text), "%02d:%02d", c.minute / 60, c.minute % 60);
    else
        len = snprintf(text, sizeof(text), c.minute ? "%s%+d" : "%s",
                       c.kind == NOTAM_CLOCK_SUNRISE ? "sunrise" : "sunset", c.minute);
    json_member_string(w, key, slice_make(text, (size_t)len));
}

static void write_date(struct json_writer *w, const char *key, int32_t day)
{
    char text[UTC_ISO_LEN];
    utc_format_iso((int64_t)day * UTC_DAY, text);
    json_member_string(w, key, slice_make(text, 10));
}

static void write_days(struct json_writer *w, const struct notam_schedule *s, const struct notam_window *x)
{
    static const char *const names[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
    json_key(w, "dates");
    json_array_begin(w);
    for (unsigned i = 0; i < x->dates_count; i++) {
        const struct notam_dates *d = &s->dates[x->dates_first + i];
        json_object_begin(w);
        write_date(w, "from", d->first);
        write_date(w, "to", d->last);
        json_object_end(w);
    }
    json_array_end(w);
    json_key(w, "weekdays");
    json_array_begin(w);
    for (unsigned i = 0; i < 7; i++)
        if (x->weekdays & (1u << i))
            json_string_z(w, names[i]);
    json_array_end(w);
}

static void write_window(struct json_writer *w, const struct notam_schedule *s, const struct notam_window *x)
{
    json_object_begin(w);
    if (x->exception)
        json_member_bool(w, "except", true);
    if (x->from != UTC_NONE) {
        json_member_time(w, "from", x->from);
        json_member_time(w, "to", x->to);
        json_object_end(w);
        return;
    }
    write_days(w, s, x);
    json_key(w, "times");
    json_array_begin(w);
    for (unsigned i = 0; i < x->times_count; i++) {
        const struct notam_times *t = &s->times[x->times_first + i];
        json_object_begin(w);
        write_clock(w, "start", t->start);
        write_clock(w, "end", t->end);
        json_object_end(w);
    }
    json_array_end(w);
    if (x->holidays)
        json_member_bool(w, "holidays", true);
    if (x->hour_earlier)
        json_member_bool(w, "hour_earlier_in_daylight_saving_time", true);
    json_object_end(w);
}

static void write_schedule(struct json_writer *w, const struct notam_schedule *s)
{
    json_key(w, "schedule");
    if (!s->text.ptr) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_string(w, "text", s->text);
    json_member_bool(w, "understood", s->understood);
    json_key(w, "windows");
    json_array_begin(w);
    for (unsigned i = 0; i < s->windows_count; i++)
        write_window(w, s, &s->windows[i]);
    json_array_end(w);
    json_object_end(w);
}

static void write_validity(struct json_writer *w, const struct notam *n)
{
    json_key(w, "locations");
    json_array_begin(w);
    for (unsigned i = 0; i < n->locations_count; i++)
        json_string_z(w, n->locations[i]);
    json_array_end(w);
    json_member_time(w, "valid_from", n->valid_from);
    json_member_time(w, "valid_to", n->valid_to);
    json_member_bool(w, "permanent", n->permanent);
    json_member_bool(w, "estimated", n->estimated);
    json_member_bool(w, "until_further_notice", n->until_further_notice);
    write_schedule(w, &n->schedule);
    json_member_bool(w, "times_in_text", n->times_in_text);
}

static void write_thirds(struct json_writer *w, const struct notam_snowtam_runway *r)
{
    json_key(w, "thirds");
    json_array_begin(w);
    for (unsigned i = 0; i < 3; i++) {
        json_object_begin(w);
        member_or_null(w, "code", r->code[i]);
        member_or_null(w, "coverage_pct", r->coverage_pct[i]);
        member_or_null(w, "depth_mm", r->depth_mm[i]);
        json_member_string_z(w, "contaminant", r->contaminant[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_snowtam(struct json_writer *w, const struct notam_snowtam *s)
{
    json_key(w, "snowtam");
    if (s->runways_count == 0) {
        json_null(w);
        return;
    }
    json_array_begin(w);
    for (unsigned i = 0; i < s->runways_count; i++) {
        const struct notam_snowtam_runway *r = &s->runways[i];
        json_object_begin(w);
        json_member_string_z(w, "runway", r->runway);
        json_member_time(w, "assessed_at", r->assessed_at);
        write_thirds(w, r);
        member_or_null(w, "width_m", r->width_m);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_text(struct json_writer *w, const struct notam *n, struct buffer *scratch)
{
    json_member_string(w, "text", n->text);
    if (!n->text.ptr) {
        json_member_null(w, "plain_text");
        return;
    }
    buffer_reset(scratch);
    notam_abbreviation_expand(scratch, n->text);
    if (buffer_result(scratch) == RESULT_OK)
        json_member_string(w, "plain_text", buffer_slice(scratch));
    else
        json_member_null(w, "plain_text");
}

static void write_part(struct json_writer *w, const struct notam *n)
{
    json_key(w, "part");
    if (n->part == 0) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_member_int(w, "number", n->part);
    json_member_int(w, "of", n->parts);
    json_object_end(w);
}

void notam_json_write(struct json_writer *w, const struct notam *n, struct buffer *scratch)
{
    json_object_begin(w);
    write_identity(w, n);
    write_qualifiers(w, n);
    write_validity(w, n);
    write_text(w, n, scratch);
    json_member_int(w, "rank", n->rank);
    json_member_string_z(w, "rank_reason", n->rank_reason);
    write_limits(w, n);
    write_part(w, n);
    write_snowtam(w, &n->snowtam);
    json_member_time(w, "created_at", n->created_at);
    spans_json_write_undecoded(w, n->raw, &n->spans);
    json_object_end(w);
}

/* Which members a group fills; '%' is its index. */
#define FIELDS_MAX 5
static const char *const group_fields[TAC_GROUP_COUNT][FIELDS_MAX] = {
    [TAC_GROUP_NOTAM_ID] = {"id"},
    [TAC_GROUP_NOTAM_KIND] = {"kind"},
    [TAC_GROUP_NOTAM_REFERS_TO] = {"replaces", "cancels"},
    [TAC_GROUP_NOTAM_FIR] = {"fir"},
    [TAC_GROUP_NOTAM_CODE] = {"q_code", "subject", "condition", "rank", "rank_reason"},
    [TAC_GROUP_NOTAM_TRAFFIC] = {"traffic"},
    [TAC_GROUP_NOTAM_PURPOSE] = {"purpose"},
    [TAC_GROUP_NOTAM_SCOPE] = {"scope"},
    [TAC_GROUP_NOTAM_LOWER] = {"lower_ft"},
    [TAC_GROUP_NOTAM_UPPER] = {"upper_ft", "upper_unlimited"},
    [TAC_GROUP_NOTAM_CENTER] = {"center.lat", "center.lon", "radius_nm"},
    [TAC_GROUP_NOTAM_LOCATION] = {"locations[%]"},
    [TAC_GROUP_NOTAM_PART] = {"part"},
    [TAC_GROUP_NOTAM_FROM] = {"valid_from"},
    [TAC_GROUP_NOTAM_TO] = {"valid_to", "permanent", "estimated", "until_further_notice"},
    [TAC_GROUP_VALIDITY] = {"valid_from", "valid_to", "permanent", "estimated"},
    [TAC_GROUP_NOTAM_SCHEDULE] = {"schedule.text", "schedule.understood", "schedule.windows"},
    [TAC_GROUP_NOTAM_TEXT] = {"text", "plain_text"},
    [TAC_GROUP_NOTAM_LOWER_LIMIT] = {"limits.lower"},
    [TAC_GROUP_NOTAM_UPPER_LIMIT] = {"limits.upper"},
    [TAC_GROUP_NOTAM_CREATED] = {"created_at"},
    [TAC_GROUP_NOTAM_RUNWAY] = {"snowtam[%]"},
};

static void write_field(struct json_writer *w, const char *field, unsigned index)
{
    char text[48];
    const char *at = strchr(field, '%');
    if (!at) {
        json_string_z(w, field);
        return;
    }
    int len = snprintf(text, sizeof(text), "%.*s%u%s", (int)(at - field), field, index, at + 1);
    json_string(w, slice_make(text, (size_t)len));
}

/* Item A) may name more with one word ("EGTT/EGPX"); the domestic form's subject comes of its text; and an
 * empty part of item Q) fills nothing. */
void notam_json_write_spans(struct json_writer *w, const struct notam *n)
{
    json_array_begin(w);
    for (unsigned i = 0; i < n->spans.count; i++) {
        const struct tac_span *s = &n->spans.list[i];
        json_object_begin(w);
        json_member_string_z(w, "group", tac_group_name((enum tac_group)s->group));
        json_member_int(w, "start", s->start);
        json_member_int(w, "end", s->end);
        json_key(w, "fields");
        json_array_begin(w);
        for (unsigned f = 0; f < FIELDS_MAX && group_fields[s->group][f]; f++)
            write_field(w, group_fields[s->group][f], s->index);
        if (s->group == TAC_GROUP_NOTAM_TEXT && n->q.code[0] == '\0') {
            json_string_z(w, "subject");
            json_string_z(w, "condition");
        }
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
}

void notam_json_write_active(struct json_writer *w, const struct notam *n, int64_t time)
{
    enum notam_active active = notam_active_at(n, time);
    if (active == NOTAM_ACTIVE_UNKNOWN)
        json_null(w);
    else
        json_boolean(w, active == NOTAM_ACTIVE_TRUE);
}
