#include "tac/metar.h"

#include "tac/cloud_parse.h"
#include "tac/conditions_parse.h"
#include "tac/heading.h"
#include "tac/pressure_parse.h"
#include "tac/remark_parse.h"
#include "tac/runway_state_parse.h"
#include "tac/rvr_parse.h"
#include "tac/span_parse.h"
#include "tac/temperature_parse.h"
#include "tac/time_parse.h"
#include "tac/token.h"
#include "tac/turbulence.h"
#include "tac/trend_parse.h"
#include "tac/visibility_parse.h"

struct decoder {
    const struct tac_token *t; /* the groups still to be read */
    size_t n;
    struct metar *m;
    struct tac_trend *trend; /* the one being read; NULL: the body */
    bool lost;      /* past the body, something unknown began: a group of conditions may belong to it */
    bool past_body; /* temperature or altimeter was seen: what follows may be a remark without RMK */
};

static unsigned section_of(const struct decoder *d)
{
    return d->trend ? (unsigned)(d->trend - d->m->trend) + 1 : 0;
}

static void add_span(struct decoder *d, unsigned taken, enum tac_group group, unsigned index)
{
    tac_spans_add(&d->m->spans, d->t, taken, group, section_of(d), index);
}

static bool temperature_stated(const struct metar *m)
{
    return m->temperature.temperature_c != TAC_TEMPERATURE_NONE ||
           m->temperature.dewpoint_c != TAC_TEMPERATURE_NONE;
}

static bool says_something(const struct metar *m)
{
    return m->nil || m->conditions.wind.present ||
           m->conditions.altimeter.reported_unit != TAC_PRESSURE_NONE || temperature_stated(m);
}

/* AUTO, COR, NIL and what else stands between time and wind; seen elsewhere in the body too. */
static unsigned take_modifier(struct decoder *d)
{
    if (tac_token_is(d->t, "AUTO")) {
        d->m->automatic = true;
        add_span(d, 1, TAC_GROUP_AUTO, 0);
    } else if (tac_token_is(d->t, "NIL") && !says_something(d->m)) {
        d->m->nil = true;
        add_span(d, 1, TAC_GROUP_NIL, 0);
    } else if (tac_token_is(d->t, "RTD")) {
        add_span(d, 1, TAC_GROUP_HEADING, 0); /* "routine delayed" */
    } else if (tac_is_correction(d->t)) {
        d->m->corrected = true;
        add_span(d, 1, TAC_GROUP_CORRECTED, 0);
    } else {
        return 0;
    }
    return 1;
}

static unsigned take_rvr(struct decoder *d)
{
    struct metar *m = d->m;
    struct tac_rvr rvr;
    if (m->rvr_count == TAC_RVR_MAX || !tac_rvr_decode(d->t, d->n, &rvr))
        return 0;
    add_span(d, 1, TAC_GROUP_RVR, m->rvr_count);
    m->rvr[m->rvr_count++] = rvr;
    return 1;
}

static unsigned take_runway_state(struct decoder *d)
{
    struct metar *m = d->m;
    struct tac_runway_state state;
    if (m->runway_state_count == TAC_RUNWAY_STATE_MAX || !tac_runway_state_decode(d->t, d->n, &state))
        return 0;
    tac_spans_add(&m->spans, d->t, 1, TAC_GROUP_RUNWAY_STATE, 0, m->runway_state_count);
    m->runway_state[m->runway_state_count++] = state;
    return 1;
}

static unsigned take_temperature(struct decoder *d)
{
    struct tac_temperature temperature;
    /* With one figure it could be a visibility ("1/2") until there is one. */
    struct slice text = d->t->text;
    if (!d->m->conditions.visibility_stated && text.len > 2 && text.ptr[1] == '/' &&
        tac_is_digit(text.ptr[0]))
        return 0;
    if (temperature_stated(d->m) || !tac_temperature_decode(d->t, d->n, &temperature))
        return 0;
    d->m->temperature = temperature;
    d->past_body = true;
    tac_spans_add(&d->m->spans, d->t, 1, TAC_GROUP_TEMPERATURE, 0, 0);
    return 1;
}

static unsigned take_altimeter(struct decoder *d)
{
    unsigned taken = tac_altimeter_decode(d->t, d->n, &d->m->conditions.altimeter);
    if (taken) {
        d->past_body = true;
        tac_spans_add(&d->m->spans, d->t, taken, TAC_GROUP_ALTIMETER, 0, 0);
        if (d->m->conditions.altimeter.reported_unit == TAC_PRESSURE_NONE)
            tac_spans_mark_missing(&d->m->spans);
    }
    return taken;
}

static bool add_color_trend(struct decoder *d, const char color[12])
{
    struct metar *m = d->m;
    if (m->trend_count == TAC_TRENDS_MAX)
        return false;
    struct tac_trend *trend = &m->trend[m->trend_count++];
    tac_trend_clear(trend);
    trend->type = TAC_TREND_COLOR;
    memcpy(trend->color_state, color, sizeof(trend->color_state));
    return true;
}

/* The first is the present colour; one after it, the colour forecast. */
static unsigned take_color_state(struct decoder *d)
{
    struct metar *m = d->m;
    char color[12], second[12] = "";
    if (!d->past_body || !tac_color_state_decode(d->t, d->n, color, second))
        return 0;
    char *to = d->trend ? d->trend->color_state : m->color_state;
    if (to[0]) {
        if (d->trend || !add_color_trend(d, color))
            return 0;
        tac_spans_add(&m->spans, d->t, 1, TAC_GROUP_COLOR_STATE, m->trend_count, 0);
        return 1;
    }
    if (second[0] && (d->trend || !add_color_trend(d, second)))
        return 0;
    memcpy(to, color, sizeof(color));
    add_span(d, 1, TAC_GROUP_COLOR_STATE, 0);
    return 1;
}

/* Groups of slashes whose meaning is their place: wind before anything else, colour state at the end. */
static unsigned take_slashes(struct decoder *d)
{
    struct tac_conditions *c = &d->m->conditions;
    if (tac_token_is(d->t, "/////") && !c->wind_stated && !c->visibility_stated) {
        c->wind_stated = true;
        add_span(d, 1, TAC_GROUP_WIND, 0);
        tac_spans_mark_missing(&d->m->spans);
        return 1;
    }
    if (tac_token_is(d->t, "///") && d->past_body) {
        add_span(d, 1, TAC_GROUP_COLOR_STATE, 0);
        return 1;
    }
    if (tac_token_is(d->t, "RE//")) {
        add_span(d, 1, TAC_GROUP_WEATHER_STATE, 0);
        return 1;
    }
    /* How US and Canadian stations say that something is missing; what it is, only their order of groups
     * could tell. And a visual range without a runway. */
    if (tac_token_is(d->t, "M") || tac_token_is(d->t, "/") || tac_token_is(d->t, "R///////") ||
        (tac_token_is(d->t, "////") && c->visibility_stated)) {
        add_span(d, 1, TAC_GROUP_MISSING, 0);
        return 1;
    }
    return 0;
}

static unsigned take_trend(struct decoder *d)
{
    struct metar *m = d->m;
    if (m->trend_count == TAC_TRENDS_MAX)
        return 0;
    struct tac_trend *trend = &m->trend[m->trend_count];
    /* Its FM begins no trend: a remark. */
    if (d->t->text.ptr[0] == 'F' && tac_turbulence_match(d->t, d->n))
        return 0;
    unsigned taken = tac_trend_decode(d->t, d->n, m->time, trend);
    if (taken == 0)
        return 0;
    m->trend_count++;
    tac_spans_add(&m->spans, d->t, taken, TAC_GROUP_TREND_TYPE, m->trend_count, 0);
    /* Nothing belongs to NOSIG: what follows is the body's again. */
    d->trend = trend->type == TAC_TREND_NOSIG ? NULL : trend;
    return taken;
}

static unsigned take_trend_time(struct decoder *d)
{
    unsigned taken = d->trend ? tac_trend_time_decode(d->t, d->n, d->m->time, d->trend) : 0;
    if (taken)
        add_span(d, taken, TAC_GROUP_TREND_TYPE, 0);
    return taken;
}

static unsigned take_conditions(struct decoder *d)
{
    struct tac_conditions *c = d->trend ? &d->trend->conditions : &d->m->conditions;
    struct slice text = d->t->text;
    /* "15/05 1013": a pressure whose letter was lost is no visibility. */
    if (d->past_body && !d->trend && tac_altimeter_is_bare(d->t))
        return 0;
    bool closing = text.ptr[0] == 'W' || (text.ptr[0] == 'R' && text.len > 1 && text.ptr[1] == 'E');
    if (d->lost && !d->trend && !closing)
        return 0;
    return tac_conditions_take(c, d->t, d->n, &d->m->spans, section_of(d));
}

/*
 * VNVNVNVN without a direction (15.6.2): the least visibility, right after a prevailing one that is more.
 * Elsewhere four figures could be anything.
 */
static unsigned take_least_visibility(struct decoder *d)
{
    struct tac_visibility *v = &d->m->conditions.visibility;
    const struct tac_spans *spans = &d->m->spans;
    struct tac_scan s = tac_scan_start(d->t->text);
    int meters;
    if (d->trend || spans->list[spans->count - 1].group != TAC_GROUP_VISIBILITY ||
        v->unit != TAC_DISTANCE_M || v->directional_count == TAC_DIRECTIONAL_MAX)
        return 0;
    if (!tac_scan_digits(&s, 4, &meters) || !tac_scan_done(&s) || meters >= v->meters || meters >= 5000)
        return 0;
    add_span(d, 1, TAC_GROUP_VISIBILITY_DIRECTIONAL, v->directional_count);
    v->directional[v->directional_count++] = (struct tac_directional_visibility){.meters = meters};
    return 1;
}

static unsigned take_remark(struct decoder *d)
{
    struct metar *m = d->m;
    const struct tac_remark_context context = {m->time, m->conditions.altimeter.hpa, m->station};
    unsigned taken = tac_remark_take(d->t, d->n, &context, &m->remarks);
    if (taken)
        tac_spans_add(&m->spans, d->t, taken, TAC_GROUP_REMARK, 0, m->remarks.count - 1u);
    return taken;
}

/* Some leave RMK out. */
static unsigned take_unmarked_remark(struct decoder *d)
{
    bool sea = d->t->text.ptr[0] == 'W' && d->t->text.len >= 5;
    if (!d->past_body && !sea && d->m->conditions.clouds_count == 0)
        return 0;
    struct tac_cloud cloud;
    if (d->lost && tac_cloud_decode(d->t, d->n, &cloud))
        return 0;
    return take_remark(d);
}

/*
 * A second visibility in the body that says something else ("CAVOK 3000", "1/2SM 1/4SM"): which of them is
 * meant nothing tells, and with CAVOK the sky and the weather fall too.
 */
static void note_second_visibility(struct decoder *d)
{
    struct tac_conditions *c = &d->m->conditions;
    struct tac_visibility *first = &c->visibility, second;
    if (d->trend || d->past_body || !first->present || !tac_visibility_decode(d->t, d->n, &second) ||
        !second.present || (second.meters == first->meters && second.less_than == first->less_than))
        return;
    if (first->cavok && c->weather_count == 0)
        c->weather_state = TAC_WEATHER_MISSING;
    if (first->cavok && c->clouds_count == 0)
        c->sky_state = TAC_SKY_MISSING;
    *first = tac_visibility_none;
}

static bool is_remark_mark(const struct tac_token *t)
{
    return t->text.ptr[0] == 'R' &&
           (tac_token_is(t, "RMK") || tac_token_is(t, "RMKS") || tac_token_is(t, "REMARK") ||
            tac_token_is(t, "REMARKS") || tac_token_is(t, "RMK:") || tac_token_is(t, "RMKS:"));
}

static void advance(struct decoder *d, unsigned taken)
{
    d->t += taken;
    d->n -= taken;
}

static void undecoded(struct decoder *d)
{
    tac_spans_add(&d->m->spans, d->t, 1, TAC_GROUP_UNDECODED, 0, 0);
    advance(d, 1);
}

/* Two reports in one text: what the second says is not the first one's. */
static bool take_next_report(struct decoder *d)
{
    if (!tac_heading_is_next(d->t, d->n))
        return false;
    tac_spans_add(&d->m->spans, d->t, (unsigned)d->n, TAC_GROUP_UNDECODED, 0, 0);
    d->n = 0;
    return true;
}

static void decode_remarks(struct decoder *d)
{
    tac_spans_add(&d->m->spans, d->t, 1, TAC_GROUP_REMARK_MARK, 0, 0);
    advance(d, 1);
    while (d->n > 0 && !take_next_report(d)) {
        unsigned taken = take_remark(d);
        if (taken == 0 && d->t->text.len > 1 && tac_text_all_slashes(d->t->text)) {
            add_span(d, 1, TAC_GROUP_MISSING, 0);
            taken = 1;
        }
        if (taken)
            advance(d, taken);
        else
            undecoded(d);
    }
}

#define FIRST TAC_FIRST

/*
 * In the order of trial. Slashes and conditions first: they are the most and the best defined. Runway state
 * before visual range: "R25/4999//" has the six figures of a state.
 */
static const struct {
    uint64_t first;
    unsigned (*take)(struct decoder *);
} takers[] = {
    {FIRST('/') | FIRST('R') | FIRST('M'), take_slashes},
    {TAC_FIRST_ANY, take_conditions}, /* which has such a table of its own */
    {TAC_FIRST_DIGIT, take_least_visibility},
    {TAC_FIRST_DIGIT | FIRST('M') | FIRST('-') | FIRST('X') | FIRST('/'), take_temperature},
    {FIRST('Q') | FIRST('A'), take_altimeter},
    {FIRST('A') | FIRST('C') | FIRST('N') | FIRST('R'), take_modifier},
    {FIRST('N') | FIRST('B') | FIRST('T') | FIRST('I') | FIRST('P') | FIRST('F'), take_trend},
    {FIRST('F') | FIRST('T') | FIRST('A'), take_trend_time},
    {TAC_FIRST_DIGIT | FIRST('R') | FIRST('S'), take_runway_state},
    {FIRST('R'), take_rvr},
    {FIRST('B') | FIRST('W') | FIRST('G') | FIRST('Y') | FIRST('A') | FIRST('R'), take_color_state},
    {TAC_FIRST_ANY & ~TAC_FIRST_DIGIT, take_unmarked_remark}, /* figures without RMK could be anything */
};

static unsigned take_any(struct decoder *d)
{
    uint64_t first = tac_first(d->t);
    unsigned taken = 0;
    for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]) && taken == 0; i++)
        if (takers[i].first & first)
            taken = takers[i].take(d);
    return taken;
}

static void decode_body(struct decoder *d)
{
    while (d->n > 0 && !is_remark_mark(d->t) && !take_next_report(d)) {
        unsigned taken = take_any(d);
        if (taken) {
            advance(d, taken);
            continue;
        }
        note_second_visibility(d);
        if (!d->lost)
            tac_conditions_note_undecoded(d->trend ? &d->trend->conditions : &d->m->conditions, d->t);
        d->lost |= d->past_body && d->t->text.len >= 4;
        undecoded(d);
    }
    if (d->n > 0)
        decode_remarks(d);
}

/* What remarks say about the whole report. */
static void apply_remarks(struct metar *m)
{
    for (unsigned i = 0; i < m->remarks.count; i++) {
        const struct tac_remark *r = &m->remarks.list[i];
        if (r->kind == TAC_REMARK_SEA_LEVEL_PRESSURE && m->sea_level_pressure_dhpa < 0)
            m->sea_level_pressure_dhpa = r->value[0];
        /* Without its sensor, no weather group does not mean no weather. */
        if (r->kind == TAC_REMARK_SENSOR_STATUS && strcmp(r->note, "present weather") == 0 &&
            m->conditions.weather_state == TAC_WEATHER_NOT_STATED)
            m->conditions.weather_state = TAC_WEATHER_MISSING;
    }
}

static void finish(struct metar *m)
{
    apply_remarks(m);
    if (m->nil && m->conditions.weather_state == TAC_WEATHER_NOT_STATED)
        m->conditions.weather_state = TAC_WEATHER_MISSING;
    tac_conditions_complete(&m->conditions);
    m->ceiling = tac_ceiling_find(&m->conditions);
    m->category = tac_category_find(&m->ceiling, &m->conditions.visibility);
    m->relative_humidity_pct =
        (int16_t)tac_relative_humidity_pct(m->temperature.temperature_c, m->temperature.dewpoint_c);
}

static void metar_clear(struct metar *m, struct slice raw)
{
    m->raw = raw;
    m->type = METAR_TYPE_METAR;
    m->automatic = m->corrected = m->nil = false;
    m->time = UTC_NONE;
    tac_conditions_clear(&m->conditions);
    m->temperature = (struct tac_temperature){TAC_TEMPERATURE_NONE, TAC_TEMPERATURE_NONE};
    m->sea_level_pressure_dhpa = -1;
    m->color_state[0] = '\0';
    m->rvr_count = m->runway_state_count = m->trend_count = 0;
    m->remarks.count = m->remarks.events_count = 0;
    m->spans.count = 0;
}

static enum result fail(struct tac_error *error, const char *text, size_t offset)
{
    if (error)
        *error = (struct tac_error){text, offset};
    return RESULT_INVALID;
}

enum result metar_decode(struct slice raw, int64_t reference_time, struct metar *out, struct tac_error *error)
{
    struct tac_tokens tokens;
    struct tac_heading heading;
    if (raw.len > TAC_REPORT_MAX)
        return fail(error, "longer than a report can be", TAC_REPORT_MAX);
    tac_tokens_split(raw, &tokens);
    metar_clear(out, raw);
    unsigned taken = tac_heading_decode(tokens.list, tokens.count, &heading, &out->spans);
    if (heading.has_taf)
        return fail(error, "a TAF, not a METAR", heading.offset);
    if (taken == 0)
        return fail(error, "no station", heading.offset);
    memcpy(out->station, heading.station, sizeof(out->station));
    out->type = heading.has_speci ? METAR_TYPE_SPECI : METAR_TYPE_METAR;
    out->corrected = heading.corrected;
    out->reported_time = heading.time;
    if (heading.time.day > 0)
        out->time = tac_time_nearest(heading.time, reference_time, 0);
    struct decoder d = {.t = tokens.list + taken, .n = tokens.count - taken, .m = out};
    decode_body(&d);
    if (heading.time.day == 0 && !says_something(out))
        return fail(error, "no time of observation", heading.offset);
    if (tokens.rest < raw.len)
        tac_spans_add_range(&out->spans, (uint32_t)tokens.rest, (uint32_t)raw.len, TAC_GROUP_UNDECODED, 0, 0);
    finish(out);
    return RESULT_OK;
}
