#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *b, size_t max)
{
    *b = (struct buffer){.max = max};
}

void buffer_free(struct buffer *b)
{
    free(b->ptr);
    *b = (struct buffer){0};
}

void buffer_reset(struct buffer *b)
{
    b->len = 0;
    b->failed = RESULT_OK;
}

static void buffer_grow(struct buffer *b, size_t need)
{
    size_t capacity = b->capacity ? b->capacity : 256;
    while (capacity < need)
        capacity += capacity / 2;
    if (capacity > b->max)
        capacity = b->max;
    char *ptr = realloc(b->ptr, capacity);
    if (!ptr) {
        b->failed = RESULT_NO_MEMORY;
        return;
    }
    b->ptr = ptr;
    b->capacity = capacity;
}

char *buffer_reserve_growing(struct buffer *b, size_t len)
{
    if (b->failed)
        return NULL;
    if (len > b->max - b->len) {
        b->failed = RESULT_TOO_LARGE;
        return NULL;
    }
    if (len > b->capacity - b->len || !b->ptr)
        buffer_grow(b, b->len + len);
    return b->failed ? NULL : b->ptr + b->len;
}

void buffer_append_growing(struct buffer *b, const void *ptr, size_t len)
{
    char *to = buffer_reserve(b, len);
    if (!to)
        return;
    memcpy(to, ptr, len);
    b->len += len;
}

void buffer_append_int(struct buffer *b, int64_t value)
{
    char digits[20];
    size_t i = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--i] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        buffer_append_char(b, '-');
    buffer_append(b, digits + i, sizeof(digits) - i);
}

void buffer_append_format(struct buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* vsnprintf writes a NUL behind the text, so one byte more is reserved than is kept. */
    char *to = len < 0 ? NULL : buffer_reserve(b, (size_t)len + 1);
    if (to) {
        vsnprintf(to, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    } else if (len < 0) {
        b->failed = RESULT_INVALID;
    }
    va_end(again);
}

enum result buffer_result(const struct buffer *b)
{
    return b->failed;
}

struct slice buffer_slice(const struct buffer *b)
{
    return slice_make(b->ptr ? b->ptr : "", b->len);
}
