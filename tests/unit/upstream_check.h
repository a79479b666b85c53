/* What the tests of the providers' formats share: a sink that keeps what it is given, and feeding in pieces.
 */
#ifndef AW_TESTS_UNIT_UPSTREAM_CHECK_H
#define AW_TESTS_UNIT_UPSTREAM_CHECK_H

#include "check.h"

#include <math.h>

#include "base/utc.h"
#include "upstream/parser.h"

#define KEPT_MAX 16

struct kept {
    char station[16], raw[2048], iata[8], name[64];
    int64_t reported_at;
    double latitude_deg, longitude_deg, elevation_m;
    bool has_metar, has_taf;
};

struct parsed {
    struct kept kept[KEPT_MAX];
    size_t count; /* all that came; the first KEPT_MAX are kept */
    enum result result;
    struct parse_progress progress;
};

static void keep_report(void *context, const struct upstream_report *r)
{
    struct parsed *p = context;
    if (p->count++ >= KEPT_MAX)
        return;
    struct kept *k = &p->kept[p->count - 1];
    slice_copy(r->station, k->station, sizeof(k->station));
    slice_copy(r->raw, k->raw, sizeof(k->raw));
    k->reported_at = r->reported_at;
    k->latitude_deg = r->latitude_deg;
    k->longitude_deg = r->longitude_deg;
    k->elevation_m = r->elevation_m;
}

static void keep_station(void *context, const struct upstream_station *s)
{
    struct parsed *p = context;
    if (p->count++ >= KEPT_MAX)
        return;
    struct kept *k = &p->kept[p->count - 1];
    slice_copy(s->id, k->station, sizeof(k->station));
    slice_copy(s->iata, k->iata, sizeof(k->iata));
    slice_copy(s->name, k->name, sizeof(k->name));
    k->latitude_deg = s->latitude_deg;
    k->longitude_deg = s->longitude_deg;
    k->elevation_m = s->elevation_m;
    k->has_metar = s->has_metar;
    k->has_taf = s->has_taf;
}

/* Parses `text` in pieces of `piece` bytes, each in memory of its own, so that a read past its end is found.
 */
static inline void parse_pieces(const struct parser_ops *ops, enum upstream_product product,
                                struct slice text, size_t piece, struct field_census *census,
                                struct parsed *out)
{
    const struct report_sink sink = {out, keep_report, keep_station};
    memset(out, 0, sizeof(*out));
    struct parser *p = parser_create(ops, UPSTREAM_AWC, product, &sink, census);
    assert_non_null(p);
    for (size_t at = 0; at < text.len && out->result == RESULT_OK; at += piece) {
        struct slice part = slice_sub(text, at, at + piece);
        char *copy = malloc(part.len);
        assert_non_null(copy);
        memcpy(copy, part.ptr, part.len);
        out->result = parser_feed(p, slice_make(copy, part.len));
        free(copy);
    }
    if (out->result == RESULT_OK)
        out->result = parser_finish(p);
    out->progress = p->progress;
    parser_destroy(p);
}

/* Whole, and again byte by byte: both must come to the same. */
static inline void parse_both(const struct parser_ops *ops, enum upstream_product product, struct slice text,
                              int line, struct parsed *out)
{
    static struct parsed bytes;
    parse_pieces(ops, product, text, text.len ? text.len : 1, NULL, out);
    parse_pieces(ops, product, text, 1, NULL, &bytes);
    CHECK_AT(line, out->result == bytes.result);
    CHECK_AT(line, out->count == bytes.count);
    CHECK_AT(line, out->progress.rejected == bytes.progress.rejected);
    for (size_t i = 0; i < out->count && i < KEPT_MAX; i++)
        CHECK_AT(line, strcmp(out->kept[i].raw, bytes.kept[i].raw) == 0);
}

static inline int64_t at_utc(int year, int month, int day, int hour, int minute)
{
    const struct utc_civil c = {year, month, day, hour, minute, 0, 0};
    return utc_from_civil(&c);
}

#endif
