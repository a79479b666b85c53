#include "render/sigmet_text.h"

#include "render/conditions_text.h"

static const char *word_of(const char *code)
{
    static const char *const words[][2] = {
        {"TS", "thunderstorms"},
        {"TURB", "turbulence"},
        {"ICE", "icing"},
        {"MTW", "mountain waves"},
        {"DS", "duststorm"},
        {"SS", "sandstorm"},
        {"VA", "volcanic ash"},
        {"TC", "tropical cyclone"},
        {"RDOACT_CLD", "radioactive cloud"},
        {"CB", "cumulonimbus"},
        {"TCU", "towering cumulus"},
        {"IFR", "ceilings or visibility below VFR limits"},
        {"MTN_OBSCN", "mountains obscured"},
        {"LLWS", "low-level wind shear"},
        {"SFC_WIND", "strong surface wind"},
        {"SFC_VIS", "poor surface visibility"},
        {"CLD", "cloud"},
        {"EMBD", "embedded"},
        {"FRQ", "frequent"},
        {"OBSC", "obscured"},
        {"SQL", "squall line of"},
        {"OCNL", "occasional"},
        {"ISOL", "isolated"},
        {"SCT", "scattered"},
        {"SEV", "severe"},
        {"MOD", "moderate"},
        {"LGT", "light"},
        {"HVY", "heavy"},
        {"MOD/SEV", "moderate to severe"},
        {"MOD-SEV", "moderate to severe"},
        {"BKN", "broken"},
        {"OVC", "overcast"},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(code, words[i][0]) == 0)
            return words[i][1];
    return code;
}

static void write_period(struct buffer *out, int64_t from, int64_t to)
{
    buffer_append_format(out, "from ");
    conditions_text_write_time(out, from);
    buffer_append_format(out, " to ");
    conditions_text_write_time(out, to);
}

static void write_head(struct buffer *out, const struct sigmet *s)
{
    static const char *const names[] = {"SIGMET", "Convective SIGMET", "AIRMET", "Center weather advisory",
                                        "Convective outlook"};
    buffer_append_format(out, "%s%s", s->test ? "TEST: " : "", names[s->kind]);
    if (s->sequence.ptr) {
        buffer_append_format(out, " ");
        buffer_append_slice(out, s->sequence);
    }
    if (s->fir_name.ptr) {
        buffer_append_format(out, " for ");
        buffer_append_slice(out, s->fir_name);
    }
    if (s->fir[0])
        buffer_append_format(out, " (%s)", s->fir);
    if (s->office[0])
        buffer_append_format(out, ", issued by %s", s->office);
    buffer_append_format(out, "%s.\n  Valid ", s->corrected ? ", corrected" : "");
    write_period(out, s->valid_from, s->valid_to);
    buffer_append_format(out, ".\n");
}

static void write_cancellation(struct buffer *out, const struct sigmet *s)
{
    if (!s->cancelled)
        return;
    buffer_append_format(out, "  Cancels ");
    if (s->cancels.ptr)
        buffer_append_slice(out, s->cancels);
    else
        buffer_append_format(out, "one that it does not name");
    buffer_append_format(out, ".\n");
}

static void write_hazard(struct buffer *out, const struct sigmet *s)
{
    static const char *const observed[] = {"", ", observed", ", forecast", ", observed and forecast"};
    if (s->none)
        buffer_append_format(out, "  There is none.\n");
    if (!s->hazard)
        return;
    buffer_append_format(out, "  Hazard: ");
    if (s->qualifier)
        buffer_append_format(out, "%s ", word_of(s->qualifier));
    buffer_append_format(out, "%s%s%s%s", word_of(s->hazard), s->hail ? " with hail" : "",
                         s->freezing_rain ? " in freezing rain" : "", observed[s->observed]);
    if (s->at != UTC_NONE) {
        buffer_append_format(out, " at ");
        conditions_text_write_time(out, s->at);
    }
    if (s->source.name.ptr) {
        buffer_append_format(out, "; name: ");
        buffer_append_slice(out, s->source.name);
    }
    if (s->source.has_position)
        buffer_append_format(out, "; at %.4f, %.4f", s->source.position.latitude_deg,
                             s->source.position.longitude_deg);
    buffer_append_format(out, ".\n");
}

static void write_feet(struct buffer *out, int32_t feet, const struct render_options *o)
{
    buffer_append_format(out, "%d ft", (int)feet);
    if (o && o->units == RENDER_UNITS_METRIC)
        buffer_append_format(out, " (%d m)", (int)(feet * 0.3048 + 0.5));
}

static void write_levels(struct buffer *out, const struct sigmet_levels *l, const struct render_options *o)
{
    bool base = l->base_ft != SIGMET_FEET_NONE, top = l->top_ft != SIGMET_FEET_NONE;
    if (!base && !top)
        return;
    buffer_append_format(out, "  Levels:");
    if (base && top && l->base_ft == l->top_ft) {
        buffer_append_format(out, " at ");
        write_feet(out, l->base_ft, o);
    } else {
        if (l->base_freezing)
            buffer_append_format(out, " from the freezing level");
        if (base) {
            buffer_append_format(out, top ? " from " : " above ");
            write_feet(out, l->base_ft, o);
        }
        if (top) {
            buffer_append_format(out, l->above                   ? " top above "
                                      : base || l->base_freezing ? " to "
                                                                 : " up to ");
            write_feet(out, l->top_ft, o);
        }
    }
    buffer_append_format(out, ".\n");
}

static void write_movement(struct buffer *out, const struct sigmet *s)
{
    static const char *const changes[] = {NULL, "none", "weakening", "intensifying"};
    const struct sigmet_movement *m = &s->movement;
    if (m->present) {
        buffer_append_format(out, "  Movement: ");
        if (m->stationary || m->little)
            buffer_append_format(out, m->stationary ? "stationary" : "little");
        else if (m->direction_ddeg % 10)
            buffer_append_format(out, "towards %05.1f degrees", m->direction_ddeg / 10.0);
        else
            buffer_append_format(out, "towards %03d degrees", m->direction_ddeg / 10);
        if (m->speed_kt >= 0 && !m->stationary)
            buffer_append_format(out, " at %d kt", m->speed_kt);
        buffer_append_format(out, ".\n");
    }
    if (s->change != SIGMET_CHANGE_NOT_SAID)
        buffer_append_format(out, "  Change of intensity: %s.\n", changes[s->change]);
}

static void write_line(struct buffer *out, const char *label, struct slice text)
{
    if (!text.ptr)
        return;
    buffer_append_format(out, "  %s: ", label);
    buffer_append_slice(out, text);
    buffer_append_format(out, ".\n");
}

/* Of US texts it stands behind the points of the area; of kilometres it has a decimal. */
static void write_distance(struct buffer *out, const char *label, double nm)
{
    if (nm >= 0)
        buffer_append_format(out, "  %s: %.*f NM.\n", label, nm == (double)(int)nm ? 0 : 1, nm);
}

static void write_forecast(struct buffer *out, const struct sigmet_forecast *f)
{
    if (!f->present)
        return;
    buffer_append_format(out, "  Forecast for ");
    conditions_text_write_time(out, f->at);
    buffer_append_format(out, ": ");
    if (f->none_expected)
        buffer_append_format(out, "no volcanic ash is expected");
    else if (f->area.text.ptr)
        buffer_append_slice(out, f->area.text);
    else if (f->has_position)
        buffer_append_format(out, "centre at %.4f, %.4f", f->position.latitude_deg,
                             f->position.longitude_deg);
    else
        buffer_append_format(out, "no place is given");
    buffer_append_format(out, ".\n");
}

void sigmet_text_write(struct buffer *out, const struct sigmet *s, const struct render_options *o)
{
    write_head(out, s);
    write_cancellation(out, s);
    write_hazard(out, s);
    write_line(out, "Area", s->area.text);
    write_distance(out, "Width of the line", s->area.width_nm);
    write_distance(out, "Radius", s->area.radius_nm);
    write_levels(out, &s->levels, o);
    write_movement(out, s);
    write_forecast(out, &s->forecast);
    write_line(out, "Details", s->details);
    write_line(out, "Outlook", s->outlook);
    for (unsigned i = 0; i < s->spans.count; i++) {
        const struct tac_span *span = &s->spans.list[i];
        if (span->group == TAC_GROUP_UNDECODED)
            write_line(out, "Not understood", slice_sub(s->raw, span->start, span->end));
    }
}
