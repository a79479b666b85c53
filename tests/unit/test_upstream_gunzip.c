#include "upstream/gunzip.h"

#include "check.h"

#include <zlib.h>

#include "base/buffer.h"

static enum result append(void *context, struct slice bytes)
{
    buffer_append_slice(context, bytes);
    return RESULT_OK;
}

static size_t pack(struct slice text, int window, unsigned char *out, size_t size)
{
    z_stream z = {.zalloc = NULL};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)text.ptr;
    z.avail_in = (unsigned)text.len;
    z.next_out = out;
    z.avail_out = (unsigned)size;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t length = size - z.avail_out;
    deflateEnd(&z);
    return length;
}

static enum result unpack(struct slice packed, size_t piece, size_t max, struct buffer *out)
{
    struct gunzip *g = gunzip_create(max, append, out);
    enum result result = RESULT_OK;
    assert_non_null(g);
    for (size_t at = 0; at < packed.len && result == RESULT_OK; at += piece)
        result = gunzip_feed(g, slice_sub(packed, at, at + piece));
    if (result == RESULT_OK)
        result = gunzip_finish(g);
    gunzip_destroy(g);
    return result;
}

struct packed {
    unsigned char bytes[4096];
    size_t length;
};

static void pack_into(struct packed *p, struct slice text, int window)
{
    p->length += pack(text, window, p->bytes + p->length, sizeof(p->bytes) - p->length);
}

static void check_unpack(int line, const struct packed *p, enum result want, struct slice text)
{
    for (size_t piece = 1; piece <= p->length + 1; piece += 1 + p->length / 7) {
        struct buffer out;
        buffer_init(&out, 1 << 20);
        CHECK_AT(line, unpack(slice_make((const char *)p->bytes, p->length), piece, 1 << 20, &out) == want);
        if (want == RESULT_OK)
            CHECK_SLICE_AT(line, buffer_slice(&out), text);
        buffer_free(&out);
    }
}

static void test_members(void **state)
{
    struct packed p = {.length = 0};
    pack_into(&p, SLICE("No errors\n"), 15 + 16);
    check_unpack(__LINE__, &p, RESULT_OK, SLICE("No errors\n"));
    pack_into(&p, SLICE("No warnings\n"), 15 + 16);
    check_unpack(__LINE__, &p, RESULT_OK, SLICE("No errors\nNo warnings\n"));
    memset(p.bytes + p.length, 0, 100); /* padding, as tape and some servers add */
    p.length += 100;
    check_unpack(__LINE__, &p, RESULT_OK, SLICE("No errors\nNo warnings\n"));
    p.bytes[p.length++] = 'x';
    check_unpack(__LINE__, &p, RESULT_CORRUPT, SLICE(""));
}

static void test_zlib_stream(void **state)
{
    struct packed p = {.length = 0};
    pack_into(&p, SLICE("No errors\n"), 15);
    check_unpack(__LINE__, &p, RESULT_OK, SLICE("No errors\n"));
}

static void test_truncated_at_every_byte(void **state)
{
    struct packed p = {.length = 0};
    pack_into(&p, SLICE("METAR KJFK 291351Z 29007KT 10SM SCT016 24/19 A2954"), 15 + 16);
    size_t whole = p.length;
    for (p.length = 0; p.length < whole; p.length++)
        check_unpack(__LINE__, &p, RESULT_CORRUPT, SLICE(""));
}

static void test_damaged(void **state)
{
    struct packed p = {.length = 0};
    pack_into(&p, SLICE("METAR KJFK 291351Z 29007KT"), 15 + 16);
    p.bytes[p.length - 6] ^= 1; /* the CRC */
    check_unpack(__LINE__, &p, RESULT_CORRUPT, SLICE(""));
}

static void test_not_gzip(void **state)
{
    struct packed p = {.length = 15};
    memcpy(p.bytes, "<!DOCTYPE html>", 15);
    check_unpack(__LINE__, &p, RESULT_CORRUPT, SLICE(""));
}

/* 4 MB of zeros in 4 KB: over the cap, whatever the size of the pieces. */
static void test_bomb(void **state)
{
    static char zeros[4 * 1024 * 1024];
    static unsigned char packed[16384];
    size_t length = pack(slice_make(zeros, sizeof(zeros)), 15 + 16, packed, sizeof(packed));
    struct buffer out;
    buffer_init(&out, 1 << 20);
    assert_int_equal(unpack(slice_make((const char *)packed, length), 512, 1 << 20, &out), RESULT_TOO_LARGE);
    assert_true(out.len <= 1 << 20);
    buffer_free(&out);
    buffer_init(&out, 8 << 20);
    assert_int_equal(unpack(slice_make((const char *)packed, length), length, sizeof(zeros), &out),
                     RESULT_OK);
    assert_int_equal(out.len, sizeof(zeros));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_zlib_stream),
        cmocka_unit_test(test_truncated_at_every_byte),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_not_gzip),
        cmocka_unit_test(test_bomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
