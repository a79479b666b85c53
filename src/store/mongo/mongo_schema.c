#include "store/mongo/mongo_schema.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what there should be ---- */

#define REPORT_PROPERTIES                                                                                    \
    "'_id': {'bsonType': 'string'}, 'icao_code': {'bsonType': 'string', 'pattern': '^[A-Z0-9]{1,7}$'},"      \
    "'timestamp': {'bsonType': 'date'}, 'product': {'enum': ['metar', 'taf']},"                              \
    "'type': {'enum': ['METAR', 'SPECI', 'TAF']}, 'raw': {'bsonType': ['string', 'binData']},"               \
    "'hash': {'bsonType': 'long'}, 'source': {'bsonType': 'string'},"                                        \
    "'received_at': {'bsonType': 'date'}, 'flight_category': {'bsonType': 'string'},"                        \
    "'decoded': {'bsonType': 'object'}"
#define REPORT_SCHEMA                                                                                        \
    "{'bsonType': 'object', 'required': ['_id', 'icao_code', 'timestamp', 'product', 'type', 'raw', 'hash'," \
    " 'source', 'received_at'], 'properties': {" REPORT_PROPERTIES "}}"
#define ITEM_SCHEMA                                                                                          \
    "{'bsonType': 'object', 'required': ['_id'], 'properties': {'_id': {'bsonType': 'string'},"              \
    " 'value': {'bsonType': 'binData'}, 'sum': {'bsonType': 'long'}, 'expires': {'bsonType': 'date'}}}"

/* In relaxed JSON, ' for ". */
struct collection {
    const char *name;
    const char *schema; /* or NULL */
};

static const struct collection collections[] = {
    {MONGO_REPORTS, REPORT_SCHEMA}, {MONGO_HISTORY, REPORT_SCHEMA},
    {MONGO_ITEMS, ITEM_SCHEMA},     {MONGO_USERS, NULL},
    {MONGO_SESSIONS, NULL},         {MONGO_KEYS, NULL},
    {MONGO_ALERTS, NULL},           {MONGO_SCHEMA, NULL},
};

#define NO_EXPIRY (-1)

struct index {
    const char *collection;
    const char *keys;
    bool unique;
    int64_t expire_after_s; /* NO_EXPIRY: not a TTL index */
};

static const struct index indexes[] = {
    {MONGO_REPORTS, "{'icao_code': 1, 'timestamp': -1}", false, NO_EXPIRY},
    {MONGO_REPORTS, "{'timestamp': 1}", false, MONGO_REPORTS_KEPT_S},
    {MONGO_HISTORY, "{'icao_code': 1, 'timestamp': -1, 'type': 1}", false, NO_EXPIRY},
    {MONGO_HISTORY, "{'icao_code': 1, 'product': 1, 'timestamp': 1, 'hash': 1}", false,
     NO_EXPIRY},                                           /* pages */
    {MONGO_HISTORY, "{'timestamp': 1}", false, NO_EXPIRY}, /* MONGODB_HISTORY_DAYS: ingestd deletes */
    {MONGO_ITEMS, "{'expires': 1}", false, 0},
    {MONGO_USERS, "{'email': 1}", true, NO_EXPIRY},
    {MONGO_SESSIONS, "{'expires': 1}", false, 0},
    {MONGO_SESSIONS, "{'user_id': 1}", false, NO_EXPIRY},
    {MONGO_KEYS, "{'user_id': 1}", false, NO_EXPIRY},
    {MONGO_ALERTS, "{'user_id': 1}", false, NO_EXPIRY},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- helpers ---- */

void mongo_schema_tell(struct mongo_schema *s, const char *kind, const char *name,
                       enum durable_outcome outcome, const char *detail)
{
    struct durable_schema_step step = {kind, name, outcome, detail};
    s->each(s->context, &step);
}

/* Our own JSON, with ' for " so that it can be read in C. NULL without memory. */
static bson_t *bson_of(const char *json)
{
    bson_error_t error;
    char *text = strdup(json);
    if (!text)
        return NULL;
    for (char *p = text; *p; p++) {
        if (*p == '\'')
            *p = '"';
    }
    bson_t *made = bson_new_from_json((const uint8_t *)text, -1, &error);
    free(text);
    return made;
}

enum result mongo_schema_run(struct mongo_link *link, const char *database, const char *json)
{
    bson_t reply;
    bson_t *command = bson_of(json);
    if (!command)
        return RESULT_NO_MEMORY;
    enum result result = mongo_link_command(link, database, command, &reply);
    bson_destroy(&reply);
    bson_destroy(command);
    return result;
}

/* ---- collections and validators ---- */

/* Calls `each` with every document of a command's first batch, which is all of it: there are few. */
static enum result each_listed(struct mongo_schema *s, const char *json,
                               void (*each)(void *context, const bson_t *document), void *context)
{
    bson_t reply, document;
    bson_iter_t at, batch;
    bson_t *command = bson_of(json);
    if (!command)
        return RESULT_NO_MEMORY;
    enum result result = mongo_link_command(&s->link, NULL, command, &reply);
    if (!result && bson_iter_init(&at, &reply) &&
        bson_iter_find_descendant(&at, "cursor.firstBatch", &batch) && bson_iter_recurse(&batch, &at)) {
        while (bson_iter_next(&at)) {
            uint32_t len;
            const uint8_t *bytes;
            if (!BSON_ITER_HOLDS_DOCUMENT(&at))
                continue;
            bson_iter_document(&at, &len, &bytes);
            if (bson_init_static(&document, bytes, len))
                each(context, &document);
        }
    }
    bson_destroy(&reply);
    bson_destroy(command);
    return result;
}

struct known_collection {
    const bson_t *validator; /* wanted, or NULL */
    bool there, validated;
};

/* Whether a document has `wanted` under a path. */
static bool holds(const bson_t *document, const char *path, const bson_t *wanted)
{
    bson_iter_t at, found;
    bson_t held;
    uint32_t len;
    const uint8_t *bytes;
    if (!bson_iter_init(&at, document) || !bson_iter_find_descendant(&at, path, &found) ||
        !BSON_ITER_HOLDS_DOCUMENT(&found))
        return false;
    bson_iter_document(&found, &len, &bytes);
    return bson_init_static(&held, bytes, len) && bson_equal(&held, wanted);
}

static void see_collection(void *context, const bson_t *document)
{
    struct known_collection *known = context;
    known->there = true;
    known->validated = known->validator && holds(document, "options.validator", known->validator);
}

/* {COMMAND: name, validator: …, validationLevel: "moderate"}: documents that were there before are let be. */
static enum result run_validated(struct mongo_schema *s, const char *command_name, const char *name,
                                 const bson_t *validator)
{
    bson_t command, reply;
    bson_init(&command);
    BSON_APPEND_UTF8(&command, command_name, name);
    if (validator) {
        BSON_APPEND_DOCUMENT(&command, "validator", validator);
        BSON_APPEND_UTF8(&command, "validationLevel", "moderate");
    }
    enum result result = mongo_link_command(&s->link, NULL, &command, &reply);
    bson_destroy(&reply);
    bson_destroy(&command);
    return result;
}

static enum result set_validator(struct mongo_schema *s, const char *name,
                                 const struct known_collection *known, bool made)
{
    enum result result = RESULT_OK;
    if (known->validated) {
        mongo_schema_tell(s, "validator", name, DURABLE_THERE, "");
        return RESULT_OK;
    }
    result = run_validated(s, "collMod", name, known->validator);
    if (result == RESULT_UNSUPPORTED) {
        s->found.validates = false;
        mongo_schema_tell(s, "validator", name, DURABLE_WITHOUT, "the server has no validators");
        return RESULT_OK;
    }
    if (!result)
        mongo_schema_tell(s, "validator", name, made ? DURABLE_MADE : DURABLE_CHANGED, "");
    return result;
}

static enum result ensure_collection(struct mongo_schema *s, const struct collection *wanted)
{
    char json[128];
    bson_t *validator = NULL;
    if (wanted->schema) {
        bson_t *schema = bson_of(wanted->schema);
        validator = schema ? BCON_NEW("$jsonSchema", BCON_DOCUMENT(schema)) : NULL;
        bson_destroy(schema);
        if (!validator)
            return RESULT_NO_MEMORY;
    }
    struct known_collection known = {.validator = validator};
    snprintf(json, sizeof(json), "{'listCollections': 1, 'filter': {'name': '%s'}}", wanted->name);
    enum result result = each_listed(s, json, see_collection, &known);
    if (!result && !known.there)
        result = run_validated(s, "create", wanted->name, NULL);
    if (!result)
        mongo_schema_tell(s, "collection", wanted->name, known.there ? DURABLE_THERE : DURABLE_MADE, "");
    if (!result && validator)
        result = set_validator(s, wanted->name, &known, !known.there);
    bson_destroy(validator);
    return result;
}

/* ---- indexes ---- */

struct known_index {
    const struct index *wanted;
    const bson_t *keys; /* wanted */
    bool there;
    int64_t expire_after_s;
    char other[64]; /* the name of one of the same keys that does something else; "": there is none */
};

static bool has_set(const bson_t *document, const char *name)
{
    bson_iter_t at;
    return bson_iter_init_find(&at, document, name) && bson_iter_as_bool(&at);
}

/* Of the keys alone it is not told: it may refuse documents, leave some out, or delete them. */
static bool does_as_wanted(const bson_t *document, const struct index *wanted)
{
    bson_iter_t at;
    bool expires = bson_iter_init_find(&at, document, "expireAfterSeconds");
    return has_set(document, "unique") == wanted->unique && !has_set(document, "sparse") &&
           !bson_has_field(document, "partialFilterExpression") &&
           !(expires && wanted->expire_after_s == NO_EXPIRY);
}

static void see_index(void *context, const bson_t *document)
{
    struct known_index *known = context;
    bson_iter_t at;
    if (!holds(document, "key", known->keys))
        return;
    if (!does_as_wanted(document, known->wanted)) {
        if (bson_iter_init_find(&at, document, "name") && BSON_ITER_HOLDS_UTF8(&at))
            snprintf(known->other, sizeof(known->other), "%s", bson_iter_utf8(&at, NULL));
        return;
    }
    known->there = true;
    known->expire_after_s = NO_EXPIRY;
    if (bson_iter_init_find(&at, document, "expireAfterSeconds"))
        known->expire_after_s = bson_iter_as_int64(&at);
}

/* "icao_code_1_timestamp_-1", as the server itself would name it. */
static void index_name(const bson_t *keys, char *out, size_t size)
{
    bson_iter_t at;
    size_t len = 0;
    bson_iter_init(&at, keys);
    while (bson_iter_next(&at) && len < size)
        len += (size_t)snprintf(out + len, size - len, "%s%s_%d", len ? "_" : "", bson_iter_key(&at),
                                (int)bson_iter_as_int64(&at));
}

static enum result create_index(struct mongo_schema *s, const struct index *wanted, const bson_t *keys,
                                int64_t expire_after_s)
{
    char name[100];
    bson_t command, reply, array, one;
    index_name(keys, name, sizeof(name));
    bson_init(&command);
    BSON_APPEND_UTF8(&command, "createIndexes", wanted->collection);
    BSON_APPEND_ARRAY_BEGIN(&command, "indexes", &array);
    BSON_APPEND_DOCUMENT_BEGIN(&array, "0", &one);
    BSON_APPEND_DOCUMENT(&one, "key", keys);
    BSON_APPEND_UTF8(&one, "name", name);
    if (wanted->unique)
        BSON_APPEND_BOOL(&one, "unique", true);
    if (expire_after_s != NO_EXPIRY)
        BSON_APPEND_INT64(&one, "expireAfterSeconds", expire_after_s);
    bson_append_document_end(&array, &one);
    bson_append_array_end(&command, &array);
    enum result result = mongo_link_command(&s->link, NULL, &command, &reply);
    bson_destroy(&reply);
    bson_destroy(&command);
    return result;
}

#define NO_TTL "no TTL indexes on this server: ingestd deletes what is due"

/* Makes an index that is there one that expires, or expires otherwise. */
static enum result change_expiry(struct mongo_schema *s, const struct index *wanted, const char *title)
{
    char json[256];
    snprintf(json, sizeof(json), "{'collMod': '%s', 'index': {'keyPattern': %s, 'expireAfterSeconds': %lld}}",
             wanted->collection, wanted->keys, (long long)wanted->expire_after_s);
    enum result result = mongo_schema_run(&s->link, NULL, json);
    if (result == RESULT_UNSUPPORTED) {
        s->found.expires = false;
        mongo_schema_tell(s, "index", title, DURABLE_WITHOUT, NO_TTL);
        return RESULT_OK;
    }
    if (!result)
        mongo_schema_tell(s, "index", title, DURABLE_CHANGED, "its expiry");
    return result;
}

static enum result make_index(struct mongo_schema *s, const struct index *wanted, const bson_t *keys,
                              const char *title)
{
    enum result result = create_index(s, wanted, keys, wanted->expire_after_s);
    if (result == RESULT_UNSUPPORTED && wanted->expire_after_s != NO_EXPIRY) {
        s->found.expires = false;
        result = create_index(s, wanted, keys, NO_EXPIRY);
        if (!result)
            mongo_schema_tell(s, "index", title, DURABLE_WITHOUT, NO_TTL);
        return result;
    }
    if (!result)
        mongo_schema_tell(s, "index", title, DURABLE_MADE, "");
    return result;
}

/* As one reads it in MongoDB's shell. */
static void index_title(const struct index *wanted, char *out, size_t size)
{
    size_t len = 0;
    char expiry[40] = "";
    if (wanted->expire_after_s != NO_EXPIRY)
        snprintf(expiry, sizeof(expiry), ", TTL %lld s", (long long)wanted->expire_after_s);
    snprintf(out, size, "%s %s%s", wanted->collection, wanted->keys, expiry);
    for (const char *p = out; *p; p++) {
        if (*p != '\'')
            out[len++] = *p;
    }
    out[len] = '\0';
}

static enum result refuse_other(struct mongo_schema *s, const struct known_index *known)
{
    snprintf(
        s->error, sizeof(s->error),
        "%s has an index %s of the same keys that differs from ours (unique, sparse, partial, expiring): "
        "drop it, then run init-db again",
        known->wanted->collection, known->other);
    return RESULT_CONFLICT;
}

static enum result settle_index(struct mongo_schema *s, const struct known_index *known, const char *title)
{
    const struct index *wanted = known->wanted;
    if (!known->there)
        return known->other[0] ? refuse_other(s, known) : make_index(s, wanted, known->keys, title);
    if (known->expire_after_s != wanted->expire_after_s)
        return change_expiry(s, wanted, title);
    mongo_schema_tell(s, "index", title, DURABLE_THERE, "");
    return RESULT_OK;
}

static enum result ensure_index(struct mongo_schema *s, const struct index *wanted)
{
    char json[128], title[160];
    bson_t *keys = bson_of(wanted->keys);
    if (!keys)
        return RESULT_NO_MEMORY;
    struct known_index known = {.wanted = wanted, .keys = keys};
    snprintf(json, sizeof(json), "{'listIndexes': '%s', 'cursor': {'batchSize': 100}}", wanted->collection);
    index_title(wanted, title, sizeof(title));
    enum result result = each_listed(s, json, see_index, &known);
    if (!result)
        result = settle_index(s, &known, title);
    bson_destroy(keys);
    return result;
}

/* ---- all of it ---- */

static enum result apply(struct mongo_schema *s)
{
    enum result result = mongo_schema_version(&s->link, &s->found.was_version);
    for (size_t i = 0; i < COUNT(collections) && !result; i++)
        result = ensure_collection(s, &collections[i]);
    if (!result)
        result = mongo_schema_migrate(s, s->found.was_version);
    for (size_t i = 0; i < COUNT(indexes) && !result; i++)
        result = ensure_index(s, &indexes[i]);
    return result;
}

enum result durable_schema_apply(const struct tier_options *options, durable_each_step *each, void *context,
                                 struct durable_schema *out, char detail[DURABLE_DETAIL_MAX])
{
    struct mongo_schema s = {.each = each, .context = context, .found = {.expires = true, .validates = true}};
    detail[0] = '\0';
    enum result result = mongo_link_init(options, s.error, &s.link, detail);
    if (result)
        return result;
    slice_copy(slice_from_string(s.link.database), s.found.database, sizeof(s.found.database));
    result = apply(&s);
    if (result)
        snprintf(detail, DURABLE_DETAIL_MAX, "%s", s.error[0] ? s.error : result_text(result));
    else
        *out = s.found;
    mongo_link_free(&s.link);
    return result;
}
