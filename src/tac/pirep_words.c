#include "tac/pirep_parse.h"
#include "tac/span_parse.h"

static const struct indicator {
    char text[3];
    uint8_t field;
    bool glued;  /* may be followed by its value without a blank */
    bool spoken; /* stands without a slash in AIREPs */
} indicators[] = {
    {"OV", PIREP_FIELD_OV, true, false},  {"TM", PIREP_FIELD_TM, true, false},
    {"FL", PIREP_FIELD_FL, true, false},  {"TP", PIREP_FIELD_TP, true, false},
    {"SK", PIREP_FIELD_SK, false, true},  {"WX", PIREP_FIELD_WX, false, true},
    {"TA", PIREP_FIELD_TA, false, false}, {"WV", PIREP_FIELD_WV, false, false},
    {"TB", PIREP_FIELD_TB, true, true},   {"IC", PIREP_FIELD_IC, false, true},
    {"RM", PIREP_FIELD_RM, false, true},
};

static const struct indicator *find(const char *p)
{
    for (size_t i = 0; i < sizeof(indicators) / sizeof(indicators[0]); i++)
        if (indicators[i].text[0] == p[0] && indicators[i].text[1] == p[1])
            return &indicators[i];
    return NULL;
}

/* "/SCT025", "/SKC": the sky without its indicator. */
static bool is_sky(const char *p, size_t len)
{
    static const char covers[][4] = {"FEW", "SCT", "BKN", "OVC", "SKC", "CLR"};
    for (size_t i = 0; len >= 3 && i < sizeof(covers) / sizeof(covers[0]); i++)
        if (memcmp(p, covers[i], 3) == 0 && (len == 3 || !tac_is_letter(p[3])))
            return true;
    return false;
}

struct cutter {
    struct slice raw;
    struct pirep_words *out;
    uint8_t field;
};

/* Byte of raw at which character `n` of the folded group stands: a folded dash was three bytes. */
static uint32_t offset_of(const struct cutter *c, const struct tac_token *t, size_t n)
{
    size_t at = t->start;
    if (t->end - t->start == t->text.len)
        return (uint32_t)(at + n);
    for (size_t i = 0; i < n; i++)
        at += t->text.ptr[i] == '-' && (unsigned char)c->raw.ptr[at] == 0xe2 ? 3 : 1;
    return (uint32_t)at;
}

static void put(struct cutter *c, struct tac_token word, bool mark)
{
    struct pirep_words *w = c->out;
    if (w->count == PIREP_WORDS_MAX) {
        w->rest = word.start < w->rest ? word.start : w->rest;
        return;
    }
    w->list[w->count] = word;
    w->field[w->count] = c->field;
    w->mark[w->count++] = mark;
}

static void add(struct cutter *c, const struct tac_token *t, size_t from, size_t to, bool mark)
{
    if (from < to)
        put(c,
            (struct tac_token){slice_make(t->text.ptr + from, to - from), offset_of(c, t, from),
                               offset_of(c, t, to)},
            mark);
}

/* Length of the indicator that begins with the slash at `i`, or 0; *field is set when there is one. */
static size_t mark_at(const struct cutter *c, struct slice s, size_t i, uint8_t *field)
{
    size_t left = s.len - i - 1;
    const char *p = s.ptr + i + 1;
    const struct indicator *found = left >= 2 ? find(p) : NULL;
    bool ends = left == 2, letter = left > 2 && tac_is_letter(p[2]);
    if (is_sky(p, left) && c->field != PIREP_FIELD_RM) {
        *field = PIREP_FIELD_SK;
        return 1;
    }
    /* "/ZLC": the centre that took the report, where remarks would stand. */
    if (c->field != PIREP_FIELD_RM && c->field != PIREP_FIELD_HEAD && left == 3 && p[0] == 'Z' &&
        tac_is_letter(p[1]) && tac_is_letter(p[2])) {
        *field = PIREP_FIELD_RM;
        return 1;
    }
    /* Within remarks a slash may be anything: only an indicator that is alone counts. */
    if (!found || (c->field == PIREP_FIELD_RM ? !ends : letter && !found->glued))
        return 0;
    *field = found->field;
    return 3;
}

static void cut_token(struct cutter *c, const struct tac_token *t)
{
    size_t from = 0;
    for (size_t i = 0; i < t->text.len; i++) {
        uint8_t field = c->field;
        size_t len = t->text.ptr[i] == '/' ? mark_at(c, t->text, i, &field) : 0;
        if (len == 0)
            continue;
        add(c, t, from, i, false);
        c->field = field;
        add(c, t, i, i + len, true);
        from = i + len;
        i = from - 1;
    }
    add(c, t, from, t->text.len, false);
}

/* "OVC045/ TB LGT", "/ TB LGT": a blank between the slash and its indicator. */
static bool cut_apart(struct cutter *c, const struct tac_token *t, size_t n)
{
    const struct indicator *found = n > 1 && t[1].text.len == 2 ? find(t[1].text.ptr) : NULL;
    size_t len = t->text.len - 1;
    if (!found || t->text.ptr[len] != '/' || c->field == PIREP_FIELD_RM)
        return false;
    uint32_t slash = offset_of(c, t, len);
    if (len > 0)
        cut_token(c, &(struct tac_token){slice_sub(t->text, 0, len), t->start, slash});
    c->field = found->field;
    put(c, (struct tac_token){t[1].text, slash, t[1].end}, true);
    return true;
}

static bool cut_spoken(struct cutter *c, const struct tac_token *t)
{
    const struct indicator *found = t->text.len == 2 ? find(t->text.ptr) : NULL;
    if (!found || !found->spoken || c->field == PIREP_FIELD_RM)
        return false;
    c->field = found->field;
    add(c, t, 0, 2, true);
    return true;
}

void pirep_words_cut(struct slice raw, const struct tac_tokens *tokens, bool spoken, struct pirep_words *out)
{
    struct cutter c = {.raw = raw, .out = out, .field = PIREP_FIELD_HEAD};
    out->count = 0;
    out->rest = tokens->rest;
    for (size_t i = 0; i < tokens->count; i++)
        if (!spoken && cut_apart(&c, &tokens->list[i], tokens->count - i))
            i++;
        else if (!spoken)
            cut_token(&c, &tokens->list[i]);
        else if (!cut_spoken(&c, &tokens->list[i]))
            add(&c, &tokens->list[i], 0, tokens->list[i].text.len, false);
}

void pirep_section_span(const struct pirep_section *s, size_t from, size_t n, enum tac_group group,
                        unsigned index)
{
    tac_spans_add(&s->p->spans, s->t + from, (unsigned)n, group, 0, index);
}

static size_t run_length(struct slice s, size_t at)
{
    size_t to = at + 1;
    bool digit = tac_is_digit(s.ptr[at]), letter = tac_is_letter(s.ptr[at]);
    while (to < s.len && ((digit && tac_is_digit(s.ptr[to])) || (letter && tac_is_letter(s.ptr[to]))))
        to++;
    return to - at;
}

size_t pirep_atoms_cut(const struct tac_token *t, size_t n, struct pirep_atom out[PIREP_ATOMS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t first = count;
        for (size_t at = 0; at < t[i].text.len;) {
            size_t len = run_length(t[i].text, at);
            if (count == PIREP_ATOMS_MAX)
                return first; /* a word is whole or not there */
            out[count++] = (struct pirep_atom){slice_make(t[i].text.ptr + at, len), (uint16_t)i};
            at += len;
        }
    }
    return count;
}

bool pirep_atom_feet(const struct pirep_atom *a, int32_t *feet)
{
    struct tac_scan s = tac_scan_start(a->text);
    int hundreds;
    if (!tac_scan_digits(&s, 3, &hundreds) || !tac_scan_done(&s) || hundreds > 600)
        return false;
    *feet = hundreds * 100;
    return true;
}

bool pirep_text_unknown(struct slice s)
{
    static const char *const words[] = {"UNKN", "UNK", "UNKNOWN", "NA", "N/A"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (tac_text_is(s, words[i], strlen(words[i])))
            return true;
    return false;
}
