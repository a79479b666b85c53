/*
 * What the weather services share, and no other caller sees: the open read of the store, feeds, judged
 * reports, listed stations, and the hints that wait until the read has ended.
 */
#ifndef AW_SERVICE_WEATHER_READ_H
#define AW_SERVICE_WEATHER_READ_H

#include "base/metrics.h"
#include "service/weather.h"
#include "store/station_store.h"

#define WEATHER_HINTS_MAX 512
#define HINT_INTERVAL_S   (5 * UTC_MINUTE)

struct weather_hint {
    enum product product;
    char station[STATION_MAX];
};

struct weather {
    struct weather_options options;
    struct store_read *read; /* NULL: none is open */
    struct metric *local_requests, *local_hits;
    struct weather_hint hints[WEATHER_HINTS_MAX];
    size_t hints_count;
};

/* Fails with RESULT_UNAVAILABLE and *error filled (503). An open read is kept. */
enum result weather_read_begin(struct weather *w, struct service_error *error);
void weather_read_end(struct weather *w);

/* RESULT_OK also when the product was never received: feed down. */
enum result weather_feed_get(struct weather *w, enum product product, int64_t now, struct weather_feed *out);

/* RESULT_NOT_FOUND or RESULT_CORRUPT as the store. Judged at `now` by the product's feed. */
enum result weather_report_get(struct weather *w, enum product product, enum report_slot slot,
                               struct slice station, const struct weather_feed *feed, int64_t now,
                               struct weather_report *out);

/* Upper case into `out`; RESULT_INVALID, *error filled, unless it is 2 to 7 letters, digits and hyphens. */
enum result weather_code_normalise(struct slice code, char out[STATION_MAX], struct service_error *error);

/* The METAR or TAF of out->station, and the TAF beside a METAR, as the store has them. RESULT_NOT_FOUND: not
 * the one asked for. */
enum result weather_reports_read(struct weather *w, const struct weather_question *q,
                                 struct weather_answer *out);

/* See service/listed.h. */
bool weather_station_listed(struct weather *w, struct slice station);
/* The stations file says that it issues TAFs. */
bool weather_station_has_taf(struct weather *w, struct slice station);

/* Noted, and handed over by weather_release unless that was done within 5 min. */
void weather_hint_later(struct weather *w, enum product product, struct slice station);

/* 503 with *error filled, for a failure of the store. */
enum result weather_store_failed(struct service_error *error, enum result r);

#endif
