#include "base/slice.h"

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool ascii_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    return true;
}

bool slice_starts_with(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_equal(slice_make(s.ptr, prefix.len), prefix);
}

bool slice_ends_with(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_make(s.ptr + (s.len - suffix.len), suffix.len), suffix);
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && ascii_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && ascii_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct slice slice_sub(struct slice s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return slice_make(s.ptr ? s.ptr + from : NULL, to - from);
}

size_t slice_find(struct slice s, char c)
{
    const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : s.len;
}

bool slice_next(struct slice *rest, char separator, struct slice *part)
{
    if (!rest->ptr)
        return false;
    size_t at = slice_find(*rest, separator);
    *part = slice_make(rest->ptr, at);
    *rest = at == rest->len ? slice_make(NULL, 0) : slice_sub(*rest, at + 1, rest->len);
    return true;
}

bool slice_copy(struct slice s, char *out, size_t size)
{
    bool fits = s.len < size;
    if (fits && s.len)
        memcpy(out, s.ptr, s.len);
    if (size)
        out[fits ? s.len : 0] = '\0';
    return fits;
}
