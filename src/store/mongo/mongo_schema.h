/* What mongo_schema.c, mongo_migrations.c and mongo_sharding.c share. */
#ifndef AW_STORE_MONGO_MONGO_SCHEMA_H
#define AW_STORE_MONGO_MONGO_SCHEMA_H

#include "store/durable_schema.h"
#include "store/mongo/mongo_tier.h"

struct mongo_schema {
    struct mongo_link link;
    char error[TIER_ERROR_MAX];
    durable_each_step *each;
    void *context;
    struct durable_schema found;
};

void mongo_schema_tell(struct mongo_schema *s, const char *kind, const char *name,
                       enum durable_outcome outcome, const char *detail);

/* Runs a command of the database whose reply does not matter. `json` is ours. */
enum result mongo_schema_run(struct mongo_link *link, const char *database, const char *json);

/* As durable_schema_version. */
enum result mongo_schema_version(struct mongo_link *link, int64_t *version);
/* Runs the migrations after `version`, in order, and stores each one's number when it is done. */
enum result mongo_schema_migrate(struct mongo_schema *s, int64_t version);

#endif
