#include "upstream/gunzip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#define WINDOW_GZIP_OR_ZLIB (15 + 32)
#define OUTPUT_CHUNK        (32 * 1024)

enum gunzip_state { GUNZIP_START, GUNZIP_IN_MEMBER, GUNZIP_BETWEEN };

struct gunzip {
    z_stream stream;
    enum gunzip_state state;
    size_t left; /* of max_output */
    gunzip_sink_fn *sink;
    void *context;
    unsigned char output[OUTPUT_CHUNK];
};

struct gunzip *gunzip_create(size_t max_output, gunzip_sink_fn *sink, void *context)
{
    struct gunzip *g = calloc(1, sizeof(*g));
    if (!g)
        return NULL;
    g->left = max_output;
    g->sink = sink;
    g->context = context;
    if (inflateInit2(&g->stream, WINDOW_GZIP_OR_ZLIB) != Z_OK) {
        free(g);
        return NULL;
    }
    return g;
}

void gunzip_destroy(struct gunzip *g)
{
    if (!g)
        return;
    inflateEnd(&g->stream);
    free(g);
}

/* One call of inflate and what it gave. */
static enum result inflate_some(struct gunzip *g)
{
    g->stream.next_out = g->output;
    g->stream.avail_out = sizeof(g->output);
    int status = inflate(&g->stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR)
        return RESULT_NO_MEMORY;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return RESULT_CORRUPT;
    size_t made = sizeof(g->output) - g->stream.avail_out;
    if (made > g->left)
        return RESULT_TOO_LARGE;
    g->left -= made;
    g->state = status == Z_STREAM_END ? GUNZIP_BETWEEN : GUNZIP_IN_MEMBER;
    return made ? g->sink(g->context, slice_make((const char *)g->output, made)) : RESULT_OK;
}

/* After a member: padding by zeros is passed over, another member begins anew. */
static enum result begin_member(struct gunzip *g)
{
    while (g->stream.avail_in && *g->stream.next_in == 0) {
        g->stream.next_in++;
        g->stream.avail_in--;
    }
    if (!g->stream.avail_in)
        return RESULT_OK;
    if (inflateReset2(&g->stream, WINDOW_GZIP_OR_ZLIB) != Z_OK)
        return RESULT_CORRUPT;
    g->state = GUNZIP_IN_MEMBER;
    return RESULT_OK;
}

enum result gunzip_feed(struct gunzip *g, struct slice bytes)
{
    g->stream.next_in = (unsigned char *)bytes.ptr;
    g->stream.avail_in = (unsigned)bytes.len;
    enum result result = RESULT_OK;
    bool full = false;
    while (result == RESULT_OK && (g->stream.avail_in || full)) {
        if (g->state == GUNZIP_BETWEEN) {
            result = begin_member(g);
            if (g->state == GUNZIP_BETWEEN)
                break;
            continue;
        }
        result = inflate_some(g);
        /* A full output may hide more of it although the input is used up. */
        full = g->state == GUNZIP_IN_MEMBER && g->stream.avail_out == 0;
    }
    return result;
}

enum result gunzip_finish(const struct gunzip *g)
{
    return g->state == GUNZIP_BETWEEN ? RESULT_OK : RESULT_CORRUPT;
}
