#include "store/mongo/mongo_dump.h"

#include <stdio.h>
#include <stdlib.h>

/* Documents that go out together: some hundred of ours; large ones fewer (a message has at most 48 MB). */
#define LOT_DOCUMENTS 500
#define LOT_BYTES     ((size_t)8 * 1024 * 1024)

struct loading {
    struct mongo_link link;
    char error[TIER_ERROR_MAX];
    const char *folder;
    durable_each_collection *each;
    void *context;
    char without[80]; /* what the server did not take of the collection under way */
};

static void note_without(struct loading *l, const char *what)
{
    size_t len = slice_from_string(l->without).len;
    snprintf(l->without + len, sizeof(l->without) - len, "%s%s", len ? ", " : "", what);
}

static enum result failed_file(struct loading *l, enum result result, const char *path)
{
    if (!l->error[0])
        snprintf(l->error, sizeof(l->error), "%.150s: %s", path,
                 result == RESULT_CORRUPT ? "not documents of BSON, or cut off" : result_text(result));
    return result;
}

/* ---- the collection ---- */

static enum result run(struct loading *l, bson_t *command)
{
    bson_t reply;
    enum result result = mongo_link_command(&l->link, NULL, command, &reply);
    bson_destroy(&reply);
    return result;
}

static enum result drop(struct loading *l, const char *name)
{
    bson_t command = BSON_INITIALIZER;
    BSON_APPEND_UTF8(&command, "drop", name);
    enum result result = run(l, &command);
    bson_destroy(&command);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* Options as listCollections gave them are what `create` takes. */
static enum result create(struct loading *l, const char *name, const bson_t *metadata)
{
    bson_t command = BSON_INITIALIZER, options;
    bson_iter_t at;
    uint32_t len;
    const uint8_t *bytes;
    BSON_APPEND_UTF8(&command, "create", name);
    if (bson_iter_init_find(&at, metadata, "options") && BSON_ITER_HOLDS_DOCUMENT(&at)) {
        bson_iter_document(&at, &len, &bytes);
        if (bson_init_static(&options, bytes, len))
            bson_concat(&command, &options);
    }
    enum result result = run(l, &command);
    bson_destroy(&command);
    if (result != RESULT_UNSUPPORTED)
        return result;
    note_without(l, "options");
    bson_t plain = BSON_INITIALIZER;
    BSON_APPEND_UTF8(&plain, "create", name);
    result = run(l, &plain);
    bson_destroy(&plain);
    return result;
}

/* ---- documents ---- */

/* Documents that a validator of today would refuse were there: they are put back all the same. */
static enum result insert_lot(struct loading *l, mongoc_collection_t *collection, bson_t **lot, size_t count)
{
    bson_error_t error = {0};
    bson_t options = BSON_INITIALIZER;
    BSON_APPEND_BOOL(&options, "validate", false);
    BSON_APPEND_BOOL(&options, "bypassDocumentValidation", true);
    bool good = mongoc_collection_insert_many(collection, (const bson_t **)(void *)lot, count, &options, NULL,
                                              &error);
    bson_destroy(&options);
    return good ? RESULT_OK : mongo_link_failed(&l->link, &error);
}

static void free_lot(bson_t **lot, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bson_destroy(lot[i]);
}

/* Reads up to a lot; RESULT_NOT_FOUND with what was left at the end of the file. */
static enum result read_lot(struct mongo_dump_file *file, bson_t **lot, size_t *count)
{
    size_t bytes = 0;
    enum result result = RESULT_OK;
    while (*count < LOT_DOCUMENTS && bytes < LOT_BYTES) {
        bson_t document;
        result = mongo_dump_next(file, &document);
        if (result)
            break;
        lot[*count] = bson_copy(&document);
        bytes += document.len;
        ++*count;
    }
    return result;
}

static enum result insert_all(struct loading *l, mongoc_collection_t *collection,
                              struct mongo_dump_file *file)
{
    bson_t *lot[LOT_DOCUMENTS];
    enum result result = RESULT_OK;
    while (!result) {
        size_t count = 0;
        result = read_lot(file, lot, &count);
        if (count && (!result || result == RESULT_NOT_FOUND)) {
            enum result inserted = insert_lot(l, collection, lot, count);
            result = inserted ? inserted : result;
        }
        free_lot(lot, count);
    }
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static enum result load_documents(struct loading *l, const char *name, const char *path, uint64_t *documents)
{
    struct mongo_dump_file file = {0};
    mongoc_collection_t *collection;
    enum result result = mongo_dump_open(path, &file);
    if (result)
        return failed_file(l, result, path);
    result = mongo_link_collection(&l->link, name, &collection);
    if (!result) {
        result = insert_all(l, collection, &file);
        mongoc_collection_destroy(collection);
    }
    *documents = file.documents;
    mongo_dump_close(&file);
    return result;
}

/* ---- indexes ---- */

/* {ns} is of servers before 4.4, which no later one takes back; {v} is for the server to choose. */
static enum result create_index(struct loading *l, const char *name, const bson_t *index, bool expires)
{
    bson_t command = BSON_INITIALIZER, array, one;
    BSON_APPEND_UTF8(&command, "createIndexes", name);
    BSON_APPEND_ARRAY_BEGIN(&command, "indexes", &array);
    BSON_APPEND_DOCUMENT_BEGIN(&array, "0", &one);
    bson_copy_to_excluding_noinit(index, &one, "ns", "v", expires ? "ns" : "expireAfterSeconds", NULL);
    bson_append_document_end(&array, &one);
    bson_append_array_end(&command, &array);
    enum result result = run(l, &command);
    bson_destroy(&command);
    return result;
}

static bool is_named_id(const bson_t *index)
{
    bson_iter_t at;
    return bson_iter_init_find(&at, index, "name") && BSON_ITER_HOLDS_UTF8(&at) &&
           slice_equal(slice_from_string(bson_iter_utf8(&at, NULL)), SLICE("_id_"));
}

static enum result load_index(struct loading *l, const char *name, const bson_t *index)
{
    if (is_named_id(index))
        return RESULT_OK;
    enum result result = create_index(l, name, index, true);
    if (result != RESULT_UNSUPPORTED)
        return result;
    note_without(l, "an index's expiry");
    return create_index(l, name, index, false);
}

static enum result load_indexes(struct loading *l, const char *name, const bson_t *metadata)
{
    bson_iter_t at, list;
    enum result result = RESULT_OK;
    if (!bson_iter_init_find(&at, metadata, "indexes") || !bson_iter_recurse(&at, &list))
        return RESULT_OK;
    while (!result && bson_iter_next(&list)) {
        uint32_t len;
        const uint8_t *bytes;
        bson_t index;
        if (!BSON_ITER_HOLDS_DOCUMENT(&list))
            return RESULT_CORRUPT;
        bson_iter_document(&list, &len, &bytes);
        result = bson_init_static(&index, bytes, len) ? load_index(l, name, &index) : RESULT_CORRUPT;
    }
    return result;
}

/* ---- all of it ---- */

/* The metadata knows a name that a file system could not have. */
static void true_name(const bson_t *metadata, const char *of_file, char out[MONGO_NAME_MAX])
{
    bson_iter_t at;
    uint32_t len = 0;
    const char *text = bson_iter_init_find(&at, metadata, "collectionName") && BSON_ITER_HOLDS_UTF8(&at)
                           ? bson_iter_utf8(&at, &len)
                           : NULL;
    if (len == 0 || !slice_copy(slice_make(text, len), out, MONGO_NAME_MAX))
        slice_copy(slice_from_string(of_file), out, MONGO_NAME_MAX);
}

static enum result load_collection(void *context, const char *of_file, const char *path)
{
    struct loading *l = context;
    char name[MONGO_NAME_MAX];
    bson_t *metadata = NULL;
    uint64_t documents = 0;
    l->without[0] = '\0';
    enum result result = mongo_dump_metadata(l->folder, of_file, &metadata);
    if (result)
        return failed_file(l, result, path);
    true_name(metadata, of_file, name);
    result = drop(l, name);
    if (!result)
        result = create(l, name, metadata);
    if (!result)
        result = load_documents(l, name, path, &documents);
    if (!result)
        result = load_indexes(l, name, metadata);
    if (!result)
        l->each(l->context, name, documents, l->without);
    bson_destroy(metadata);
    return result;
}

static enum result check_collection(void *context, const char *of_file, const char *path)
{
    struct loading *l = context;
    struct mongo_dump_file file = {0};
    bson_t *metadata = NULL, document;
    enum result result = mongo_dump_metadata(l->folder, of_file, &metadata);
    bson_destroy(metadata);
    if (!result)
        result = mongo_dump_open(path, &file);
    while (!result)
        result = mongo_dump_next(&file, &document);
    uint64_t documents = file.documents;
    mongo_dump_close(&file);
    if (result != RESULT_NOT_FOUND)
        return failed_file(l, result, path);
    l->each(l->context, of_file, documents, "");
    return RESULT_OK;
}

static void ignore(void *context, const char *name, uint64_t documents, const char *without)
{
    (void)context, (void)name, (void)documents, (void)without;
}

enum result durable_dump_check(const char *folder, durable_each_collection *each, void *context,
                               char detail[DURABLE_DETAIL_MAX])
{
    struct loading l = {.folder = folder, .each = each, .context = context};
    detail[0] = '\0';
    enum result result = mongo_dump_each(folder, check_collection, &l);
    if (result)
        snprintf(detail, DURABLE_DETAIL_MAX, "%s", l.error[0] ? l.error : result_text(result));
    return result;
}

enum result durable_dump_load(const struct tier_options *options, const char *folder,
                              durable_each_collection *each, void *context, char detail[DURABLE_DETAIL_MAX])
{
    struct loading l = {.folder = folder, .each = each, .context = context};
    enum result result = durable_dump_check(folder, ignore, NULL, detail);
    if (!result)
        result = mongo_link_init(options, l.error, &l.link, detail);
    if (result)
        return result;
    result = mongo_dump_each(folder, load_collection, &l);
    if (result)
        snprintf(detail, DURABLE_DETAIL_MAX, "%s", l.error[0] ? l.error : result_text(result));
    mongo_link_free(&l.link);
    return result;
}
