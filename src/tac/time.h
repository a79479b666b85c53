/*
 * Day, hour and minute of a report as a UTC time (DESIGN.md, "Which report is current"): month and year are
 * chosen once per report, as those that bring its issue nearest the reference time among the months in which
 * every day number of the report exists; valid_from is the moment nearest the issue; every later time is the
 * first such moment not before valid_from. Hour 24 is 00 of the next day (WMO No. 306 FM 51,
 * regulation 51.1.4; ICAO Annex 3).
 */
#ifndef AW_TAC_TIME_H
#define AW_TAC_TIME_H

#include <stdint.h>

#include "base/utc.h"
#include "tac/token.h"

struct tac_day_time {
    int8_t day;    /* 1..31, or 0: the group gave no day */
    int8_t hour;   /* 0..24 */
    int8_t minute; /* 0..59; 0 when hour is 24 */
};

/* Are the fields possible at all? day 0 is. */
bool tac_day_time_valid(struct tac_day_time d);

/* ddhhmm, ddhh, hhmm or hh at the scan's position. */
bool tac_scan_ddhhmm(struct tac_scan *s, struct tac_day_time *out);
bool tac_scan_ddhh(struct tac_scan *s, struct tac_day_time *out);
bool tac_scan_hhmm(struct tac_scan *s, struct tac_day_time *out);

/*
 * The moment nearest `reference` in a month that has at least `days_needed` days (0 when only d.day matters).
 * Without a day: the moment of that hour and minute nearest the reference. UTC_NONE when d is not valid or no
 * month fits.
 */
int64_t tac_time_nearest(struct tac_day_time d, int64_t reference, int days_needed);
/* The first such moment not before `least`; UTC_NONE as above. */
int64_t tac_time_not_before(struct tac_day_time d, int64_t least);

#endif
