#include "render/conditions_text.h"

#include "base/utc.h"

void conditions_text_write_time(struct buffer *out, int64_t t)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct utc_civil c;
    if (t == UTC_NONE) {
        buffer_append_format(out, "a time not known");
        return;
    }
    utc_to_civil(t, &c);
    buffer_append_format(out, "%d %s %d %02d:%02d UTC", c.day, months[c.month - 1], c.year, c.hour, c.minute);
}

static const char *unit_word(const struct tac_wind *w)
{
    return w->unit == TAC_SPEED_MPS ? "m/s" : w->unit == TAC_SPEED_KMH ? "km/h" : "kt";
}

static void write_speed(struct buffer *out, const struct tac_wind *w, int speed)
{
    buffer_append_format(out, "%d %s", speed, unit_word(w));
    if (w->unit != TAC_SPEED_KT)
        buffer_append_format(out, " (%d kt)", tac_speed_to_kt(speed, (enum tac_speed_unit)w->unit));
}

/* Is this the figure that the P stands before? 99 kt, 49 m/s, 199 km/h (WMO No. 306, 15.5.6), or the highest.
 */
static bool is_above(const struct tac_wind *w, int speed)
{
    int limit = w->unit == TAC_SPEED_MPS ? 49 : w->unit == TAC_SPEED_KMH ? 199 : 99;
    int highest = w->gust > w->speed ? w->gust : w->speed;
    return w->above && (speed == limit || speed == highest);
}

void conditions_text_write_wind(struct buffer *out, const struct tac_wind *w)
{
    if (w->calm) {
        buffer_append_format(out, "calm");
        return;
    }
    if (w->variable)
        buffer_append_format(out, "from variable directions");
    else if (w->direction_deg >= 0)
        buffer_append_format(out, "from %03d degrees", w->direction_deg);
    else
        buffer_append_format(out, "from a direction not reported");
    if (w->speed >= 0) {
        buffer_append_format(out, is_above(w, w->speed) ? " at more than " : " at ");
        write_speed(out, w, w->speed);
    } else {
        buffer_append_format(out, ", speed not reported");
    }
    if (w->gust >= 0) {
        buffer_append_format(out, is_above(w, w->gust) ? ", gusting to more than " : ", gusting to ");
        write_speed(out, w, w->gust);
    }
    if (w->variable_from_deg >= 0)
        buffer_append_format(out, ", varying between %03d and %03d degrees", w->variable_from_deg,
                             w->variable_to_deg);
}

static void write_miles(struct buffer *out, double miles)
{
    int whole = (int)miles;
    int sixteenths = (int)((miles - whole) * 16 + 0.5), below = 16;
    while (sixteenths > 0 && sixteenths % 2 == 0) {
        sixteenths /= 2;
        below /= 2;
    }
    if (whole || sixteenths == 0)
        buffer_append_format(out, "%d", whole);
    if (sixteenths)
        buffer_append_format(out, "%s%d/%d", whole ? " " : "", sixteenths, below);
    buffer_append_format(out, miles > 1 ? " statute miles" : " statute mile");
}

static void write_visibility(struct buffer *out, const struct tac_visibility *v)
{
    if (v->less_than)
        buffer_append_format(out, "less than ");
    if (v->unit == TAC_DISTANCE_SM) {
        buffer_append_format(out, v->greater_than ? "more than " : "");
        write_miles(out, v->statute_miles);
    } else if (v->greater_than) {
        buffer_append_format(out, "10 km or more");
    } else if (v->unit == TAC_DISTANCE_KM) {
        buffer_append_format(out, "%d km", (int)(v->meters / 1000));
    } else {
        buffer_append_format(out, "%d m", (int)v->meters);
    }
}

static void write_visibility_line(struct buffer *out, const struct tac_visibility *v, const char *indent)
{
    buffer_append_format(out, "%sVisibility: ", indent);
    if (v->present)
        write_visibility(out, v);
    else
        buffer_append_format(out, "not reported");
    for (unsigned i = 0; i < v->directional_count; i++)
        buffer_append_format(out,
                             v->directional[i].direction[0] ? "; %d m to the %s" : "; at the lowest %d m%s",
                             (int)v->directional[i].meters, v->directional[i].direction);
    if (v->cavok)
        buffer_append_format(out, "; no cloud of significance and no weather of significance (CAVOK)");
    buffer_append_format(out, ".\n");
}

/* A descriptor's place in the phrase: showers and thunderstorm follow or lead, the others are adjectives. */
void conditions_text_write_weather(struct buffer *out, const struct tac_weather *w)
{
    bool shower = strcmp(w->descriptor, "SH") == 0, storm = strcmp(w->descriptor, "TS") == 0;
    const char *intensity = w->intensity == TAC_INTENSITY_LIGHT   ? "light "
                            : w->intensity == TAC_INTENSITY_HEAVY ? "heavy "
                                                                  : "";
    if (w->recent)
        buffer_append_format(out, "recent ");
    if (strcmp(w->code, "+FC") == 0) {
        buffer_append_format(out, "tornado or waterspout");
        return;
    }
    /* The intensity is that of the precipitation. */
    if (storm && w->phenomena_count)
        buffer_append_format(out, "thunderstorm with ");
    buffer_append_format(out, "%s", intensity);
    if (storm)
        buffer_append_format(out, w->phenomena_count ? "" : "thunderstorm");
    else if (w->descriptor[0] && !shower)
        buffer_append_format(out, "%s ", tac_weather_word(w->descriptor));
    for (unsigned i = 0; i < w->phenomena_count; i++)
        buffer_append_format(out, "%s%s",
                             i == 0                        ? ""
                             : i + 1 == w->phenomena_count ? " and "
                                                           : ", ",
                             tac_weather_word(w->phenomena[i]));
    if (shower)
        buffer_append_format(out, w->phenomena_count ? " showers" : "showers");
    if (w->vicinity)
        buffer_append_format(out, " in the vicinity");
}

static void write_weather_line(struct buffer *out, const struct tac_conditions *c, const char *indent)
{
    if (c->weather_state == TAC_WEATHER_NOT_STATED && c->weather_count == 0)
        return;
    buffer_append_format(out, "%sWeather: ", indent);
    for (unsigned i = 0; i < c->weather_count; i++) {
        buffer_append_format(out, i ? "; " : "");
        conditions_text_write_weather(out, &c->weather[i]);
    }
    if (c->weather_state == TAC_WEATHER_MISSING)
        buffer_append_format(out, c->weather_count ? "; that of now not reported" : "not reported");
    else if (c->weather_count == 0)
        buffer_append_format(out, "none of significance");
    buffer_append_format(out, ".\n");
}

static void write_cloud(struct buffer *out, const struct tac_cloud *c)
{
    static const char *const words[] = {
        [TAC_COVER_UNKNOWN] = "unknown amount",
        [TAC_COVER_FEW] = "few",
        [TAC_COVER_SCT] = "scattered",
        [TAC_COVER_BKN] = "broken",
        [TAC_COVER_OVC] = "overcast",
        [TAC_COVER_SKC] = "sky clear",
        [TAC_COVER_CLR] = "clear up to the height that the station measures",
        [TAC_COVER_NSC] = "no significant cloud",
        [TAC_COVER_NCD] = "no cloud detected",
    };
    buffer_append_format(out, "%s", words[c->cover]);
    if (tac_cover_is_clear((enum tac_cover)c->cover))
        return;
    if (c->base_ft_agl >= 0)
        buffer_append_format(out, " at %d ft", (int)c->base_ft_agl);
    else
        buffer_append_format(out, " at a height not known");
    if (c->type)
        buffer_append_format(out, c->type == TAC_CLOUD_CB ? " (cumulonimbus)" : " (towering cumulus)");
}

static void write_sky_line(struct buffer *out, const struct tac_conditions *c, const char *indent)
{
    if (c->sky_state == TAC_SKY_NOT_STATED || (c->visibility.cavok && c->clouds_count == 0))
        return;
    buffer_append_format(out, "%sSky: ", indent);
    if (c->sky_state == TAC_SKY_OBSCURED && c->vertical_visibility_ft >= 0)
        buffer_append_format(out, "obscured, vertical visibility %d ft", (int)c->vertical_visibility_ft);
    else if (c->sky_state == TAC_SKY_OBSCURED)
        buffer_append_format(out, "obscured, vertical visibility not reported");
    else if (c->clouds_count == 0)
        buffer_append_format(out, "not reported");
    for (unsigned i = 0; i < c->clouds_count; i++) {
        buffer_append_format(out, i || c->sky_state == TAC_SKY_OBSCURED ? "; " : "");
        write_cloud(out, &c->clouds[i]);
    }
    buffer_append_format(out, ".\n");
}

static void write_wind_shear(struct buffer *out, const struct tac_conditions *c, const char *indent)
{
    for (unsigned i = 0; i < c->wind_shear_count; i++) {
        const struct tac_wind_shear *s = &c->wind_shear[i];
        buffer_append_format(out, "%sWind shear", indent);
        if (s->all_runways)
            buffer_append_format(out, " on all runways");
        else if (s->runway[0])
            buffer_append_format(out, " on runway %s", s->runway);
        if (s->height_ft >= 0)
            buffer_append_format(out, " at %d ft: wind from %03d degrees at %d kt", (int)s->height_ft,
                                 s->direction_deg, s->speed_kt);
        buffer_append_format(out, ".\n");
    }
}

void conditions_text_write(struct buffer *out, const struct tac_conditions *c, const char *indent)
{
    if (c->wind.present) {
        buffer_append_format(out, "%sWind: ", indent);
        conditions_text_write_wind(out, &c->wind);
        buffer_append_format(out, ".\n");
    } else if (c->wind_stated) {
        buffer_append_format(out, "%sWind: not reported.\n", indent);
    }
    if (c->visibility_stated || c->visibility.directional_count)
        write_visibility_line(out, &c->visibility, indent);
    write_weather_line(out, c, indent);
    write_sky_line(out, c, indent);
    write_wind_shear(out, c, indent);
    if (c->altimeter.inhg_reported)
        buffer_append_format(out, "%sAltimeter: %.2f inHg.\n", indent, c->altimeter.inhg);
    if (c->altimeter.hpa_reported)
        buffer_append_format(out, "%sQNH: %d hPa.\n", indent, (int)c->altimeter.hpa);
}

void conditions_text_write_category(struct buffer *out, const struct tac_ceiling *ceiling,
                                    const struct tac_category *category, const char *indent)
{
    switch ((enum tac_ceiling_state)ceiling->state) {
    case TAC_CEILING_NONE:
        buffer_append_format(out, "%sCeiling: none.\n", indent);
        break;
    case TAC_CEILING_REPORTED:
    case TAC_CEILING_INDEFINITE:
        buffer_append_format(out, "%sCeiling: %d ft.\n", indent, (int)ceiling->ft_agl);
        break;
    case TAC_CEILING_AT_MOST:
        buffer_append_format(out, "%sCeiling: %d ft or lower.\n", indent, (int)ceiling->ft_agl);
        break;
    case TAC_CEILING_UNKNOWN:
        buffer_append_format(out, "%sCeiling: not known.\n", indent);
        break;
    }
    buffer_append_format(out, "%sFlight category: %s", indent,
                         tac_flight_category_name((enum tac_flight_category)category->category));
    if (category->category == TAC_CATEGORY_UNKNOWN && category->at_best >= 0)
        buffer_append_format(out, " (%s or worse)",
                             tac_flight_category_name((enum tac_flight_category)category->at_best));
    buffer_append_format(out, ".\n");
}
