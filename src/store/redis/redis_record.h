/*
 * What values in Redis look like. They are read as hostile input: each has a version, is bounded, and ends
 * with a CRC-32 (zlib's, little-endian) of all before it (an item: exclusive-or that of its key), so that
 * what was cut, or moved under another key, is RESULT_CORRUPT and never a wrong answer. Integers as in
 * store/record.h.
 *
 *   item     u8 1, i64 expires_at (UTC_NONE: never), the value, CRC
 *   report   u8 1, u32 CRC-32 of the raw text, big end first (as history orders reports of one time),
 *            i64 observed_at, u8 product, text station, u8 source, u8 speci, i64 received_at, i64
 * reported_at, i64 checked_at, three doubles (latitude, longitude, elevation), slice raw, CRC change   u8 1,
 * u8 kind, u8 product, slice owner, i64 checked_at, i64 newest_at, u64 stations, text station
 * (SHARED_NOTHING), a report as above (SHARED_REPORT), CRC
 *
 * Pure. Slices decoded point into what was decoded.
 */
#ifndef AW_STORE_REDIS_REDIS_RECORD_H
#define AW_STORE_REDIS_REDIS_RECORD_H

#include "base/buffer.h"
#include "base/result.h"
#include "base/slice.h"
#include "store/shared_tier.h"

/* A report's version, CRC of its raw text and observed_at: two of one station that begin alike are the same
 * report. */
#define REDIS_REPORT_IDENTITY 13
#define REDIS_OWNER_MAX       255

void redis_item_encode(struct slice key, struct slice value, int64_t expires_at, struct buffer *out);
enum result redis_item_decode(struct slice key, struct slice stored, struct slice *value,
                              int64_t *expires_at);

/* RESULT_INVALID: no identifier of a station, no observed_at, no raw text, an unknown product or source. A
 * place that is none is written as not given. Appends. */
enum result redis_report_encode(const struct tier_report *report, struct buffer *out);
enum result redis_report_decode(struct slice stored, struct tier_report *out);

/* RESULT_INVALID: as for its report; an owner of 0 or more than 255 bytes. The product of a SHARED_REPORT is
 * its report's. Appends. */
enum result redis_change_encode(const struct shared_change *change, struct buffer *out);
enum result redis_change_decode(struct slice stored, struct shared_change *out);

#endif
