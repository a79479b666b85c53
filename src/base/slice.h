/*
 * A borrowed run of bytes: pointer and length, not terminated, not owned. {NULL, 0} is the absent slice;
 * {p, 0} an empty one. All functions are pure, and inline:
 * libtac installs this header, and has no symbol of it.
 */
#ifndef AW_BASE_SLICE_H
#define AW_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *ptr;
    size_t len;
};

/* A slice of a string literal. */
#ifdef __cplusplus
#define SLICE(literal) slice_make("" literal, sizeof(literal) - 1)
#else
#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})
#endif

static inline struct slice slice_make(const char *ptr, size_t len)
{
    struct slice s = {ptr, len};
    return s;
}

/* For a terminated string that this program made itself (never for input). NULL gives the absent slice. */
static inline struct slice slice_from_string(const char *s)
{
    return slice_make(s, s ? strlen(s) : 0);
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* In the order of their bytes; of two that begin alike the shorter one comes first. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static inline char slice_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ASCII letters only. */
static inline bool slice_equal_nocase(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (slice_ascii_lower(a.ptr[i]) != slice_ascii_lower(b.ptr[i]))
            return false;
    return true;
}

static inline bool slice_starts_with(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_equal(slice_make(s.ptr, prefix.len), prefix);
}

static inline bool slice_ends_with(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_make(s.ptr + (s.len - suffix.len), suffix.len), suffix);
}

static inline bool slice_ascii_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* Without the ASCII white space at both ends. */
static inline struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && slice_ascii_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && slice_ascii_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* The part from `from` to before `to`, both cut to s.len. */
static inline struct slice slice_sub(struct slice s, size_t from, size_t to)
{
    if (!s.ptr) /* the absent slice has no length */
        return slice_make(NULL, 0);
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return slice_make(s.ptr + from, to - from);
}

/* The offset of the first c, or s.len. */
static inline size_t slice_find(struct slice s, char c)
{
    const char *p = s.len ? (const char *)memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : s.len;
}

/*
 * Takes the part before the first `separator` off the front of *rest into *part (the separator is dropped).
 * False when *rest is absent, that is, when the last part has been taken. "a,,b" gives "a", "", "b".
 */
static inline bool slice_next(struct slice *rest, char separator, struct slice *part)
{
    if (!rest->ptr)
        return false;
    size_t at = slice_find(*rest, separator);
    *part = slice_make(rest->ptr, at);
    *rest = at == rest->len ? slice_make(NULL, 0) : slice_sub(*rest, at + 1, rest->len);
    return true;
}

/* Copies into a terminated char array of `size` bytes, upper-casing nothing; false (and "") if it does not
 * fit. */
static inline bool slice_copy(struct slice s, char *out, size_t size)
{
    bool fits = s.len < size;
    if (fits && s.len)
        memcpy(out, s.ptr, s.len);
    if (size)
        out[fits ? s.len : 0] = '\0';
    return fits;
}

#endif
