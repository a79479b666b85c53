#include "upstream/report_text.h"

#include "upstream/utf8_stream.h"

/* ASCII blanks and controls, and the C1 controls and the no-break space in either encoding. */
static bool is_blank(const char *p, size_t n)
{
    unsigned char first = (unsigned char)p[0];
    if (n <= 1)
        return first <= ' ' || first == 0x7F || (first >= 0x80 && first <= 0xA0);
    return n == 2 && first == 0xC2 && (unsigned char)p[1] <= 0xA0;
}

enum result report_text_clean(struct slice in, char *out, size_t size, size_t *length)
{
    size_t at = 0;
    bool blank = false;
    for (size_t i = 0; i < in.len;) {
        size_t n = utf8_sequence_length(in, i);
        bool latin1 = n == 0;
        if (latin1)
            n = 1;
        if (is_blank(in.ptr + i, n)) {
            blank = at > 0;
            i += n;
            continue;
        }
        if (at + blank + (latin1 ? 2 : n) > size)
            return RESULT_TOO_LARGE;
        if (blank)
            out[at++] = ' ';
        blank = false;
        if (latin1) {
            unsigned char c = (unsigned char)in.ptr[i];
            out[at++] = (char)(0xC0 | (c >> 6));
            out[at++] = (char)(0x80 | (c & 0x3F));
        } else {
            memcpy(out + at, in.ptr + i, n);
            at += n;
        }
        i += n;
    }
    *length = at;
    return RESULT_OK;
}

static bool is_digits(struct slice s, size_t from, size_t count)
{
    if (from + count > s.len)
        return false;
    for (size_t i = from; i < from + count; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

static bool is_station(struct slice s)
{
    if (s.len != 4 || s.ptr[0] < 'A' || s.ptr[0] > 'Z')
        return false;
    for (size_t i = 1; i < 4; i++)
        if (!((s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
            return false;
    return true;
}

/* ddhhmmZ; the Z is left out now and then. */
static bool is_time(struct slice s)
{
    return is_digits(s, 0, 6) && (s.len == 6 || (s.len == 7 && s.ptr[6] == 'Z'));
}

static bool is_validity(struct slice s)
{
    return s.len == 9 && is_digits(s, 0, 4) && s.ptr[4] == '/' && is_digits(s, 5, 4);
}

static bool is_wind(struct slice s)
{
    if (!slice_ends_with(s, SLICE("KT")) && !slice_ends_with(s, SLICE("MPS")) &&
        !slice_ends_with(s, SLICE("KMH")))
        return false;
    return is_digits(s, 0, 3) || slice_starts_with(s, SLICE("VRB")) || slice_starts_with(s, SLICE("///"));
}

static bool is_word(struct slice token, const struct slice *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(token, words[i]))
            return true;
    return false;
}

/* Words that may stand before the station of a report. */
static bool is_heading_word(struct slice token)
{
    static const struct slice words[] = {
        {"METAR", 5}, {"SPECI", 5}, {"TAF", 3}, {"COR", 3}, {"AMD", 3},
    };
    return is_word(token, words, sizeof(words) / sizeof(*words));
}

static enum report_text_kind kind_of(struct slice token)
{
    if (slice_equal(token, SLICE("METAR")) || slice_equal(token, SLICE("SPECI")))
        return REPORT_TEXT_METAR;
    return slice_equal(token, SLICE("TAF")) ? REPORT_TEXT_TAF : REPORT_TEXT_UNMARKED;
}

bool report_text_heading(struct slice text, struct report_heading *out)
{
    struct report_heading h = {.kind = REPORT_TEXT_UNMARKED};
    struct slice token;
    bool more;
    while ((more = slice_next(&text, ' ', &token)) && is_heading_word(token))
        if (h.kind == REPORT_TEXT_UNMARKED)
            h.kind = kind_of(token);
    if (!more || !is_station(token))
        return false;
    h.station = token;
    h.rest = text;
    bool timed = slice_next(&text, ' ', &token) && is_time(token);
    if (timed) {
        h.rest = text;
        h.day = (token.ptr[0] - '0') * 10 + (token.ptr[1] - '0');
        h.hour = (token.ptr[2] - '0') * 10 + (token.ptr[3] - '0');
        h.minute = (token.ptr[4] - '0') * 10 + (token.ptr[5] - '0');
    }
    if (!timed && h.kind == REPORT_TEXT_UNMARKED)
        return false;
    *out = h;
    return true;
}

/* Whether a report certainly begins here, though nothing said that the one before it is over. */
static bool begins_report(struct slice text)
{
    static const struct slice first_words[] = {{"AUTO", 4}, {"COR", 3}, {"NIL", 3}, {"CNL", 3}};
    struct report_heading heading;
    if (!report_text_heading(text, &heading))
        return false;
    if (heading.kind != REPORT_TEXT_UNMARKED)
        return true;
    /* "NEXT 231200Z" in remarks looks like a station and its time: ask for what follows one, too. */
    struct slice token;
    if (!slice_next(&heading.rest, ' ', &token))
        return false;
    if (slice_ends_with(token, SLICE("=")))
        token.len--;
    return is_wind(token) || is_validity(token) ||
           is_word(token, first_words, sizeof(first_words) / sizeof(*first_words));
}

/* Nothing but METAR, COR and the like. */
static bool is_words_only(struct slice text)
{
    struct slice token;
    while (slice_next(&text, ' ', &token))
        if (!is_heading_word(token))
            return false;
    return true;
}

/* A heading without a report: its words alone, or with a station and time; the rest was lost, or all comes
 * again. */
static bool is_heading_only(struct slice text)
{
    struct report_heading heading;
    if (report_text_heading(text, &heading))
        return !heading.rest.len;
    return is_words_only(text);
}

/* Drops each '=' in place, and the blank that would double or stand at an end. */
static struct slice without_equals(char *text, size_t length)
{
    size_t to = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] == '=' ? ' ' : text[i];
        if (c == ' ' && (to == 0 || text[to - 1] == ' '))
            continue;
        text[to++] = c;
    }
    return slice_trim(slice_make(text, to));
}

/* Without the METAR, SPECI or TAF at its end, which headed a report that was lost. */
static struct slice without_last_words(struct slice text)
{
    while (text.len) {
        size_t at = text.len;
        while (at > 0 && text.ptr[at - 1] != ' ')
            at--;
        if (kind_of(slice_sub(text, at, text.len)) == REPORT_TEXT_UNMARKED)
            break;
        text = slice_trim(slice_sub(text, 0, at));
    }
    return text;
}

/* The length of the METAR, SPECI or TAF at the end of a word ("24016G26KTTAF COR EIKN"); 0: there is none. */
static size_t glued_word_length(struct slice before)
{
    static const struct slice words[] = {{"METAR", 5}, {"SPECI", 5}, {"TAF", 3}};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (before.len > words[i].len && slice_ends_with(before, words[i]) &&
            before.ptr[before.len - words[i].len - 1] != ' ')
            return words[i].len;
    return 0;
}

/* The offset at which the report that starts at text[from] is over. */
static size_t find_end(const char *text, size_t length, size_t from)
{
    for (size_t i = from + 1; i < length; i++) {
        bool after_equals = text[i - 1] == '=';
        if (text[i - 1] != ' ' && !after_equals)
            continue;
        struct slice before = slice_trim(slice_make(text + from, i - from));
        struct slice rest = slice_trim(slice_make(text + i, length - i));
        struct report_heading heading;
        bool ended = after_equals || (i >= 2 && text[i - 2] == '=');
        /* "METAR KJFK" begins at its word; words before words are one heading ("TAF TAF KJFK"). */
        if ((ended ? report_text_heading(rest, &heading) : begins_report(rest)) && !is_words_only(before))
            return from + before.len - glued_word_length(before);
    }
    return length;
}

enum result report_text_split(char *text, size_t length, struct slice parts[REPORT_TEXT_PARTS], size_t *count)
{
    size_t n = 0;
    for (size_t from = 0; from < length;) {
        if (text[from] == ' ' || text[from] == '=') {
            from++;
            continue;
        }
        size_t end = find_end(text, length, from);
        struct slice part = without_last_words(without_equals(text + from, end - from));
        from = end;
        if (!part.len || is_heading_only(part))
            continue;
        if (n == REPORT_TEXT_PARTS)
            return RESULT_TOO_LARGE;
        parts[n++] = part;
    }
    *count = n;
    return RESULT_OK;
}
