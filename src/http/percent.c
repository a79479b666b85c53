#include "http/percent.h"

#include "base/number.h"

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

/* Decodes into `to`, which has room for text.len bytes; returns the bytes written, or -1. */
static long decode_into(struct slice text, enum percent_kind kind, char *to)
{
    long n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = text.len - i > 2 ? number_hex_digit(text.ptr[i + 1]) : -1;
            int low = text.len - i > 2 ? number_hex_digit(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return -1;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && kind == PERCENT_QUERY) {
            c = ' ';
        }
        if (is_control((unsigned char)c))
            return -1;
        to[n++] = c;
    }
    return n;
}

enum result percent_decode(struct slice text, enum percent_kind kind, struct arena *arena, struct slice *out)
{
    bool as_is = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_control((unsigned char)c))
            return RESULT_INVALID;
        as_is = as_is && c != '%' && !(c == '+' && kind == PERCENT_QUERY);
    }
    if (as_is) {
        *out = slice_make(text.ptr ? text.ptr : "", text.len);
        return RESULT_OK;
    }
    char *to = arena_alloc(arena, text.len);
    if (!to)
        return RESULT_NO_MEMORY;
    long n = decode_into(text, kind, to);
    if (n < 0)
        return RESULT_INVALID;
    *out = slice_make(to, (size_t)n);
    return RESULT_OK;
}
