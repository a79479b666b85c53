#include "tac/notam_word.h"

size_t notam_separator_at(struct slice s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    if (c <= ' ' || c == 0x7f)
        return 1;
    if (c == '\\' && at + 1 < s.len && (s.ptr[at + 1] == 'n' || s.ptr[at + 1] == 'r' || s.ptr[at + 1] == 't'))
        return 2;
    return 0;
}

bool notam_word_starts(struct slice s, size_t at)
{
    if (at >= s.len || notam_separator_at(s, at))
        return false;
    /* The n of a written-out "\n" is no start, what follows it is. */
    if (at >= 1 && s.ptr[at - 1] == '\\' && notam_separator_at(s, at - 1) == 2)
        return false;
    return at == 0 || notam_separator_at(s, at - 1) == 1 || (at >= 2 && notam_separator_at(s, at - 2) == 2);
}

bool notam_word_next(struct slice *rest, struct slice *word)
{
    size_t at = 0, length;
    while (at < rest->len && (length = notam_separator_at(*rest, at)) > 0)
        at += length;
    size_t start = at;
    while (at < rest->len && notam_separator_at(*rest, at) == 0)
        at++;
    *word = slice_sub(*rest, start, at);
    *rest = slice_sub(*rest, at, rest->len);
    return at > start;
}

struct slice notam_trim(struct slice s)
{
    size_t start = 0, length;
    while (start < s.len && (length = notam_separator_at(s, start)) > 0)
        start += length;
    s = slice_sub(s, start, s.len);
    for (;;) {
        if (s.len > 0 && notam_separator_at(s, s.len - 1) == 1)
            s.len--;
        else if (s.len > 1 && notam_separator_at(s, s.len - 2) == 2)
            s.len -= 2;
        else
            return s;
    }
}

static bool is_alphanumeric(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Does the phrase stand at the start of s, and end where a word does? */
static bool phrase_at(struct slice s, const char *phrase, size_t *end)
{
    size_t at = 0, length;
    for (const char *p = phrase; *p; p++) {
        if (*p != ' ') {
            if (at == s.len || s.ptr[at] != *p)
                return false;
            at++;
            continue;
        }
        size_t before = at;
        while (at < s.len && (length = notam_separator_at(s, at)) > 0)
            at += length;
        if (at == before)
            return false;
    }
    *end = at;
    return at == 0 || at == s.len || !is_alphanumeric(s.ptr[at - 1]) || !is_alphanumeric(s.ptr[at]);
}

/* A phrase begins a word, or stands behind a mark: "CA..TEMPORARY FLIGHT RESTRICTIONS". */
static bool phrase_may_start(struct slice s, size_t at)
{
    return notam_word_starts(s, at) || (at > 0 && !is_alphanumeric(s.ptr[at - 1]));
}

size_t notam_phrase_find(struct slice s, const char *phrase, size_t *end)
{
    size_t length;
    for (size_t at = 0; at < s.len; at++) {
        if (s.ptr[at] != phrase[0] || !phrase_may_start(s, at) ||
            !phrase_at(slice_sub(s, at, s.len), phrase, &length))
            continue;
        *end = at + length;
        return at;
    }
    return s.len;
}

bool notam_digits(struct slice s, size_t count, int *value)
{
    if (s.len != count || count > 9)
        return false;
    int v = 0;
    for (size_t i = 0; i < count; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        v = v * 10 + (s.ptr[i] - '0');
    }
    *value = v;
    return true;
}
