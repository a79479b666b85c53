#include "geo/text_fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define NOT_A_CHARACTER UINT32_MAX

/* Base letters of Latin code points by Unicode's decompositions; '*': see `pairs`; '?': kept as it is. */
static const char latin_c0[] = "aaaaaa*ceeeeiiiidnooooo?ouuuuy**aaaaaa*ceeeeiiiidnooooo?ouuuuy*y"
                               "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkklllllll"
                               "lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                               "????????????????????????????????oo?????????????uu???????????????"
                               "????*********aaiioouuuuuuuuuu?aaaa**??ggkkoooo??j***gg??nnaa**oo"
                               "aaaaeeeeiiiioooorrrruuuusstt??hh??????aaeeooooooooyy????????????"
                               "????????????????";
static const char latin_1e00[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwy?s??*?aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

static const struct {
    uint32_t first, last;
    char letters[3];
} pairs[] = {
    {0xC6, 0xC6, "ae"},   {0xDE, 0xDE, "th"},     {0xDF, 0xDF, "ss"},   {0xE6, 0xE6, "ae"},
    {0xFE, 0xFE, "th"},   {0x132, 0x133, "ij"},   {0x152, 0x153, "oe"}, {0x1C4, 0x1C6, "dz"},
    {0x1C7, 0x1C9, "lj"}, {0x1CA, 0x1CC, "nj"},   {0x1E2, 0x1E3, "ae"}, {0x1F1, 0x1F3, "dz"},
    {0x1FC, 0x1FD, "ae"}, {0x1E9E, 0x1E9E, "ss"},
};

/* Takes one character off the front; NOT_A_CHARACTER for a byte that begins none (over-long forms and
 * surrogates too). */
static uint32_t utf8_next(struct slice *rest)
{
    const unsigned char *p = (const unsigned char *)rest->ptr;
    uint32_t c = p[0], least;
    size_t more;

    if (c < 0x80)
        more = 0, least = 0;
    else if (c >= 0xC2 && c < 0xE0)
        more = 1, least = 0x80, c &= 0x1F;
    else if (c >= 0xE0 && c < 0xF0)
        more = 2, least = 0x800, c &= 0x0F;
    else if (c >= 0xF0 && c < 0xF5)
        more = 3, least = 0x10000, c &= 0x07;
    else
        more = SIZE_MAX, least = 0;
    if (more >= rest->len) {
        *rest = slice_sub(*rest, 1, rest->len);
        return NOT_A_CHARACTER;
    }
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *rest = slice_sub(*rest, 1, rest->len);
            return NOT_A_CHARACTER;
        }
        c = c << 6 | (p[i] & 0x3F);
    }
    *rest = slice_sub(*rest, more + 1, rest->len);
    return c < least || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? NOT_A_CHARACTER : c;
}

static size_t utf8_write(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static bool is_dropped(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xAD || c == 0xB4 || (c >= 0x2BB && c <= 0x2BF) ||
           (c >= 0x300 && c <= 0x36F) || c == 0x2018 || c == 0x2019;
}

static bool is_separator(uint32_t c)
{
    if (c < 0x80)
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    return c == NOT_A_CHARACTER || c < 0xC0 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F);
}

/* The folded form of a letter, at most four bytes. */
static size_t letter_fold(uint32_t c, char out[4])
{
    char base = '?';

    if (c >= 'A' && c <= 'Z')
        base = (char)(c + ('a' - 'A'));
    else if (c >= 0xC0 && c < 0xC0 + sizeof latin_c0 - 1)
        base = latin_c0[c - 0xC0];
    else if (c >= 0x1E00 && c < 0x1E00 + sizeof latin_1e00 - 1)
        base = latin_1e00[c - 0x1E00];
    else if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        c += 0x20;
    else if (c >= 0x400 && c <= 0x40F)
        c += 0x50;

    if (base == '*')
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
            if (c >= pairs[i].first && c <= pairs[i].last) {
                memcpy(out, pairs[i].letters, 2);
                return 2;
            }
    if (base != '?') {
        out[0] = base;
        return 1;
    }
    return utf8_write(c, out);
}

size_t text_fold(struct slice text, char *out, size_t size)
{
    size_t len = 0;
    bool blank = false; /* owed before the next letter */

    while (text.len > 0) {
        char letter[4];
        uint32_t c = utf8_next(&text);
        size_t n;

        if (is_dropped(c))
            continue;
        if (is_separator(c)) {
            blank = len > 0;
            continue;
        }
        n = letter_fold(c, letter);
        if (n + blank > size - len)
            break;
        if (blank)
            out[len++] = ' ';
        blank = false;
        memcpy(out + len, letter, n);
        len += n;
    }
    return len;
}
