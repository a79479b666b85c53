/*
 * Which stations of a product count when hosts compare what they hold: those with a report of the last hours
 * before the poll, the same on each. Redis may have forgotten older ones, and one host may still hold them.
 */
#ifndef AW_INGEST_SHARED_WINDOW_H
#define AW_INGEST_SHARED_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/utc.h"
#include "store/report_store.h"

/* `time`: observation, issue, or start of validity. */
static inline bool shared_window_has(enum product product, int64_t time, int64_t checked_at)
{
    int64_t window_s = product == PRODUCT_TAF ? 24 * UTC_HOUR : 12 * UTC_HOUR;
    return time > checked_at - window_s;
}

#endif
