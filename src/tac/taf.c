#include "tac/taf.h"

#include "tac/conditions_parse.h"
#include "tac/heading.h"
#include "tac/pressure_parse.h"
#include "tac/span_parse.h"
#include "tac/taf_groups.h"
#include "tac/time_parse.h"
#include "tac/token.h"
#include "tac/turbulence.h"

struct decoder {
    const struct tac_token *t;
    size_t n;
    struct taf *taf;
    struct tac_conditions *conditions; /* of the group being read */
    unsigned section;                  /* 0 base, 1 + n changes[n] */
    int64_t reference;
    int days_needed;
    bool old_style;
    bool in_remarks;
    bool lost; /* a change group began whose head could not be read: what follows belongs to nothing known */
};

static void add_span(struct decoder *d, unsigned taken, enum tac_group group, unsigned index)
{
    tac_spans_add(&d->taf->spans, d->t, taken, group, d->section, index);
}

static void advance(struct decoder *d, unsigned taken)
{
    d->t += taken;
    d->n -= taken;
}

static enum result fail(struct tac_error *error, const char *text, size_t offset)
{
    if (error)
        *error = (struct tac_error){text, offset};
    return RESULT_INVALID;
}

/* valid_from is the moment nearest the issue; without an issue, nearest the reference time. valid_to follows.
 */
static void resolve_validity(struct decoder *d, const struct taf_period *p)
{
    struct taf *taf = d->taf;
    if (taf->issued_at != UTC_NONE)
        taf->valid_from = tac_time_nearest(p->from, taf->issued_at, 0);
    else
        taf->valid_from = tac_time_nearest(p->from, d->reference, d->days_needed);
    taf->valid_to = tac_time_not_before(p->to, taf->valid_from);
    /* Hours alone: "0606" is a whole day. */
    if (p->to.day == 0 && taf->valid_to == taf->valid_from && taf->valid_to != UTC_NONE)
        taf->valid_to += UTC_DAY;
}

/* AMD, COR, NIL, CNL between the station and the base forecast. */
static unsigned take_modifier(struct decoder *d)
{
    struct taf *taf = d->taf;
    bool begun = d->section > 0 || d->conditions->wind_stated || d->conditions->visibility_stated;
    if (tac_token_is(d->t, "NIL") && !begun) {
        taf->nil = true;
        add_span(d, 1, TAC_GROUP_NIL, 0);
    } else if (!d->in_remarks && (tac_token_is(d->t, "CNL") || tac_token_is(d->t, "CNLD"))) {
        taf->cancelled = true;
        add_span(d, 1, TAC_GROUP_CANCELLED, 0);
    } else if (!begun && tac_is_correction(d->t)) {
        taf->corrected = true;
        add_span(d, 1, TAC_GROUP_CORRECTED, 0);
    } else if (!begun && tac_token_is(d->t, "AMD")) {
        taf->amended = true;
        add_span(d, 1, TAC_GROUP_AMENDED, 0);
    } else {
        return 0;
    }
    return 1;
}

static unsigned take_validity(struct decoder *d)
{
    struct taf_period period;
    if (d->taf->valid_from != UTC_NONE)
        return 0;
    unsigned taken = taf_period_decode(d->t, d->n, &period);
    if (taken == 0) {
        taken = taf_period_decode_old(d->t, d->n, &period);
        d->old_style = taken > 0;
    }
    if (taken == 0)
        return 0;
    resolve_validity(d, &period);
    add_span(d, taken, TAC_GROUP_VALIDITY, 0);
    return taken;
}

/*
 * The first such moment not before valid_from. When that is more than a day after the end of validity, it is
 * the moment up to a day before valid_from (an amended forecast keeps groups that have begun), or else not
 * this TAF's: the text has another day.
 */
static int64_t moment(const struct taf *taf, struct tac_day_time at)
{
    int64_t t = tac_time_not_before(at, taf->valid_from);
    if (t == UTC_NONE || taf->valid_to == UTC_NONE || t <= taf->valid_to + UTC_DAY)
        return t;
    t = tac_time_nearest(at, taf->valid_from, 0);
    return t != UTC_NONE && t < taf->valid_from && t >= taf->valid_from - UTC_DAY ? t : UTC_NONE;
}

/* "FM1422" where all else has days: the day and hour, if they are within the validity, as likely as the time.
 */
static bool start_doubtful(const struct decoder *d, const struct taf_head *h)
{
    if (d->old_style || h->start_ddhh.day == 0)
        return false;
    int64_t other = moment(d->taf, h->start_ddhh);
    return other != UTC_NONE && other >= d->taf->valid_from && other < d->taf->valid_to;
}

static void resolve_change(struct decoder *d, const struct taf_head *h, struct taf_change *c)
{
    c->from = c->to = UTC_NONE;
    if (h->type == TAF_CHANGE_FM) {
        c->from = start_doubtful(d, h) ? UTC_NONE : moment(d->taf, h->start);
    } else if (h->has_period) {
        c->from = moment(d->taf, h->period.from);
        if (h->period.to.day || c->from == UTC_NONE)
            c->to = moment(d->taf, h->period.to);
        else
            c->to = tac_time_not_before(h->period.to, c->from);
        if (h->period.to.day == 0 && c->to == c->from && c->to != UTC_NONE)
            c->to += UTC_DAY;
        if (c->to != UTC_NONE && c->to < c->from)
            c->from = c->to = UTC_NONE;
    }
}

static unsigned take_change(struct decoder *d)
{
    struct taf *taf = d->taf;
    struct taf_head head;
    if (taf->changes_count == TAF_CHANGES_MAX)
        return 0;
    unsigned taken = taf_head_decode(d->t, d->n, d->old_style, &head);
    /* A PROB30 at the very end says nothing: what it is of was cut off. */
    if (taken == 0 || (taken == d->n && head.type == TAF_CHANGE_PROB && !head.has_period))
        return 0;
    struct taf_change *c = &taf->changes[taf->changes_count++];
    c->type = head.type;
    c->probability = head.probability;
    c->to_derived = false;
    resolve_change(d, &head, c);
    tac_conditions_clear(&c->conditions);
    d->conditions = &c->conditions;
    d->section = taf->changes_count;
    d->in_remarks = d->lost = false;
    add_span(d, taken, TAC_GROUP_CHANGE, 0);
    return taken;
}

static unsigned add_remark(struct decoder *d, unsigned taken, const char *meaning, int16_t celsius,
                           int64_t at)
{
    struct taf *taf = d->taf;
    /* Listed whole when there is no room: its figures must not be taken for a forecast. */
    if (taf->remarks_count == TAF_REMARKS_MAX) {
        tac_spans_add(&taf->spans, d->t, taken, TAC_GROUP_UNDECODED, 0, 0);
        return taken;
    }
    tac_spans_add(&taf->spans, d->t, taken, TAC_GROUP_REMARK, 0, taf->remarks_count);
    taf->remarks[taf->remarks_count++] = (struct taf_remark){.start = d->t[0].start,
                                                             .end = d->t[taken - 1].end,
                                                             .meaning = meaning,
                                                             .temperature_c = celsius,
                                                             .at = at};
    return taken;
}

static unsigned take_turbulence(struct decoder *d)
{
    char first = d->t->text.ptr[0];
    unsigned taken = first == 'F' || first == 'M' || first == 'S' ? tac_turbulence_match(d->t, d->n) : 0;
    return taken ? add_remark(d, taken, "turbulence, as reported", TAC_TEMPERATURE_NONE, UTC_NONE) : 0;
}

static unsigned take_temperature(struct decoder *d)
{
    struct taf *taf = d->taf;
    enum taf_temperature_kind kind;
    struct tac_day_time when;
    int16_t celsius;
    if (!taf_temperature_decode(d->t, d->n, &kind, &celsius, &when))
        return 0;
    struct taf_temperature x = {celsius, moment(taf, when)};
    if (kind == TAF_TEMPERATURE_AT)
        return add_remark(d, 1, "temperature forecast for a time", celsius, x.at);
    uint8_t *count = kind == TAF_TEMPERATURE_MAX ? &taf->max_temperature_count : &taf->min_temperature_count;
    struct taf_temperature *list = kind == TAF_TEMPERATURE_MAX ? taf->max_temperature : taf->min_temperature;
    if (*count == TAF_TEMPERATURES_MAX)
        return 0;
    add_span(d, 1, kind == TAF_TEMPERATURE_MAX ? TAC_GROUP_MAX_TEMPERATURE : TAC_GROUP_MIN_TEMPERATURE,
             *count);
    list[(*count)++] = x;
    return 1;
}

static unsigned take_layer(struct decoder *d)
{
    struct taf *taf = d->taf;
    struct taf_layer layer;
    bool icing;
    if (!taf_layer_decode(d->t, d->n, &icing, &layer))
        return 0;
    uint8_t *count = icing ? &taf->icing_count : &taf->turbulence_count;
    if (*count == TAF_LAYERS_MAX)
        return 0;
    layer.section = (uint8_t)d->section;
    add_span(d, 1, icing ? TAC_GROUP_ICING : TAC_GROUP_TURBULENCE, *count);
    (icing ? taf->icing : taf->turbulence)[(*count)++] = layer;
    return 1;
}

static unsigned take_remark(struct decoder *d)
{
    const char *meaning;
    if (tac_token_is(d->t, "RMK")) {
        d->in_remarks = true;
        add_span(d, 1, TAC_GROUP_REMARK_MARK, 0);
        return 1;
    }
    unsigned taken = taf_phrase_decode(d->t, d->n, &meaning);
    return taken ? add_remark(d, taken, meaning, TAC_TEMPERATURE_NONE, UTC_NONE) : 0;
}

/*
 * AMD 1544, AMD 281544Z at the very end: amended at (AFMAN 15-124, 1.3.15; COR likewise). At a time that
 * can't be it is amended all the same.
 */
static unsigned take_change_time(struct decoder *d)
{
    struct taf *taf = d->taf;
    bool amended = d->n == 2 && tac_token_is(d->t, "AMD");
    if (!amended && !(d->n == 2 && tac_token_is(d->t, "COR")))
        return 0;
    struct tac_scan s = tac_scan_start(d->t[1].text);
    struct tac_day_time when;
    bool day = d->t[1].text.len >= 6;
    bool valid = day ? tac_scan_ddhhmm(&s, &when) : tac_scan_hhmm(&s, &when);
    tac_scan_char(&s, 'Z');
    if ((!valid || !tac_scan_done(&s)) && !tac_is_digit(d->t[1].text.ptr[0]))
        return 0;
    taf->amended |= amended;
    taf->corrected |= !amended;
    if (valid && tac_scan_done(&s) && taf->remarks_count < TAF_REMARKS_MAX)
        return add_remark(d, 2, amended ? "amended at this time" : "corrected at this time",
                          TAC_TEMPERATURE_NONE, tac_time_nearest(when, taf->valid_from, 0));
    add_span(d, 1, amended ? TAC_GROUP_AMENDED : TAC_GROUP_CORRECTED, 0);
    return 1;
}

/* Who made it, by three letters at the very end (Brazil). */
static unsigned take_initials(struct decoder *d)
{
    struct slice s = d->t->text;
    if (!d->in_remarks || d->n > 1 || d->taf->station[0] != 'S' || s.len != 3)
        return 0;
    if (!tac_is_letter(s.ptr[0]) || !tac_is_letter(s.ptr[1]) || !tac_is_letter(s.ptr[2]))
        return 0;
    return add_remark(d, 1, "initials of the forecaster", TAC_TEMPERATURE_NONE, UTC_NONE);
}

/* After RMK, words that look like groups are not the forecast's. */
static unsigned take_conditions(struct decoder *d)
{
    if (d->in_remarks || d->lost)
        return 0;
    unsigned taken = tac_conditions_take(d->conditions, d->t, d->n, &d->taf->spans, d->section);
    if (taken == 0) {
        taken = tac_altimeter_decode(d->t, d->n, &d->conditions->altimeter);
        if (taken)
            add_span(d, taken, TAC_GROUP_ALTIMETER, 0);
    }
    return taken;
}

/* A period after a word that was to be BECMG, an FM with something else than a time, another probability. */
static bool looks_like_head(const struct tac_token *t)
{
    struct taf_period period;
    struct slice s = t->text;
    return taf_period_decode(t, 1, &period) || slice_starts_with(s, SLICE("PROB")) ||
           (s.len > 3 && s.ptr[0] == 'F' && s.ptr[1] == 'M' && tac_is_digit(s.ptr[2]));
}

static void take_undecoded(struct decoder *d)
{
    if (!d->in_remarks && !d->lost)
        tac_conditions_note_undecoded(d->conditions, d->t);
    d->lost |= looks_like_head(d->t);
    tac_spans_add(&d->taf->spans, d->t, 1, TAC_GROUP_UNDECODED, 0, 0);
    advance(d, 1);
}

static void decode_groups(struct decoder *d)
{
    static unsigned (*const takers[])(struct decoder *) = {
        take_turbulence,  take_change,   take_remark,      take_conditions, take_layer,
        take_temperature, take_modifier, take_change_time, take_initials,
    };
    while (d->n > 0) {
        unsigned taken = 0;
        /* What another report says is not this one's. */
        bool another = tac_heading_is_next(d->t, d->n);
        for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]) && taken == 0 && !another; i++)
            taken = takers[i](d);
        if (another) {
            tac_spans_add_range(&d->taf->spans, d->t[0].start, d->t[d->n - 1].end, TAC_GROUP_UNDECODED, 0, 0);
            return;
        }
        if (taken)
            advance(d, taken);
        else
            take_undecoded(d);
    }
}

/* A NIL or cancelled TAF forecasts nothing: what stands beside it was not understood. */
static void drop_forecast(struct taf *taf)
{
    for (unsigned i = 0; i < taf->spans.count; i++) {
        struct tac_span *s = &taf->spans.list[i];
        if (s->group >= TAC_GROUP_WIND && s->group <= TAC_GROUP_TURBULENCE)
            *s = (struct tac_span){.start = s->start, .end = s->end, .group = TAC_GROUP_UNDECODED};
    }
    taf->changes_count = 0;
    taf->max_temperature_count = taf->min_temperature_count = taf->icing_count = taf->turbulence_count = 0;
}

/* FM groups last until the next one, or the end of validity. */
static void finish(struct taf *taf)
{
    int64_t end = taf->valid_to;
    if (taf->nil || taf->cancelled)
        drop_forecast(taf);
    for (unsigned i = taf->changes_count; i-- > 0;) {
        struct taf_change *c = &taf->changes[i];
        if (c->type != TAF_CHANGE_FM)
            continue;
        /* Out of order: one of the two days is a slip. */
        c->to = end != UTC_NONE && end < c->from ? UTC_NONE : end;
        c->to_derived = true;
        end = c->from;
    }
    tac_conditions_complete(&taf->base);
    taf->base_ceiling = tac_ceiling_find(&taf->base);
    taf->base_category = tac_category_find(&taf->base_ceiling, &taf->base.visibility);
}

static void taf_clear(struct taf *taf, struct slice raw)
{
    taf->raw = raw;
    taf->amended = taf->corrected = taf->cancelled = taf->nil = false;
    taf->issued_at = taf->valid_from = taf->valid_to = UTC_NONE;
    tac_conditions_clear(&taf->base);
    taf->changes_count = taf->max_temperature_count = taf->min_temperature_count = 0;
    taf->icing_count = taf->turbulence_count = taf->remarks_count = 0;
    taf->spans.count = 0;
}

/* Six figures without a Z may be the old validity (ddhhhh) of a TAF without an issue time. */
static bool time_is_validity(const struct tac_heading *h, const struct tac_token *t, size_t n)
{
    struct taf_period period;
    return h->time.day > 0 && !h->time_has_zone &&
           (n == 0 || (!taf_period_decode(t, n, &period) && !taf_period_decode_old(t, n, &period) &&
                       !tac_token_is(t, "NIL") && !tac_token_is(t, "CNL")));
}

static enum result decode_head(struct decoder *d, const struct tac_heading *h, struct tac_error *error)
{
    struct taf *taf = d->taf;
    memcpy(taf->station, h->station, sizeof(taf->station));
    taf->amended = h->amended;
    taf->corrected = h->corrected;
    taf->reported_time = h->time;
    if (h->time.day > 0)
        taf->issued_at = tac_time_nearest(h->time, d->reference, d->days_needed);
    unsigned taken;
    struct tac_scan s = d->n ? tac_scan_start(d->t->text) : (struct tac_scan){NULL, NULL};
    int figures;
    /* A time that can't be ("999999Z") leaves the rest of the forecast readable. */
    if (h->time.day == 0 && tac_scan_digits(&s, 6, &figures) && tac_scan_char(&s, 'Z') && tac_scan_done(&s))
        take_undecoded(d);
    while (d->n > 0 && (taken = take_modifier(d)) > 0)
        advance(d, taken);
    if (d->n > 0)
        advance(d, take_validity(d));
    if (d->n > 0)
        advance(d, take_modifier(d));
    if (taf->valid_from == UTC_NONE && !taf->nil && !taf->cancelled)
        return fail(error, "no period of validity", h->offset);
    return RESULT_OK;
}

enum result taf_decode(struct slice raw, int64_t reference_time, struct taf *out, struct tac_error *error)
{
    struct tac_tokens tokens;
    struct tac_heading heading;
    if (raw.len > TAC_REPORT_MAX)
        return fail(error, "longer than a report can be", TAC_REPORT_MAX);
    tac_tokens_split(raw, &tokens);
    taf_tokens_mend(&tokens);
    taf_clear(out, raw);
    unsigned taken = tac_heading_decode(tokens.list, tokens.count, &heading, &out->spans);
    if (heading.has_metar || heading.has_speci)
        return fail(error, "a METAR, not a TAF", heading.offset);
    if (taken == 0)
        return fail(error, "no station", heading.offset);
    struct decoder d = {.t = tokens.list + taken,
                        .n = tokens.count - taken,
                        .taf = out,
                        .conditions = &out->base,
                        .reference = reference_time};
    if (time_is_validity(&heading, d.t, d.n)) {
        d.t--;
        d.n++;
        out->spans.count--;
        heading.time = (struct tac_day_time){0, 0, 0};
    }
    d.days_needed = taf_days_find(d.t, d.n);
    enum result result = decode_head(&d, &heading, error);
    if (result != RESULT_OK)
        return result;
    decode_groups(&d);
    if (tokens.rest < raw.len)
        tac_spans_add_range(&out->spans, (uint32_t)tokens.rest, (uint32_t)raw.len, TAC_GROUP_UNDECODED, 0, 0);
    finish(out);
    return RESULT_OK;
}

const char *taf_change_type_name(enum taf_change_type type)
{
    static const char *const names[] = {"FM", "BECMG", "TEMPO", "INTER", "PROB"};
    return names[type];
}

/* Code table 1733. */
const char *taf_icing_word(int code)
{
    static const char *const words[] = {"none or trace",
                                        "light mixed icing",
                                        "light icing in cloud",
                                        "light icing in precipitation",
                                        "moderate mixed icing",
                                        "moderate icing in cloud",
                                        "moderate icing in precipitation",
                                        "severe mixed icing",
                                        "severe icing in cloud",
                                        "severe icing in precipitation"};
    return code >= 0 && code <= 9 ? words[code] : NULL;
}

/* Code table 0300. */
const char *taf_turbulence_word(int code)
{
    static const char *const words[] = {"none",
                                        "light turbulence",
                                        "moderate turbulence in clear air, occasional",
                                        "moderate turbulence in clear air, frequent",
                                        "moderate turbulence in cloud, occasional",
                                        "moderate turbulence in cloud, frequent",
                                        "severe turbulence in clear air, occasional",
                                        "severe turbulence in clear air, frequent",
                                        "severe turbulence in cloud, occasional",
                                        "severe turbulence in cloud, frequent"};
    return code == 'X' ? "extreme turbulence" : code >= 0 && code <= 9 ? words[code] : NULL;
}
