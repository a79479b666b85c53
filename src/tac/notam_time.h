/*
 * Times of NOTAMs: yymmddhhmm of items B) and C) (PANS-AIM appendix 3; years are 1980 to 2079), PERM, EST,
 * UFN, WIE, and the spelled-out dates of archives and web pages. 2400 is 00 of the next day. Pure.
 */
#ifndef AW_TAC_NOTAM_TIME_H
#define AW_TAC_NOTAM_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/utc.h"

struct notam_validity {
    int64_t from;
    int64_t to;
    bool permanent;
    bool estimated;
    bool until_further_notice;
    bool with_immediate_effect; /* WIE: from is UTC_NONE */
};

/* Ten digits, "2204011130"; false when they are no time. */
bool notam_time_parse(struct slice word, int64_t *out);

/* The content of item B) and C): all of it must be understood. *v is untouched on failure. */
bool notam_time_from(struct slice content, struct notam_validity *v);
bool notam_time_to(struct slice content, struct notam_validity *v);

/* The domestic form's "2204181300-2209142130EST" or "…-PERM", one word. */
bool notam_time_range(struct slice word, struct notam_validity *v);

/* "08 Sep 2021 21:42:00", "14 APR 2026 06:59" at the start of s; how many bytes it took, or 0. */
size_t notam_time_created(struct slice s, int64_t *out);

/* "August 10, 2026 at 1439 UTC", at the start of s; how many bytes it took, or 0. */
size_t notam_time_spelled(struct slice s, int64_t *out);

/* 1..12 for the first three letters of an English month, in any case; 0 for none. */
int notam_month(struct slice word);

#endif
