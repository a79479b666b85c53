#define _GNU_SOURCE
#include "store/mongo/mongo_dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

#define UUID_BYTES 16

struct saving {
    struct mongo_link link;
    char error[TIER_ERROR_MAX];
    const char *folder;
    durable_each_collection *each;
    void *context;
};

static enum result failed_file(struct saving *s, const char *path)
{
    snprintf(s->error, sizeof(s->error), "%.150s: %s", path, log_errno_text(errno));
    return RESULT_IO;
}

/* Writes and closes; what was written is on the disk when it succeeds. */
static enum result finish_file(struct saving *s, FILE *file, const char *path, bool good)
{
    good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int reason = errno;
    if (fclose(file) != 0 && good) {
        good = false;
        reason = errno;
    }
    errno = reason;
    return good ? RESULT_OK : failed_file(s, path);
}

/* ---- documents ---- */

static enum result save_documents(struct saving *s, const char *name, uint64_t *documents)
{
    char path[PATH_MAX];
    mongoc_collection_t *collection;
    bson_error_t error = {0};
    bson_t filter = BSON_INITIALIZER;
    const bson_t *document;
    enum result result = mongo_dump_path(s->folder, name, ".bson", path);
    if (!result)
        result = mongo_link_collection(&s->link, name, &collection);
    if (result)
        return result;
    FILE *file = fopen(path, "wxe");
    bool good = file != NULL;
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, &filter, NULL, NULL);
    while (good && mongoc_cursor_next(cursor, &document)) {
        good = mongo_dump_put(file, document);
        ++*documents;
    }
    result = file ? finish_file(s, file, path, good) : failed_file(s, path);
    if (!result && mongoc_cursor_error(cursor, &error))
        result = mongo_link_failed(&s->link, &error);
    mongoc_cursor_destroy(cursor);
    mongoc_collection_destroy(collection);
    bson_destroy(&filter);
    return result;
}

/* ---- metadata ---- */

/* A subdocument under a path of listCollections' answer; an empty one where there is none. */
static void find_document(const bson_t *in, const char *path, bson_t *out)
{
    bson_iter_t at, found;
    uint32_t len;
    const uint8_t *bytes;
    bson_init(out);
    if (!bson_iter_init(&at, in) || !bson_iter_find_descendant(&at, path, &found) ||
        !BSON_ITER_HOLDS_DOCUMENT(&found))
        return;
    bson_iter_document(&found, &len, &bytes);
    bson_t held;
    if (bson_init_static(&held, bytes, len))
        bson_concat(out, &held);
}

/* In hexadecimal, as mongodump writes it; some servers have none. */
static void append_uuid(bson_t *metadata, const bson_t *info)
{
    bson_iter_t at, found;
    bson_subtype_t subtype;
    uint32_t len;
    const uint8_t *bytes;
    char text[2 * UUID_BYTES + 1];
    if (!bson_iter_init(&at, info) || !bson_iter_find_descendant(&at, "info.uuid", &found) ||
        !BSON_ITER_HOLDS_BINARY(&found))
        return;
    bson_iter_binary(&found, &subtype, &len, &bytes);
    if (len != UUID_BYTES)
        return;
    for (size_t i = 0; i < UUID_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    BSON_APPEND_UTF8(metadata, "uuid", text);
}

static enum result append_indexes(struct saving *s, const char *name, bson_t *metadata)
{
    mongoc_collection_t *collection;
    enum result result = mongo_link_collection(&s->link, name, &collection);
    if (result)
        return result;
    bson_t array;
    bson_error_t error = {0};
    const bson_t *index;
    uint32_t n = 0;
    mongoc_cursor_t *cursor = mongoc_collection_find_indexes_with_opts(collection, NULL);
    BSON_APPEND_ARRAY_BEGIN(metadata, "indexes", &array);
    while (mongoc_cursor_next(cursor, &index)) {
        char text[16];
        const char *key;
        bson_uint32_to_string(n++, &key, text, sizeof(text));
        BSON_APPEND_DOCUMENT(&array, key, index);
    }
    bson_append_array_end(metadata, &array);
    if (mongoc_cursor_error(cursor, &error))
        result = mongo_link_failed(&s->link, &error);
    mongoc_cursor_destroy(cursor);
    mongoc_collection_destroy(collection);
    return result;
}

static enum result write_json(struct saving *s, const char *name, const bson_t *metadata)
{
    char path[PATH_MAX];
    size_t len;
    enum result result = mongo_dump_path(s->folder, name, ".metadata.json", path);
    if (result)
        return result;
    char *text = bson_as_canonical_extended_json(metadata, &len);
    if (!text)
        return RESULT_NO_MEMORY;
    FILE *file = fopen(path, "wxe");
    result = file ? finish_file(s, file, path, fwrite(text, 1, len, file) == len) : failed_file(s, path);
    bson_free(text);
    return result;
}

static enum result save_metadata(struct saving *s, const char *name, const bson_t *info)
{
    bson_t metadata = BSON_INITIALIZER, options;
    find_document(info, "options", &options);
    BSON_APPEND_DOCUMENT(&metadata, "options", &options);
    enum result result = append_indexes(s, name, &metadata);
    append_uuid(&metadata, info);
    BSON_APPEND_UTF8(&metadata, "collectionName", name);
    BSON_APPEND_UTF8(&metadata, "type", "collection");
    if (!result)
        result = write_json(s, name, &metadata);
    bson_destroy(&options);
    bson_destroy(&metadata);
    return result;
}

/* ---- all of it ---- */

/* A collection proper, of ours or of whoever shares the database. */
static bool is_wanted(const bson_t *info, char name[MONGO_NAME_MAX])
{
    bson_iter_t at;
    uint32_t len;
    if (bson_iter_init_find(&at, info, "type") && BSON_ITER_HOLDS_UTF8(&at) &&
        !slice_equal(slice_from_string(bson_iter_utf8(&at, NULL)), SLICE("collection")))
        return false;
    if (!bson_iter_init_find(&at, info, "name") || !BSON_ITER_HOLDS_UTF8(&at))
        return false;
    const char *text = bson_iter_utf8(&at, &len);
    struct slice found = slice_make(text, len);
    return !slice_starts_with(found, SLICE("system.")) && slice_copy(found, name, MONGO_NAME_MAX);
}

static enum result save_collection(struct saving *s, const bson_t *info)
{
    char name[MONGO_NAME_MAX];
    uint64_t documents = 0;
    if (!is_wanted(info, name))
        return RESULT_OK;
    enum result result = save_metadata(s, name, info);
    if (!result)
        result = save_documents(s, name, &documents);
    if (!result)
        s->each(s->context, name, documents, "");
    return result;
}

static enum result save_all(struct saving *s)
{
    mongoc_client_t *client;
    enum result result = mongo_link_client(&s->link, &client);
    if (result)
        return result;
    bson_error_t error = {0};
    const bson_t *info;
    mongoc_database_t *database = mongoc_client_get_database(client, s->link.database);
    mongoc_cursor_t *cursor = mongoc_database_find_collections_with_opts(database, NULL);
    while (!result && mongoc_cursor_next(cursor, &info))
        result = save_collection(s, info);
    if (!result && mongoc_cursor_error(cursor, &error))
        result = mongo_link_failed(&s->link, &error);
    mongoc_cursor_destroy(cursor);
    mongoc_database_destroy(database);
    return result;
}

enum result durable_dump_save(const struct tier_options *options, const char *folder,
                              durable_each_collection *each, void *context, char detail[DURABLE_DETAIL_MAX])
{
    struct saving s = {.folder = folder, .each = each, .context = context};
    detail[0] = '\0';
    enum result result = mongo_link_init(options, s.error, &s.link, detail);
    if (result)
        return result;
    result = save_all(&s);
    if (result)
        snprintf(detail, DURABLE_DETAIL_MAX, "%s", s.error[0] ? s.error : result_text(result));
    mongo_link_free(&s.link);
    return result;
}

enum result durable_dump_database(const struct tier_options *options, char database[64],
                                  char detail[DURABLE_DETAIL_MAX])
{
    char error[TIER_ERROR_MAX];
    struct mongo_link link;
    detail[0] = '\0';
    enum result result = mongo_link_init(options, error, &link, detail);
    if (result)
        return result;
    slice_copy(slice_from_string(link.database), database, 64);
    mongo_link_free(&link);
    return RESULT_OK;
}
