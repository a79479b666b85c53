/*
 * UTC times as int64 seconds since 1970 (no leap seconds), proleptic Gregorian calendar; pure, and inline:
 * libtac installs this header, and has no symbol of it.
 */
#ifndef AW_BASE_CIVIL_H
#define AW_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

/* "Not known." No real time: 1 s after the smallest int64 would overflow arithmetic. */
#define UTC_NONE ((int64_t)-0x7000000000000000LL)

#define UTC_MINUTE ((int64_t)60)
#define UTC_HOUR   ((int64_t)3600)
#define UTC_DAY    ((int64_t)86400)

struct utc_civil {
    int year;  /* 1..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
    int hour, minute, second;
    int weekday; /* 0 = Sunday; not read by utc_from_civil */
};

static inline bool utc_is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* 0 for a month that is none. */
static inline int utc_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && utc_is_leap_year(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil). */
static inline int64_t utc_days_from_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

/* Fields are taken as they are (no range check); use utc_civil_valid on input. */
static inline int64_t utc_from_civil(const struct utc_civil *c)
{
    return utc_days_from_civil(c->year, c->month, c->day) * UTC_DAY + c->hour * UTC_HOUR +
           c->minute * UTC_MINUTE + c->second;
}

/* civil_from_days of the same source. */
static inline void utc_to_civil(int64_t t, struct utc_civil *c)
{
    int64_t days = t / UTC_DAY;
    int64_t rest = t % UTC_DAY;
    if (rest < 0) {
        rest += UTC_DAY;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int64_t weekday = (days + 4) % 7;
    c->year = (int)(yoe + era * 400 + (month <= 2));
    c->month = month;
    c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c->hour = (int)(rest / 3600);
    c->minute = (int)(rest / 60 % 60);
    c->second = (int)(rest % 60);
    c->weekday = (int)(weekday < 0 ? weekday + 7 : weekday);
}

static inline bool utc_civil_valid(const struct utc_civil *c)
{
    return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= utc_days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 &&
           c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

#endif
