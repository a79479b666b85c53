#include "render/metar_text.h"

#include "render/conditions_text.h"
#include "render/remark_text.h"

static void write_temperature(struct buffer *out, const struct metar *m)
{
    const struct tac_temperature *t = &m->temperature;
    if (t->temperature_c != TAC_TEMPERATURE_NONE)
        buffer_append_format(out, "  Temperature: %d C.\n", t->temperature_c);
    if (t->dewpoint_c != TAC_TEMPERATURE_NONE)
        buffer_append_format(out, "  Dew point: %d C.\n", t->dewpoint_c);
    if (m->relative_humidity_pct >= 0)
        buffer_append_format(out, "  Relative humidity: %d %%.\n", m->relative_humidity_pct);
}

static void write_rvr(struct buffer *out, const struct metar *m)
{
    for (unsigned i = 0; i < m->rvr_count; i++) {
        const struct tac_rvr *r = &m->rvr[i];
        const char *unit = r->feet ? "ft" : "m";
        buffer_append_format(out, "  Runway %s: visual range ", r->runway);
        if (r->value < 0)
            buffer_append_format(out, "not reported");
        else if (r->variable_to >= 0)
            buffer_append_format(out, "between %s%d and %s%d %s", r->less_than ? "less than " : "",
                                 (int)r->value, r->greater_than ? "more than " : "", (int)r->variable_to,
                                 unit);
        else
            buffer_append_format(out, "%s%d %s",
                                 r->less_than      ? "less than "
                                 : r->greater_than ? "more than "
                                                   : "",
                                 (int)r->value, unit);
        if (r->tendency)
            buffer_append_format(out, ", %s",
                                 r->tendency == 'U'   ? "rising"
                                 : r->tendency == 'D' ? "falling"
                                                      : "unchanged");
        buffer_append_format(out, ".\n");
    }
}

static void write_runway_state(struct buffer *out, const struct metar *m)
{
    for (unsigned i = 0; i < m->runway_state_count; i++) {
        const struct tac_runway_state *s = &m->runway_state[i];
        buffer_append_format(out, "  Runway %s:",
                             s->runway[0]     ? s->runway
                             : s->all_runways ? "state, all"
                                              : "state");
        if (s->closed)
            buffer_append_format(out, " closed or not usable;");
        if (s->cleared)
            buffer_append_format(out, " contamination has ceased;");
        if (s->deposit >= 0)
            buffer_append_format(out, " %s;", tac_deposit_word(s->deposit));
        if (s->extent > 0)
            buffer_append_format(out, " on %s;", tac_extent_word(s->extent));
        if (s->depth_mm == 0)
            buffer_append_format(out, " depth less than 1 mm;");
        else if (s->depth_mm > 0)
            buffer_append_format(out, " depth %d mm;", s->depth_mm);
        if (s->friction >= 0)
            buffer_append_format(out, " friction 0.%02d;", s->friction);
        if (s->braking >= 0)
            buffer_append_format(out, " braking action %s;", tac_braking_word(s->braking));
        buffer_append_format(out, " as reported.\n");
    }
}

static void write_clock(struct buffer *out, const char *word, int64_t t)
{
    struct utc_civil c;
    if (t == UTC_NONE)
        return;
    utc_to_civil(t, &c);
    buffer_append_format(out, " %s %02d:%02d UTC", word, c.hour, c.minute);
}

static void write_trend(struct buffer *out, const struct metar *m)
{
    static const char *const words[] = {"No significant change within two hours",
                                        "Becoming",
                                        "Temporarily",
                                        "Intermittently",
                                        "From then on",
                                        "Possibly",
                                        "Colour state forecast"};
    for (unsigned i = 0; i < m->trend_count; i++) {
        const struct tac_trend *t = &m->trend[i];
        buffer_append_format(out, "  Trend: %s", words[t->type]);
        if (t->probability)
            buffer_append_format(out, " (probability %d %%)", t->probability);
        write_clock(out, "from", t->from);
        write_clock(out, "until", t->to);
        write_clock(out, "at", t->at);
        if (t->color_state[0])
            buffer_append_format(out, " %s", t->color_state);
        buffer_append_format(out, t->type == TAC_TREND_NOSIG || t->type == TAC_TREND_COLOR ? ".\n" : ":\n");
        conditions_text_write(out, &t->conditions, "    ");
    }
}

static void write_undecoded(struct buffer *out, const struct metar *m)
{
    for (unsigned i = 0; i < m->spans.count; i++) {
        const struct tac_span *s = &m->spans.list[i];
        if (s->group != TAC_GROUP_UNDECODED)
            continue;
        buffer_append_format(out, "  Not understood: ");
        buffer_append_slice(out, slice_sub(m->raw, s->start, s->end));
        buffer_append_format(out, ".\n");
    }
}

void metar_text_write(struct buffer *out, const struct metar *m, const struct render_options *o)
{
    buffer_append_format(out, "%s at %s, ", m->type == METAR_TYPE_SPECI ? "Special report" : "Report",
                         m->station);
    conditions_text_write_time(out, m->time);
    buffer_append_format(out, "%s%s.\n", m->automatic ? ", automatic" : "",
                         m->corrected ? ", corrected" : "");
    if (m->nil) {
        buffer_append_format(out, "  The report is missing (NIL).\n");
        return;
    }
    conditions_text_write(out, &m->conditions, "  ");
    write_rvr(out, m);
    write_temperature(out, m);
    write_runway_state(out, m);
    if (m->color_state[0])
        buffer_append_format(out, "  Military colour state: %s.\n", m->color_state);
    write_trend(out, m);
    remark_text_write(out, m->raw, &m->remarks, "  ");
    write_undecoded(out, m);
    if (o && o->expired)
        buffer_append_format(out, "  The report is too old to tell a flight category.\n");
    else
        conditions_text_write_category(out, &m->ceiling, &m->category, "  ");
}
