/*
 * Cutting a report into groups. Groups stand between blanks, line breaks and "="; what the cut folds away so
 * that no decoder has to: lower case, and the dashes that word processors put for "-" (U+2212 minus, U+2013
 * en dash). Such a group's text is a copy inside struct tac_tokens, another's is where it stands in the
 * report; `start` and `end` are byte offsets into the report as given.
 *
 * Group decoders share one shape: unsigned X_decode(const struct tac_token *t, size_t n, struct X *out) looks
 * at t[0..n) (n >= 1) and returns how many groups it took, 0 when the group is not its own; *out is then
 * untouched.
 */
#ifndef AW_TAC_TOKEN_H
#define AW_TAC_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define TAC_TEXT_MAX   4096
#define TAC_TOKENS_MAX 640
/* Offsets fit 32 bits, and no report comes near this. */
#define TAC_REPORT_MAX 65535

struct tac_token {
    struct slice text; /* folded, never empty; into the report or struct tac_tokens */
    uint32_t start;    /* offsets into the report as given */
    uint32_t end;
};

struct tac_tokens {
    size_t count;
    size_t rest; /* offset from which there was no more room; the report's length when all of it was cut */
    struct tac_token list[TAC_TOKENS_MAX];
    char text[TAC_TEXT_MAX];
};

void tac_tokens_split(struct slice raw, struct tac_tokens *out);

/*
 * Sets of the characters that a kind of group can begin with, so that its decoder is not asked in vain: most
 * groups are told apart by it. A bit for each of those from blank to "_", which are all that reports have;
 * any other stands with the blank, which begins no group.
 */
#define TAC_FIRST(c)     (UINT64_C(1) << ((c) - ' '))
#define TAC_FIRST_DIGIT  (UINT64_C(0x3ff) << ('0' - ' '))
#define TAC_FIRST_LETTER (UINT64_C(0x3ffffff) << ('A' - ' '))
#define TAC_FIRST_ANY    UINT64_MAX

/* The set of the character that this group begins with. */
static inline uint64_t tac_first(const struct tac_token *t)
{
    unsigned at = (unsigned char)t->text.ptr[0] - (unsigned)' ';
    return UINT64_C(1) << (at < 64 ? at : 0);
}

/* Is the group exactly this literal? */
#define tac_token_is(t, literal) tac_text_is((t)->text, "" literal, sizeof(literal) - 1)
static inline bool tac_text_is(struct slice s, const char *literal, size_t len)
{
    return s.len == len && memcmp(s.ptr, literal, len) == 0;
}

/* Do the groups from t[0] on read like this phrase of single-blank-separated words? Returns its number of
 * words or 0. Most of a list of phrases differ in their first character: that is looked at here. */
unsigned tac_words_match(const struct tac_token *t, size_t n, const char *phrase);
static inline unsigned tac_phrase_match(const struct tac_token *t, size_t n, const char *phrase)
{
    return n > 0 && t->text.ptr[0] == phrase[0] ? tac_words_match(t, n, phrase) : 0;
}

/* A position inside one group. Every scan_* leaves it where it was unless it returns true. */
struct tac_scan {
    const char *p;
    const char *end;
};

static inline struct tac_scan tac_scan_start(struct slice s)
{
    return (struct tac_scan){s.ptr, s.ptr + s.len};
}

static inline bool tac_scan_done(const struct tac_scan *s)
{
    return s->p == s->end;
}

static inline size_t tac_scan_left(const struct tac_scan *s)
{
    return (size_t)(s->end - s->p);
}

static inline struct slice tac_scan_rest(const struct tac_scan *s)
{
    return slice_make(s->p, tac_scan_left(s));
}

/* The next character, or NUL at the end. */
static inline char tac_scan_peek(const struct tac_scan *s)
{
    return s->p < s->end ? *s->p : '\0';
}

static inline bool tac_scan_char(struct tac_scan *s, char c)
{
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

static inline bool tac_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool tac_is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Here, so that a literal's comparison is one of a machine word or two. */
static inline bool tac_scan_text(struct tac_scan *s, const char *literal, size_t len)
{
    if (tac_scan_left(s) < len || memcmp(s->p, literal, len) != 0)
        return false;
    s->p += len;
    return true;
}
#define tac_scan_literal(s, literal) tac_scan_text((s), "" literal, sizeof(literal) - 1)

/* Exactly `count` decimal digits. Here, as the next, because most groups are tried as figures of known
 * number. */
static inline bool tac_scan_digits(struct tac_scan *s, unsigned count, int *value)
{
    if (tac_scan_left(s) < count)
        return false;
    int v = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!tac_is_digit(s->p[i]))
            return false;
        v = v * 10 + (s->p[i] - '0');
    }
    s->p += count;
    *value = v;
    return true;
}

/* Exactly `count` slashes. */
static inline bool tac_scan_slashes(struct tac_scan *s, unsigned count)
{
    if (tac_scan_left(s) < count)
        return false;
    for (unsigned i = 0; i < count; i++)
        if (s->p[i] != '/')
            return false;
    s->p += count;
    return true;
}

/* min..max digits (max <= 9), as many as there are; `count` may be NULL. */
static inline bool tac_scan_number(struct tac_scan *s, unsigned min, unsigned max, int *value,
                                   unsigned *count)
{
    unsigned digits = 0;
    int v = 0;
    for (const char *p = s->p; p < s->end && tac_is_digit(*p); p++) {
        if (digits++ == max)
            return false;
        v = v * 10 + (*p - '0');
    }
    if (digits < min)
        return false;
    s->p += digits;
    *value = v;
    if (count)
        *count = digits;
    return true;
}

bool tac_text_all_digits(struct slice s);
bool tac_text_all_slashes(struct slice s);

/* One of N NE E SE S SW W NW (and NNE .. NNW) at the scan's position; the longest match. */
bool tac_scan_compass(struct tac_scan *s, char out[4]);

#endif
