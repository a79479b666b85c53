/*
 * The weather providers: what ingestd asks of them, whichever answers. Everything is asynchronous on one
 * libcurl multi handle: a call starts, callbacks come from upstream_run in the same thread. Time-outs,
 * retries with jitter, breakers (per provider), rate budgets (per host and provider) and the order of
 * providers (PRIMARY_WEATHER_API) are handled inside.
 *
 * Sources of the formats: UPSTREAM facts in the providers' public documents; see upstream/awc_*.h and
 * checkwx.h.
 */
#ifndef AW_UPSTREAM_UPSTREAM_H
#define AW_UPSTREAM_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/breaker.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/result.h"
#include "base/slice.h"

enum upstream_provider { UPSTREAM_AWC, UPSTREAM_CHECKWX, UPSTREAM_PROVIDERS };
enum upstream_product { UPSTREAM_METAR, UPSTREAM_TAF, UPSTREAM_STATIONS };

/* One report as a provider gave it. Slices are valid during the callback only. */
struct upstream_report {
    enum upstream_product product;
    enum upstream_provider provider;
    bool simulated;       /* the answer carried X-Data-Simulated: 1 */
    bool speci;           /* the provider calls it a SPECI; old texts do not say so */
    struct slice station; /* upper case */
    struct slice raw;     /* UTF-8, one report, line breaks and runs of blanks folded to one blank, no '=' */
    int64_t reported_at;  /* the provider's time of observation or issue, never a rounded one; UTC_NONE: it
                             gave none */
    double latitude_deg, longitude_deg, elevation_m; /* NAN: not given */
};

/* One station of the provider's list. */
struct upstream_station {
    struct slice id, iata, faa, name, country; /* absent when not given */
    double latitude_deg, longitude_deg, elevation_m;
    bool has_metar, has_taf;
};

enum upstream_verdict {
    UPSTREAM_WHOLE,        /* 200, whole and parsed (204 and an empty list count) */
    UPSTREAM_NOT_MODIFIED, /* 304 */
    UPSTREAM_FAILED,       /* no answer, an error status, truncated, not what it should be */
    UPSTREAM_SKIPPED,      /* breaker open or budget used up: nobody was asked */
};

struct upstream_outcome {
    enum upstream_verdict verdict;
    enum upstream_provider provider; /* the last one asked */
    int status;                      /* HTTP status; 0: none */
    size_t reports;                  /* given to on_report */
    size_t rejected;                 /* rows that could not be read */
    bool every_provider_answered;    /* fetch: each configured provider has answered for each id not found */
    int64_t retry_after_s;           /* failed or skipped: when it may be worth another try; at least 1 */
    char etag[128],
        last_modified[64]; /* polls: to be given back unchanged with the next; not for any other use */
    char detail[200];      /* for the log and check-providers: what was wrong */
};

struct upstream_handler {
    void *context;
    void (*on_report)(void *context, const struct upstream_report *report);
    void (*on_station)(void *context, const struct upstream_station *station);
    void (*on_done)(void *context, const struct upstream_outcome *outcome); /* exactly once */
};

struct upstream;

/* `config` must outlive it. In a build or run that does not simulate, answers with X-Data-Simulated are
 * dropped (failed). */
enum result upstream_create(const struct config *config, struct upstream **out);
void upstream_destroy(struct upstream *u); /* ends what is under way; on_done comes with UPSTREAM_FAILED */

/* The bulk file of a product, conditionally when validators are given. Rows arrive as they are parsed, in a
 * stream. */
enum result upstream_poll_bulk(struct upstream *u, enum upstream_product product, const char *etag,
                               const char *last_modified, const struct upstream_handler *handler);

/* Which provider is asked first by fetches that are begun from now on: "awc" or "checkwx", as in
 * PRIMARY_WEATHER_API. */
void upstream_primary_set(struct upstream *u, const char *primary);

/* Current reports of single stations (at most 400), from the primary provider, then from the others for what
 * it lacks. Takes from the on-demand budget. */
enum result upstream_fetch(struct upstream *u, enum upstream_product product, const struct slice *stations,
                           size_t count, int64_t deadline_ms, const struct upstream_handler *handler);

/*
 * All reports of the last `hours` (1..360) of single stations (at most 400). Takes from the history budget;
 * what needs more than a minute's of it goes on in the next (for at most 15 min).
 */
enum result upstream_fetch_history(struct upstream *u, enum upstream_product product,
                                   const struct slice *stations, size_t count, int hours,
                                   const struct upstream_handler *handler);

/* Descriptors that the caller wants watched beside the transfers. */
struct upstream_wait {
    int fd;
    short events;  /* POLLIN, POLLOUT */
    short revents; /* out */
};

/* Waits at most timeout_ms for transfers or the descriptors, moves what can be moved, calls handlers. */
enum result upstream_run(struct upstream *u, struct upstream_wait *waits, size_t count, int timeout_ms);

/* Median difference of the providers' Date headers (last 5 answers) from our clock in seconds; 0 with none.
 */
int64_t upstream_clock_skew_s(const struct upstream *u);

struct upstream_status {
    bool configured;
    enum breaker_state breaker;
    int64_t last_success_at; /* UTC_NONE: none */
    int64_t budget_left;     /* on-demand requests this minute */
    char last_error[200];
};
void upstream_status_get(const struct upstream *u, enum upstream_provider provider,
                         struct upstream_status *out);
const char *upstream_provider_name(enum upstream_provider p); /* "awc", "checkwx" */

#endif
