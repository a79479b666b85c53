#include "render/notam_text.h"

#include "render/notam_abbreviation.h"
#include "tac/notam_active.h"

static void write_moment(struct buffer *out, int64_t t)
{
    struct utc_civil c;
    utc_to_civil(t, &c);
    buffer_append_format(out, "%04d-%02d-%02d %02d:%02d UTC", c.year, c.month, c.day, c.hour, c.minute);
}

static void write_head(struct buffer *out, const struct notam *n)
{
    buffer_append_format(out, "NOTAM %s", n->id[0] ? n->id : "without a number");
    for (unsigned i = 0; i < n->locations_count; i++)
        buffer_append_format(out, "%s%s", i ? ", " : " for ", n->locations[i]);
    if (n->kind == NOTAM_KIND_REPLACE)
        buffer_append_format(out, ", replaces %s", n->refers_to[0] ? n->refers_to : "another");
    if (n->kind == NOTAM_KIND_CANCEL)
        buffer_append_format(out, ", cancels %s", n->refers_to[0] ? n->refers_to : "another");
    if (n->part)
        buffer_append_format(out, ", part %d of %d", n->part, n->parts);
    buffer_append_format(out, ".\n");
}

static void write_subject(struct buffer *out, const struct notam *n)
{
    if (n->subject)
        buffer_append_format(out, "  About: %s%s%s.\n", n->subject, n->condition ? ": " : "",
                             n->condition ? n->condition : "");
}

static void write_validity(struct buffer *out, const struct notam *n)
{
    if (n->valid_from != UTC_NONE) {
        buffer_append_format(out, "  Valid from ");
        write_moment(out, n->valid_from);
    } else {
        buffer_append_format(out, "  Its start is not given");
    }
    if (n->permanent) {
        buffer_append_format(out, ", permanent");
    } else if (n->until_further_notice) {
        buffer_append_format(out, ", until further notice");
    } else if (n->valid_to != UTC_NONE) {
        buffer_append_format(out, " to ");
        write_moment(out, n->valid_to);
        if (n->estimated)
            buffer_append_format(out, ", an estimate: it stays in force until replaced or cancelled");
    }
    buffer_append_format(out, ".\n");
}

static void write_schedule(struct buffer *out, const struct notam_schedule *s)
{
    if (!s->text.ptr)
        return;
    buffer_append_format(out, "  Only at these times (UTC): ");
    notam_abbreviation_expand(out, s->text);
    buffer_append_format(out, s->understood ? ".\n" : " (times not understood).\n");
}

static void write_active(struct buffer *out, const struct notam *n, int64_t at)
{
    static const char *const words[] = {"Not active", "Active", "Not known whether it is active"};
    if (at == UTC_NONE)
        return;
    buffer_append_format(out, "  %s at ", words[notam_active_at(n, at)]);
    write_moment(out, at);
    buffer_append_format(out, ".\n");
}

static void write_limits(struct buffer *out, const struct notam *n)
{
    if (!n->lower_limit.text.ptr || !n->upper_limit.text.ptr)
        return;
    buffer_append_format(out, "  From ");
    notam_abbreviation_expand(out, n->lower_limit.text);
    buffer_append_format(out, " to ");
    notam_abbreviation_expand(out, n->upper_limit.text);
    buffer_append_format(out, ".\n");
}

static void write_third(struct buffer *out, const struct notam_snowtam_runway *r, unsigned i)
{
    static const char *const words[] = {"first", "middle", "last"};
    buffer_append_format(out, "%s %s third ", i ? "," : "", words[i]);
    if (r->code[i] >= 0)
        buffer_append_format(out, "condition code %d", r->code[i]);
    else
        buffer_append_format(out, "not reported");
    if (r->contaminant[i])
        buffer_append_format(out, " (%s", r->contaminant[i]);
    if (r->contaminant[i] && r->coverage_pct[i] >= 0)
        buffer_append_format(out, " on %d %%", r->coverage_pct[i]);
    if (r->contaminant[i] && r->depth_mm[i] >= 0)
        buffer_append_format(out, ", %d mm", r->depth_mm[i]);
    if (r->contaminant[i])
        buffer_append_char(out, ')');
}

static void write_snowtam(struct buffer *out, const struct notam_snowtam *s)
{
    for (unsigned i = 0; i < s->runways_count; i++) {
        const struct notam_snowtam_runway *r = &s->runways[i];
        buffer_append_format(out, "  Runway %s, assessed ", r->runway);
        write_moment(out, r->assessed_at);
        buffer_append_char(out, ':');
        for (unsigned third = 0; third < 3; third++)
            write_third(out, r, third);
        if (r->width_m >= 0)
            buffer_append_format(out, "; on a width of %d m", r->width_m);
        buffer_append_format(out, ".\n");
    }
}

static void write_undecoded(struct buffer *out, const struct notam *n)
{
    for (unsigned i = 0; i < n->spans.count; i++) {
        const struct tac_span *s = &n->spans.list[i];
        if (s->group != TAC_GROUP_UNDECODED)
            continue;
        buffer_append_format(out, "  Not understood: ");
        buffer_append_slice(out, slice_sub(n->raw, s->start, s->end));
        buffer_append_format(out, ".\n");
    }
}

void notam_text_write(struct buffer *out, const struct notam *n, int64_t at)
{
    write_head(out, n);
    write_subject(out, n);
    write_validity(out, n);
    write_schedule(out, &n->schedule);
    write_active(out, n, at);
    write_limits(out, n);
    write_snowtam(out, &n->snowtam);
    if (n->text.ptr) {
        buffer_append_format(out, "  Text: ");
        notam_abbreviation_expand(out, n->text);
        buffer_append_format(out, "\n");
    }
    buffer_append_format(out, "  Effect on a flight: %d of 5 (1 is the greatest): %s.\n", n->rank,
                         n->rank_reason);
    write_undecoded(out, n);
}
