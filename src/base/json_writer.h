/*
 * JSON written straight into a buffer, commas and escapes done by the writer. Our own because the hot path
 * and the ingest of 9,000 reports a minute write JSON without building a tree first; json-c is used for all
 * reading.
 *
 *   json_object_begin(&w); json_key(&w, "station"); json_string(&w, s); json_object_end(&w);
 *
 * Invalid UTF-8 in strings is replaced by U+FFFD; control characters are escaped. Depth at most 32 (deeper is
 * a programmer's error, asserted). Failures stick in the buffer.
 */
#ifndef AW_BASE_JSON_WRITER_H
#define AW_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct json_writer {
    struct buffer *out; /* borrowed */
    uint32_t started;   /* one bit a level: something stands in it already */
    uint8_t depth;
    bool after_key;
};

void json_writer_init(struct json_writer *w, struct buffer *out);

void json_object_begin(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array_begin(struct json_writer *w);
void json_array_end(struct json_writer *w);

/* `key` is a literal that needs no escaping. Here, as the members below, so that the compiler counts its
 * length. */
void json_key_text(struct json_writer *w, const char *key, size_t len);
static inline void json_key(struct json_writer *w, const char *key)
{
    json_key_text(w, key, strlen(key));
}

void json_string(struct json_writer *w, struct slice s);
void json_string_z(struct json_writer *w, const char *s); /* NULL gives null */
void json_int(struct json_writer *w, int64_t value);
/* Shortest decimal that is exact to `decimals` places, trailing zeros cut ("3.05", "10"); not finite gives
 * null. */
void json_number(struct json_writer *w, double value, int decimals);
void json_boolean(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
/* ISO time; UTC_NONE gives null. */
void json_time(struct json_writer *w, int64_t t);
/* Bytes that are one whole JSON value already. */
void json_raw(struct json_writer *w, struct slice value);

/* key and value in one call; an absent slice gives null. */
static inline void json_member_string(struct json_writer *w, const char *key, struct slice s)
{
    json_key(w, key);
    if (s.ptr)
        json_string(w, s);
    else
        json_null(w);
}

static inline void json_member_string_z(struct json_writer *w, const char *key, const char *s)
{
    json_key(w, key);
    json_string_z(w, s);
}

static inline void json_member_int(struct json_writer *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_int(w, value);
}

static inline void json_member_number(struct json_writer *w, const char *key, double value, int decimals)
{
    json_key(w, key);
    json_number(w, value, decimals);
}

static inline void json_member_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, key);
    json_boolean(w, value);
}

static inline void json_member_null(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_null(w);
}

static inline void json_member_time(struct json_writer *w, const char *key, int64_t t)
{
    json_key(w, key);
    json_time(w, t);
}

static inline void json_member_raw(struct json_writer *w, const char *key, struct slice value)
{
    json_key(w, key);
    json_raw(w, value);
}

#endif
