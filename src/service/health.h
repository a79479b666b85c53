/*
 * Can the service do its work? Each tier, each provider as ingestd last saw it, each product as it was last
 * received. What is bad makes the whole `degraded`, a tier that is away too; without a readable store or
 * without any METAR it is `down`.
 */
#ifndef AW_SERVICE_HEALTH_H
#define AW_SERVICE_HEALTH_H

#include "base/config.h"
#include "base/json_writer.h"
#include "service/health_tier.h"
#include "service/weather.h"

enum health { HEALTH_OK, HEALTH_DEGRADED, HEALTH_DOWN };
const char *health_name(enum health h); /* "ok", "degraded", "down"; static */

struct health_product {
    struct weather_feed feed;
    int64_t received_at; /* UTC_NONE: never */
    int64_t newest_at;   /* METAR: observation; TAF: issue; UTC_NONE */
    uint64_t quarantined;
};

struct health_provider {
    bool configured;
    int64_t breaker;     /* 0 closed, 1 half open, 2 open */
    int64_t budget_left; /* on-demand requests this minute */
};

enum { HEALTH_AWC, HEALTH_CHECKWX, HEALTH_PROVIDERS };

struct health_report {
    enum health health;
    bool store_readable;
    struct health_tier tiers[SHARED_LINKS]; /* beside the local one */
    struct health_product products[PRODUCT_COUNT];
    struct health_provider providers[HEALTH_PROVIDERS];
    int64_t clock_skew_s; /* the providers' clock less ours; 0: not known */
};

/* Opens and ends a read of its own. */
void health_check(struct weather *w, const struct config *config, int64_t now, struct health_report *out);
void health_write(struct json_writer *json, const struct config *config, const struct health_report *report);

#endif
