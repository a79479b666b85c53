#include "render/taf_text.h"

#include "render/conditions_text.h"

static void write_day_clock(struct buffer *out, int64_t t)
{
    struct utc_civil c;
    if (t == UTC_NONE) {
        buffer_append_format(out, "a time not known");
        return;
    }
    utc_to_civil(t, &c);
    buffer_append_format(out, "%02d:%02d UTC on the %d", c.hour, c.minute, c.day);
}

static void write_change(struct buffer *out, const struct taf_change *c)
{
    static const char *const words[] = {"From", "Becoming between", "Temporarily between",
                                        "Intermittently between", "Possibly between"};
    buffer_append_format(out, "  %s ", words[c->type]);
    write_day_clock(out, c->from);
    if (c->type != TAF_CHANGE_FM) {
        buffer_append_format(out, " and ");
        write_day_clock(out, c->to);
    }
    if (c->probability)
        buffer_append_format(out, " (probability %d %%)", c->probability);
    buffer_append_format(out, ":\n");
    conditions_text_write(out, &c->conditions, "    ");
}

static void write_temperatures(struct buffer *out, const char *word, const struct taf_temperature *list,
                               unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        buffer_append_format(out, "  %s temperature: %d C at ", word, list[i].temperature_c);
        write_day_clock(out, list[i].at);
        buffer_append_format(out, ".\n");
    }
}

static void write_layers(struct buffer *out, const struct taf *t, const char *word,
                         const struct taf_layer *list, unsigned count, const char *(*text)(int))
{
    for (unsigned i = 0; i < count; i++) {
        const char *meaning = text(list[i].code);
        buffer_append_format(out, "  %s: %s from %d ft", word, meaning ? meaning : "of a kind not known",
                             (int)list[i].base_ft);
        if (list[i].depth_ft)
            buffer_append_format(out, " to %d ft", (int)(list[i].base_ft + list[i].depth_ft));
        if (list[i].section > 0) {
            buffer_append_format(out, ", with the change from ");
            write_day_clock(out, t->changes[list[i].section - 1].from);
        }
        buffer_append_format(out, ".\n");
    }
}

static void write_rest(struct buffer *out, const struct taf *t)
{
    for (unsigned i = 0; i < t->remarks_count; i++)
        buffer_append_format(out, "  Note: %s (%.*s).\n", t->remarks[i].meaning,
                             (int)(t->remarks[i].end - t->remarks[i].start),
                             t->raw.ptr + t->remarks[i].start);
    for (unsigned i = 0; i < t->spans.count; i++) {
        const struct tac_span *s = &t->spans.list[i];
        if (s->group != TAC_GROUP_UNDECODED)
            continue;
        buffer_append_format(out, "  Not understood: ");
        buffer_append_slice(out, slice_sub(t->raw, s->start, s->end));
        buffer_append_format(out, ".\n");
    }
}

void taf_text_write(struct buffer *out, const struct taf *t, const struct render_options *o)
{
    buffer_append_format(out, "Forecast for %s", t->station);
    if (t->issued_at != UTC_NONE) {
        buffer_append_format(out, ", issued ");
        conditions_text_write_time(out, t->issued_at);
    }
    buffer_append_format(out, "%s%s.\n", t->amended ? ", amended" : "", t->corrected ? ", corrected" : "");
    if (t->nil || t->cancelled) {
        buffer_append_format(out, t->nil ? "  The forecast is missing (NIL).\n"
                                         : "  The forecast is cancelled.\n");
        return;
    }
    buffer_append_format(out, "  Valid from ");
    write_day_clock(out, t->valid_from);
    buffer_append_format(out, " to ");
    write_day_clock(out, t->valid_to);
    buffer_append_format(out, ".\n");
    conditions_text_write(out, &t->base, "  ");
    if (!o || !o->expired)
        conditions_text_write_category(out, &t->base_ceiling, &t->base_category, "  ");
    for (unsigned i = 0; i < t->changes_count; i++)
        write_change(out, &t->changes[i]);
    write_temperatures(out, "Highest", t->max_temperature, t->max_temperature_count);
    write_temperatures(out, "Lowest", t->min_temperature, t->min_temperature_count);
    write_layers(out, t, "Icing", t->icing, t->icing_count, taf_icing_word);
    write_layers(out, t, "Turbulence", t->turbulence, t->turbulence_count, taf_turbulence_word);
    write_rest(out, t);
}
