/*
 * Hours of each flight category, by month, by hour of the day (UTC) and by both, out of the METARs of a
 * station in order of time. A METAR's category holds from its observation to that of the next one, for 90
 * minutes at most (the hour after which the next is due, and half an hour of patience); what no METAR speaks
 * for is missing, which is not the same as UNKNOWN: a report that does not say enough. Every second of the
 * range stands in exactly one column, so that the columns of a month, of an hour and of the whole add up to
 * its length.
 *
 * Pure. Of reports of one time a correction counts before the original, the later received before the
 * earlier, and any before one that can't be decoded. A NIL report is none.
 */
#ifndef AW_SERVICE_CATEGORY_HOURS_H
#define AW_SERVICE_CATEGORY_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/history_store.h"

#define CATEGORY_HOLDS_S     ((int64_t)90 * 60)
#define CATEGORY_RANGE_MAX_S ((int64_t)366 * 86400)
#define CATEGORY_HOURS       24 /* of a day: item 5 is from 05:00 to 05:59 UTC */
#define CATEGORY_MONTHS_MAX                                                                                  \
    14 /* 366 days touch so many: from the last of one January to the first of February */

enum category_column {
    CATEGORY_VFR,
    CATEGORY_MVFR,
    CATEGORY_IFR,
    CATEGORY_LIFR,
    CATEGORY_UNKNOWN,
    CATEGORY_MISSING,
    CATEGORY_COLUMNS
};
const char *category_column_name(enum category_column c); /* "VFR", …, "UNKNOWN", "missing" */

struct category_sum {
    int64_t seconds[CATEGORY_COLUMNS];
    int64_t length_s;    /* of the range in it: the sum of the columns */
    size_t observations; /* times of observation in it */
};

struct category_hours {
    int64_t from, to;
    int64_t until; /* `to` or the present, if that is earlier: the future is missing */
    struct category_sum whole;
    size_t months_count;
    struct category_month {
        int year, month;
        int64_t begins_at;
        struct category_sum sum, hours[CATEGORY_HOURS];
    } months[CATEGORY_MONTHS_MAX]; /* all that the range touches, in order */
    struct category_sum hours[CATEGORY_HOURS];
    struct {
        int64_t observed_at, received_at; /* UTC_NONE: there is none */
        int rank;
        enum category_column column;
    } last; /* what holds until the next report */
};

/* from < to <= from + CATEGORY_RANGE_MAX_S. */
void category_hours_begin(struct category_hours *h, int64_t from, int64_t to, int64_t now);
/* In order of observed_at, beginning CATEGORY_HOLDS_S before `from`. Decodes it. */
void category_hours_add(struct category_hours *h, const struct history_entry *metar);
/* Ends what holds, and counts what is missing. */
void category_hours_end(struct category_hours *h);

/* What is not missing, 0 to 1. */
double category_coverage(const struct category_sum *sum);

#endif
