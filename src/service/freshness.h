/*
 * How fresh a report is and in what state its feed: DESIGN.md, "Which report is current, and how fresh it
 * is". Pure functions of stored times and a moment; nothing here is stored.
 */
#ifndef AW_SERVICE_FRESHNESS_H
#define AW_SERVICE_FRESHNESS_H

#include <stdint.h>

#include "store/product_state.h"
#include "store/report_store.h"

enum feed { FEED_OK, FEED_DELAYED, FEED_DOWN };
enum freshness { FRESH, STALE, EXPIRED };

const char *feed_name(enum feed f);           /* "ok", "delayed", "down" */
const char *freshness_name(enum freshness f); /* "fresh", "stale", "expired" */

/* More than this off the providers' clocks, and nothing is fresh. */
#define CLOCK_SKEW_MAX_S 60

/* `state` NULL: never received, FEED_DOWN. */
enum feed feed_of(enum product product, const struct product_state *state, int64_t now);

/* METAR: fresh until next_expected_at + 10 min, stale until observed_at + 3 h. TAF: fresh until
 * next_expected_at + 30 min, stale until valid_to. Never fresh unless the feed is ok or the report's own
 * checked_at is less than 5 min old, nor with |clock_skew_s| > CLOCK_SKEW_MAX_S. */
enum freshness freshness_of(const struct stored_report *report, enum feed feed, int64_t clock_skew_s,
                            int64_t now);

/*
 * When the next report is due, from report->recent (the report itself included already when it counts):
 * DESIGN.md's rules for METAR (routine minutes seen in at least 3 of the 8 hours before, at least 15 min
 * after the last METAR; 60 min without history; SPECI rule) and TAF (median of the last four issue intervals;
 * 6 h).
 */
int64_t next_expected_at(const struct stored_report *report);

#endif
