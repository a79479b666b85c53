/*
 * Current reports in the hot environment: one record a product, station and slot, with the raw text and the
 * decoded JSON beside each other so that a worker copies them straight into its answer. Nothing in a record
 * ages: freshness is computed by who reads.
 */
#ifndef AW_STORE_REPORT_STORE_H
#define AW_STORE_REPORT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "store/store.h"

#define STATION_MAX 8 /* bytes of a station identifier, with its NUL */

enum product { PRODUCT_METAR, PRODUCT_TAF, PRODUCT_STATIONS, PRODUCT_COUNT };

/* "metar", "taf", "stations"; static. */
const char *product_name(enum product p);

/* Where a report came from, as the envelope names it. */
enum report_source { SOURCE_AWC, SOURCE_CHECKWX, SOURCE_SIMULATED, SOURCE_COUNT };
const char *report_source_name(enum report_source s); /* "awc", "checkwx", "simulated" */

/* TAFs are kept twice: the latest issue, and the one in force until its valid_from. */
enum report_slot { SLOT_CURRENT, SLOT_PREVIOUS };

#define REPORT_RECENT_MAX 32

struct stored_report {
    enum product product;
    char station[STATION_MAX]; /* upper case, NUL-terminated */
    int64_t observed_at;       /* METAR: observation; TAF: issue, or UTC_NONE (no issue time known) */
    int64_t valid_from;        /* TAF; METAR: UTC_NONE */
    int64_t valid_to;          /* TAF; METAR: UTC_NONE */
    int64_t received_at;       /* when this system received it */
    int64_t next_expected_at;
    int64_t checked_at; /* its own, when it was fetched alone; else UTC_NONE */
    enum report_source source;
    bool speci, corrected, amended, cancelled, nil;
    /* METAR: times of the station's METARs (no SPECI) of the last 8 h; TAF: the last issue times (no AMD,
     * COR); oldest first. They feed next_expected_at. */
    uint8_t recent_count;
    int64_t recent[REPORT_RECENT_MAX];
    struct slice raw;
    struct slice decoded; /* one JSON object, API.md's decoded form, not expired */
    uint32_t hash; /* report_store_hash(raw), for ETags and comparison; set by the store, not read by a put */
};

/* CRC-32 of the raw text. */
uint32_t report_store_hash(struct slice raw);

/*
 * RESULT_NOT_FOUND, RESULT_INVALID (no identifier of a station: 1 to 7 of [A-Z0-9]), RESULT_CORRUPT (also a
 * record of another format version). Slices point into the transaction: valid to its end, in a write
 * transaction to the next change in it.
 */
enum result report_store_get(struct store_read *r, enum product product, enum report_slot slot,
                             struct slice station, struct stored_report *out);
enum result report_store_get_for_update(struct store_write *w, enum product product, enum report_slot slot,
                                        struct slice station, struct stored_report *out);

/*
 * Writes the record. RESULT_CONFLICT, and nothing written, if the slot SLOT_CURRENT holds a report with a
 * later observed_at (a later valid_from, where one of the two has no observed_at): a local write never
 * replaces a newer report by an older one. The transaction goes on. A record that cannot be read is replaced.
 */
enum result report_store_put(struct store_write *w, enum report_slot slot,
                             const struct stored_report *report);
enum result report_store_delete(struct store_write *w, enum product product, enum report_slot slot,
                                struct slice station);

/* All of one product and slot in order of station. */
enum result report_store_each(struct store_read *r, enum product product, enum report_slot slot,
                              bool (*each)(void *context, const struct stored_report *report), void *context);

#endif
