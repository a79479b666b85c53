/*
 * Day, hour and minute of a report as a UTC time: month and year are
 * chosen once per report, as those that bring its issue nearest the reference time among the months in which
 * every day number of the report exists; valid_from is the moment nearest the issue; every later time is the
 * first such moment not before valid_from. Hour 24 is 00 of the next day (WMO No. 306 FM 51,
 * regulation 51.1.4; ICAO Annex 3).
 */
#ifndef AW_TAC_TIME_H
#define AW_TAC_TIME_H

#include <stdint.h>

struct tac_day_time {
    int8_t day;    /* 1..31, or 0: the group gave no day */
    int8_t hour;   /* 0..24 */
    int8_t minute; /* 0..59; 0 when hour is 24 */
};

#endif
