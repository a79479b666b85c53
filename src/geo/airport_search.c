#include "geo/airport_search.h"

#include <assert.h>

#include "geo/airport_file.h"
#include "geo/text_fold.h"

#define QUERY_WORDS_MAX   8
#define CODE_PREFIX_MIN   3
#define FOUND_BY_CODE_MAX 16
#define FOLDED_QUERY_MAX  (2 * AIRPORT_SEARCH_QUERY_MAX)

/* One search under way; `out` is kept in order, best first. */
struct search {
    const struct airport_db *db;
    struct slice query; /* folded */
    struct slice words[QUERY_WORDS_MAX];
    size_t word_count;
    size_t limit, count;
    struct airport_found *out;
    uint32_t *keys; /* of each result: smaller is better */
};

/* Smaller is better; airport_search.h gives the order. */
static uint32_t key_of(const struct airport_db *db, uint32_t airport, enum airport_match match)
{
    const uint8_t *p = airport_record(db, airport);
    uint32_t type = file_u32(p + AIRPORT_AT_TYPE);
    uint32_t group = type <= AIRPORT_MEDIUM ? 0 : type < AIRPORT_CLOSED ? 1 : 2;

    if (match == AIRPORT_MATCH_CODE)
        group = 0;
    return (uint32_t)(match != AIRPORT_MATCH_CODE) << 20 | (uint32_t)(match >= AIRPORT_MATCH_PARTIAL) << 19 |
           group << 17 | (uint32_t)match << 8 | type << 1 | (file_u32(p + AIRPORT_AT_IATA) == 0);
}

static bool is_better(uint32_t key_a, uint32_t airport_a, uint32_t key_b, uint32_t airport_b)
{
    return key_a != key_b ? key_a < key_b : airport_a < airport_b;
}

/* Would an airport with this match still find a place? */
static bool has_place(const struct search *s, uint32_t airport, enum airport_match match)
{
    return s->count < s->limit || is_better(key_of(s->db, airport, match), airport, s->keys[s->count - 1],
                                            s->out[s->count - 1].airport);
}

static void result_remove(struct search *s, size_t i)
{
    s->count--;
    memmove(&s->out[i], &s->out[i + 1], (s->count - i) * sizeof *s->out);
    memmove(&s->keys[i], &s->keys[i + 1], (s->count - i) * sizeof *s->keys);
}

/* Enters an airport at its place; of two matches of one airport the better stays. */
static void result_add(struct search *s, uint32_t airport, enum airport_match match)
{
    uint32_t key = key_of(s->db, airport, match);
    size_t at = 0;

    if (!has_place(s, airport, match))
        return;
    for (size_t i = 0; i < s->count; i++)
        if (s->out[i].airport == airport) {
            if (s->keys[i] <= key)
                return;
            result_remove(s, i);
            break;
        }
    if (s->count == s->limit)
        s->count--;
    while (at < s->count && is_better(s->keys[at], s->out[at].airport, key, airport))
        at++;
    memmove(&s->out[at + 1], &s->out[at], (s->count - at) * sizeof *s->out);
    memmove(&s->keys[at + 1], &s->keys[at], (s->count - at) * sizeof *s->keys);
    s->out[at] = (struct airport_found){airport, match};
    s->keys[at] = key;
    s->count++;
}

static struct slice word_at(const struct airport_db *db, uint32_t i)
{
    return airport_string(
        db, file_u32(db->section[SECTION_WORDS].ptr + (size_t)i * WORD_RECORD_SIZE + WORD_AT_STRING));
}

/* Orders an indexed word against a prefix: 0 when it begins with it. */
static int prefix_compare(struct slice word, struct slice prefix)
{
    size_t n = word.len < prefix.len ? word.len : prefix.len;
    int order = n ? memcmp(word.ptr, prefix.ptr, n) : 0;

    return order ? order : -(word.len < prefix.len);
}

/* The first indexed word that begins with `prefix`, or where it would stand. */
static uint32_t words_from(const struct airport_db *db, struct slice prefix)
{
    uint32_t low = 0, high = db->words;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (prefix_compare(word_at(db, middle), prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint64_t postings_of_prefix(const struct airport_db *db, struct slice prefix)
{
    uint64_t n = 0;

    for (uint32_t i = words_from(db, prefix); i < db->words && prefix_compare(word_at(db, i), prefix) == 0;
         i++)
        n += file_u32(db->section[SECTION_WORDS].ptr + (size_t)i * WORD_RECORD_SIZE + WORD_AT_COUNT);
    return n;
}

/* How a word stands in a folded text: not at all, as the beginning of a word, or as a whole one. */
enum word_standing { WORD_ABSENT, WORD_BEGINS, WORD_WHOLE };

static enum word_standing word_standing(struct slice text, struct slice word)
{
    enum word_standing best = WORD_ABSENT;
    size_t i = 0;

    while (i < text.len) {
        size_t end = i;
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n')
            end++;
        if (end - i >= word.len && memcmp(text.ptr + i, word.ptr, word.len) == 0) {
            if (end - i == word.len)
                return WORD_WHOLE;
            best = WORD_BEGINS;
        }
        i = end + 1;
    }
    return best;
}

/* False if the airport does not match by its name and city. */
static bool text_match(const struct search *s, uint32_t airport, enum airport_match *out)
{
    struct slice text = airport_folded(s->db, airport);
    size_t feed = slice_find(text, '\n');
    bool whole = true;

    for (size_t i = 0; i < s->word_count; i++) {
        enum word_standing standing = word_standing(text, s->words[i]);
        if (standing == WORD_ABSENT)
            return false;
        whole = whole && standing == WORD_WHOLE;
    }
    if (slice_starts_with(text, s->query) || slice_starts_with(slice_sub(text, feed + 1, text.len), s->query))
        *out = AIRPORT_MATCH_PREFIX;
    else
        *out = whole ? AIRPORT_MATCH_WORDS : AIRPORT_MATCH_PARTIAL;
    return true;
}

/* Candidates are the airports of the rarest of the query's words; the others are then looked for in their
 * text. */
static void search_words(struct search *s)
{
    uint64_t least = UINT64_MAX;
    size_t rarest = 0;

    for (size_t i = 0; i < s->word_count; i++) {
        uint64_t n = postings_of_prefix(s->db, s->words[i]);
        if (n < least) {
            least = n;
            rarest = i;
        }
    }
    for (uint32_t w = words_from(s->db, s->words[rarest]);
         w < s->db->words && prefix_compare(word_at(s->db, w), s->words[rarest]) == 0; w++) {
        const uint8_t *word = s->db->section[SECTION_WORDS].ptr + (size_t)w * WORD_RECORD_SIZE;
        const uint8_t *posting =
            s->db->section[SECTION_POSTINGS].ptr + (size_t)file_u32(word + WORD_AT_FIRST) * 4;

        for (uint32_t n = file_u32(word + WORD_AT_COUNT); n > 0; n--, posting += 4) {
            uint32_t airport = file_u32(posting);
            enum airport_match match;
            if (has_place(s, airport, AIRPORT_MATCH_PREFIX) && text_match(s, airport, &match))
                result_add(s, airport, match);
        }
    }
}

static void search_codes(struct search *s, struct slice code)
{
    for (int kind = 0; kind < AIRPORT_CODES; kind++) {
        uint32_t found[FOUND_BY_CODE_MAX];
        size_t n = airport_db_find(s->db, (enum airport_code)kind, code, found, FOUND_BY_CODE_MAX);
        for (size_t i = 0; i < n && i < FOUND_BY_CODE_MAX; i++)
            result_add(s, found[i], AIRPORT_MATCH_CODE);
    }
}

static void search_code_prefixes(struct search *s, struct slice prefix)
{
    static const enum airport_code kinds[] = {AIRPORT_CODE_ICAO, AIRPORT_CODE_IATA, AIRPORT_CODE_FAA};

    if (prefix.len < CODE_PREFIX_MIN || prefix.len > AIRPORT_CODE_MAX)
        return;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const struct airport_section_view *index = &s->db->section[SECTION_CODES + kinds[k]];
        uint32_t n = index->len / CODE_RECORD_SIZE, low = 0, high = n;

        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (memcmp(index->ptr + (size_t)middle * CODE_RECORD_SIZE, prefix.ptr, prefix.len) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < n && memcmp(index->ptr + (size_t)low * CODE_RECORD_SIZE, prefix.ptr, prefix.len) == 0;
             low++)
            result_add(s, file_u32(index->ptr + (size_t)low * CODE_RECORD_SIZE + CODE_AT_AIRPORT),
                       AIRPORT_MATCH_CODE_PREFIX);
    }
}

static bool query_split(struct search *s)
{
    struct slice rest = s->query, word;

    while (slice_next(&rest, ' ', &word)) {
        if (s->word_count == QUERY_WORDS_MAX)
            return false;
        s->words[s->word_count++] = word;
    }
    return true;
}

enum result airport_search(const struct airport_db *db, struct slice query, size_t limit,
                           struct airport_found *out, size_t *count)
{
    char folded[FOLDED_QUERY_MAX], upper[AIRPORT_CODE_MAX];
    uint32_t keys[AIRPORT_SEARCH_LIMIT_MAX + 1];
    struct airport_found best[AIRPORT_SEARCH_LIMIT_MAX + 1]; /* one more: a place to shift into */
    struct search s = {.db = db, .limit = limit, .out = best, .keys = keys};

    assert(limit > 0 && limit <= AIRPORT_SEARCH_LIMIT_MAX);
    query = slice_trim(query);
    if (query.len > AIRPORT_SEARCH_QUERY_MAX)
        return RESULT_INVALID;
    s.query = slice_make(folded, text_fold(query, folded, sizeof folded));
    if (s.query.len < AIRPORT_SEARCH_QUERY_MIN || !query_split(&s))
        return RESULT_INVALID;

    search_codes(&s, query);
    search_words(&s);
    if (s.word_count == 1 && s.query.len <= sizeof upper) {
        for (size_t i = 0; i < s.query.len; i++)
            upper[i] = (char)(s.query.ptr[i] >= 'a' && s.query.ptr[i] <= 'z' ? s.query.ptr[i] - ('a' - 'A')
                                                                             : s.query.ptr[i]);
        search_code_prefixes(&s, slice_make(upper, s.query.len));
    }
    memcpy(out, best, s.count * sizeof *out);
    *count = s.count;
    return RESULT_OK;
}
