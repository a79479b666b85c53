/*
 * Item D) of a NOTAM, the times within its validity at which it is active (PANS-AIM appendix 3, item D;
 * OPADD 2.3.17): dates, weekdays, clock times, sunrise and sunset, exceptions. All times are UTC, and so are
 * the days: a time group belongs to the day on which it begins, and one whose end is not later than its start
 * ends on the next day. Dates without a year, or without a month, take those of the validity, where they are
 * the only ones possible there; otherwise the schedule is not understood. Pure.
 */
#ifndef AW_TAC_NOTAM_SCHEDULE_H
#define AW_TAC_NOTAM_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define NOTAM_WINDOWS_MAX 64
#define NOTAM_DATES_MAX   128
#define NOTAM_TIMES_MAX   96

enum notam_clock_kind { NOTAM_CLOCK_UTC, NOTAM_CLOCK_SUNRISE, NOTAM_CLOCK_SUNSET };

/* A moment of a day: a UTC clock time, or sunrise or sunset with an offset. */
struct notam_clock {
    uint8_t kind;   /* enum notam_clock_kind */
    int16_t minute; /* 0..1440 of the day; of sunrise and sunset the offset, -720..720 */
};

/* From start to end; where the end is not later than the start, to the end of the next day's. */
struct notam_times {
    struct notam_clock start;
    struct notam_clock end; /* 2359 is read as the end of the day: 1440 */
    bool twilight; /* HJ and HN, which some states take as with civil twilight: open between the two */
};

/* Days since 1970, inclusive at both ends. */
struct notam_dates {
    int32_t first;
    int32_t last;
};

/*
 * Either a set of days with their times, or one span from moment to moment. Dates and times are runs of the
 * lists of struct notam_schedule. No dates: every day; no weekdays (mask 0): every weekday; with both, the
 * days that are in both. No times: all of the day.
 */
struct notam_window {
    bool exception;    /* EXC: takes these days or times out of the windows first_window.. before it */
    bool holidays;     /* of an exception: public holidays, which only the state knows */
    int8_t local_days; /* 1 or -1: item B) begins with its times on a day before (after) its weekdays: these
                          may be those of local time, a day ahead (behind). 0: they are UTC */
    bool hour_earlier; /* "1HR EARLIER HDS": in daylight saving time, which only the state knows, an hour
                          before */
    uint8_t
        open_window; /* of an exception: from here to first_window it is open whether they are meant too */
    uint8_t first_window; /* of an exception: the windows from here to itself */
    uint8_t weekdays;     /* bit 0 = Sunday */
    uint8_t dates_first, dates_count;
    uint8_t times_first, times_count;
    int64_t from; /* a span; else UTC_NONE */
    int64_t to;
};

struct notam_schedule {
    struct slice text; /* as given; absent: no item D) */
    bool understood;
    uint8_t windows_count;
    uint8_t dates_count;
    uint8_t times_count;
    struct notam_window windows[NOTAM_WINDOWS_MAX];
    struct notam_dates dates[NOTAM_DATES_MAX];
    struct notam_times times[NOTAM_TIMES_MAX];
};

#endif
