/*
 * UTC times as int64 seconds since 1970 (no leap seconds), proleptic Gregorian calendar; pure.
 */
#ifndef AW_BASE_UTC_H
#define AW_BASE_UTC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

/* "Not known." No real time: 1 s after the smallest int64 would overflow arithmetic. */
#define UTC_NONE ((int64_t)-0x7000000000000000LL)

#define UTC_MINUTE ((int64_t)60)
#define UTC_HOUR   ((int64_t)3600)
#define UTC_DAY    ((int64_t)86400)

/* Length of "2026-10-15T00:00:00Z" and of "Thu, 15 Oct 2026 00:00:00 GMT", without a NUL. */
#define UTC_ISO_LEN  20
#define UTC_HTTP_LEN 29

struct utc_civil {
    int year;  /* 1..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
    int hour, minute, second;
    int weekday; /* 0 = Sunday; not read by utc_from_civil */
};

int utc_days_in_month(int year, int month);
/* Fields are taken as they are (no range check); use utc_civil_valid on input. */
int64_t utc_from_civil(const struct utc_civil *c);
void utc_to_civil(int64_t t, struct utc_civil *c);
bool utc_civil_valid(const struct utc_civil *c);

/* Writes UTC_ISO_LEN bytes, no NUL. Years outside 0..9999 are clamped. */
void utc_format_iso(int64_t t, char out[UTC_ISO_LEN]);
/* Writes UTC_HTTP_LEN bytes, no NUL (RFC 9110 IMF-fixdate). */
void utc_format_http(int64_t t, char out[UTC_HTTP_LEN]);

/*
 * ISO 8601 as providers and callers write it: "2026-10-15T00:00:00Z", with fraction (dropped), without
 * seconds, with a blank for T, with or without Z (UTC is meant), or with an offset (+01:00). RESULT_INVALID
 * otherwise.
 */
enum result utc_parse_iso(struct slice s, int64_t *out);
/* RFC 9110 IMF-fixdate only. */
enum result utc_parse_http(struct slice s, int64_t *out);

#endif
