/*
 * What the orchestration (upstream.c, poll.c, fetch.c) has to know of a provider: where its files and its
 * interface are, what reads them, and its limits. One table a provider; nothing here asks anybody.
 */
#ifndef AW_UPSTREAM_PROVIDER_H
#define AW_UPSTREAM_PROVIDER_H

#include "upstream/parser.h"

#define UPSTREAM_PRODUCTS (UPSTREAM_STATIONS + 1)

/* One file with all of a product, gzip. */
struct provider_file {
    const char *path; /* below the base URL; NULL: there is none */
    const struct parser_ops *parser;
};

/* One request for single stations. */
struct provider_call {
    enum upstream_product product; /* METAR or TAF */
    const struct slice *stations;
    size_t count;
    int hours;     /* all reports of so many hours; 0: the current ones */
    int64_t until; /* the end of those hours, or the time for which a forecast is wanted; UTC_NONE: now */
};

struct provider {
    enum upstream_provider id;
    /* The preferred form of each product's file, and the form that is asked for when it is gone or has
     * drifted. */
    struct provider_file files[UPSTREAM_PRODUCTS][2];
    const struct parser_ops *call_parser;
    size_t stations_per_call[UPSTREAM_PRODUCTS];
    size_t calls_per_fetch;  /* of current reports; what is beyond is not asked of it */
    size_t entries_per_call; /* an answer with so many entries may have been cut there; 0: never */
    bool has_history;
    bool (*is_configured)(const struct config *config);
    const char *(*base_url)(const struct config *config);
    const char *(*key)(const struct config *config); /* X-API-Key; "" for none */
    void (*append_call)(const struct provider_call *call, struct buffer *url);
};

extern const struct provider awc_provider;
extern const struct provider checkwx_provider;

const struct provider *provider_get(enum upstream_provider id);

/* The configured ones in the order in which they are asked, `primary` (as in PRIMARY_WEATHER_API) first;
 * returns how many. */
size_t provider_order(const struct config *config, const char *primary,
                      const struct provider *out[UPSTREAM_PROVIDERS]);

/* Without slashes at its end. */
struct slice provider_base_url(const struct provider *p, const struct config *config);

/* Terminated: the base URL, then what `call` (or `path`) adds. */
void provider_call_url(const struct provider *p, const struct config *config,
                       const struct provider_call *call, struct buffer *url);
void provider_file_url(const struct provider *p, const struct config *config, const char *path,
                       struct buffer *url);

#endif
