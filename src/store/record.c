#include "store/record.h"

#include <assert.h>
#include <math.h>

/* Lengths are below this: values end at 1 MB. */
#define ABSENT UINT32_MAX

/* ---- writing ---- */

static void put_little_endian(struct buffer *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_append_char(b, (char)(value >> (8 * i)));
}

void record_put_u8(struct buffer *b, uint8_t value)
{
    put_little_endian(b, value, 1);
}

void record_put_u32(struct buffer *b, uint32_t value)
{
    put_little_endian(b, value, 4);
}

void record_put_u64(struct buffer *b, uint64_t value)
{
    put_little_endian(b, value, 8);
}

void record_put_i64(struct buffer *b, int64_t value)
{
    put_little_endian(b, (uint64_t)value, 8);
}

void record_put_double(struct buffer *b, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    put_little_endian(b, bits, 8);
}

void record_put_slice(struct buffer *b, struct slice s)
{
    record_put_u32(b, s.ptr ? (uint32_t)s.len : ABSENT);
    buffer_append_slice(b, s);
}

void record_put_text(struct buffer *b, const char *text)
{
    struct slice s = slice_from_string(text);
    assert(s.len <= UINT8_MAX);
    record_put_u8(b, (uint8_t)s.len);
    buffer_append_slice(b, s);
}

/* ---- reading ---- */

/* The next `len` bytes, or NULL. */
static const char *take(struct record_reader *r, size_t len)
{
    if (r->failed || len > r->left) {
        r->failed = true;
        return NULL;
    }
    const char *p = r->ptr;
    r->ptr += len;
    r->left -= len;
    return p;
}

static uint64_t get_little_endian(struct record_reader *r, size_t bytes)
{
    const unsigned char *p = (const unsigned char *)take(r, bytes);
    uint64_t value = 0;
    for (size_t i = 0; p && i < bytes; i++)
        value |= (uint64_t)p[i] << (8 * i);
    return value;
}

struct record_reader record_begin(struct slice record, uint8_t version)
{
    struct record_reader r = {record.ptr, record.len, false};
    if (record_get_u8(&r, UINT8_MAX) != version)
        r.failed = true;
    return r;
}

uint8_t record_get_u8(struct record_reader *r, uint8_t max)
{
    uint8_t value = (uint8_t)get_little_endian(r, 1);
    if (value > max) {
        r->failed = true;
        return 0;
    }
    return value;
}

uint32_t record_get_u32(struct record_reader *r)
{
    return (uint32_t)get_little_endian(r, 4);
}

uint64_t record_get_u64(struct record_reader *r)
{
    return get_little_endian(r, 8);
}

int64_t record_get_i64(struct record_reader *r)
{
    return (int64_t)get_little_endian(r, 8);
}

double record_get_double(struct record_reader *r, double min, double max)
{
    uint64_t bits = get_little_endian(r, 8);
    double value;
    memcpy(&value, &bits, sizeof(value));
    if (!isnan(value) && (value < min || value > max)) {
        r->failed = true;
        return NAN;
    }
    return r->failed ? NAN : value;
}

struct slice record_get_slice(struct record_reader *r)
{
    uint32_t len = record_get_u32(r);
    if (r->failed || len == ABSENT)
        return slice_make(NULL, 0);
    const char *p = take(r, len);
    return slice_make(p, p ? len : 0);
}

void record_get_text(struct record_reader *r, char *out, size_t size)
{
    size_t len = record_get_u8(r, UINT8_MAX);
    const char *p = take(r, len);
    if (!p || len >= size || memchr(p, '\0', len)) {
        r->failed = true;
        out[0] = '\0';
        return;
    }
    memcpy(out, p, len);
    out[len] = '\0';
}

enum result record_end(const struct record_reader *r)
{
    return r->failed || r->left ? RESULT_CORRUPT : RESULT_OK;
}
