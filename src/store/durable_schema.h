/*
 * Collections, indexes and validators of the durable tier (MongoDB), the version of their shape, and how they
 * are spread over shards. For `aviation-weather init-db` and `setup-sharding`: everything here may be
 * repeated, and blocks as long as the server needs (an index over all of history takes minutes): give
 * options->timeout_ms accordingly. options->engine is TIER_ENGINE_MONGO.
 *
 * Failures as in store/tier.h, with a sentence in detail, without secrets.
 */
#ifndef AW_STORE_DURABLE_SCHEMA_H
#define AW_STORE_DURABLE_SCHEMA_H

#include "store/tier.h"

#define DURABLE_SCHEMA_VERSION 1 /* what this build knows */
#define DURABLE_DETAIL_MAX     200

enum durable_outcome {
    DURABLE_MADE,
    DURABLE_THERE,   /* as it should be already */
    DURABLE_CHANGED, /* was there, otherwise */
    DURABLE_WITHOUT, /* the server has no such thing; see detail */
};

/* One thing that was looked after; texts are valid during the call. */
struct durable_schema_step {
    const char *kind; /* "collection", "validator", "index", "migration" */
    const char *name; /* "weather_data", "weather_data {…}" */
    enum durable_outcome outcome;
    const char *detail; /* "" or a sentence */
};
typedef void durable_each_step(void *context, const struct durable_schema_step *step);

struct durable_schema {
    char database[64];
    int64_t was_version; /* 0: none before */
    bool expires;        /* the server has TTL indexes; without them ingestd deletes what is due */
    bool validates;      /* it has validators */
};

/*
 * Makes what is missing, migrates what is older. RESULT_CONFLICT: the database is of a newer version than
 * this build knows; nothing was touched.
 */
enum result durable_schema_apply(const struct tier_options *options, durable_each_step *each, void *context,
                                 struct durable_schema *out, char detail[DURABLE_DETAIL_MAX]);

/*
 * The version of the database of `t`; 0: init-db has not been run on it. RESULT_CONFLICT: newer than this
 * build knows, RESULT_CORRUPT: not ours, both with a sentence in tier_last_error.
 */
enum result durable_schema_version(struct tier *t, int64_t *version);

/* A command of setup-sharding, as relaxed JSON, and the database that it is for. */
typedef void durable_each_command(void *context, const char *database, const char *command);

#define DURABLE_ZONES 3

struct durable_sharding {
    bool dry_run;              /* only tells the commands; asks no server */
    const char *const *shards; /* one for each zone, in the order of durable_zone_name, or NULL */
    size_t shards_count;       /* 0: no zones; a zone without a shard is left out */
};

/* Names of the zones, static, i < DURABLE_ZONES. */
const char *durable_zone_name(size_t i);

/*
 * RESULT_UNSUPPORTED: the server is no mongos. RESULT_INVALID: more shards than zones, or a
 * shard's name that cannot be. Each command is told
 * before it is run; what is sharded already stays.
 */
enum result durable_sharding_apply(const struct tier_options *options, const struct durable_sharding *plan,
                                   durable_each_command *each, void *context,
                                   char detail[DURABLE_DETAIL_MAX]);

#endif
