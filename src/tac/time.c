#include "tac/time.h"

#include <stdlib.h>

#include "tac/time_parse.h"

bool tac_day_time_valid(struct tac_day_time d)
{
    return d.day >= 0 && d.day <= 31 && d.hour >= 0 && d.minute >= 0 && d.minute <= 59 &&
           (d.hour < 24 || (d.hour == 24 && d.minute == 0));
}

bool tac_scan_ddhhmm(struct tac_scan *s, struct tac_day_time *out)
{
    struct tac_scan at = *s;
    int day, hour, minute;
    if (!tac_scan_digits(&at, 2, &day) || !tac_scan_digits(&at, 2, &hour) ||
        !tac_scan_digits(&at, 2, &minute))
        return false;
    struct tac_day_time d = {(int8_t)day, (int8_t)hour, (int8_t)minute};
    if (day == 0 || !tac_day_time_valid(d))
        return false;
    *s = at;
    *out = d;
    return true;
}

bool tac_scan_ddhh(struct tac_scan *s, struct tac_day_time *out)
{
    struct tac_scan at = *s;
    int day, hour;
    if (!tac_scan_digits(&at, 2, &day) || !tac_scan_digits(&at, 2, &hour))
        return false;
    struct tac_day_time d = {(int8_t)day, (int8_t)hour, 0};
    if (day == 0 || !tac_day_time_valid(d))
        return false;
    *s = at;
    *out = d;
    return true;
}

bool tac_scan_hhmm(struct tac_scan *s, struct tac_day_time *out)
{
    struct tac_scan at = *s;
    int hour, minute;
    if (!tac_scan_digits(&at, 2, &hour) || !tac_scan_digits(&at, 2, &minute))
        return false;
    struct tac_day_time d = {0, (int8_t)hour, (int8_t)minute};
    if (!tac_day_time_valid(d))
        return false;
    *s = at;
    *out = d;
    return true;
}

static int64_t seconds_of_day(struct tac_day_time d)
{
    return d.hour * UTC_HOUR + d.minute * UTC_MINUTE;
}

static int64_t floor_day(int64_t t)
{
    int64_t rest = t % UTC_DAY;
    return t - (rest < 0 ? rest + UTC_DAY : rest);
}

/* Moves civil year and month by `months`. */
static void shift_month(int *year, int *month, int months)
{
    int index = *year * 12 + *month - 1 + months;
    *year = index / 12;
    *month = index % 12 + 1;
}

static int64_t in_month(struct tac_day_time d, int year, int month)
{
    struct utc_civil c = {.year = year, .month = month, .day = d.day};
    return utc_from_civil(&c) + seconds_of_day(d);
}

/* Years that no report can have would overflow the calendar. */
static bool reference_sane(int64_t t)
{
    return t > -UTC_DAY * 366 * 1000 && t < UTC_DAY * 366 * 7000;
}

static int64_t nearest_of_day(struct tac_day_time d, int64_t reference)
{
    int64_t best = floor_day(reference) - UTC_DAY + seconds_of_day(d);
    for (int64_t t = best; t <= reference + UTC_DAY; t += UTC_DAY)
        if (llabs(t - reference) < llabs(best - reference))
            best = t;
    return best;
}

/* That day of the month `months` after c's; UTC_NONE where there is none, or the month is too short. */
static int64_t in_month_after(struct tac_day_time d, const struct utc_civil *c, int months, int days_needed)
{
    int year = c->year, month = c->month;
    shift_month(&year, &month, months);
    int days = utc_days_in_month(year, month);
    return days < d.day || days < days_needed ? UTC_NONE : in_month(d, year, month);
}

int64_t tac_time_nearest(struct tac_day_time d, int64_t reference, int days_needed)
{
    if (!tac_day_time_valid(d) || !reference_sane(reference))
        return UTC_NONE;
    if (d.day == 0)
        return nearest_of_day(d, reference);
    struct utc_civil c;
    utc_to_civil(reference, &c);
    /* Within half of the shortest month nothing is nearer. */
    int64_t best = in_month_after(d, &c, 0, days_needed);
    if (best != UTC_NONE && llabs(best - reference) < 14 * UTC_DAY)
        return best;
    best = UTC_NONE;
    /* A day of the month is missing from at most one month in a row: two months each way hold the nearest. */
    for (int months = -2; months <= 2; months++) {
        int64_t t = in_month_after(d, &c, months, days_needed);
        if (t == UTC_NONE)
            continue;
        if (best == UTC_NONE || llabs(t - reference) < llabs(best - reference))
            best = t;
    }
    return best;
}

int64_t tac_time_not_before(struct tac_day_time d, int64_t least)
{
    if (!tac_day_time_valid(d) || least == UTC_NONE || !reference_sane(least))
        return UTC_NONE;
    if (d.day == 0) {
        /* Hour 24 of the day before is hour 0 of this one. */
        int64_t t = floor_day(least) - UTC_DAY + seconds_of_day(d);
        while (t < least)
            t += UTC_DAY;
        return t;
    }
    struct utc_civil c;
    utc_to_civil(least, &c);
    for (int months = -1; months <= 3; months++) {
        int64_t t = in_month_after(d, &c, months, 0);
        if (t != UTC_NONE && t >= least)
            return t;
    }
    return UTC_NONE;
}
