/* store: files of mongodump's format, whole, cut, and made to do harm. */
#include "check.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "store/mongo/mongo_dump.h"

#define GZIP_MAGIC    0x8b1f /* the first two bytes of a gzip, as a length */
#define SERVER_DEPTH  200
#define HARMFUL_DEPTH 40000 /* libbson's validation overflows a stack of 8 MB on it */

static const char *dir;

static int setup(void **state)
{
    (void)state;
    dir = check_make_dir();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    check_remove_dir(dir);
    return 0;
}

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return path;
}

/* A document {v: binary} of that length. */
static bson_t *make_document(size_t len)
{
    static const size_t around = 4 + 1 + sizeof("v") + 4 + 1 + 1;
    bson_t *document = bson_new();
    uint8_t *value = calloc(1, len);
    assert_non_null(value);
    BSON_APPEND_BINARY(document, "v", BSON_SUBTYPE_BINARY, value, (uint32_t)(len - around));
    assert_int_equal(document->len, len);
    free(value);
    return document;
}

static void write_documents(const char *name, const size_t *lengths, size_t count)
{
    FILE *file = fopen(path_of(name), "we");
    assert_non_null(file);
    for (size_t i = 0; i < count; i++) {
        bson_t *document = make_document(lengths[i]);
        assert_true(mongo_dump_put(file, document));
        bson_destroy(document);
    }
    assert_int_equal(fclose(file), 0);
}

static void write_bytes(const char *name, const void *bytes, size_t len)
{
    FILE *file = fopen(path_of(name), "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void write_zipped(const char *name, const void *bytes, unsigned len)
{
    gzFile file = gzopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, len), (int)len);
    assert_int_equal(gzclose(file), Z_OK);
}

/* What reading ends with, after so many documents. */
static enum result read_documents(const char *name, uint64_t *documents)
{
    struct mongo_dump_file file;
    bson_t document;
    enum result result = mongo_dump_open(path_of(name), &file);
    assert_int_equal(result, RESULT_OK);
    while (!result)
        result = mongo_dump_next(&file, &document);
    *documents = file.documents;
    mongo_dump_close(&file);
    return result;
}

static void test_written_is_read(void **state)
{
    (void)state;
    static const size_t lengths[] = {40, 16 * 1024 * 1024, 20};
    uint64_t documents;
    write_documents("a.bson", lengths, CHECK_COUNT(lengths));
    assert_int_equal(read_documents("a.bson", &documents), RESULT_NOT_FOUND);
    assert_int_equal(documents, CHECK_COUNT(lengths));
}

/* Its bytes begin as those of a gzip do; only its name says that it is none. */
static void test_length_like_gzip_magic(void **state)
{
    (void)state;
    static const size_t lengths[] = {GZIP_MAGIC, 20};
    uint64_t documents;
    write_documents("a.bson", lengths, CHECK_COUNT(lengths));
    assert_int_equal(read_documents("a.bson", &documents), RESULT_NOT_FOUND);
    assert_int_equal(documents, CHECK_COUNT(lengths));
}

static void test_cut_is_corrupt(void **state)
{
    (void)state;
    static const size_t lengths[] = {40, 20};
    for (size_t len = 0; len <= 60; len++) {
        uint64_t documents;
        bool whole = len == 0 || len == 40 || len == 60;
        write_documents("a.bson", lengths, CHECK_COUNT(lengths));
        assert_int_equal(truncate(path_of("a.bson"), (off_t)len), 0);
        assert_int_equal(read_documents("a.bson", &documents), whole ? RESULT_NOT_FOUND : RESULT_CORRUPT);
        assert_int_equal(documents, (len >= 40) + (len == 60));
    }
}

static void test_zipped_cut_is_corrupt(void **state)
{
    (void)state;
    bson_t *document = make_document(40);
    const char *name = "a.bson.gz";
    uint64_t documents;
    write_zipped(name, bson_get_data(document), document->len);
    assert_int_equal(read_documents(name, &documents), RESULT_NOT_FOUND);
    assert_int_equal(documents, 1);
    int fd = open(path_of(name), O_RDWR | O_CLOEXEC);
    for (off_t len = lseek(fd, 0, SEEK_END) - 1; len >= 0; len--) {
        assert_int_equal(ftruncate(fd, len), 0);
        assert_int_equal(read_documents(name, &documents), RESULT_CORRUPT);
    }
    close(fd);
    write_bytes(name, bson_get_data(document), document->len); /* a gzip by its name only */
    assert_int_equal(read_documents(name, &documents), RESULT_CORRUPT);
    bson_destroy(document);
}

/* {"": {"": … {} } }, so many in one another. */
static size_t nest(size_t levels, uint8_t *out)
{
    size_t whole = 5 + 7 * levels;
    for (size_t i = 0; i <= levels; i++) {
        uint32_t len = (uint32_t)(whole - 7 * i);
        for (size_t k = 0; k < 4; k++)
            out[6 * i + k] = (uint8_t)(len >> 8 * k);
        if (i < levels)
            memcpy(out + 6 * i + 4, "\x03", 2);
    }
    return whole;
}

static void test_depth(void **state)
{
    (void)state;
    uint8_t *bytes = calloc(1, 5 + 7 * HARMFUL_DEPTH);
    uint64_t documents;
    assert_non_null(bytes);
    write_bytes("a.bson", bytes, nest(SERVER_DEPTH, bytes));
    assert_int_equal(read_documents("a.bson", &documents), RESULT_NOT_FOUND);
    assert_int_equal(documents, 1);
    memset(bytes, 0, 5 + 7 * SERVER_DEPTH);
    write_bytes("a.bson", bytes, nest(HARMFUL_DEPTH, bytes));
    assert_int_equal(read_documents("a.bson", &documents), RESULT_CORRUPT);
    free(bytes);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        int line;
        struct slice file;
        const char *collection; /* NULL: refused */
    } cases[] = {
        {__LINE__, SLICE("weather_history"), "weather_history"},
        {__LINE__, SLICE("a%2Fb%24c"), "a/b$c"},
        {__LINE__, SLICE("a%2"), NULL},
        {__LINE__, SLICE("a%2g"), NULL},
        {__LINE__, SLICE("a%00"), NULL},
        {__LINE__, SLICE("a\0b"), NULL},
        {__LINE__, SLICE(""), NULL},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char name[MONGO_NAME_MAX], path[PATH_MAX];
        enum result result = mongo_dump_name(cases[i].file, name);
        CHECK_AT(cases[i].line, result == (cases[i].collection ? RESULT_OK : RESULT_INVALID));
        if (result)
            continue;
        CHECK_SLICE_AT(cases[i].line, slice_from_string(name), slice_from_string(cases[i].collection));
        CHECK_AT(cases[i].line, mongo_dump_path("f", name, "", path) == RESULT_OK);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(path + 2), cases[i].file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_length_like_gzip_magic, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cut_is_corrupt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_zipped_cut_is_corrupt, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
