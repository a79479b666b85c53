#include "tac/token.h"

/* Length of a UTF-8 dash (U+2010..U+2015, U+2212) at p, or 0. */
static size_t dash_length(const char *p, const char *end)
{
    if (end - p < 3 || (unsigned char)p[0] != 0xe2)
        return 0;
    unsigned char second = (unsigned char)p[1], third = (unsigned char)p[2];
    if ((second == 0x88 && third == 0x92) || (second == 0x80 && third >= 0x90 && third <= 0x95))
        return 3;
    return 0;
}

/* Control characters end a group as blanks do: lines and transmissions end with them. */
static bool is_separator(char c)
{
    return (unsigned char)c <= ' ' || c == '=' || c == 0x7f;
}

static char fold(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

void tac_tokens_split(struct slice raw, struct tac_tokens *out)
{
    const char *p = raw.ptr, *end = raw.ptr + raw.len;
    /* cppcheck-suppress ctuuninitvar */
    char *to = out->text, *to_end = out->text + TAC_TEXT_MAX;
    out->count = 0;
    out->rest = raw.len;
    for (;;) {
        while (p < end && is_separator(*p))
            p++;
        if (p == end)
            return;
        const char *start = p;
        char *text = to;
        while (p < end && !is_separator(*p) && to < to_end) {
            size_t dash = dash_length(p, end);
            *to++ = dash ? '-' : fold(*p);
            p += dash ? dash : 1;
        }
        bool cut = p < end && !is_separator(*p);
        if (cut || out->count == TAC_TOKENS_MAX) {
            out->rest = (size_t)(start - raw.ptr);
            return;
        }
        out->list[out->count++] = (struct tac_token){.text = slice_make(text, (size_t)(to - text)),
                                                     .start = (uint32_t)(start - raw.ptr),
                                                     .end = (uint32_t)(p - raw.ptr)};
    }
}

unsigned tac_phrase_match(const struct tac_token *t, size_t n, const char *phrase)
{
    unsigned words = 0;
    for (const char *p = phrase; *p; words++) {
        const char *word = p;
        while (*p && *p != ' ')
            p++;
        if (words == n || !tac_text_is(t[words].text, word, (size_t)(p - word)))
            return 0;
        if (*p)
            p++;
    }
    return words;
}

bool tac_scan_digits(struct tac_scan *s, unsigned count, int *value)
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

bool tac_scan_number(struct tac_scan *s, unsigned min, unsigned max, int *value, unsigned *count)
{
    unsigned digits = 0;
    while (digits < tac_scan_left(s) && tac_is_digit(s->p[digits]))
        digits++;
    if (digits < min || digits > max || !tac_scan_digits(s, digits, value))
        return false;
    if (count)
        *count = digits;
    return true;
}

bool tac_scan_slashes(struct tac_scan *s, unsigned count)
{
    if (tac_scan_left(s) < count)
        return false;
    for (unsigned i = 0; i < count; i++)
        if (s->p[i] != '/')
            return false;
    s->p += count;
    return true;
}

bool tac_text_all_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!tac_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

bool tac_text_all_slashes(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '/')
            return false;
    return s.len > 0;
}

bool tac_scan_compass(struct tac_scan *s, char out[4])
{
    /* Longest first: N must not take the N of NNE. */
    static const char points[][4] = {"NNE", "ENE", "ESE", "SSE", "SSW", "WSW", "WNW", "NNW",
                                     "NE",  "SE",  "SW",  "NW",  "N",   "E",   "S",   "W"};
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        size_t len = strlen(points[i]);
        if (tac_scan_text(s, points[i], len)) {
            memcpy(out, points[i], len + 1);
            return true;
        }
    }
    return false;
}
