#include "base/json_writer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/utc.h"

#define JSON_WRITER_MAX_DEPTH 31

void json_writer_init(struct json_writer *w, struct buffer *out)
{
    *w = (struct json_writer){.out = out};
}

/* The comma before a value or key where one is due. */
static void separate(struct json_writer *w)
{
    uint32_t bit = (uint32_t)1 << w->depth;
    if (w->after_key)
        w->after_key = false;
    else if (w->started & bit)
        buffer_append_char(w->out, ',');
    w->started |= bit;
}

static void open_level(struct json_writer *w, char c)
{
    separate(w);
    assert(w->depth < JSON_WRITER_MAX_DEPTH);
    w->depth++;
    w->started &= ~((uint32_t)1 << w->depth);
    buffer_append_char(w->out, c);
}

static void close_level(struct json_writer *w, char c)
{
    assert(w->depth > 0);
    w->depth--;
    buffer_append_char(w->out, c);
}

void json_object_begin(struct json_writer *w)
{
    open_level(w, '{');
}

void json_object_end(struct json_writer *w)
{
    close_level(w, '}');
}

void json_array_begin(struct json_writer *w)
{
    open_level(w, '[');
}

void json_array_end(struct json_writer *w)
{
    close_level(w, ']');
}

void json_key_text(struct json_writer *w, const char *key, size_t len)
{
    separate(w);
    w->after_key = true;
    char *to = buffer_reserve(w->out, len + 3);
    if (!to)
        return;
    to[0] = '"';
    memcpy(to + 1, key, len);
    to[len + 1] = '"';
    to[len + 2] = ':';
    buffer_advance(w->out, len + 3);
}

/* Length of the valid UTF-8 sequence at s (RFC 3629), or 0. */
static size_t utf8_length(const unsigned char *s, size_t len)
{
    size_t n = s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
    if (n == 0 || s[0] > 0xf4 || n > len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static void append_escape(struct buffer *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    switch (c) {
    case '"':
    case '\\':
        text[1] = (char)c;
        buffer_append(out, text, 2);
        return;
    case '\n':
        buffer_append(out, "\\n", 2);
        return;
    case '\r':
        buffer_append(out, "\\r", 2);
        return;
    case '\t':
        buffer_append(out, "\\t", 2);
        return;
    default:
        buffer_append(out, text, sizeof(text));
    }
}

/* What stands for itself in a string: printable ASCII but for the quote and the backslash. */
static const bool plain[256] = {[0x20 ... '!'] = true, ['#' ... '['] = true, [']' ... '~'] = true};

static size_t plain_length(const unsigned char *s, size_t len)
{
    size_t n = 0;
    while (n < len && plain[s[n]])
        n++;
    return n;
}

/* One character, or byte that is none, of another kind; returns its bytes. */
static size_t append_other(struct buffer *out, const unsigned char *s, size_t len)
{
    size_t n = *s >= 0x80 ? utf8_length(s, len) : 0;
    if (n)
        buffer_append(out, s, n);
    else if (*s >= 0x80)
        buffer_append(out, "\xef\xbf\xbd", 3);
    else
        append_escape(out, *s);
    return n ? n : 1;
}

void json_string(struct json_writer *w, struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    separate(w);
    buffer_append_char(w->out, '"');
    for (size_t i = 0; i < s.len;) {
        size_t run = plain_length(p + i, s.len - i);
        buffer_append(w->out, s.ptr + i, run);
        i += run;
        if (i < s.len)
            i += append_other(w->out, p + i, s.len - i);
    }
    buffer_append_char(w->out, '"');
}

void json_string_z(struct json_writer *w, const char *s)
{
    if (s)
        json_string(w, slice_from_string(s));
    else
        json_null(w);
}

void json_int(struct json_writer *w, int64_t value)
{
    separate(w);
    buffer_append_int(w->out, value);
}

void json_number(struct json_writer *w, double value, int decimals)
{
    static const double scales[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    assert(decimals >= 0 && decimals <= 6);
    double scaled = value * scales[decimals];
    if (!isfinite(value) || fabs(scaled) > 9e15) {
        json_null(w);
        return;
    }
    separate(w);
    int64_t units = llround(scaled);
    int64_t scale = (int64_t)scales[decimals];
    if (units < 0) {
        buffer_append_char(w->out, '-');
        units = -units;
    }
    buffer_append_int(w->out, units / scale);
    int64_t fraction = units % scale;
    if (fraction == 0)
        return;
    char text[7] = ".";
    int len = decimals;
    for (int i = decimals; i >= 1; i--, fraction /= 10)
        text[i] = (char)('0' + fraction % 10);
    while (text[len] == '0')
        len--;
    buffer_append(w->out, text, (size_t)len + 1);
}

void json_boolean(struct json_writer *w, bool value)
{
    json_raw(w, value ? SLICE("true") : SLICE("false"));
}

void json_null(struct json_writer *w)
{
    json_raw(w, SLICE("null"));
}

void json_time(struct json_writer *w, int64_t t)
{
    if (t == UTC_NONE) {
        json_null(w);
        return;
    }
    char text[UTC_ISO_LEN + 2];
    text[0] = text[UTC_ISO_LEN + 1] = '"';
    utc_format_iso(t, text + 1);
    json_raw(w, slice_make(text, sizeof(text)));
}

void json_raw(struct json_writer *w, struct slice value)
{
    separate(w);
    buffer_append_slice(w->out, value);
}
