/*
 * A report as a document, and back. Pure: for the tier, and for the fuzzer, which gives it any bytes.
 *
 *   _id            "PRODUCT.STATION.SECONDS.HASH": the same report has the same wherever it comes from
 *   icao_code      station identifier
 *   timestamp      date: observed_at (TAF: issue; where it has none, valid_from)
 *   product        "metar" or "taf"
 *   type           "METAR", "SPECI" or "TAF"
 *   raw            the text; binary data where it is not UTF-8
 *   hash           int64: CRC-32 of the text; pages are in order of timestamp, then of it
 *   source         "awc", "checkwx" or "simulated"
 *   received_at    date
 *   reported_at, checked_at                    dates; absent: the provider gave none
 *   latitude_deg, longitude_deg, elevation_m   doubles; absent: not given
 *   flight_category                            absent: not known, or a TAF
 *   decoded        API.md's object (weather_data only); absent: could not be decoded
 */
#ifndef AW_STORE_MONGO_MONGO_DOCUMENT_H
#define AW_STORE_MONGO_MONGO_DOCUMENT_H

#include <bson/bson.h>

#include "store/tier.h"

#define MONGO_ID_MAX 80

/* RESULT_INVALID: a time outside the years 1 to 9999. */
enum result mongo_report_check(const struct tier_report *report);
/* {_id, icao_code, timestamp}: what names it, shard key included. `out` is initialised. */
void mongo_report_selector(const struct tier_report *report, bson_t *out);
/* All other fields. */
void mongo_report_fields(const struct tier_report *report, bool with_decoded, bson_t *out);

/*
 * RESULT_CORRUPT: not a document of ours. raw points into the document; decoded and flight_category are not
 * read.
 */
enum result mongo_report_decode(const bson_t *document, struct tier_report *out);

/* An item of `cache`; both point into the document. RESULT_CORRUPT. */
struct mongo_item {
    struct slice key;
    struct slice value;
    int64_t expires_at; /* UTC_NONE: never */
};
enum result mongo_item_decode(const bson_t *document, struct mongo_item *out);

/* Dates are milliseconds; ours are seconds within the years 1 to 9999. */
bool mongo_time_valid(int64_t t);
void mongo_append_time(bson_t *document, const char *name, int64_t t);
/* The same for a bound of a comparison: cut to those years. */
void mongo_append_bound(bson_t *document, const char *name, int64_t t);
void mongo_append_slice(bson_t *document, const char *name, struct slice text);

#endif
