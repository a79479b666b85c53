#include <stdlib.h>

#include "geo/compile/compile.h"

void put_u32(struct buffer *b, uint32_t v)
{
    uint32_t little = htole32(v);
    buffer_append(b, &little, sizeof little);
}

void put_i32(struct buffer *b, int32_t v)
{
    put_u32(b, (uint32_t)v);
}

bool compile_airport_records(struct compile *c)
{
    struct buffer *out = &c->sections[SECTION_AIRPORTS];

    for (uint32_t i = 0; i < c->count; i++) {
        const struct compile_airport *a = &c->airports[i];
        const struct slice strings[] = {a->ident,
                                        a->icao,
                                        a->gps,
                                        a->iata,
                                        a->faa,
                                        a->local,
                                        a->name,
                                        a->city,
                                        a->region,
                                        a->country,
                                        slice_make(a->folded, a->folded_len)};

        for (size_t k = 0; k < sizeof strings / sizeof strings[0]; k++)
            put_u32(out, string_pool_put(&c->strings, strings[k]));
        put_u32(out, a->type);
        put_i32(out, a->latitude);
        put_i32(out, a->longitude);
        put_i32(out, a->elevation);
        put_u32(out, a->runway_first);
        put_u32(out, a->runway_count);
        put_u32(out, a->frequency_first);
        put_u32(out, a->frequency_count);
    }
    return buffer_result(out) == RESULT_OK && buffer_result(&c->strings.bytes) == RESULT_OK;
}

struct code_entry {
    char code[AIRPORT_CODE_MAX];
    uint32_t airport;
};

static int code_entry_compare(const void *a, const void *b)
{
    const struct code_entry *x = a, *y = b;
    int order = memcmp(x->code, y->code, sizeof x->code);

    return order ? order : (x->airport > y->airport) - (x->airport < y->airport);
}

static bool code_index_put(struct compile *c, int kind, struct code_entry *entries)
{
    struct buffer *out = &c->sections[SECTION_CODES + kind];
    size_t n = 0;

    for (uint32_t i = 0; i < c->count; i++) {
        const struct compile_airport *a = &c->airports[i];
        const struct slice codes[AIRPORT_CODES] = {
            [AIRPORT_CODE_ICAO] = a->icao, [AIRPORT_CODE_GPS] = a->gps,     [AIRPORT_CODE_IATA] = a->iata,
            [AIRPORT_CODE_FAA] = a->faa,   [AIRPORT_CODE_LOCAL] = a->local, [AIRPORT_CODE_IDENT] = a->ident,
        };
        struct slice code = codes[kind];

        if (code.len == 0 || code.len > AIRPORT_CODE_MAX) /* a few fields are words, not codes */
            continue;
        memset(entries[n].code, 0, sizeof entries[n].code);
        memcpy(entries[n].code, code.ptr, code.len);
        entries[n++].airport = i;
    }
    qsort(entries, n, sizeof *entries, code_entry_compare);
    for (size_t i = 0; i < n; i++) {
        buffer_append(out, entries[i].code, sizeof entries[i].code);
        put_u32(out, entries[i].airport);
    }
    return buffer_result(out) == RESULT_OK;
}

bool compile_code_indexes(struct compile *c)
{
    struct code_entry *entries = calloc(c->count + 1, sizeof *entries);
    bool ok = entries != NULL;

    for (int kind = 0; ok && kind < AIRPORT_CODES; kind++)
        ok = code_index_put(c, kind, entries);
    free(entries);
    return ok;
}

struct word_entry {
    struct slice word;
    uint32_t type; /* importance */
    uint32_t airport;
};

static int word_entry_compare(const void *a, const void *b)
{
    const struct word_entry *x = a, *y = b;
    int order = slice_compare(x->word, y->word);

    if (order == 0)
        order = (x->type > y->type) - (x->type < y->type);
    return order ? order : (x->airport > y->airport) - (x->airport < y->airport);
}

static bool is_break(char c)
{
    return c == ' ' || c == '\n';
}

/* Every word of every airport; returns the number of entries, or counts only with `out` NULL. */
static size_t words_collect(const struct compile *c, struct word_entry *out)
{
    size_t n = 0;

    for (uint32_t i = 0; i < c->count; i++) {
        const struct compile_airport *a = &c->airports[i];
        for (size_t start = 0, end; start < a->folded_len; start = end + 1) {
            end = start;
            while (end < a->folded_len && !is_break(a->folded[end]))
                end++;
            if (end > start && out)
                out[n] = (struct word_entry){slice_make(a->folded + start, end - start), a->type, i};
            n += end > start;
        }
    }
    return n;
}

bool compile_words(struct compile *c)
{
    size_t n = words_collect(c, NULL);
    struct word_entry *entries = calloc(n + 1, sizeof *entries);
    struct buffer *words = &c->sections[SECTION_WORDS], *postings = &c->sections[SECTION_POSTINGS];

    if (!entries)
        return false;
    words_collect(c, entries);
    qsort(entries, n, sizeof *entries, word_entry_compare);
    for (size_t i = 0, next; i < n; i = next) {
        uint32_t first = (uint32_t)(postings->len / 4);
        for (next = i; next < n && slice_equal(entries[next].word, entries[i].word); next++)
            if (next == i || entries[next].airport != entries[next - 1].airport)
                put_u32(postings, entries[next].airport);
        put_u32(words, string_pool_put(&c->strings, entries[i].word));
        put_u32(words, first);
        put_u32(words, (uint32_t)(postings->len / 4) - first);
    }
    free(entries);
    return buffer_result(words) == RESULT_OK && buffer_result(postings) == RESULT_OK &&
           buffer_result(&c->strings.bytes) == RESULT_OK;
}

static uint32_t cell_of(const struct compile_airport *a)
{
    return cell_row(degrees_of(a->latitude)) * CELL_COLUMNS + cell_column(degrees_of(a->longitude));
}

bool compile_cells(struct compile *c)
{
    uint32_t *next = calloc(CELLS + 1, sizeof *next), *members = calloc(c->count + 1, sizeof *members);
    struct buffer *out = &c->sections[SECTION_CELLS];
    bool ok = next && members;

    for (uint32_t i = 0; ok && i < c->count; i++)
        next[cell_of(&c->airports[i]) + 1]++;
    for (uint32_t cell = 0; ok && cell <= CELLS; cell++) {
        if (cell > 0)
            next[cell] += next[cell - 1];
        put_u32(out, next[cell]);
    }
    for (uint32_t i = 0; ok && i < c->count; i++)
        members[next[cell_of(&c->airports[i])]++] = i;
    for (uint32_t i = 0; ok && i < c->count; i++)
        put_u32(&c->sections[SECTION_MEMBERS], members[i]);
    free(next);
    free(members);
    return ok && buffer_result(out) == RESULT_OK && buffer_result(&c->sections[SECTION_MEMBERS]) == RESULT_OK;
}
