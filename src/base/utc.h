/*
 * UTC times (civil.h) as text, and back; pure.
 */
#ifndef AW_BASE_UTC_H
#define AW_BASE_UTC_H

#include <stdint.h>

#include "base/civil.h"
#include "base/result.h"
#include "base/slice.h"

/* Length of "2026-10-15T00:00:00Z" and of "Thu, 15 Oct 2026 00:00:00 GMT", without a NUL. */
#define UTC_ISO_LEN  20
#define UTC_HTTP_LEN 29

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
