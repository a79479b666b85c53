#include "store/mongo/mongo_schema.h"

#include <stdio.h>

#include "base/clock.h"
#include "store/mongo/mongo_document.h"
#include "store/mongo/mongo_find.h"
#include "store/tier_call.h"

/*
 * Steps from one version of the database to the next, in order. A step may be run again after it was
 * interrupted, and finds every collection there. What is only an index or a validator more needs no step:
 * mongo_schema.c makes those whatever the version.
 */

/* IndexNotFound, and NamespaceNotFound of servers that have no collection yet. */
static enum result drop_index(struct mongo_schema *s, const char *collection, const char *name)
{
    char json[160];
    snprintf(json, sizeof(json), "{'dropIndexes': '%s', 'index': '%s'}", collection, name);
    enum result result = mongo_schema_run(&s->link, NULL, json);
    if (result == RESULT_NOT_FOUND) {
        s->error[0] = '\0';
        return RESULT_OK;
    }
    return result;
}

/*
 * A database of the system before this one has a unique index of `key`, a field that items have not any more
 * (_id is the key): it would let one item in and no other; and one that deletes everything after an hour.
 */
static enum result drop_former_cache_indexes(struct mongo_schema *s)
{
    enum result result = drop_index(s, MONGO_ITEMS, "key_1");
    return result ? result : drop_index(s, MONGO_ITEMS, "created_at_1");
}

static const struct migration {
    const char *name;
    enum result (*run)(struct mongo_schema *s);
} migrations[DURABLE_SCHEMA_VERSION] = {
    {"1: cache without the indexes of the former system", drop_former_cache_indexes},
};

/* ---- the version ---- */

static enum result take_version(void *context, const bson_t *document)
{
    bson_iter_t at;
    int64_t *version = context;
    bool found = bson_iter_init_find(&at, document, "version") &&
                 (BSON_ITER_HOLDS_INT32(&at) || BSON_ITER_HOLDS_INT64(&at));
    *version = found ? bson_iter_as_int64(&at) : -1;
    return RESULT_OK;
}

enum result mongo_schema_version(struct mongo_link *link, int64_t *version)
{
    int64_t stored = 0;
    bson_t filter;
    bson_init(&filter);
    BSON_APPEND_UTF8(&filter, "_id", "version");
    struct mongo_find find = {.collection = MONGO_SCHEMA, .filter = &filter, .limit = 1};
    enum result result = mongo_find_each(link, &find, take_version, &stored);
    bson_destroy(&filter);
    if (result)
        return result;
    if (stored < 0) {
        snprintf(link->error, TIER_ERROR_MAX, "the document of the version in collection schema is not ours");
        return RESULT_CORRUPT;
    }
    if (stored > DURABLE_SCHEMA_VERSION) {
        snprintf(link->error, TIER_ERROR_MAX,
                 "the database has version %lld, this program knows up to %d: use the newer program",
                 (long long)stored, DURABLE_SCHEMA_VERSION);
        return RESULT_CONFLICT;
    }
    *version = stored;
    return RESULT_OK;
}

enum result durable_schema_version(struct tier *t, int64_t *version)
{
    struct tier_call call;
    if (t->engine != TIER_ENGINE_MONGO)
        return RESULT_UNSUPPORTED;
    struct mongo_tier *m = t->state;
    enum result result = tier_call_begin(t, "schema_version", &call);
    return result ? result : tier_call_end(&call, mongo_schema_version(&m->link, version));
}

static enum result store_version(struct mongo_schema *s, int64_t version)
{
    mongoc_collection_t *collection;
    bson_error_t error = {0};
    bson_t selector, document, options;
    enum result result = mongo_link_collection(&s->link, MONGO_SCHEMA, &collection);
    if (result)
        return result;
    bson_init(&selector);
    bson_init(&document);
    bson_init(&options);
    BSON_APPEND_UTF8(&selector, "_id", "version");
    BSON_APPEND_UTF8(&document, "_id", "version");
    BSON_APPEND_INT64(&document, "version", version);
    mongo_append_time(&document, "since", clock_now());
    BSON_APPEND_BOOL(&options, "upsert", true);
    if (!mongoc_collection_replace_one(collection, &selector, &document, &options, NULL, &error))
        result = mongo_link_failed(&s->link, &error);
    bson_destroy(&options);
    bson_destroy(&document);
    bson_destroy(&selector);
    mongoc_collection_destroy(collection);
    return result;
}

enum result mongo_schema_migrate(struct mongo_schema *s, int64_t version)
{
    enum result result = RESULT_OK;
    for (int64_t i = version; i < DURABLE_SCHEMA_VERSION && !result; i++) {
        result = migrations[i].run(s);
        if (!result)
            result = store_version(s, i + 1);
        if (!result)
            mongo_schema_tell(s, "migration", migrations[i].name, DURABLE_MADE, "");
    }
    return result;
}
