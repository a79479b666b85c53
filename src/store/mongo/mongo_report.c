#include "store/mongo/mongo_tier.h"

#include "store/mongo/mongo_document.h"
#include "store/mongo/mongo_find.h"

/* Upserts in one message: its answer stays well within the time-out of a slow server. */
#define CHUNK 100
#define TRIES 3

/* ---- putting ---- */

/* {$setOnInsert: …}: what is there stays as it is. */
static bool add_upsert(mongoc_bulk_operation_t *bulk, const struct tier_report *report, bool with_decoded)
{
    bson_error_t error;
    bson_t selector, update, fields, options;
    bson_init(&selector);
    bson_init(&update);
    bson_init(&options);
    mongo_report_selector(report, &selector);
    BSON_APPEND_DOCUMENT_BEGIN(&update, "$setOnInsert", &fields);
    mongo_report_fields(report, with_decoded, &fields);
    bson_append_document_end(&update, &fields);
    BSON_APPEND_BOOL(&options, "upsert", true);
    bool added = mongoc_bulk_operation_update_one_with_opts(bulk, &selector, &update, &options, &error);
    bson_destroy(&options);
    bson_destroy(&update);
    bson_destroy(&selector);
    return added;
}

/* What the errors of a bulk's documents come to: RESULT_CONFLICT where each of them is a key that is there.
 * Any other error of one document is an error of the whole. */
static enum result write_errors_result(const bson_t *reply)
{
    bson_iter_t at, each, code;
    if (bson_iter_init_find(&at, reply, "writeConcernErrors") && bson_iter_recurse(&at, &each) &&
        bson_iter_next(&each))
        return RESULT_TIMEOUT;
    if (!bson_iter_init_find(&at, reply, "writeErrors") || !bson_iter_recurse(&at, &each))
        return RESULT_IO;
    while (bson_iter_next(&each)) {
        if (!bson_iter_recurse(&each, &code) || !bson_iter_find(&code, "code"))
            return RESULT_IO;
        enum result result = mongo_code_result((uint32_t)bson_iter_as_int64(&code));
        if (result != RESULT_CONFLICT)
            return result;
    }
    return RESULT_CONFLICT;
}

static enum result execute(struct mongo_link *link, mongoc_bulk_operation_t *bulk)
{
    bson_t reply;
    bson_error_t error = {0};
    enum result result = RESULT_OK;
    if (!mongoc_bulk_operation_execute(bulk, &reply, &error))
        result = mongo_link_failed(link, &error);
    if (result == RESULT_CONFLICT)
        result = write_errors_result(&reply);
    bson_destroy(&reply);
    return result == RESULT_BUSY ? RESULT_IO : result;
}

/* Where a report goes. */
struct target {
    const char *collection;
    bool with_decoded;
    int64_t since; /* older ones do not go there */
};

static enum result put_once(struct mongo_link *link, const struct target *target,
                            const struct tier_report *reports, size_t count)
{
    bson_t options;
    mongoc_collection_t *collection;
    size_t added = 0;
    enum result result = mongo_link_collection(link, target->collection, &collection);
    if (result)
        return result;
    bson_init(&options);
    BSON_APPEND_BOOL(&options, "ordered", false);
    mongoc_bulk_operation_t *bulk = mongoc_collection_create_bulk_operation_with_opts(collection, &options);
    for (size_t i = 0; i < count && !result; i++) {
        if (reports[i].entry.observed_at < target->since)
            continue;
        if (!add_upsert(bulk, &reports[i], target->with_decoded))
            result = RESULT_TOO_LARGE;
        added++;
    }
    if (!result && added > 0)
        result = execute(link, bulk);
    mongoc_bulk_operation_destroy(bulk);
    bson_destroy(&options);
    mongoc_collection_destroy(collection);
    return result;
}

/*
 * Two hosts that put one report at one moment: the server lets one of them insert it, and tells the other
 * that its key is there. Put again, the report is found and left as it is. A key that is in the way even then
 * is of another document (a unique index that is not ours): that report is not there, and must not pass for
 * put.
 */
static enum result put_chunk(struct mongo_link *link, const struct target *target,
                             const struct tier_report *reports, size_t count)
{
    enum result result = RESULT_CONFLICT;
    for (int i = 0; i < TRIES && result == RESULT_CONFLICT; i++)
        result = put_once(link, target, reports, count);
    if (!result)
        link->error[0] = '\0'; /* of a try before */
    return result == RESULT_CONFLICT ? RESULT_INVALID : result;
}

/* History first: it is what can't be had again. */
enum result mongo_report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now)
{
    const struct target history = {MONGO_HISTORY, false, INT64_MIN};
    const struct target newest = {MONGO_REPORTS, true, now - MONGO_REPORTS_KEPT_S};
    struct mongo_tier *m = engine;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < count && !result; i++)
        result = mongo_report_check(&reports[i]);
    for (size_t at = 0; at < count && !result; at += CHUNK) {
        size_t chunk = count - at < CHUNK ? count - at : CHUNK;
        result = put_chunk(&m->link, &history, reports + at, chunk);
        if (!result)
            result = put_chunk(&m->link, &newest, reports + at, chunk);
    }
    return result;
}

/* ---- the newest ---- */

struct newest {
    struct arena *arena;
    struct tier_report *out;
    size_t max, count;
    enum result failed;
};

static enum result take_newest(void *context, const bson_t *document)
{
    struct newest *n = context;
    struct tier_report report;
    enum result result = mongo_report_decode(document, &report);
    if (result)
        return result;
    report.entry.raw = arena_copy(n->arena, report.entry.raw);
    if (!report.entry.raw.ptr)
        return RESULT_NO_MEMORY;
    n->out[n->count++] = report;
    return RESULT_OK;
}

static enum result find_newest(struct mongo_link *link, const char *collection, enum product product,
                               struct slice station, int64_t since, struct newest *n)
{
    bson_t filter, sort, part;
    bson_init(&filter);
    bson_init(&sort);
    mongo_append_slice(&filter, "icao_code", station);
    BSON_APPEND_UTF8(&filter, "product", product_name(product));
    BSON_APPEND_DOCUMENT_BEGIN(&filter, "timestamp", &part);
    mongo_append_time(&part, "$gte", since);
    bson_append_document_end(&filter, &part);
    BSON_APPEND_INT32(&sort, "timestamp", -1);
    struct mongo_find find = {
        .collection = collection, .filter = &filter, .sort = &sort, .omit = "decoded", .limit = n->max};
    enum result result = mongo_find_each(link, &find, take_newest, n);
    bson_destroy(&sort);
    bson_destroy(&filter);
    return result;
}

enum result mongo_report_newest(void *engine, enum product product, struct slice station, int64_t now,
                                struct arena *arena, struct tier_report *out, size_t max, size_t *count)
{
    struct mongo_tier *m = engine;
    struct tier_report found[TIER_NEWEST_MAX];
    struct newest n = {.arena = arena, .out = found, .max = max};
    int64_t since = now - (product == PRODUCT_TAF ? TIER_TAF_NEWEST_S : TIER_METAR_NEWEST_S);
    enum result result = find_newest(&m->link, MONGO_REPORTS, product, station, since, &n);
    if (!result && n.count == 0)
        result = find_newest(&m->link, MONGO_HISTORY, product, station, since, &n);
    if (result)
        return result;
    if (n.count == 0)
        return RESULT_NOT_FOUND;
    for (size_t i = 0; i < n.count; i++)
        out[i] = found[i];
    *count = n.count;
    return RESULT_OK;
}
