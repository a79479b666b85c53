#include "tac/conditions.h"

#include "tac/cloud_parse.h"
#include "tac/conditions_parse.h"
#include "tac/span_parse.h"
#include "tac/visibility_parse.h"
#include "tac/weather_parse.h"
#include "tac/wind_parse.h"
#include "tac/wind_shear_parse.h"

void tac_conditions_clear(struct tac_conditions *c)
{
    memset(c, 0, offsetof(struct tac_conditions, weather));
    c->wind = tac_wind_none;
    c->vertical_visibility_ft = -1;
    c->altimeter = (struct tac_altimeter){0};
}

static unsigned take_wind(struct tac_conditions *c, const struct tac_token *t, size_t n,
                          struct tac_spans *spans, unsigned section)
{
    struct tac_wind wind;
    unsigned taken = c->wind_stated ? 0 : tac_wind_decode(t, n, &wind);
    if (taken) {
        wind.variable_from_deg = c->wind.variable_from_deg;
        wind.variable_to_deg = c->wind.variable_to_deg;
        wind.present |= wind.variable_from_deg >= 0;
        c->wind = wind;
        c->wind_stated = true;
        tac_spans_add(spans, t, taken, TAC_GROUP_WIND, section, 0);
        if (!wind.present)
            tac_spans_mark_missing(spans);
        return taken;
    }
    taken = c->wind.variable_from_deg < 0 ? tac_wind_variation_decode(t, n, &c->wind) : 0;
    if (taken) {
        c->wind.present = true;
        tac_spans_add(spans, t, taken, TAC_GROUP_WIND_VARIATION, section, 0);
    }
    return taken;
}

static unsigned take_visibility(struct tac_conditions *c, const struct tac_token *t, size_t n,
                                struct tac_spans *spans, unsigned section)
{
    struct tac_visibility v;
    struct tac_directional_visibility d;
    /* "9999 CAVOK" says the same twice. */
    bool ten_km = c->visibility.present && c->visibility.greater_than && c->visibility.meters >= 10000;
    bool open = !c->visibility_stated || (ten_km && tac_token_is(t, "CAVOK"));
    unsigned taken = open ? tac_visibility_decode(t, n, &v) : 0;
    if (taken) {
        v.directional_count = c->visibility.directional_count;
        memcpy(v.directional, c->visibility.directional, sizeof(v.directional));
        c->visibility = v;
        c->visibility_stated = true;
        if (v.cavok) {
            c->weather_state = TAC_WEATHER_NONE;
            c->sky_state = TAC_SKY_CLEAR;
        }
        tac_spans_add(spans, t, taken, v.cavok ? TAC_GROUP_CAVOK : TAC_GROUP_VISIBILITY, section, 0);
        if (!v.present)
            tac_spans_mark_missing(spans);
        return taken;
    }
    if (c->visibility.directional_count == TAC_DIRECTIONAL_MAX ||
        !tac_visibility_directional_decode(t, n, &d))
        return 0;
    tac_spans_add(spans, t, 1, TAC_GROUP_VISIBILITY_DIRECTIONAL, section, c->visibility.directional_count);
    c->visibility.directional[c->visibility.directional_count++] = d;
    return 1;
}

static unsigned take_weather(struct tac_conditions *c, const struct tac_token *t, size_t n,
                             struct tac_spans *spans, unsigned section)
{
    struct tac_weather w;
    if (tac_token_is(t, "NSW") || tac_token_is(t, "//")) {
        if (c->weather_state != TAC_WEATHER_NOT_STATED)
            return 0;
        c->weather_state = tac_token_is(t, "//") ? TAC_WEATHER_MISSING : TAC_WEATHER_NONE;
        tac_spans_add(spans, t, 1, TAC_GROUP_WEATHER_STATE, section, 0);
        return 1;
    }
    unsigned taken = c->weather_count < TAC_WEATHER_MAX ? tac_weather_decode(t, n, &w) : 0;
    if (taken == 0)
        return 0;
    if (!w.recent)
        c->weather_state = TAC_WEATHER_REPORTED;
    tac_spans_add(spans, t, taken, TAC_GROUP_WEATHER, section, c->weather_count);
    c->weather[c->weather_count++] = w;
    return taken;
}

static unsigned take_sky_words(struct tac_conditions *c, const struct tac_token *t, size_t n,
                               struct tac_spans *spans, unsigned section)
{
    unsigned taken = 0;
    if (c->sky_state == TAC_SKY_NOT_STATED && tac_token_is(t, "SKY")) {
        taken = tac_phrase_match(t, n, "SKY OBS");
        if (!taken)
            taken = tac_phrase_match(t, n, "SKY OBSC");
    }
    if (taken) {
        c->sky_state = TAC_SKY_OBSCURED;
        tac_spans_add(spans, t, taken, TAC_GROUP_VERTICAL_VISIBILITY, section, 0);
    } else if (tac_cloud_is_missing(t)) {
        if (c->sky_state == TAC_SKY_NOT_STATED)
            c->sky_state = TAC_SKY_MISSING;
        /* Beside layers it is one more, of unknown amount. */
        c->sky_doubtful |= c->sky_state == TAC_SKY_REPORTED;
        tac_spans_add(spans, t, 1, TAC_GROUP_SKY_STATE, section, 0);
        taken = 1;
    }
    return taken;
}

static unsigned take_sky(struct tac_conditions *c, const struct tac_token *t, size_t n,
                         struct tac_spans *spans, unsigned section)
{
    struct tac_cloud cloud;
    int32_t vertical_ft;
    if (c->sky_state != TAC_SKY_OBSCURED && tac_vertical_visibility_decode(t, n, &vertical_ft)) {
        c->vertical_visibility_ft = vertical_ft;
        c->sky_state = TAC_SKY_OBSCURED;
        tac_spans_add(spans, t, 1, TAC_GROUP_VERTICAL_VISIBILITY, section, 0);
        return 1;
    }
    if (!tac_cloud_decode(t, n, &cloud))
        return take_sky_words(c, t, n, spans, section);
    if (c->clouds_count == TAC_CLOUDS_MAX)
        return 0;
    bool clear = tac_cover_is_clear(cloud.cover);
    /* Clear sky beside layers contradicts itself; the layers stand. */
    if (clear && c->sky_state == TAC_SKY_REPORTED)
        return 0;
    c->sky_doubtful |= !clear && c->sky_state == TAC_SKY_MISSING;
    if (c->sky_state != TAC_SKY_OBSCURED)
        c->sky_state = !clear ? TAC_SKY_REPORTED : c->sky_doubtful ? TAC_SKY_MISSING : TAC_SKY_CLEAR;
    tac_spans_add(spans, t, 1, TAC_GROUP_CLOUD, section, c->clouds_count);
    c->clouds[c->clouds_count++] = cloud;
    return 1;
}

static unsigned take_wind_shear(struct tac_conditions *c, const struct tac_token *t, size_t n,
                                struct tac_spans *spans, unsigned section)
{
    struct tac_wind_shear w;
    unsigned taken = c->wind_shear_count < TAC_WIND_SHEAR_MAX ? tac_wind_shear_decode(t, n, &w) : 0;
    if (taken) {
        tac_spans_add(spans, t, taken, TAC_GROUP_WIND_SHEAR, section, c->wind_shear_count);
        c->wind_shear[c->wind_shear_count++] = w;
    }
    return taken;
}

#define FIRST TAC_FIRST

/* In the order of trial. */
static const struct {
    uint64_t first;
    unsigned (*take)(struct tac_conditions *, const struct tac_token *, size_t, struct tac_spans *, unsigned);
} takers[] = {
    /* 27015KT, VRB03KT, /////KT, E27015KT; 180V240 */
    {TAC_FIRST_DIGIT | FIRST('V') | FIRST('/') | FIRST('E'), take_wind},
    /* 9999, 1/2SM, M1/4SM, P6SM, CAVOK, ////; 2000NE */
    {TAC_FIRST_DIGIT | FIRST('M') | FIRST('P') | FIRST('C') | FIRST('/'), take_visibility},
    /* FEW SCT BKN OVC SKC CLR NSC NCD, VV, SKY OBS, /// */
    {FIRST('F') | FIRST('S') | FIRST('B') | FIRST('O') | FIRST('C') | FIRST('N') | FIRST('V') | FIRST('/'),
     take_sky},
    /* signs, and the first letters of table 4678, of RE, VC and NSW; // */
    {FIRST('-') | FIRST('+') | FIRST('/') | FIRST('B') | FIRST('D') | FIRST('F') | FIRST('G') | FIRST('H') |
         FIRST('I') | FIRST('M') | FIRST('N') | FIRST('P') | FIRST('R') | FIRST('S') | FIRST('T') |
         FIRST('U') | FIRST('V'),
     take_weather},
    {FIRST('W'), take_wind_shear},
};

unsigned tac_conditions_take(struct tac_conditions *c, const struct tac_token *t, size_t n,
                             struct tac_spans *spans, unsigned section)
{
    uint64_t first = tac_first(t);
    unsigned taken = 0;
    for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]) && taken == 0; i++)
        if (takers[i].first & first)
            taken = takers[i].take(c, t, n, spans, section);
    return taken;
}

void tac_conditions_note_undecoded(struct tac_conditions *c, const struct tac_token *t)
{
    /* Weather that could not be read is not no weather. */
    if (c->weather_state == TAC_WEATHER_NOT_STATED && tac_text_is_like_weather(t->text))
        c->weather_state = TAC_WEATHER_MISSING;
    if (!tac_text_is_like_ceiling(t->text))
        return;
    c->sky_doubtful = true;
    if (c->sky_state == TAC_SKY_NOT_STATED || c->sky_state == TAC_SKY_CLEAR)
        c->sky_state = TAC_SKY_MISSING;
}

void tac_conditions_complete(struct tac_conditions *c)
{
    if (!c->visibility_stated)
        tac_visibility_complete(&c->visibility);
    if (c->weather_state == TAC_WEATHER_NOT_STATED)
        c->weather_state = TAC_WEATHER_NONE;
    if (c->sky_state == TAC_SKY_NOT_STATED)
        c->sky_state = TAC_SKY_MISSING;
}

static void take_sky_from(struct tac_conditions *c, const struct tac_conditions *from)
{
    c->sky_state = from->sky_state;
    c->sky_doubtful = from->sky_doubtful;
    c->vertical_visibility_ft = from->vertical_visibility_ft;
    c->clouds_count = from->clouds_count;
    memcpy(c->clouds, from->clouds, sizeof(c->clouds[0]) * from->clouds_count);
}

void tac_conditions_merge(struct tac_conditions *c, const struct tac_conditions *change)
{
    if (change->wind_stated) {
        c->wind = change->wind;
        c->wind_stated = true;
    }
    if (change->visibility_stated) {
        c->visibility = change->visibility;
        c->visibility_stated = true;
    }
    if (change->weather_state != TAC_WEATHER_NOT_STATED) {
        c->weather_state = change->weather_state;
        c->weather_count = change->weather_count;
        memcpy(c->weather, change->weather, sizeof(c->weather[0]) * change->weather_count);
    }
    if (change->sky_state != TAC_SKY_NOT_STATED)
        take_sky_from(c, change);
    /* CAVOK speaks of weather and sky too: with other ones only its 10 km remain. */
    if (!change->visibility_stated &&
        (change->weather_state != TAC_WEATHER_NOT_STATED || change->sky_state != TAC_SKY_NOT_STATED))
        c->visibility.cavok = false;
    if (change->wind_shear_count > 0) {
        c->wind_shear_count = change->wind_shear_count;
        memcpy(c->wind_shear, change->wind_shear, sizeof(c->wind_shear[0]) * change->wind_shear_count);
    }
    if (change->altimeter.reported_unit != TAC_PRESSURE_NONE)
        c->altimeter = change->altimeter;
}
