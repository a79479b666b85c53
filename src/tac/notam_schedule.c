#include "tac/notam_schedule.h"

#include "base/civil.h"
#include "tac/notam_parse.h"
#include "tac/notam_schedule_date.h"
#include "tac/notam_schedule_lex.h"
#include "tac/notam_word.h"

#define MINUTES_OF_DAY 1440
#define MINUTE_2359    (MINUTES_OF_DAY - 1)

struct parser {
    struct slice rest; /* after `next` */
    struct notam_lexeme next;
    struct notam_date_context context;
    struct notam_schedule *s;
    int64_t valid_from;
    uint8_t clause; /* the first window after the last comma */
};

/* Days as they are read, before it is known which times they have. */
struct days {
    bool given;
    bool daily;
    bool holidays;
    uint8_t weekdays;
    uint8_t dates_first, dates_count;
};

static void advance(struct parser *p)
{
    p->next = notam_lex_next(&p->rest);
}

static bool is(const struct parser *p, enum notam_lexeme_kind kind)
{
    return p->next.kind == kind;
}

static bool take(struct parser *p, enum notam_lexeme_kind kind)
{
    if (!is(p, kind))
        return false;
    advance(p);
    return true;
}

static struct notam_lexeme peek_second(const struct parser *p)
{
    struct slice rest = p->rest;
    return notam_lex_next(&rest);
}

static bool starts_days(const struct parser *p)
{
    return is(p, NOTAM_LEX_DAY) || is(p, NOTAM_LEX_MONTH) || is(p, NOTAM_LEX_WEEKDAY) ||
           is(p, NOTAM_LEX_DAILY) || is(p, NOTAM_LEX_HOLIDAYS);
}

static bool starts_times(const struct parser *p)
{
    return is(p, NOTAM_LEX_CLOCK) || is(p, NOTAM_LEX_SUNRISE) || is(p, NOTAM_LEX_SUNSET) ||
           is(p, NOTAM_LEX_DAYTIME) || is(p, NOTAM_LEX_NIGHT) || is(p, NOTAM_LEX_ALL_HOURS);
}

/* "06", "APR 06" or "06 APR"; *month is 0 where none is stated. */
static bool take_date(struct parser *p, int *day, int *month)
{
    *month = 0;
    if (is(p, NOTAM_LEX_MONTH)) {
        *month = p->next.value;
        advance(p);
    }
    if (!is(p, NOTAM_LEX_DAY))
        return false;
    *day = p->next.value;
    advance(p);
    /* In "31 APR 02" the month is that of the day after it, in "31 MAR 0600" that of the one before. */
    if (*month == 0 && is(p, NOTAM_LEX_MONTH) && peek_second(p).kind != NOTAM_LEX_DAY) {
        *month = p->next.value;
        advance(p);
    }
    return true;
}

static bool add_dates(struct parser *p, struct days *d, int32_t first, int32_t last)
{
    struct notam_schedule *s = p->s;
    if (s->dates_count == NOTAM_DATES_MAX)
        return false;
    s->dates[s->dates_count++] = (struct notam_dates){first, last};
    d->dates_count++;
    return true;
}

/* A date, or "06-09", "APR 06-09", "MAR 20-APR 06", "26 MAR - 30 APR". */
static bool take_dates(struct parser *p, struct days *d)
{
    int day, month, end_day, end_month;
    int32_t first, last;
    if (!take_date(p, &day, &month))
        return false;
    struct notam_lexeme second = peek_second(p);
    bool range = is(p, NOTAM_LEX_DASH) && (second.kind == NOTAM_LEX_DAY || second.kind == NOTAM_LEX_MONTH);
    if (!range)
        return notam_date_resolve(&p->context, day, month, &first) && add_dates(p, d, first, first);
    advance(p);
    bool month_first = is(p, NOTAM_LEX_MONTH);
    if (!take_date(p, &end_day, &end_month))
        return false;
    /* "04-07 APR" states the month of both, unless it passes the month's end; "29-JUL 02" does not. */
    if (!month && end_month && !month_first && end_day >= day)
        month = end_month;
    if (!notam_date_resolve(&p->context, day, month, &first) ||
        !notam_date_resolve_end(&p->context, first, end_day, end_month, &last))
        return false;
    /* Without a month, a range that passes the end of the validity was placed wrongly. */
    if (!month && !end_month && last > p->context.valid_last)
        return false;
    return add_dates(p, d, first, last);
}

static bool take_weekdays(struct parser *p, struct days *d)
{
    int first = p->next.value, last = first;
    advance(p);
    if (is(p, NOTAM_LEX_DASH) && peek_second(p).kind == NOTAM_LEX_WEEKDAY) {
        advance(p);
        last = p->next.value;
        advance(p);
    }
    for (int i = first;; i = (i + 1) % 7) {
        d->weekdays |= (uint8_t)(1u << i);
        if (i == last)
            return true;
    }
}

/* All days up to the next time. Dates may go on after a comma ("SEP 16 30, OCT 07"), but not those of an
 * exception: there a new window begins. */
static bool take_days(struct parser *p, struct days *d, bool over_commas)
{
    *d = (struct days){.dates_first = p->s->dates_count};
    while (starts_days(p)) {
        d->given = true;
        if (take(p, NOTAM_LEX_DAILY)) {
            d->daily = true;
            continue;
        }
        if (take(p, NOTAM_LEX_HOLIDAYS)) {
            d->holidays = true;
            continue;
        }
        if (!(is(p, NOTAM_LEX_WEEKDAY) ? take_weekdays(p, d) : take_dates(p, d)))
            return false;
        if (over_commas && is(p, NOTAM_LEX_COMMA)) {
            enum notam_lexeme_kind second = peek_second(p).kind;
            if (second == NOTAM_LEX_DAY || second == NOTAM_LEX_MONTH || second == NOTAM_LEX_WEEKDAY)
                advance(p);
        }
    }
    return true;
}

static bool take_clock(struct parser *p, struct notam_clock *c)
{
    switch (p->next.kind) {
    case NOTAM_LEX_CLOCK:
        c->kind = NOTAM_CLOCK_UTC;
        break;
    case NOTAM_LEX_SUNRISE:
        c->kind = NOTAM_CLOCK_SUNRISE;
        break;
    case NOTAM_LEX_SUNSET:
        c->kind = NOTAM_CLOCK_SUNSET;
        break;
    default:
        return false;
    }
    c->minute = (int16_t)p->next.value;
    advance(p);
    return true;
}

static bool add_times(struct parser *p, struct notam_window *w, struct notam_times t)
{
    struct notam_schedule *s = p->s;
    if (s->times_count == NOTAM_TIMES_MAX)
        return false;
    if (t.end.kind == NOTAM_CLOCK_UTC && t.end.minute == MINUTE_2359)
        t.end.minute = MINUTES_OF_DAY;
    if (t.start.kind == NOTAM_CLOCK_UTC && t.start.minute == MINUTES_OF_DAY)
        return false;
    s->times[s->times_count++] = t;
    w->times_count++;
    return true;
}

static const struct notam_times daytime = {{NOTAM_CLOCK_SUNRISE, 0}, {NOTAM_CLOCK_SUNSET, 0}, true};
static const struct notam_times night = {{NOTAM_CLOCK_SUNSET, 0}, {NOTAM_CLOCK_SUNRISE, 0}, true};
static const struct notam_times all_hours = {{NOTAM_CLOCK_UTC, 0}, {NOTAM_CLOCK_UTC, MINUTES_OF_DAY}, false};

/* "17 1500-19 1359", after the first time and the dash: the end's date. */
static bool take_span_end(struct parser *p, struct notam_window *w, const struct days *d,
                          struct notam_clock start)
{
    int day, month;
    int32_t last;
    bool single = d->dates_count == 1 && d->weekdays == 0 &&
                  p->s->dates[d->dates_first].first == p->s->dates[d->dates_first].last;
    if (!single || w->times_count > 0 || start.kind != NOTAM_CLOCK_UTC || !take_date(p, &day, &month) ||
        !is(p, NOTAM_LEX_CLOCK))
        return false;
    int32_t first = p->s->dates[d->dates_first].first;
    if (!notam_date_resolve_end(&p->context, first, day, month, &last))
        return false;
    int end = p->next.value == MINUTE_2359 ? MINUTES_OF_DAY : p->next.value;
    w->from = first * UTC_DAY + start.minute * UTC_MINUTE;
    w->to = last * UTC_DAY + end * UTC_MINUTE;
    advance(p);
    w->dates_count = 0;
    return w->to > w->from;
}

static bool take_times(struct parser *p, struct notam_window *w, const struct days *d)
{
    struct notam_times t = {0};
    w->times_first = p->s->times_count;
    while (starts_times(p)) {
        bool ok;
        if (w->from != UTC_NONE)
            return false; /* a span, and then more times of its day */
        if (take(p, NOTAM_LEX_DAYTIME))
            ok = add_times(p, w, daytime);
        else if (take(p, NOTAM_LEX_NIGHT))
            ok = add_times(p, w, night);
        else if (take(p, NOTAM_LEX_ALL_HOURS))
            ok = add_times(p, w, all_hours);
        else if (!take_clock(p, &t.start) || !take(p, NOTAM_LEX_DASH))
            ok = false;
        else if (is(p, NOTAM_LEX_DAY) || is(p, NOTAM_LEX_MONTH))
            ok = take_span_end(p, w, d, t.start);
        else
            ok = take_clock(p, &t.end) && add_times(p, w, t);
        if (!ok)
            return false;
    }
    return true;
}

static struct notam_window *add_window(struct parser *p)
{
    struct notam_schedule *s = p->s;
    if (s->windows_count == NOTAM_WINDOWS_MAX)
        return NULL;
    struct notam_window *w = &s->windows[s->windows_count++];
    *w = (struct notam_window){.from = UTC_NONE, .to = UTC_NONE, .times_first = s->times_count};
    return w;
}

static void set_days(struct notam_window *w, const struct days *d)
{
    w->weekdays = d->weekdays;
    w->dates_first = d->dates_first;
    w->dates_count = d->dates_count;
}

/* "2206012300 TO 2206020500" */
static bool take_moments(struct parser *p)
{
    struct notam_window *w = add_window(p);
    if (!w)
        return false;
    w->from = p->next.moment;
    advance(p);
    if (!take(p, NOTAM_LEX_DASH) || !is(p, NOTAM_LEX_MOMENT))
        return false;
    w->to = p->next.moment;
    advance(p);
    return w->to > w->from;
}

static bool has_exception(const struct notam_schedule *s)
{
    for (unsigned i = 0; i < s->windows_count; i++)
        if (s->windows[i].exception)
            return true;
    return false;
}

/* After EXC: days, holidays, or times. It takes from the windows since the last comma. Those before the comma
 * it may mean too, unless an exception of their own shows that it does not. */
static bool take_exception(struct parser *p)
{
    struct notam_schedule *s = p->s;
    struct days d;
    uint8_t open = has_exception(s) ? p->clause : 0;
    if (p->clause == s->windows_count || !take_days(p, &d, false))
        return false;
    /* "EXC SUN 0900-1200": without those times, or with those instead? Only one of both is clear. */
    if (d.given == starts_times(p))
        return false;
    struct notam_window *w = add_window(p);
    if (!w)
        return false;
    w->exception = true;
    w->open_window = open;
    w->first_window = p->clause;
    w->holidays = d.holidays;
    set_days(w, &d);
    return take_times(p, w, &d);
}

/* "1200-1900 MON-FRI", "0200-1200 DAILY": days that follow their times, at the end or before a comma. */
static bool take_days_behind(struct parser *p, struct notam_window *w, const struct days *d)
{
    struct days behind;
    if (take(p, NOTAM_LEX_DAILY))
        return true;
    if (!is(p, NOTAM_LEX_WEEKDAY) || d->weekdays || d->dates_count)
        return true;
    if (!take_days(p, &behind, false) || behind.dates_count || behind.holidays)
        return false;
    w->weekdays = behind.weekdays;
    return !starts_times(p);
}

/* Days and their times. *before are the days of the window before: weekdays alone go on with its dates ("APR
 * 07-30 MON-THU 1300-0400 FRI 1300-2200"). */
static bool take_window(struct parser *p, struct days *before)
{
    struct days d;
    if (!take_days(p, &d, true) || d.holidays)
        return false;
    if (d.weekdays && d.dates_count == 0 && before->dates_count > 0) {
        if (!before->weekdays)
            return false; /* dates, then weekdays: of those dates, or of all? */
        d.dates_first = before->dates_first;
        d.dates_count = before->dates_count;
    }
    struct notam_window *w = add_window(p);
    if (!w)
        return false;
    set_days(w, &d);
    if (!take_times(p, w, &d) || !take_days_behind(p, w, &d))
        return false;
    if (take(p, NOTAM_LEX_HOUR_EARLIER))
        w->hour_earlier = true;
    *before = d;
    return d.given || w->times_count > 0 || w->from != UTC_NONE;
}

/* Either every window has times, or the one window has none ("MON-FRI"): otherwise times are missing. Whole
 * days begin at midnight, and so does the validity then; if it does not, its times mean something that is not
 * said. */
static bool complete(const struct notam_schedule *s, int64_t valid_from)
{
    unsigned windows = 0, without = 0;
    for (unsigned i = 0; i < s->windows_count; i++) {
        const struct notam_window *w = &s->windows[i];
        if (w->exception)
            continue;
        windows++;
        without += w->times_count == 0 && w->from == UTC_NONE;
    }
    return windows > 0 && (without == 0 || (windows == 1 && valid_from % UTC_DAY == 0));
}

/* How many days local weekdays may be ahead of UTC's, by this window: see find_local_days. 0: they are UTC.
 */
static int local_days(const struct notam_schedule *s, const struct notam_window *w, int minute, int weekday)
{
    /* It is tomorrow already only where UTC's day is past its half, and yesterday still only before that. */
    int shift = minute >= MINUTES_OF_DAY / 2 ? 1 : -1;
    if (!(w->weekdays & (1u << (weekday + shift + 7) % 7)))
        return 0;
    for (unsigned i = 0; i < w->times_count; i++) {
        struct notam_clock start = s->times[w->times_first + i].start;
        if (start.kind == NOTAM_CLOCK_UTC && start.minute == minute)
            return shift;
    }
    return 0;
}

/* Item B) is the beginning of the first time in item D). Where it has one of the starting times, but its day
 * is none of the weekdays, these may be local. */
static void find_local_days(struct notam_schedule *s, int64_t valid_from)
{
    int minute = (int)(valid_from % UTC_DAY / UTC_MINUTE);
    int weekday = (int)((valid_from / UTC_DAY + 4) % 7);
    if (valid_from < 0)
        return;
    for (unsigned i = 0; i < s->windows_count; i++)
        if (!s->windows[i].exception &&
            (s->windows[i].weekdays == 0 || (s->windows[i].weekdays & (1u << weekday))))
            return;
    for (unsigned i = 0; i < s->windows_count; i++)
        s->windows[i].local_days = (int8_t)local_days(s, &s->windows[i], minute, weekday);
}

static bool parse(struct parser *p)
{
    struct days before = {0};
    advance(p);
    while (!is(p, NOTAM_LEX_END)) {
        bool ok;
        if (take(p, NOTAM_LEX_COMMA)) {
            p->clause = p->s->windows_count;
            continue;
        }
        if (is(p, NOTAM_LEX_MOMENT))
            ok = take_moments(p);
        else if (take(p, NOTAM_LEX_EXCEPT))
            ok = take_exception(p);
        else
            ok = take_window(p, &before);
        if (!ok)
            return false;
    }
    return complete(p->s, p->valid_from);
}

void notam_schedule_parse(struct slice text, int64_t valid_from, int64_t valid_to, struct notam_schedule *out)
{
    struct parser p = {.rest = text, .s = out, .valid_from = valid_from};
    out->text = text;
    out->windows_count = out->dates_count = out->times_count = 0;
    notam_date_context_init(&p.context, valid_from, valid_to);
    out->understood = parse(&p);
    if (out->understood)
        find_local_days(out, valid_from);
    else
        out->windows_count = out->dates_count = out->times_count = 0;
}
