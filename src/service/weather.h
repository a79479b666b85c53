/*
 * Current weather of single stations: the report in the local store, or else the one that ingestd fetches
 * now, and how fresh it is. Rules: DESIGN.md, "Processes" (what is listed, who is asked, hints) and "Which
 * report is current, and how fresh it is"; API.md, "A station" (codes) and "Current = METAR".
 *
 * A question leaves a read of the store open, into which the slices of its answer point: compose, then
 * weather_release, whatever the result was.
 */
#ifndef AW_SERVICE_WEATHER_H
#define AW_SERVICE_WEATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"
#include "base/shared.h"
#include "geo/airport_db.h"
#include "geo/code_resolve.h"
#include "geo/great_circle.h"
#include "geo/runway.h"
#include "service/freshness.h"
#include "service/ondemand.h"
#include "service/service_error.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/store.h"

struct weather;

/* All are borrowed and must outlive it. */
struct weather_options {
    struct store *store;
    struct shared *shared;
    const struct airport_db *airports;
    struct ondemand_client *ondemand;
    bool simulated;
};

/* NULL without memory. After metrics_open. */
struct weather *weather_create(const struct weather_options *options);
void weather_destroy(struct weather *w); /* accepts NULL */

/* Another store, or none (NULL: every question is RESULT_UNAVAILABLE). No read may be open. */
void weather_use_store(struct weather *w, struct store *store);

/* The state of a product at a moment. */
struct weather_feed {
    enum feed feed;
    bool received;      /* a bulk file has been taken in, ever */
    int64_t checked_at; /* UTC_NONE: never */
};

/* Which tier a report came from in this request. */
enum weather_tier { TIER_LOCAL, TIER_ORIGIN };
const char *weather_tier_name(enum weather_tier t); /* "local", "origin" */

struct weather_report {
    struct stored_report stored;
    enum freshness freshness;
    enum feed feed;
    int64_t checked_at; /* the later of the product's and its own; UTC_NONE: never */
    enum weather_tier tier;
};

/* Why there is no TAF beside a METAR. */
enum weather_absence { ABSENCE_NONE, ABSENCE_NOT_ISSUED, ABSENCE_UNAVAILABLE };

struct weather_question {
    enum product product; /* PRODUCT_METAR or PRODUCT_TAF */
    bool with_taf;        /* METAR: the TAF too */
    struct slice code;    /* as the caller wrote it */
    int64_t now;
};

struct weather_answer {
    char station[STATION_MAX];
    int64_t origin_us;               /* time spent waiting for ingestd; -1: it was not asked */
    char resolved_from[STATION_MAX]; /* the code as asked, when it is not the station's; else "" */
    struct slice name;               /* of the airport, when resolved_from is set */
    struct weather_report report;    /* of the product asked for */
    bool has_previous;               /* TAF: the one in force until the current one's valid_from */
    struct weather_report previous;
    bool has_taf; /* with_taf */
    struct weather_report taf;
    bool has_taf_previous;
    struct weather_report taf_previous;
    enum weather_absence taf_absence; /* with_taf and no TAF */
};

/*
 * RESULT_OK also for an expired report: the caller decides by its freshness. Otherwise *error says which of
 * the interface's failures it is: RESULT_INVALID (no code at all), RESULT_NOT_FOUND (unknown, or does not
 * report; the nearest that does in extra), RESULT_AMBIGUOUS (candidates in extra), RESULT_BUSY,
 * RESULT_TIMEOUT, RESULT_UNAVAILABLE, RESULT_CORRUPT (retry_after_s set).
 */
enum result weather_get(struct weather *w, const struct weather_question *q, struct weather_answer *out,
                        struct service_error *error);

/* Opens the read, for who asks about airports and which of them report. Fails with *error filled. */
enum result weather_directory(struct weather *w, struct station_directory *out, struct service_error *error);

/* The wind of a station's METAR, which must not be expired. */
struct weather_wind {
    bool known;
    char station[STATION_MAX];
    int64_t observed_at;
    enum freshness freshness;
    struct surface_wind wind;
};
/* The read is open. */
void weather_wind_read(struct weather *w, struct slice station, int64_t now, struct weather_wind *out);

/* Where the station is, by the provider's list or as an airport, or NAN. The read is open. */
struct geo_point weather_position(struct weather *w, struct slice station);

/* The nearest station that has a report of the product, as the member "nearest" (null: none near), made in
 * `arena`; absent without memory. The read is open. */
struct slice weather_nearest_member(struct weather *w, enum product product, struct slice station,
                                    struct arena *arena);

/* Ends the read and hands the questions about what was not fresh to ingestd. */
void weather_release(struct weather *w);

#endif
