/* Inside of time.h: reading times, and finding the moments that they mean. */
#ifndef AW_TAC_TIME_PARSE_H
#define AW_TAC_TIME_PARSE_H

#include "base/civil.h"
#include "tac/time.h"
#include "tac/token.h"

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
