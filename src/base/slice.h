/*
 * A borrowed run of bytes: pointer and length, not terminated, not owned. {NULL, 0} is the absent slice;
 * {p, 0} an empty one. All functions are pure.
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
#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

static inline struct slice slice_make(const char *ptr, size_t len)
{
    return (struct slice){ptr, len};
}

/* For a terminated string that this program made itself (never for input). NULL gives the absent slice. */
static inline struct slice slice_from_string(const char *s)
{
    return s ? (struct slice){s, strlen(s)} : (struct slice){NULL, 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool slice_equal_nocase(struct slice a, struct slice b); /* ASCII letters only */
bool slice_starts_with(struct slice s, struct slice prefix);
bool slice_ends_with(struct slice s, struct slice suffix);
struct slice slice_trim(struct slice s); /* ASCII white space at both ends */

/* The part from `from` to before `to`, both cut to s.len. */
struct slice slice_sub(struct slice s, size_t from, size_t to);

/* The offset of the first c, or s.len. */
size_t slice_find(struct slice s, char c);

/*
 * Takes the part before the first `separator` off the front of *rest into *part (the separator is dropped).
 * False when *rest is absent, that is, when the last part has been taken. "a,,b" gives "a", "", "b".
 */
bool slice_next(struct slice *rest, char separator, struct slice *part);

/* Copies into a terminated char array of `size` bytes, upper-casing nothing; false (and "") if it does not
 * fit. */
bool slice_copy(struct slice s, char *out, size_t size);

#endif
