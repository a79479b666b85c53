#include "tac/notam_schedule_date.h"

#include "base/civil.h"

/* Farther than any NOTAM's dates. */
#define MONTHS_MAX 14

static int32_t day_of(int64_t t)
{
    return (int32_t)(t / UTC_DAY);
}

static bool make_day(int year, int month, int day, int32_t *out)
{
    struct utc_civil c = {.year = year, .month = month, .day = day};
    if (!utc_civil_valid(&c))
        return false;
    *out = day_of(utc_from_civil(&c));
    return true;
}

static void month_of(int32_t day, int *year, int *month)
{
    struct utc_civil c;
    utc_to_civil((int64_t)day * UTC_DAY, &c);
    *year = c.year;
    *month = c.month;
}

static bool is_day(int32_t day, int wanted_day, int wanted_month)
{
    struct utc_civil c;
    utc_to_civil((int64_t)day * UTC_DAY, &c);
    return c.day == wanted_day && (!wanted_month || c.month == wanted_month);
}

static void next_month(int *year, int *month)
{
    *year += *month == 12;
    *month = *month % 12 + 1;
}

void notam_date_context_init(struct notam_date_context *c, int64_t valid_from, int64_t valid_to)
{
    c->open = valid_from == UTC_NONE || valid_to == UTC_NONE || valid_to < valid_from;
    c->valid_first = c->open ? 0 : day_of(valid_from);
    c->valid_last = c->open ? 0 : day_of(valid_to);
    c->begun = false;
    c->month = 0;
    c->year = 0;
}

/* Every such day of the validity: how many, and the first. */
static int days_within(const struct notam_date_context *c, int day, int month, int32_t *first)
{
    int year, m, found = 0;
    int32_t at;
    month_of(c->valid_first, &year, &m);
    for (int i = 0; i <= MONTHS_MAX; i++, next_month(&year, &m)) {
        if ((month && m != month) || !make_day(year, m, day, &at))
            continue;
        if (at < c->valid_first || at > c->valid_last)
            continue;
        if (found++ == 0)
            *first = at;
    }
    return found;
}

/* The day before the validity, on which a group that passes midnight may begin. */
static bool day_before(const struct notam_date_context *c, int day, int month, int32_t *out)
{
    int year, m;
    month_of(c->valid_first - 1, &year, &m);
    return (!month || m == month) && make_day(year, m, day, out) && *out == c->valid_first - 1;
}

/* A day outside the validity, in the past of a NOTAM that was replaced or after its end: which year or month
 * it is changes nothing, for nothing is active then. */
static bool day_outside(const struct notam_date_context *c, int day, int month, int32_t *out)
{
    int year, m;
    month_of(c->valid_first, &year, &m);
    for (int i = 0; i <= MONTHS_MAX; i++, next_month(&year, &m))
        if ((!month || m == month) && make_day(year, m, day, out))
            return true;
    return false;
}

bool notam_date_resolve(struct notam_date_context *c, int day, int month, int32_t *out)
{
    int32_t at = 0; /* set on every way on, which gcc does not see */
    /* Beyond that a date without a year says nothing. */
    if (c->open || c->valid_last - c->valid_first > 31 * (MONTHS_MAX - 1))
        return false;
    bool in_context = !month && c->month && make_day(c->year, c->month, day, &at) && at >= c->valid_first &&
                      at <= c->valid_last;
    /* Item B) is the beginning of the first time in item D): the first date is that of item B) if it can be.
     */
    bool first = !c->begun && is_day(c->valid_first, day, month);
    c->begun = true;
    if (first) {
        at = c->valid_first;
    } else if (!in_context) {
        int found = days_within(c, day, month, &at);
        if (found > 1 || (found == 0 && !day_before(c, day, month, &at) && !day_outside(c, day, month, &at)))
            return false;
    }
    if (month || in_context)
        month_of(at, &c->year, &c->month);
    *out = at;
    return true;
}

bool notam_date_resolve_end(struct notam_date_context *c, int32_t first, int day, int month, int32_t *out)
{
    int year, m;
    int32_t at;
    month_of(first, &year, &m);
    for (int i = 0; i < 13; i++, next_month(&year, &m)) {
        if ((month && m != month) || !make_day(year, m, day, &at) || at < first)
            continue;
        if (month) {
            c->year = year;
            c->month = m;
        }
        *out = at;
        return true;
    }
    return false;
}
