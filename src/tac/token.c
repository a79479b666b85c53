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

enum { SEPARATOR = 1, FOLDED = 2 };

/* Control characters end a group as blanks do: lines and transmissions end with them. FOLDED: it or what it
 * begins may be folded. */
static const uint8_t classes[256] = {
    [0x00 ... ' '] = SEPARATOR, ['='] = SEPARATOR, [0x7f] = SEPARATOR,
    ['a' ... 'z'] = FOLDED,     [0xe2] = FOLDED,
};

static unsigned class_of(char c)
{
    return classes[(unsigned char)c];
}

static char fold(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Copies the group folded; at most `room` bytes of it. Returns how many it has. */
static size_t fold_group(struct slice group, char *to, size_t room)
{
    size_t len = 0;
    for (const char *p = group.ptr, *end = p + group.len; p < end; len++) {
        size_t dash = dash_length(p, end);
        if (len < room)
            to[len] = dash ? '-' : fold(*p);
        p += dash ? dash : 1;
    }
    return len;
}

void tac_tokens_split(struct slice raw, struct tac_tokens *out)
{
    const char *p = raw.ptr, *end = raw.ptr + raw.len;
    size_t used = 0; /* of out->text, which all groups count against, folded or not */
    out->count = 0;
    out->rest = raw.len;
    for (;;) {
        while (p < end && class_of(*p) == SEPARATOR)
            p++;
        if (p == end)
            return;
        const char *start = p;
        unsigned class, seen = 0;
        for (; p < end && (class = class_of(*p)) != SEPARATOR; p++)
            seen |= class;
        struct slice text = slice_make(start, (size_t)(p - start));
        if (seen)
            text = slice_make(out->text + used, fold_group(text, out->text + used, TAC_TEXT_MAX - used));
        if (text.len > TAC_TEXT_MAX - used || out->count == TAC_TOKENS_MAX) {
            out->rest = (size_t)(start - raw.ptr);
            return;
        }
        used += text.len;
        out->list[out->count++] = (struct tac_token){
            .text = text, .start = (uint32_t)(start - raw.ptr), .end = (uint32_t)(p - raw.ptr)};
    }
}

unsigned tac_words_match(const struct tac_token *t, size_t n, const char *phrase)
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
    char first = tac_scan_peek(s);
    if (first != 'N' && first != 'E' && first != 'S' && first != 'W')
        return false;
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
