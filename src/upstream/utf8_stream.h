/*
 * Makes a stream of bytes valid UTF-8 without control characters, as an XML parser wants it: a byte that is
 * part of no valid sequence is taken as Latin-1, controls but tab and line ends become blanks. Pure but for
 * its state.
 */
#ifndef AW_UPSTREAM_UTF8_STREAM_H
#define AW_UPSTREAM_UTF8_STREAM_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/slice.h"

struct utf8_stream {
    char held[4]; /* the beginning of a sequence whose rest has not come */
    size_t held_len;
};

/* Appends the repaired bytes; zero-initialise the state first. */
void utf8_stream_feed(struct utf8_stream *s, struct slice bytes, struct buffer *out);
/* What is held at the end of the input. */
void utf8_stream_finish(struct utf8_stream *s, struct buffer *out);

/* The length of the valid sequence at s[at] (RFC 3629); 0: there is none. */
size_t utf8_sequence_length(struct slice s, size_t at);

#endif
