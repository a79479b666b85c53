/*
 * A folder of mongodump's format, as any bytes. Input: a byte that names the kind, one that says where the
 * file is cut, then the text: 'b' a .bson file, 'w' one that our own writer makes, a document a line, 'z' a
 * .bson.gz file, 'm' metadata, 'n' a file's name.
 *
 * What is read of a .bson file is the file, document by document; packed it is read the same; cut within a
 * document, or packed and cut anywhere, it is corrupt after the documents before.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz_require.h"

#include "base/file.h"
#include "store/mongo/mongo_dump.h"

#define DOCUMENT_LEAST ((size_t)5)
#define UNPACKED_MAX   ((size_t)1032) /* bytes that deflate makes of one at most (RFC 1951: 258 of 2 bits) */
#define PACKED_MAX     ((size_t)32 << 20)

/* ---- files ---- */

#define PLAIN       "x.bson"
#define ZIPPED      "x.bson.gz"
#define TEXT        "x.metadata.json"
#define ZIPPED_TEXT "x.metadata.json.gz"

static const char *const files[] = {PLAIN, ZIPPED, TEXT, ZIPPED_TEXT};
static char folder[] = "/tmp/aw-fuzz-dump-XXXXXX";

static const char *path_of(const char *file)
{
    static char path[64];
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    return path;
}

static void remove_files(void)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        (void)unlink(path_of(files[i]));
}

static void remove_folder(void)
{
    remove_files();
    (void)rmdir(folder);
}

static void put(const char *file, struct slice bytes)
{
    int fd = open(path_of(file), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    REQUIRE(fd >= 0 && write(fd, bytes.ptr ? bytes.ptr : "", bytes.len) == (ssize_t)bytes.len);
    close(fd);
}

static void put_zipped(const char *file, struct slice bytes)
{
    gzFile zipped = gzopen(path_of(file), "wb1");
    REQUIRE(zipped && gzwrite(zipped, bytes.ptr ? bytes.ptr : "", (unsigned)bytes.len) == (int)bytes.len);
    REQUIRE(gzclose(zipped) == Z_OK);
}

static void cut(const char *file, size_t len)
{
    REQUIRE(truncate(path_of(file), (off_t)len) == 0);
}

static size_t size_of(const char *file)
{
    struct buffer bytes;
    buffer_init(&bytes, PACKED_MAX);
    REQUIRE(file_read(path_of(file), &bytes) == RESULT_OK);
    size_t size = bytes.len;
    buffer_free(&bytes);
    return size;
}

/* ---- documents ---- */

struct outcome {
    enum result result;
    size_t documents, end; /* of the last document */
};

/* Reads the file to its end; `bytes`: what it must have, unless absent. */
static struct outcome read_documents(const char *file, struct slice bytes)
{
    struct outcome o = {.documents = 0};
    struct mongo_dump_file f;
    bson_t document;
    size_t at;
    REQUIRE(mongo_dump_open(path_of(file), &f) == RESULT_OK);
    while (!(o.result = mongo_dump_next(&f, &document))) {
        REQUIRE(document.len >= DOCUMENT_LEAST && bson_validate(&document, BSON_VALIDATE_NONE, &at));
        REQUIRE(!bytes.ptr || (document.len <= bytes.len - o.end &&
                               memcmp(bson_get_data(&document), bytes.ptr + o.end, document.len) == 0));
        o.end += document.len;
        o.documents++;
    }
    REQUIRE(o.result == RESULT_NOT_FOUND || o.result == RESULT_CORRUPT);
    REQUIRE(!bytes.ptr || o.result != RESULT_NOT_FOUND || o.end == bytes.len);
    REQUIRE(f.documents == o.documents);
    mongo_dump_close(&f);
    return o;
}

/* The end of the last whole document of `bytes`, whose lengths are right as far as `end`. */
static size_t whole_end(struct slice bytes, size_t end)
{
    size_t at = 0;
    for (;;) {
        uint32_t len = 0;
        for (size_t i = 0; i < 4 && at + 4 <= end; i++)
            len |= (uint32_t)(unsigned char)bytes.ptr[at + i] << (8 * i);
        if (len == 0 || len > end - at)
            return at;
        at += len;
    }
}

static void count_documents(void *context, const char *name, uint64_t documents, const char *without)
{
    REQUIRE(strcmp(name, "x") == 0 && !without[0]);
    *(uint64_t *)context = documents;
}

/* The check before a restore, with nothing else in the folder. */
static void check_folder(const struct outcome *whole)
{
    uint64_t documents = UINT64_MAX;
    char detail[DURABLE_DETAIL_MAX];
    enum result result = durable_dump_check(folder, count_documents, &documents, detail);
    REQUIRE(result == (whole->result == RESULT_NOT_FOUND ? RESULT_OK : RESULT_CORRUPT));
    REQUIRE(result ? detail[0] && documents == UINT64_MAX : documents == whole->documents);
}

static struct outcome check_documents(struct slice bytes, unsigned char place)
{
    put(PLAIN, bytes);
    struct outcome whole = read_documents(PLAIN, bytes);
    check_folder(&whole);

    size_t kept = whole.end * place / 256; /* less than all, unless that is nothing */
    cut(PLAIN, kept);
    struct outcome part = read_documents(PLAIN, slice_sub(bytes, 0, kept));
    REQUIRE(part.end == whole_end(bytes, kept));
    REQUIRE(part.result == (part.end == kept ? RESULT_NOT_FOUND : RESULT_CORRUPT));

    put_zipped(ZIPPED, bytes);
    struct outcome zipped = read_documents(ZIPPED, bytes);
    REQUIRE(zipped.result == whole.result && zipped.documents == whole.documents);
    cut(ZIPPED, size_of(ZIPPED) * place / 256);
    REQUIRE(read_documents(ZIPPED, bytes).result == RESULT_CORRUPT);
    return whole;
}

/* A document a line, written as a backup writes it. */
static void check_written(struct slice text, unsigned char place)
{
    struct buffer bytes;
    struct slice line;
    size_t documents = 0;
    FILE *file = fopen(path_of(PLAIN), "we");
    REQUIRE(file);
    for (; slice_next(&text, '\n', &line); documents++) {
        bson_t document = BSON_INITIALIZER;
        BSON_APPEND_INT64(&document, "_id", (int64_t)documents);
        BSON_APPEND_BINARY(&document, "raw", BSON_SUBTYPE_BINARY, (const uint8_t *)line.ptr,
                           (uint32_t)line.len);
        REQUIRE(mongo_dump_put(file, &document));
        bson_destroy(&document);
    }
    REQUIRE(fclose(file) == 0);
    buffer_init(&bytes, PACKED_MAX);
    REQUIRE(file_read(path_of(PLAIN), &bytes) == RESULT_OK);
    struct outcome whole = check_documents(buffer_slice(&bytes), place);
    REQUIRE(whole.result == RESULT_NOT_FOUND && whole.documents == documents);
    buffer_free(&bytes);
}

static void check_zipped(struct slice text)
{
    put(ZIPPED, text);
    struct outcome o = read_documents(ZIPPED, slice_make(NULL, 0));
    REQUIRE(o.end <= text.len * UNPACKED_MAX && o.documents <= o.end / DOCUMENT_LEAST);
    check_folder(&o);
}

/* ---- metadata and names ---- */

static enum result read_metadata(bson_t **out)
{
    size_t at;
    enum result result = mongo_dump_metadata(folder, "x", out);
    REQUIRE(result == RESULT_OK || result == RESULT_CORRUPT);
    REQUIRE(result || bson_validate(*out, BSON_VALIDATE_NONE, &at));
    return result;
}

static void check_metadata(struct slice text)
{
    bson_t *plain = NULL, *zipped = NULL;
    put(TEXT, text);
    enum result result = read_metadata(&plain);
    remove_files();
    put_zipped(ZIPPED_TEXT, text);
    REQUIRE(read_metadata(&zipped) == result);
    REQUIRE(result ? !plain && !zipped : bson_equal(plain, zipped));
    if (result)
        return;
    bson_destroy(plain);
    bson_destroy(zipped);
}

/* The file that a collection is written to is read as that collection. */
static void check_name(struct slice text)
{
    char name[MONGO_NAME_MAX], again[MONGO_NAME_MAX], path[PATH_MAX];
    enum result result = mongo_dump_name(text, name);
    REQUIRE(result == RESULT_OK || result == RESULT_INVALID);
    if (result)
        return;
    REQUIRE(name[0] && strnlen(name, sizeof(name)) < sizeof(name));
    REQUIRE(mongo_dump_path(folder, name, "", path) == RESULT_OK);
    const char *file = path + sizeof(folder);
    REQUIRE(path[sizeof(folder) - 1] == '/' && !strchr(file, '/'));
    REQUIRE(mongo_dump_name(slice_from_string(file), again) == RESULT_OK && strcmp(name, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool made;
    if (size < 2)
        return 0;
    if (!made) {
        REQUIRE(mkdtemp(folder) && atexit(remove_folder) == 0);
        made = true;
    }
    struct slice text = slice_make((const char *)data + 2, size - 2);
    remove_files();
    switch (data[0]) {
    case 'b':
        check_documents(text, data[1]);
        break;
    case 'w':
        check_written(text, data[1]);
        break;
    case 'z':
        check_zipped(text);
        break;
    case 'm':
        check_metadata(text);
        break;
    case 'n':
        check_name(text);
        break;
    default:
        break;
    }
    return 0;
}
