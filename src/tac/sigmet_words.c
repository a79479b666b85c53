#include "tac/sigmet_parse.h"
#include "tac/span_parse.h"
#include "tac/time_parse.h"

static bool is_point_letter(char c)
{
    return c == 'N' || c == 'S' || c == 'E' || c == 'W';
}

static bool is_punctuation(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '-';
}

/* Length of what ends a word at `i` inside a group, or 0: "..." and the dash before a position. */
static size_t break_at(struct slice s, size_t i)
{
    size_t dots = 0;
    while (i + dots < s.len && s.ptr[i + dots] == '.')
        dots++;
    if (dots >= 2)
        return dots;
    if (s.ptr[i] == '-' && i > 0 && i + 2 < s.len && is_point_letter(s.ptr[i + 1]) &&
        tac_is_digit(s.ptr[i + 2]))
        return 1;
    if (s.ptr[i] == '.' && i > 0 && i + 1 < s.len && tac_is_letter(s.ptr[i + 1]))
        return 1; /* "FL420.VALID" */
    return 0;
}

struct cutter {
    struct slice raw;
    struct sigmet_words *out;
};

/* As in the PIREP decoder: a folded dash was three bytes. */
static uint32_t offset_of(const struct cutter *c, const struct tac_token *t, size_t n)
{
    size_t at = t->start;
    if (t->end - t->start == t->text.len)
        return (uint32_t)(at + n);
    for (size_t i = 0; i < n; i++)
        at += t->text.ptr[i] == '-' && (unsigned char)c->raw.ptr[at] == 0xe2 ? 3 : 1;
    return (uint32_t)at;
}

static void add(struct cutter *c, const struct tac_token *t, size_t from, size_t to)
{
    struct sigmet_words *w = c->out;
    size_t len = to - from;
    uint32_t start = offset_of(c, t, from), end = offset_of(c, t, to);
    if (from == to || start >= w->rest)
        return;
    while (len > 0 && is_punctuation(t->text.ptr[from + len - 1]))
        len--;
    if (len == 0 && w->count > 0) { /* nothing but punctuation: the word's before it */
        w->list[w->count - 1].end = end;
        return;
    }
    if (w->count == SIGMET_WORDS_MAX) {
        w->rest = start;
        return;
    }
    /* "-N0932": the dash that belongs between it and the position before. */
    if (len > 2 && t->text.ptr[from] == '-' && is_point_letter(t->text.ptr[from + 1]) &&
        tac_is_digit(t->text.ptr[from + 2])) {
        from++;
        len--;
    }
    w->list[w->count++] = (struct tac_token){slice_make(t->text.ptr + from, len), start, end};
}

static void cut_token(struct cutter *c, const struct tac_token *t)
{
    size_t from = 0;
    for (size_t i = 0; i < t->text.len;) {
        size_t len = break_at(t->text, i);
        if (len > 0) {
            add(c, t, from, i + len);
            from = i + len;
        }
        i += len > 0 ? len : 1;
    }
    add(c, t, from, t->text.len);
}

static bool ends_properly(struct slice raw)
{
    size_t len = raw.len;
    while (len > 0 && (unsigned char)raw.ptr[len - 1] <= ' ')
        len--;
    return len > 0 && (raw.ptr[len - 1] == '=' || raw.ptr[len - 1] == '.');
}

void sigmet_words_cut(struct slice raw, const struct tac_tokens *tokens, struct sigmet_words *out)
{
    out->count = 0;
    out->rest = tokens->rest;
    out->cut_short = !ends_properly(raw) || tokens->rest < raw.len;
    struct cutter c = {raw, out};
    for (size_t i = 0; i < tokens->count; i++)
        cut_token(&c, &tokens->list[i]);
    out->cut_short |= out->rest < tokens->rest;
}

void sigmet_take(struct sigmet_reader *r, size_t n, enum tac_group group)
{
    tac_spans_add(&r->s->spans, sigmet_next(r), (unsigned)n, group, 0, 0);
    r->at += n;
}

struct slice sigmet_text(const struct sigmet_reader *r, size_t from, size_t to)
{
    uint32_t end = r->t[to - 1].end;
    while (end > r->t[from].start + 1u &&
           (is_punctuation(r->s->raw.ptr[end - 1]) || (unsigned char)r->s->raw.ptr[end - 1] <= ' '))
        end--;
    return slice_sub(r->s->raw, r->t[from].start, end);
}

bool sigmet_word_in(const struct tac_token *t, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tac_text_is(t->text, list[i], strlen(list[i])))
            return true;
    return false;
}

bool sigmet_word_time(const struct tac_token *t, struct tac_day_time *out)
{
    struct tac_scan s = tac_scan_start(t->text);
    struct tac_day_time d;
    if (!tac_scan_ddhhmm(&s, &d) && !tac_scan_hhmm(&s, &d))
        return false;
    tac_scan_char(&s, 'Z');
    if (!tac_scan_done(&s))
        return false;
    *out = d;
    return true;
}
