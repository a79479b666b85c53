#include "tac/taf_at.h"

#include "tac/conditions_parse.h"
#include "tac/token.h"

static void state_assess(struct taf_state *s)
{
    s->ceiling = tac_ceiling_find(&s->conditions);
    s->category = tac_category_find(&s->ceiling, &s->conditions.visibility);
}

static int strength_kt(const struct tac_wind *w)
{
    int speed = tac_speed_to_kt(w->speed, (enum tac_speed_unit)w->unit);
    int gust = tac_speed_to_kt(w->gust, (enum tac_speed_unit)w->unit);
    return gust > speed ? gust : speed;
}

/* Unknown is worse than all but what is LIFR by itself, as UNKNOWN stands in the order of categories. */
static bool visibility_worse(const struct tac_visibility *a, const struct tac_visibility *b)
{
    if (!a->present || !b->present)
        return a->present ? a->statute_miles < 1 : b->present && b->statute_miles >= 1;
    return a->meters < b->meters;
}

/* Is the sky of `a` the one to show: lower ceiling, or unknown beside none? */
static bool sky_worse(const struct taf_state *a, const struct taf_state *b)
{
    if (a->ceiling.ft_agl >= 0 && b->ceiling.ft_agl >= 0)
        return a->ceiling.ft_agl < b->ceiling.ft_agl;
    if (a->ceiling.ft_agl >= 0 || b->ceiling.ft_agl >= 0)
        return a->ceiling.ft_agl >= 0;
    return a->ceiling.state == TAC_CEILING_UNKNOWN && b->ceiling.state != TAC_CEILING_UNKNOWN;
}

static void copy_sky(struct tac_conditions *to, const struct tac_conditions *from)
{
    to->sky_state = from->sky_state;
    to->sky_doubtful = from->sky_doubtful;
    to->vertical_visibility_ft = from->vertical_visibility_ft;
    to->clouds_count = from->clouds_count;
    memcpy(to->clouds, from->clouds, sizeof(to->clouds));
}

static bool has_weather(const struct tac_conditions *c, const char *code)
{
    for (unsigned i = 0; i < c->weather_count; i++)
        if (strcmp(c->weather[i].code, code) == 0)
            return true;
    return false;
}

/* The weather of both. */
static void add_weather(struct tac_conditions *to, const struct tac_conditions *from)
{
    for (unsigned i = 0; i < from->weather_count && to->weather_count < TAC_WEATHER_MAX; i++)
        if (!has_weather(to, from->weather[i].code))
            to->weather[to->weather_count++] = from->weather[i];
    if (to->weather_count > 0)
        to->weather_state = TAC_WEATHER_REPORTED;
    else if (from->weather_state == TAC_WEATHER_MISSING)
        to->weather_state = TAC_WEATHER_MISSING;
}

/* Element by element, the worse of before and after. */
static void state_worse(const struct taf_state *before, const struct taf_state *after, struct taf_state *out)
{
    *out = *before;
    if (strength_kt(&after->conditions.wind) > strength_kt(&before->conditions.wind))
        out->conditions.wind = after->conditions.wind;
    if (visibility_worse(&after->conditions.visibility, &before->conditions.visibility))
        out->conditions.visibility = after->conditions.visibility;
    if (sky_worse(after, before))
        copy_sky(&out->conditions, &after->conditions);
    add_weather(&out->conditions, &after->conditions);
    if (after->conditions.wind_shear_count > 0) {
        out->conditions.wind_shear_count = after->conditions.wind_shear_count;
        memcpy(out->conditions.wind_shear, after->conditions.wind_shear, sizeof(out->conditions.wind_shear));
    }
    if (out->conditions.weather_count > 0 || out->conditions.clouds_count > 0 ||
        out->conditions.sky_state != TAC_SKY_CLEAR)
        out->conditions.visibility.cavok = false;
    out->ceiling = tac_ceiling_worse(before->ceiling, after->ceiling);
    out->category = tac_category_worse(before->category, after->category);
}

/* An FM from before the validity leaves nothing to the base forecast: its day is a slip as likely as not. */
static void take_from(const struct taf *taf, const struct taf_change *c, struct taf_at *at)
{
    at->after.conditions = c->conditions;
    tac_conditions_complete(&at->after.conditions);
    at->becoming = c->from < taf->valid_from;
    if (!at->becoming) {
        at->before.conditions = at->after.conditions;
        at->temporary_count = 0;
    }
}

static void take_becoming(const struct taf_change *c, int64_t time, struct taf_at *at)
{
    tac_conditions_merge(&at->after.conditions, &c->conditions);
    if (c->to == UTC_NONE || time < c->to)
        at->becoming = true;
    else
        tac_conditions_merge(&at->before.conditions, &c->conditions);
}

/* Lays the changes that have begun over the base: `before` without, `after` with those whose window is open.
 */
static void walk(const struct taf *taf, int64_t time, struct taf_at *at)
{
    at->becoming = false;
    at->temporary_count = 0;
    at->before.conditions = at->after.conditions = taf->base;
    for (unsigned i = 0; i < taf->changes_count; i++) {
        const struct taf_change *c = &taf->changes[i];
        /* A time not known is no later than any: UTC_NONE is the least of all. */
        if (c->from > time)
            continue;
        if (c->type == TAF_CHANGE_FM)
            take_from(taf, c, at);
        else if (c->type == TAF_CHANGE_BECMG)
            take_becoming(c, time, at);
        else if (c->to == UTC_NONE || time < c->to)
            at->temporary[at->temporary_count++].change = (uint8_t)i;
    }
}

/*
 * A temporary change laid over what prevails. An element that it does not state keeps what prevailing says of
 * it, which inside a BECMG window is more than its conditions tell: a ceiling at_most, a visibility known on
 * one side only.
 */
static void merge_temporary(const struct taf_state *prevailing, const struct tac_conditions *change,
                            struct taf_state *out)
{
    *out = *prevailing;
    tac_conditions_merge(&out->conditions, change);
    if (change->sky_state != TAC_SKY_NOT_STATED)
        out->ceiling = tac_ceiling_find(&out->conditions);
    if (change->sky_state != TAC_SKY_NOT_STATED || change->visibility_stated)
        out->category = tac_category_find(&out->ceiling, &out->conditions.visibility);
}

/* No TAF is for more than 30 hours (Annex 3, 6.2.6); twice as many and more are a slip in one of the days. */
#define LONGEST (60 * UTC_HOUR)

bool taf_at_find(const struct taf *taf, int64_t time, struct taf_at *out)
{
    if (taf->cancelled || taf->nil || taf->valid_from == UTC_NONE || taf->valid_to == UTC_NONE ||
        time < taf->valid_from || time >= taf->valid_to || taf->valid_to - taf->valid_from >= LONGEST)
        return false;
    walk(taf, time, out);
    state_assess(&out->before);
    state_assess(&out->after);
    if (out->becoming)
        state_worse(&out->before, &out->after, &out->prevailing);
    else
        out->prevailing = out->after;
    out->worst = out->prevailing.category;
    for (unsigned i = 0; i < out->temporary_count; i++) {
        struct taf_temporary *t = &out->temporary[i];
        merge_temporary(&out->prevailing, &taf->changes[t->change].conditions, &t->merged);
        out->worst = tac_category_worse(out->worst, t->merged.category);
    }
    return true;
}
