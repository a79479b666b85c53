#include "tac/notam_snowtam.h"

#include <stdlib.h>

#include "base/civil.h"
#include "tac/notam.h"
#include "tac/notam_parse.h"
#include "tac/notam_word.h"
#include "tac/span_parse.h"
#include "tac/token.h"

/* Longest first: "WET SNOW" must not be taken for WET. */
static const char *const contaminants[] = {
    "WET SNOW ON TOP OF COMPACTED SNOW",
    "DRY SNOW ON TOP OF COMPACTED SNOW",
    "SPECIALLY PREPARED WINTER RUNWAY",
    "WATER ON TOP OF COMPACTED SNOW",
    "DRY SNOW ON TOP OF ICE",
    "WET SNOW ON TOP OF ICE",
    "COMPACTED SNOW",
    "STANDING WATER",
    "SLIPPERY WET",
    "WET SNOW",
    "DRY SNOW",
    "WET ICE",
    "FROST",
    "SLUSH",
    "ICE",
    "WET",
    "DRY",
};

struct reader {
    struct notam *n;
    struct slice rest;
};

static uint32_t offset(const struct reader *r, const char *p)
{
    return (uint32_t)(p - r->n->raw.ptr);
}

/* MMDDhhmm in the year that brings it nearest the reference. */
static bool parse_assessed(struct slice word, int64_t reference, int64_t *out)
{
    int date, time;
    if (word.len != 8 || !notam_digits(slice_sub(word, 0, 4), 4, &date) ||
        !notam_digits(slice_sub(word, 4, 8), 4, &time))
        return false;
    struct utc_civil now, c = {0};
    bool found = false;
    utc_to_civil(reference, &now);
    for (int year = now.year - 1; year <= now.year + 1; year++) {
        c = (struct utc_civil){
            .year = year, .month = date / 100, .day = date % 100, .hour = time / 100, .minute = time % 100};
        if (!utc_civil_valid(&c))
            continue;
        int64_t at = utc_from_civil(&c);
        if (!found || llabs(at - reference) < llabs(*out - reference))
            *out = at;
        found = true;
    }
    return found;
}

static bool parse_runway(struct slice word, char out[4])
{
    int number;
    if (word.len < 2 || word.len > 3 || !notam_digits(slice_sub(word, 0, 2), 2, &number) || number < 1 ||
        number > 36)
        return false;
    if (word.len == 3 && word.ptr[2] != 'L' && word.ptr[2] != 'R' && word.ptr[2] != 'C')
        return false;
    return slice_copy(word, out, 4);
}

/* "5/NR/2": three values, -1 for NR. */
static bool parse_thirds(struct slice word, int max, int out[3])
{
    struct slice rest = word, part;
    for (int i = 0; i < 3; i++) {
        if (!slice_next(&rest, '/', &part))
            return false;
        out[i] = -1;
        if (!notam_word_is(part, "NR") &&
            (part.len > 3 || part.len == 0 || !notam_digits(part, part.len, &out[i]) || out[i] > max))
            return false;
    }
    return rest.ptr == NULL;
}

static size_t contaminant_at(struct slice s, const char **out)
{
    size_t end;
    if (slice_starts_with(s, SLICE("NR"))) {
        *out = NULL;
        return 2;
    }
    for (size_t i = 0; i < sizeof(contaminants) / sizeof(contaminants[0]); i++) {
        if (notam_phrase_find(s, contaminants[i], &end) == 0) {
            *out = contaminants[i];
            return end;
        }
    }
    return 0;
}

/* "WET/DRY SNOW/NR" */
static bool take_contaminants(struct slice *rest, const char *out[3])
{
    struct slice s = notam_trim(*rest);
    for (int i = 0; i < 3; i++) {
        size_t taken = contaminant_at(s, &out[i]);
        if (taken == 0)
            return false;
        s = slice_sub(s, taken, s.len);
        if (i < 2) {
            if (s.len == 0 || s.ptr[0] != '/')
                return false;
            s = slice_sub(s, 1, s.len);
        }
    }
    if (s.len > 0 && notam_separator_at(s, 0) == 0 && s.ptr[0] != ')')
        return false;
    *rest = s;
    return true;
}

/* A second and third group of thirds may be left out for a dry runway. */
static bool take_row(struct slice *rest, int64_t reference, struct notam_snowtam_runway *out)
{
    struct slice s = *rest, word, after;
    int code[3], coverage[3] = {-1, -1, -1}, depth[3] = {-1, -1, -1}, width = -1;
    if (!notam_word_next(&s, &word) || !parse_assessed(word, reference, &out->assessed_at) ||
        !notam_word_next(&s, &word) || !parse_runway(word, out->runway) || !notam_word_next(&s, &word) ||
        !parse_thirds(word, 6, code))
        return false;
    after = s;
    if (notam_word_next(&after, &word) && parse_thirds(word, 100, coverage)) {
        s = after;
        if (notam_word_next(&after, &word) && parse_thirds(word, 999, depth))
            s = after;
    }
    if (!take_contaminants(&s, out->contaminant))
        return false;
    after = s;
    if (notam_word_next(&after, &word) && word.len <= 2 && notam_digits(word, word.len, &width))
        s = after;
    for (int i = 0; i < 3; i++) {
        out->code[i] = (int8_t)code[i];
        out->coverage_pct[i] = (int8_t)coverage[i];
        out->depth_mm[i] = (int16_t)depth[i];
    }
    out->width_m = (int16_t)width;
    *rest = s;
    return true;
}

static void take_rows(struct reader *r, int64_t reference)
{
    struct notam *n = r->n;
    struct notam_snowtam_runway row;
    while (n->snowtam.runways_count < NOTAM_RUNWAYS_MAX) {
        const char *start = notam_trim(r->rest).ptr;
        if (!take_row(&r->rest, reference, &row))
            return;
        tac_spans_add_range(&n->spans, offset(r, start), offset(r, r->rest.ptr), TAC_GROUP_NOTAM_RUNWAY, 0,
                            n->snowtam.runways_count);
        n->snowtam.runways[n->snowtam.runways_count++] = row;
        int64_t end = row.assessed_at + NOTAM_SNOWTAM_HOURS * UTC_HOUR;
        if (n->valid_from == UTC_NONE || row.assessed_at < n->valid_from)
            n->valid_from = row.assessed_at;
        if (n->valid_to == UTC_NONE || end > n->valid_to)
            n->valid_to = end;
    }
}

/* "SNOWTAM 0149", and the aerodrome. */
static bool take_head(struct reader *r)
{
    struct notam *n = r->n;
    struct slice word, mark;
    int serial;
    size_t end, at = notam_phrase_find(r->rest, "(SNOWTAM", &end);
    if (at == r->rest.len)
        at = notam_phrase_find(r->rest, "SNOWTAM", &end);
    if (at == r->rest.len)
        return false;
    mark = slice_sub(r->rest, at, end);
    r->rest = slice_sub(r->rest, end, r->rest.len);
    if (!notam_word_next(&r->rest, &word) || !notam_digits(word, 4, &serial))
        return false;
    memcpy(n->id, "SNOWTAM ", 8);
    memcpy(n->id + 8, word.ptr, 4);
    n->id[12] = '\0';
    tac_spans_add_range(&n->spans, offset(r, mark.ptr), offset(r, word.ptr + word.len), TAC_GROUP_NOTAM_ID, 0,
                        0);
    if (!notam_word_next(&r->rest, &word) || word.len != 4 || !slice_copy(word, n->locations[0], 5))
        return false;
    n->locations_count = 1;
    tac_spans_add_range(&n->spans, offset(r, word.ptr), offset(r, word.ptr + word.len),
                        TAC_GROUP_NOTAM_LOCATION, 0, 0);
    return true;
}

bool notam_snowtam_decode(struct notam *n, struct slice body, int64_t reference_time)
{
    struct reader r = {n, body};
    if (!take_head(&r))
        return false;
    take_rows(&r, reference_time);
    struct slice text = notam_trim(r.rest);
    if (text.len > 0 && n->snowtam.runways_count > 0) {
        tac_spans_add_range(&n->spans, offset(&r, text.ptr), offset(&r, text.ptr + text.len),
                            TAC_GROUP_NOTAM_TEXT, 0, 0);
        n->text = text.ptr[text.len - 1] == ')' ? notam_trim(slice_sub(text, 0, text.len - 1)) : text;
    }
    n->subject = "runway surface condition";
    return n->snowtam.runways_count > 0;
}
