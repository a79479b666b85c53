#include "tac/notam_active.h"

#include "tac/notam_coordinate.h"
#include "tac/sun.h"

/* The sun's times are known to this: its formula, the terrain, and whole minutes in tables. */
#define SUN_TOLERANCE (5 * UTC_MINUTE)
/* A place that is known less well than this gives no sunrise. */
#define SUN_RADIUS_NM_MAX 100

struct place {
    bool known;
    double latitude_deg;
    double longitude_deg;
    int64_t tolerance; /* seconds: of the formula, and of the sun's way over the radius */
};

/* A moment that is known to be between two; equal but for the sun. */
struct between {
    int64_t least;
    int64_t most;
};

static int64_t floor_day(int64_t t)
{
    int64_t rest = t % UTC_DAY;
    return t - (rest < 0 ? rest + UTC_DAY : rest);
}

static enum notam_active either(enum notam_active a, enum notam_active b)
{
    if (a == NOTAM_ACTIVE_TRUE || b == NOTAM_ACTIVE_TRUE)
        return NOTAM_ACTIVE_TRUE;
    return a == NOTAM_ACTIVE_UNKNOWN || b == NOTAM_ACTIVE_UNKNOWN ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_FALSE;
}

static enum notam_active but_not(enum notam_active a, enum notam_active excepted)
{
    if (a == NOTAM_ACTIVE_FALSE || excepted == NOTAM_ACTIVE_TRUE)
        return NOTAM_ACTIVE_FALSE;
    return excepted == NOTAM_ACTIVE_UNKNOWN ? NOTAM_ACTIVE_UNKNOWN : a;
}

/* Where the sun is looked at: the centre of item Q), else the first position in the text. */
static struct place place_of(const struct notam *n)
{
    struct place p = {false, 0, 0, SUN_TOLERANCE};
    int radius_nm = 0;
    if (n->q.center_given) {
        p.latitude_deg = n->q.latitude_deg;
        p.longitude_deg = n->q.longitude_deg;
        radius_nm = n->q.radius_nm < 0 ? SUN_RADIUS_NM_MAX + 1 : n->q.radius_nm;
    } else if (!notam_coordinate_find(n->text, &p.latitude_deg, &p.longitude_deg)) {
        return p;
    }
    /* 60 NM are a degree, which the sun takes four minutes for at the equator and more, by its slanting way,
     * elsewhere: eight to 60 degrees of latitude. */
    bool low = p.latitude_deg > -60.0 && p.latitude_deg < 60.0;
    p.tolerance += radius_nm * UTC_MINUTE * (low ? 8 : 16) / 60;
    p.known = radius_nm <= SUN_RADIUS_NM_MAX;
    return p;
}

/* The moment of a clock on the day that begins at `day`. */
static bool clock_on_day(struct notam_clock c, int64_t day, const struct place *p, bool twilight,
                         struct between *out)
{
    if (c.kind == NOTAM_CLOCK_UTC) {
        out->least = out->most = day + c.minute * UTC_MINUTE;
        return true;
    }
    enum sun_event event = c.kind == NOTAM_CLOCK_SUNRISE ? SUN_RISE : SUN_SET;
    int64_t at, civil;
    if (!p->known ||
        !tac_sun_event_find(event, day, p->latitude_deg, p->longitude_deg, SUN_ZENITH_HORIZON_DEG, &at))
        return false;
    civil = at;
    if (twilight && !tac_sun_event_find(event, day, p->latitude_deg, p->longitude_deg,
                                        SUN_ZENITH_CIVIL_TWILIGHT_DEG, &civil))
        return false;
    /* Found within the UTC day each: on different sides of midnight they are nearly a day apart. */
    if (civil - at > UTC_DAY / 2)
        civil -= UTC_DAY;
    if (at - civil > UTC_DAY / 2)
        civil += UTC_DAY;
    out->least = (at < civil ? at : civil) + c.minute * UTC_MINUTE - p->tolerance;
    out->most = (at < civil ? civil : at) + c.minute * UTC_MINUTE + p->tolerance;
    return true;
}

static enum notam_active within(struct between start, struct between end, int64_t t)
{
    if (t >= start.most && t < end.least)
        return NOTAM_ACTIVE_TRUE;
    return t >= start.least && t < end.most ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_FALSE;
}

/* Is t within the times that begin on that day? */
static enum notam_active times_on_day(const struct notam_times *x, int64_t day, const struct place *p,
                                      int64_t t)
{
    struct between start, end;
    if (!clock_on_day(x->start, day, p, x->twilight, &start) ||
        !clock_on_day(x->end, day, p, x->twilight, &end))
        return t >= day && t < day + 2 * UTC_DAY ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_FALSE;
    if (end.most > start.least && end.least <= start.most && x->start.kind != x->end.kind)
        return t >= day && t < day + 2 * UTC_DAY ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_FALSE;
    if (end.least <= start.least && !clock_on_day(x->end, day + UTC_DAY, p, x->twilight, &end))
        return NOTAM_ACTIVE_UNKNOWN;
    return within(start, end, t);
}

/* Is it one of the window's days? `shift`: how many days its weekdays are ahead of UTC's. */
static bool day_in(const struct notam_schedule *s, const struct notam_window *w, int64_t day, int shift)
{
    int32_t number = (int32_t)(day / UTC_DAY);
    int weekday = (int)(((number + 4 + shift) % 7 + 7) % 7);
    bool found = w->dates_count == 0;
    if (w->weekdays && !(w->weekdays & (1u << weekday)))
        return false;
    for (unsigned i = 0; i < w->dates_count && !found; i++) {
        const struct notam_dates *d = &s->dates[w->dates_first + i];
        found = number >= d->first && number <= d->last;
    }
    return found;
}

/* Does the exception take out t, which is in a window that began on `day`? */
static enum notam_active excepted(const struct notam_schedule *s, const struct notam_window *e, int64_t day,
                                  const struct place *p, int64_t t)
{
    enum notam_active result = NOTAM_ACTIVE_FALSE;
    if (e->from != UTC_NONE)
        return t >= e->from && t < e->to ? NOTAM_ACTIVE_TRUE : NOTAM_ACTIVE_FALSE;
    if (e->times_count > 0) {
        for (int64_t d = floor_day(t) - UTC_DAY; d <= floor_day(t); d += UTC_DAY)
            for (unsigned i = 0; i < e->times_count && day_in(s, e, d, 0); i++)
                result = either(result, times_on_day(&s->times[e->times_first + i], d, p, t));
        return result;
    }
    if (e->holidays && e->weekdays == 0 && e->dates_count == 0)
        return NOTAM_ACTIVE_UNKNOWN;
    /* After midnight it is open which of the two days the exception means. */
    bool begins = day_in(s, e, day, 0), now = day_in(s, e, floor_day(t), 0);
    if (begins && now)
        return NOTAM_ACTIVE_TRUE;
    return begins || now || e->holidays ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_FALSE;
}

static enum notam_active after_exceptions(const struct notam_schedule *s, unsigned window,
                                          enum notam_active active, int64_t day, const struct place *p,
                                          int64_t t)
{
    for (unsigned i = window + 1; i < s->windows_count && active != NOTAM_ACTIVE_FALSE; i++) {
        const struct notam_window *e = &s->windows[i];
        if (!e->exception || window < e->open_window)
            continue;
        enum notam_active out = excepted(s, e, day, p, t);
        if (window < e->first_window && out == NOTAM_ACTIVE_TRUE)
            out = NOTAM_ACTIVE_UNKNOWN;
        active = but_not(active, out);
    }
    return active;
}

static enum notam_active window_at(const struct notam_schedule *s, unsigned window, int shift,
                                   const struct place *p, int64_t t)
{
    static const struct notam_times all_day = {{NOTAM_CLOCK_UTC, 0}, {NOTAM_CLOCK_UTC, 1440}, false};
    const struct notam_window *w = &s->windows[window];
    enum notam_active result = NOTAM_ACTIVE_FALSE;
    int64_t today = floor_day(t);
    if (w->from != UTC_NONE)
        return after_exceptions(s, window, t >= w->from && t < w->to ? NOTAM_ACTIVE_TRUE : NOTAM_ACTIVE_FALSE,
                                today, p, t);
    for (int64_t day = today - UTC_DAY; day <= today; day += UTC_DAY) {
        if (!day_in(s, w, day, shift))
            continue;
        enum notam_active active = w->times_count ? NOTAM_ACTIVE_FALSE : times_on_day(&all_day, day, p, t);
        for (unsigned i = 0; i < w->times_count; i++)
            active = either(active, times_on_day(&s->times[w->times_first + i], day, p, t));
        result = either(result, after_exceptions(s, window, active, day, p, t));
    }
    return result;
}

/* The same by two readings, or not known. */
static enum notam_active agreed(enum notam_active a, enum notam_active b)
{
    return a == b ? a : NOTAM_ACTIVE_UNKNOWN;
}

static enum notam_active schedule_at(const struct notam *n, int64_t t)
{
    const struct notam_schedule *s = &n->schedule;
    struct place p = place_of(n);
    enum notam_active result = NOTAM_ACTIVE_FALSE;
    for (unsigned i = 0; i < s->windows_count; i++) {
        const struct notam_window *w = &s->windows[i];
        if (w->exception)
            continue;
        enum notam_active active = window_at(s, i, 0, &p, t);
        if (w->hour_earlier)
            active = agreed(active, window_at(s, i, 0, &p, t + UTC_HOUR));
        if (w->local_days)
            active = agreed(active, window_at(s, i, w->local_days, &p, t));
        result = either(result, active);
    }
    return result;
}

static bool has_dates(const struct notam_schedule *s)
{
    for (unsigned i = 0; i < s->windows_count; i++)
        if (!s->windows[i].exception && (s->windows[i].dates_count || s->windows[i].from != UTC_NONE))
            return true;
    return false;
}

enum notam_active notam_active_at(const struct notam *n, int64_t t)
{
    bool endless = n->permanent || n->until_further_notice;
    bool past_end = n->valid_to != UTC_NONE && t >= n->valid_to;
    /* An end before the start: one of them is a slip, and a NOTAM that is never in force is not what was
     * meant. */
    if (n->kind != NOTAM_KIND_CANCEL && n->valid_from != UTC_NONE && n->valid_to != UTC_NONE &&
        n->valid_to < n->valid_from)
        return NOTAM_ACTIVE_UNKNOWN;
    if (n->kind == NOTAM_KIND_CANCEL || (past_end && !n->estimated) ||
        (n->valid_from != UTC_NONE && t < n->valid_from))
        return NOTAM_ACTIVE_FALSE;
    if (n->valid_from == UTC_NONE || (n->valid_to == UTC_NONE && !endless))
        return NOTAM_ACTIVE_UNKNOWN;
    if (!n->schedule.text.ptr)
        return n->times_in_text ? NOTAM_ACTIVE_UNKNOWN : NOTAM_ACTIVE_TRUE;
    /* Past its estimated end it is in force, but its dates were those until then. */
    if (!n->schedule.understood || (past_end && has_dates(&n->schedule)))
        return NOTAM_ACTIVE_UNKNOWN;
    return schedule_at(n, t);
}
