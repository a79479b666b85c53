#include "upstream/utf8_stream.h"

#include <stdbool.h>
#include <string.h>

/* How long the sequence that `first` begins has to be; 0: it begins none. */
static size_t announced_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if ((first & 0xF0) == 0xE0)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t utf8_sequence_length(struct slice s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t n = announced_length(p[0]);
    if (n == 0 || n > s.len - at)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if (n < 3)
        return n;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool outside = (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF4 && p[1] > 0x8F);
    return overlong || outside ? 0 : n;
}

static void append_latin1(struct buffer *out, unsigned char c)
{
    if (c < 0xA0) {
        buffer_append_char(out, ' '); /* a C1 control */
        return;
    }
    buffer_append_char(out, (char)(0xC0 | (c >> 6)));
    buffer_append_char(out, (char)(0x80 | (c & 0x3F)));
}

static bool is_plain(unsigned char c)
{
    return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t' || c == '\r';
}

/* Appends what can be told; returns how many bytes at the end may still become a sequence. */
static size_t repair(struct slice s, bool at_end, struct buffer *out)
{
    size_t i = 0;
    while (i < s.len) {
        size_t run = i;
        while (run < s.len && is_plain((unsigned char)s.ptr[run]))
            run++;
        buffer_append(out, s.ptr + i, run - i);
        i = run;
        if (i == s.len)
            break;
        unsigned char c = (unsigned char)s.ptr[i];
        size_t n = utf8_sequence_length(s, i);
        if (n == 0 && !at_end && announced_length(c) > s.len - i)
            return s.len - i;
        if (n > 1)
            buffer_append(out, s.ptr + i, n);
        else if (n == 1)
            buffer_append_char(out, ' '); /* a control */
        else
            append_latin1(out, c);
        i += n ? n : 1;
    }
    return 0;
}

void utf8_stream_feed(struct utf8_stream *s, struct slice bytes, struct buffer *out)
{
    /* Held bytes and the first of the new ones, until the former are told. */
    while (s->held_len && bytes.len) {
        s->held[s->held_len++] = bytes.ptr[0];
        bytes = slice_sub(bytes, 1, bytes.len);
        size_t left = repair(slice_make(s->held, s->held_len), false, out);
        memmove(s->held, s->held + (s->held_len - left), left);
        s->held_len = left;
    }
    size_t left = repair(bytes, false, out);
    if (left) {
        memcpy(s->held, bytes.ptr + (bytes.len - left), left);
        s->held_len = left;
    }
}

void utf8_stream_finish(struct utf8_stream *s, struct buffer *out)
{
    repair(slice_make(s->held, s->held_len), true, out);
    s->held_len = 0;
}
