/*
 * Call sign, position, time, level, then in either order temperature with wind and the next two positions;
 * after KT the registration, and how the message came: network, ground station, day and time of receipt,
 * number.
 */
#include "tac/pirep_airep.h"

#include "tac/coordinate_parse.h"
#include "tac/time_parse.h"

struct reader {
    const struct pirep_section *s;
    size_t at;
    bool after_unit; /* KT was read: what follows is the transmission's */
};

static const struct tac_token *next(const struct reader *r)
{
    return &r->s->t[r->at];
}

static size_t left(const struct reader *r)
{
    return r->s->n - r->at;
}

static void take(struct reader *r, unsigned n, enum tac_group group)
{
    pirep_section_span(r->s, r->at, n, group, 0);
    r->at += n;
}

static bool is_type_word(const struct tac_token *t)
{
    return tac_token_is(t, "ARP") || tac_token_is(t, "ARS") || tac_token_is(t, "AIREP") ||
           tac_token_is(t, "SPECIAL");
}

static bool is_clock(const struct tac_token *t, struct tac_day_time *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    if (!tac_scan_hhmm(&s, out))
        return false;
    tac_scan_char(&s, 'Z');
    return tac_scan_done(&s);
}

bool pirep_airep_recognise(const struct tac_token *t, size_t n)
{
    struct tac_position position;
    struct tac_day_time d;
    int32_t feet;
    if (n > 0 && is_type_word(&t[0]))
        return true;
    unsigned taken = n > 4 ? tac_position_decode(t + 1, n - 1, &position) : 0;
    return taken > 0 && n > taken + 2u && is_clock(&t[taken + 1], &d) && t[taken + 2].text.ptr[0] == 'F' &&
           pirep_level_decode(t[taken + 2].text, &feet);
}

static void take_ident(struct reader *r)
{
    struct tac_position position;
    struct tac_day_time d;
    if (left(r) == 0 || tac_position_decode(next(r), left(r), &position) || is_clock(next(r), &d))
        return;
    bool fits = slice_copy(next(r)->text, r->s->p->aircraft, sizeof(r->s->p->aircraft));
    take(r, 1, fits ? TAC_GROUP_AIRCRAFT : TAC_GROUP_UNDECODED);
}

static void take_position(struct reader *r)
{
    struct pirep_location *l = &r->s->p->location;
    unsigned taken = tac_position_decode(next(r), left(r), &l->at.position);
    if (taken == 0)
        return;
    l->at.has_position = true;
    l->text = slice_sub(r->s->p->raw, next(r)->start, next(r)[taken - 1].end);
    take(r, taken, TAC_GROUP_LOCATION);
}

/* A fix by its name, as positions to come are given. */
static bool is_fix(const struct tac_token *t)
{
    for (size_t i = 0; i < t->text.len; i++)
        if (!tac_is_letter(t->text.ptr[i]))
            return false;
    return t->text.len >= 2 && t->text.len <= 5;
}

/* Next position, its time, the position after it. */
static bool take_route(struct reader *r)
{
    struct tac_position position;
    struct tac_day_time d;
    size_t to = r->at;
    while (to < r->s->n) {
        const struct tac_token *t = &r->s->t[to];
        unsigned taken = tac_position_decode(t, r->s->n - to, &position);
        if (taken == 0 && (is_clock(t, &d) || (is_fix(t) && !tac_token_is(t, "KT"))))
            taken = 1;
        if (taken == 0)
            break;
        to += taken;
    }
    if (to == r->at || r->s->p->route.ptr)
        return false;
    r->s->p->route = slice_sub(r->s->p->raw, next(r)->start, r->s->t[to - 1].end);
    take(r, (unsigned)(to - r->at), TAC_GROUP_ROUTE);
    return true;
}

static bool take_measured(struct reader *r)
{
    struct pirep *p = r->s->p;
    if (p->temperature_c == TAC_TEMPERATURE_NONE && !tac_is_digit(next(r)->text.ptr[0]) &&
        pirep_temperature_decode(next(r)->text, &p->temperature_c)) {
        take(r, 1, TAC_GROUP_TEMPERATURE);
        return true;
    }
    if (!p->wind.present && slice_find(next(r)->text, '/') < next(r)->text.len &&
        pirep_wind_decode(next(r)->text, &p->wind)) {
        take(r, 1, TAC_GROUP_WIND);
        return true;
    }
    if (!r->after_unit && tac_token_is(next(r), "KT")) {
        r->after_unit = true;
        take(r, 1, TAC_GROUP_HEADING);
        return true;
    }
    return false;
}

/* ddhhmm of receipt: the report is of that day, or of the one before it around midnight. */
static void resolve_day(const struct reader *r, struct tac_day_time clock, int64_t reference_time)
{
    struct pirep *p = r->s->p;
    int64_t base = reference_time;
    for (size_t i = 0; i < r->s->n; i++) {
        struct tac_scan s = tac_scan_start(r->s->t[i].text);
        struct tac_day_time d;
        if (i > 4 && tac_scan_ddhhmm(&s, &d) && tac_scan_done(&s)) {
            int64_t received = tac_time_nearest(d, reference_time, 0);
            base = received == UTC_NONE ? base : received;
        }
    }
    p->time = tac_time_nearest(clock, base, 0);
}

void pirep_airep_decode(const struct pirep_section *s, int64_t reference_time)
{
    struct reader r = {.s = s};
    struct tac_day_time clock = {0, -1, 0};
    s->p->kind = PIREP_KIND_AIREP;
    while (left(&r) > 0 && is_type_word(next(&r)))
        take(&r, 1, TAC_GROUP_TYPE);
    take_ident(&r);
    if (left(&r) > 0)
        take_position(&r);
    if (left(&r) > 0 && is_clock(next(&r), &clock))
        take(&r, 1, TAC_GROUP_TIME);
    if (left(&r) > 0 && next(&r)->text.ptr[0] == 'F' &&
        pirep_level_decode(next(&r)->text, &s->p->altitude_ft)) {
        s->p->altitude_kind = PIREP_ALTITUDE_AT;
        take(&r, 1, TAC_GROUP_ALTITUDE);
    }
    while (left(&r) > 0) {
        if (take_measured(&r))
            continue;
        if (r.after_unit)
            take(&r, 1, TAC_GROUP_HEADING);
        else if (!take_route(&r))
            take(&r, 1, TAC_GROUP_UNDECODED);
    }
    resolve_day(&r, clock, reference_time);
}
