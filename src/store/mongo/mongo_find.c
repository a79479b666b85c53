#include "store/mongo/mongo_find.h"

#include <stdio.h>

#include "base/log.h"

/* So many documents that are not ours are passed over; behind more of them nothing is looked for, since a
 * worker waits. */
#define PASSED_OVER_MAX ((size_t)2000)
/* Where some were, no fewer are asked for at once: a page of one report would ask for each. */
#define BEHIND_LEAST ((size_t)500)

/* A longer answer comes as the server likes it. */
#define BATCH_MAX ((size_t)10000)

/* {projection, sort, limit, batchSize, skip} as the driver takes them. All in one answer: a server's first
 * one has 101 documents else, and who waits would wait twice. One more than the limit, so that the cursor is
 * ended by the server. */
static void find_options(const struct mongo_find *find, size_t skip, size_t limit, bson_t *options)
{
    bson_t part;
    bson_init(options);
    BSON_APPEND_INT64(options, "limit", (int64_t)limit);
    if (limit < BATCH_MAX)
        BSON_APPEND_INT32(options, "batchSize", (int32_t)limit + 1);
    if (skip > 0)
        BSON_APPEND_INT64(options, "skip", (int64_t)skip);
    if (find->sort)
        BSON_APPEND_DOCUMENT(options, "sort", find->sort);
    if (find->omit || find->only) {
        BSON_APPEND_DOCUMENT_BEGIN(options, "projection", &part);
        BSON_APPEND_INT32(&part, find->only ? find->only : find->omit, find->only ? 1 : 0);
        bson_append_document_end(options, &part);
    }
}

struct progress {
    size_t seen, taken, passed_over;
    bool enough;
};

static enum result walk(struct mongo_link *link, const struct mongo_find *find, mongoc_cursor_t *cursor,
                        mongo_each_document *each, void *context, struct progress *p)
{
    const bson_t *document;
    bson_error_t error = {0};
    while (p->taken < find->limit && mongoc_cursor_next(cursor, &document)) {
        enum result result = each(context, document);
        p->seen++;
        if (result == RESULT_CORRUPT) {
            p->passed_over++;
        } else if (result == RESULT_NOT_FOUND) {
            p->enough = true;
            return RESULT_OK;
        } else if (result) {
            return result;
        } else {
            p->taken++;
        }
    }
    return mongoc_cursor_error(cursor, &error) ? mongo_link_failed(link, &error) : RESULT_OK;
}

/* Where documents were passed over, asks for what lies behind those that were seen. */
static enum result find_once(struct mongo_link *link, const struct mongo_find *find,
                             mongo_each_document *each, void *context, struct progress *p)
{
    mongoc_collection_t *collection;
    size_t before;
    bool more;
    enum result result = mongo_link_collection(link, find->collection, &collection);
    if (result)
        return result;
    do {
        bson_t options;
        size_t limit = p->seen && find->limit < BEHIND_LEAST ? BEHIND_LEAST : find->limit;
        before = p->seen;
        find_options(find, p->seen, limit, &options);
        mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, find->filter, &options, NULL);
        result = walk(link, find, cursor, each, context, p);
        mongoc_cursor_destroy(cursor);
        bson_destroy(&options);
        more = !result && !p->enough && p->taken < find->limit && p->seen - before == limit;
    } while (more && p->passed_over < PASSED_OVER_MAX);
    mongoc_collection_destroy(collection);
    if (!more)
        return result;
    snprintf(link->error, TIER_ERROR_MAX, "%s holds too many documents that are not ours", find->collection);
    return RESULT_CORRUPT;
}

/* A connection that turns out to be broken at once (the server was started again, a firewall has forgotten
 * it) is made anew. The driver would repeat what timed out as well, and who waits would wait three times. */
enum result mongo_find_each(struct mongo_link *link, const struct mongo_find *find, mongo_each_document *each,
                            void *context)
{
    struct progress p = {0};
    enum result result = find_once(link, find, each, context, &p);
    if (result == RESULT_IO && p.seen == 0) {
        result = find_once(link, find, each, context, &p);
        if (!result)
            link->error[0] = '\0';
    }
    if (p.passed_over)
        log_warning("mongodb_document_passed_over", LOG_STR("collection", find->collection),
                    LOG_INT("documents", (int64_t)p.passed_over), LOG_END);
    return result;
}

/* ---- deleting some ---- */

struct gathered {
    bson_t *array;
    size_t count;
};

static enum result gather(void *context, const bson_t *document)
{
    struct gathered *g = context;
    char key[16];
    const char *name;
    bson_iter_t at;
    if (!bson_iter_init_find(&at, document, "_id"))
        return RESULT_CORRUPT;
    bson_uint32_to_string((uint32_t)g->count, &name, key, sizeof(key));
    if (!bson_append_value(g->array, name, -1, bson_iter_value(&at)))
        return RESULT_TOO_LARGE;
    g->count++;
    return RESULT_OK;
}

static enum result find_ids(struct mongo_link *link, const char *collection, const bson_t *filter,
                            size_t limit, struct gathered *g)
{
    struct mongo_find find = {.collection = collection, .filter = filter, .only = "_id", .limit = limit};
    return mongo_find_each(link, &find, gather, g);
}

static enum result delete_many(struct mongo_link *link, const char *name, const bson_t *filter,
                               size_t *deleted)
{
    bson_t reply;
    bson_iter_t at;
    bson_error_t error = {0};
    mongoc_collection_t *collection;
    enum result result = mongo_link_collection(link, name, &collection);
    if (result)
        return result;
    if (!mongoc_collection_delete_many(collection, filter, NULL, &reply, &error))
        result = mongo_link_failed(link, &error);
    else if (bson_iter_init_find(&at, &reply, "deletedCount"))
        *deleted += (size_t)bson_iter_as_int64(&at);
    bson_destroy(&reply);
    mongoc_collection_destroy(collection);
    return result;
}

enum result mongo_delete_some(struct mongo_link *link, const char *collection, const bson_t *filter,
                              size_t limit, size_t *deleted)
{
    bson_t chosen, ids, in;
    struct gathered g = {.array = &ids};
    if (limit == 0)
        return RESULT_OK;
    bson_init(&ids);
    enum result result = find_ids(link, collection, filter, limit, &g);
    if (!result && g.count > 0) {
        bson_copy_to(filter, &chosen); /* what has been written anew meanwhile is not meant */
        BSON_APPEND_DOCUMENT_BEGIN(&chosen, "_id", &in);
        BSON_APPEND_ARRAY(&in, "$in", &ids);
        bson_append_document_end(&chosen, &in);
        result = delete_many(link, collection, &chosen, deleted);
        bson_destroy(&chosen);
    }
    bson_destroy(&ids);
    return result;
}
