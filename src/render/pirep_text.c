#include "render/pirep_text.h"

#include "render/conditions_text.h"

static void write_feet(struct buffer *out, int32_t feet, const struct render_options *o)
{
    buffer_append_format(out, "%d ft", (int)feet);
    if (o && o->units == RENDER_UNITS_METRIC)
        buffer_append_format(out, " (%d m)", (int)(feet * 0.3048 + 0.5));
}

static void write_point(struct buffer *out, const struct pirep_point *p)
{
    if (p->has_position) {
        buffer_append_format(out, "%.4f, %.4f", p->position.latitude_deg, p->position.longitude_deg);
        return;
    }
    const char *reference = p->reference[0] ? p->reference : "a reference not named";
    if (p->distance_nm < 0)
        buffer_append_format(out, "%s", reference);
    else if (p->direction[0])
        buffer_append_format(out, "%d NM %s of %s", p->distance_nm, p->direction, reference);
    else
        buffer_append_format(out, "%d NM from %s on its %03d radial", p->distance_nm, reference,
                             (int)p->radial_deg);
}

static void write_place(struct buffer *out, const struct pirep *p)
{
    const struct pirep_location *l = &p->location;
    bool known = l->at.reference[0] || l->at.radial_deg >= 0 || l->at.has_position;
    if (!known && !l->text.ptr)
        return;
    buffer_append_format(out, "  Place: ");
    if (known)
        write_point(out, &l->at);
    else
        buffer_append_slice(out, l->text);
    if (l->has_to) {
        buffer_append_format(out, " to ");
        write_point(out, &l->to);
    }
    buffer_append_format(out, ".\n");
}

static void write_level(struct buffer *out, const struct pirep *p, const struct render_options *o)
{
    static const char *const phases[] = {"", "", ", in the climb", ", in the descent"};
    if (p->altitude_ft == PIREP_FEET_NONE && p->altitude_kind == PIREP_ALTITUDE_UNKNOWN)
        return;
    buffer_append_format(out, "  Level: ");
    if (p->altitude_ft == PIREP_FEET_NONE)
        buffer_append_format(out, "not given");
    else
        write_feet(out, p->altitude_ft, o);
    buffer_append_format(out, "%s.\n", phases[p->altitude_kind]);
}

static void write_sky(struct buffer *out, const struct pirep *p, const struct render_options *o)
{
    for (unsigned i = 0; i < p->sky_count; i++) {
        const struct pirep_sky *s = &p->sky[i];
        buffer_append_format(out, "  Sky: %s", s->cover[0] ? s->cover : "cloud of an amount not given");
        if (s->base_ft_msl != PIREP_FEET_NONE) {
            buffer_append_format(out, ", base ");
            write_feet(out, s->base_ft_msl, o);
        }
        if (s->top_ft_msl != PIREP_FEET_NONE) {
            buffer_append_format(out, ", top ");
            write_feet(out, s->top_ft_msl, o);
        }
        buffer_append_format(out, s->base_ft_msl != PIREP_FEET_NONE || s->top_ft_msl != PIREP_FEET_NONE
                                      ? " above sea level.\n"
                                      : ".\n");
    }
    if (p->flight_conditions)
        buffer_append_format(out, "  Flight conditions: %s.\n", p->flight_conditions);
}

static const char *word_of(const char *code)
{
    static const char *const words[][2] = {{"NEG", "none"},
                                           {"NEG-LGT", "none to light"},
                                           {"TRC", "trace"},
                                           {"TRC-LGT", "trace to light"},
                                           {"LGT", "light"},
                                           {"LGT-MOD", "light to moderate"},
                                           {"MOD", "moderate"},
                                           {"MOD-SEV", "moderate to severe"},
                                           {"SEV", "severe"},
                                           {"SEV-EXTRM", "severe to extreme"},
                                           {"EXTRM", "extreme"},
                                           {"CHOP", "chop"},
                                           {"CAT", "clear air turbulence"},
                                           {"LLWS", "low-level wind shear"},
                                           {"MWAVE", "mountain wave"},
                                           {"RIME", "rime"},
                                           {"CLEAR", "clear ice"},
                                           {"MIXED", "mixed ice"},
                                           {"OCNL", "occasional"},
                                           {"INTMT", "intermittent"},
                                           {"CONT", "continuous"},
                                           {"ISOL", "isolated"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(code, words[i][0]) == 0)
            return words[i][1];
    return code;
}

static void write_hazard(struct buffer *out, const char *name, const struct pirep_hazard *h,
                         const struct render_options *o)
{
    const char *parts[] = {h->frequency, h->intensity, h->type};
    bool first = true;
    buffer_append_format(out, "  %s:", name);
    for (size_t i = 0; i < 3; i++) {
        if (!parts[i])
            continue;
        buffer_append_format(out, "%s%s", i == 2 && !first ? ", " : " ", word_of(parts[i]));
        first = false;
    }
    if (h->base_ft != PIREP_FEET_NONE && h->base_ft == h->top_ft) {
        buffer_append_format(out, " at ");
        write_feet(out, h->base_ft, o);
    } else {
        if (h->base_ft != PIREP_FEET_NONE) {
            buffer_append_format(out, h->top_ft == PIREP_FEET_NONE ? " above " : " from ");
            write_feet(out, h->base_ft, o);
        }
        if (h->top_ft != PIREP_FEET_NONE) {
            buffer_append_format(out, h->base_ft == PIREP_FEET_NONE ? " below " : " to ");
            write_feet(out, h->top_ft, o);
        }
    }
    buffer_append_format(out, ".\n");
}

static void write_weather(struct buffer *out, const struct pirep *p)
{
    if (p->visibility.present)
        buffer_append_format(out, "  Flight visibility: %d statute miles.\n",
                             (int)p->visibility.statute_miles);
    if (p->visibility_unrestricted)
        buffer_append_format(out, "  Flight visibility: unrestricted.\n");
    for (unsigned i = 0; i < p->weather_count; i++) {
        buffer_append_format(out, "  Weather: ");
        conditions_text_write_weather(out, &p->weather[i]);
        buffer_append_format(out, ".\n");
    }
    if (p->temperature_c != TAC_TEMPERATURE_NONE)
        buffer_append_format(out, "  Temperature: %d C.\n", p->temperature_c);
    if (p->wind.present) {
        buffer_append_format(out, "  Wind: ");
        conditions_text_write_wind(out, &p->wind);
        buffer_append_format(out, ".\n");
    }
}

static void write_rest(struct buffer *out, const struct pirep *p)
{
    if (p->remarks.ptr) {
        buffer_append_format(out, "  Remarks: ");
        buffer_append_slice(out, p->remarks);
        buffer_append_format(out, ".\n");
    }
    for (unsigned i = 0; i < p->spans.count; i++) {
        const struct tac_span *s = &p->spans.list[i];
        if (s->group != TAC_GROUP_UNDECODED)
            continue;
        buffer_append_format(out, "  Not understood: ");
        buffer_append_slice(out, slice_sub(p->raw, s->start, s->end));
        buffer_append_format(out, ".\n");
    }
}

void pirep_text_write(struct buffer *out, const struct pirep *p, const struct render_options *o)
{
    static const char *const names[] = {"Pilot report", "Urgent pilot report", "Air-report"};
    buffer_append_format(out, "%s", names[p->kind]);
    if (p->aircraft[0])
        buffer_append_format(out, " of %s", p->aircraft);
    if (p->aircraft_type[0])
        buffer_append_format(out, " of a %s", p->aircraft_type);
    buffer_append_format(out, ", ");
    conditions_text_write_time(out, p->time);
    buffer_append_format(out, ".\n");
    write_place(out, p);
    write_level(out, p, o);
    write_sky(out, p, o);
    write_weather(out, p);
    for (unsigned i = 0; i < p->turbulence_count; i++)
        write_hazard(out, "Turbulence", &p->turbulence[i], o);
    for (unsigned i = 0; i < p->icing_count; i++)
        write_hazard(out, "Icing", &p->icing[i], o);
    write_rest(out, p);
}
