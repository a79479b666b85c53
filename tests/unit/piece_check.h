/* Pieces and splices of reports for tests that any input is survived; see report_check.h. */
#ifndef AW_TESTS_UNIT_PIECE_CHECK_H
#define AW_TESTS_UNIT_PIECE_CHECK_H

#include "check.h"

/* Of its exact length on the heap, so that a sanitizer sees a read past the end. */
static inline void piece_check_exact(const char *text, size_t len, void (*check)(struct slice))
{
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    check(slice_make(copy, len));
    free(copy);
}

static inline void piece_check_prefixes_and_suffixes(const char *text, void (*check)(struct slice))
{
    for (size_t len = 0; len <= strlen(text); len++) {
        piece_check_exact(text, len, check);
        piece_check_exact(text + len, strlen(text) - len, check);
    }
}

static inline uint32_t piece_check_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A piece of one report inside another, now and then with a byte changed; `out` holds twice the longer and
 * more. */
static inline size_t piece_check_splice(char *out, const char *a, const char *b, uint32_t *seed)
{
    size_t head = piece_check_random(seed) % (strlen(a) + 1);
    size_t from = piece_check_random(seed) % (strlen(b) + 1);
    size_t len = piece_check_random(seed) % (strlen(b) - from + 1);
    size_t tail = piece_check_random(seed) % (strlen(a) + 1);
    memcpy(out, a, head);
    memcpy(out + head, b + from, len);
    memcpy(out + head + len, a + tail, strlen(a) - tail);
    size_t total = head + len + strlen(a) - tail;
    if (total && piece_check_random(seed) % 4 == 0)
        out[piece_check_random(seed) % total] = (char)piece_check_random(seed);
    return total;
}

#endif
