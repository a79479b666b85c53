/*
 * What the targets of the providers' formats share. An input is one byte that chooses the product, one for
 * the size of the pieces, then the answer. It is parsed whole and again in pieces: both must give the same,
 * and whatever is given must be what upstream.h promises.
 */
#ifndef AW_TESTS_FUZZ_FUZZ_PARSER_H
#define AW_TESTS_FUZZ_FUZZ_PARSER_H

#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "upstream/parser.h"
#include "upstream/utf8_stream.h"

struct fuzz_seen {
    size_t reports;
    uint64_t hash; /* of all texts, so that both runs can be compared */
};

static void fuzz_require(bool condition)
{
    if (!condition)
        abort();
}

static void fuzz_hash(struct fuzz_seen *seen, struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        seen->hash = (seen->hash ^ (unsigned char)s.ptr[i]) * 1099511628211U;
}

static void fuzz_on_report(void *context, const struct upstream_report *r)
{
    struct fuzz_seen *seen = context;
    fuzz_require(parser_is_station(r->station) && r->raw.len > 0);
    fuzz_require(r->reported_at == UTC_NONE || (r->reported_at >= 946684800 && r->reported_at <= 4102444799));
    fuzz_require(isnan(r->latitude_deg) == isnan(r->longitude_deg));
    fuzz_require(r->raw.ptr[0] != ' ' && r->raw.ptr[r->raw.len - 1] != ' ');
    for (size_t i = 0; i < r->raw.len;) {
        size_t n = utf8_sequence_length(r->raw, i);
        fuzz_require(n > 0 && r->raw.ptr[i] != '=' && (unsigned char)r->raw.ptr[i] >= ' ');
        fuzz_require(r->raw.ptr[i] != ' ' || r->raw.ptr[i + 1] != ' ');
        i += n;
    }
    seen->reports++;
    fuzz_hash(seen, r->station);
    fuzz_hash(seen, r->raw);
}

static void fuzz_on_station(void *context, const struct upstream_station *s)
{
    struct fuzz_seen *seen = context;
    fuzz_require(parser_is_station(s->id));
    seen->reports++;
    fuzz_hash(seen, s->id);
    fuzz_hash(seen, s->name);
}

static bool fuzz_parse(const struct parser_ops *ops, enum upstream_product product, struct slice text,
                       size_t piece, struct fuzz_seen *seen, size_t *rejected)
{
    const struct report_sink sink = {seen, fuzz_on_report, fuzz_on_station};
    struct field_census census;
    field_census_init(&census);
    struct parser *p = parser_create(ops, UPSTREAM_AWC, product, &sink, &census);
    enum result result = RESULT_OK;
    if (!p)
        return false;
    for (size_t at = 0; at < text.len && result == RESULT_OK; at += piece)
        result = parser_feed(p, slice_sub(text, at, at + piece));
    if (result == RESULT_OK)
        result = parser_finish(p);
    fuzz_require(p->progress.reports == seen->reports);
    fuzz_require(result != RESULT_INVALID || p->progress.detail[0]);
    *rejected = p->progress.rejected;
    parser_destroy(p);
    return result == RESULT_OK;
}

static inline void fuzz_formats(const struct parser_ops *ops, size_t products, const uint8_t *data,
                                size_t size)
{
    if (size < 2)
        return;
    enum upstream_product product = (enum upstream_product)(data[0] % products);
    struct slice text = slice_make((const char *)data + 2, size - 2);
    struct fuzz_seen whole = {0, 14695981039346656037U}, pieces = whole;
    size_t rejected, rejected_in_pieces;
    bool ok = fuzz_parse(ops, product, text, text.len + 1, &whole, &rejected);
    bool ok_in_pieces = fuzz_parse(ops, product, text, (size_t)data[1] + 1, &pieces, &rejected_in_pieces);
    fuzz_require(ok == ok_in_pieces && whole.reports == pieces.reports && whole.hash == pieces.hash);
    fuzz_require(!ok || rejected == rejected_in_pieces);
}

#endif
