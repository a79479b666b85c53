/*
 * A growable byte buffer that names its maximum. Append functions never fail visibly: the first failure
 * (no memory, or the maximum reached) sticks, further appends do nothing, and buffer_result() tells.
 * A zeroed struct is not a buffer: call buffer_init. Owner: whoever initialised it, who calls buffer_free.
 */
#ifndef AW_BASE_BUFFER_H
#define AW_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/result.h"
#include "base/slice.h"

struct buffer {
    char *ptr; /* not terminated; may be NULL while len is 0 */
    size_t len;
    size_t capacity;
    size_t max;
    enum result failed; /* RESULT_OK, RESULT_NO_MEMORY or RESULT_TOO_LARGE */
};

void buffer_init(struct buffer *b, size_t max);
void buffer_free(struct buffer *b);  /* accepts a freed or zeroed one */
void buffer_reset(struct buffer *b); /* empties, keeps memory, clears the failure */

/* The way of an append that has no room yet, or none any more. */
void buffer_append_growing(struct buffer *b, const void *ptr, size_t len);

/* Here, so that a text of known length is stored in place: JSON is made of very short ones. */
static inline void buffer_append(struct buffer *b, const void *ptr, size_t len)
{
    if (len == 0)
        return;
    if (b->failed || len > b->capacity - b->len) {
        buffer_append_growing(b, ptr, len);
        return;
    }
    memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
}

static inline void buffer_append_char(struct buffer *b, char c)
{
    buffer_append(b, &c, 1);
}

static inline void buffer_append_slice(struct buffer *b, struct slice s)
{
    buffer_append(b, s.ptr, s.len);
}

void buffer_append_int(struct buffer *b, int64_t value);
/* printf for cold paths. */
void buffer_append_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for `len` more bytes to be written by the caller, then buffer_advance; NULL when it can't be had. */
char *buffer_reserve_growing(struct buffer *b, size_t len);
static inline char *buffer_reserve(struct buffer *b, size_t len)
{
    if (b->failed || !b->ptr || len > b->capacity - b->len)
        return buffer_reserve_growing(b, len);
    return b->ptr + b->len;
}

static inline void buffer_advance(struct buffer *b, size_t len)
{
    b->len += len;
}

enum result buffer_result(const struct buffer *b);
struct slice buffer_slice(const struct buffer *b); /* valid until the next append */

#endif
