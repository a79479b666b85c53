/*
 * Reports that are never served as current because their times, or their station, can't be right (DESIGN.md,
 * "Which report is current"): the check, and the last ones of each product, kept for health.
 */
#ifndef AW_INGEST_QUARANTINE_H
#define AW_INGEST_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "store/report_store.h"
#include "store/store.h"

enum quarantine_reason {
    QUARANTINE_NONE,
    QUARANTINE_TIME_DISAGREES,    /* day, hour or minute of the text and the provider's time */
    QUARANTINE_IN_FUTURE,         /* later than its receipt + 10 min */
    QUARANTINE_STATION_DISAGREES, /* the text is another station's */
    QUARANTINE_TIME_MISSING,      /* a METAR that does not say when it was observed */
    QUARANTINE_REASONS
};

/* "time_disagrees" …; static. */
const char *quarantine_reason_name(enum quarantine_reason r);

/*
 * `text_time`: observation or issue as the text resolves against the provider's time, UTC_NONE when it gives
 * none; `provider_time`: UTC_NONE when it gave none.
 */
enum quarantine_reason quarantine_check_times(int64_t text_time, int64_t provider_time, int64_t received_at);

struct quarantine;

struct quarantine *quarantine_create(void);    /* NULL without memory */
void quarantine_destroy(struct quarantine *q); /* accepts NULL */

/* True when this text was not noted lately: it is to be counted. Remembers it as one of the product's last.
 */
bool quarantine_note(struct quarantine *q, enum product product, uint64_t fingerprint, const char *station,
                     struct slice raw, enum quarantine_reason reason, int64_t now);

/*
 * Stores the last ones of the product as a JSON array [{station, raw, reason, at}], newest first, under the
 * key quarantine_key() of STORE_STATE, for health to show.
 */
enum result quarantine_store(const struct quarantine *q, struct store_write *w, enum product product);
/* "quarantine.metar" …; static. */
struct slice quarantine_key(enum product product);

#endif
