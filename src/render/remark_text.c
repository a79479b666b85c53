#include "render/remark_text.h"

#include <stdio.h>

/* Names of values end in their unit: what is written for it. Longer ones first. */
static const struct {
    const char *suffix;
    const char *word;
} units[] = {
    {"statute_miles", " statute miles"},
    {"min", " min"},
    {"ft_agl", " ft"},
    {"_deg", " degrees"},
    {"deg", " degrees"},
    {"meters", " m"},
    {"hours", " hours"},
    {"pct", " %"},
    {"_kt", " kt"},
    {"_mm", " mm"},
    {"mmhg", " mmHg"},
    {"inhg", " inHg"},
    {"_hpa", " hPa"},
    {"hpa", " hPa"},
    {"_in", " in"},
    {"in", " in"},
    {"_ft", " ft"},
    {"ft", " ft"},
    {"_c", " C"},
    {"cm", " cm"},
    {"mm", " mm"},
    {"_m", " m"},
};

/* Splits "speed_kt" into "speed" and " kt"; a name without a unit stays whole. */
static struct slice name_and_unit(const char *name, const char **unit)
{
    struct slice s = slice_from_string(name);
    *unit = "";
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        struct slice suffix = slice_from_string(units[i].suffix);
        if (slice_ends_with(s, suffix)) {
            *unit = units[i].word;
            s.len -= suffix.len;
            break;
        }
    }
    while (s.len > 0 && s.ptr[s.len - 1] == '_')
        s.len--;
    return s;
}

static void write_words(struct buffer *out, struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        buffer_append_char(out, name.ptr[i] == '_' ? ' ' : name.ptr[i]);
}

/* As many decimals as say something. */
static void write_number(struct buffer *out, double value, int decimals)
{
    char text[32];
    int len = snprintf(text, sizeof(text), "%.*f", decimals, value);
    if (len <= 0 || (size_t)len >= sizeof(text))
        return;
    while (decimals > 0 && text[len - 1] == '0')
        len--;
    if (decimals > 0 && text[len - 1] == '.')
        len--;
    buffer_append(out, text, (size_t)len);
}

static void write_clock(struct buffer *out, int64_t t)
{
    struct utc_civil c;
    if (t == UTC_NONE) {
        buffer_append_format(out, "a time not reported");
        return;
    }
    utc_to_civil(t, &c);
    buffer_append_format(out, "%02d:%02d UTC", c.hour, c.minute);
}

static void write_events(struct buffer *out, const struct tac_remarks *remarks, const struct tac_remark *r)
{
    for (unsigned i = 0; i < r->events_count; i++) {
        const struct tac_remark_event *e = &remarks->events[r->events_first + i];
        buffer_append_format(out, "%s%s %s at ", i ? ", " : " ", e->weather, e->begin ? "began" : "ended");
        write_clock(out, e->at);
    }
}

static void write_remark(struct buffer *out, struct slice raw, const struct tac_remark *r)
{
    const struct tac_remark_info *info = tac_remark_info((enum tac_remark_kind)r->kind);
    if (r->note)
        buffer_append_format(out, ", %s", r->note);
    if (r->detail_end > r->detail_start) {
        buffer_append_format(out, ", %s ", info->detail);
        buffer_append_slice(out, slice_sub(raw, r->detail_start, r->detail_end));
    }
    for (unsigned v = 0; v < TAC_REMARK_VALUES_MAX && info->value[v].name; v++) {
        const char *unit;
        struct slice name = name_and_unit(info->value[v].name, &unit);
        if (r->value[v] == TAC_REMARK_VALUE_NONE)
            continue;
        buffer_append_format(out, name.len ? ", " : " ");
        write_words(out, name);
        if (name.len)
            buffer_append_char(out, ' ');
        write_number(out, (double)r->value[v] / info->value[v].divisor, info->value[v].decimals);
        buffer_append_format(out, "%s", unit);
    }
    if (r->at != UTC_NONE) {
        buffer_append_format(out, ", at ");
        write_clock(out, r->at);
    }
}

void remark_text_write(struct buffer *out, struct slice raw, const struct tac_remarks *remarks,
                       const char *indent)
{
    for (unsigned i = 0; i < remarks->count; i++) {
        const struct tac_remark *r = &remarks->list[i];
        buffer_append_format(out, "%sRemark ", indent);
        buffer_append_slice(out, slice_sub(raw, r->start, r->end));
        buffer_append_format(out, ": ");
        if (r->kind == TAC_REMARK_PHRASE)
            buffer_append_format(out, "%s", r->note);
        else
            buffer_append_format(out, "%s", tac_remark_info((enum tac_remark_kind)r->kind)->meaning);
        if (r->kind != TAC_REMARK_PHRASE)
            write_remark(out, raw, r);
        if (r->events_count > 0)
            write_events(out, remarks, r);
        buffer_append_format(out, ".\n");
    }
}
