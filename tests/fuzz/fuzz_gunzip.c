/* Inflating: one byte for the size of the pieces, then what came. Whole and in pieces must come to the same.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "upstream/gunzip.h"

#define OUTPUT_MAX ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum result append(void *context, struct slice bytes)
{
    buffer_append_slice(context, bytes);
    return RESULT_OK;
}

static enum result unpack(struct slice packed, size_t piece, struct buffer *out)
{
    struct gunzip *g = gunzip_create(OUTPUT_MAX, append, out);
    enum result result = g ? RESULT_OK : RESULT_NO_MEMORY;
    for (size_t at = 0; at < packed.len && result == RESULT_OK; at += piece)
        result = gunzip_feed(g, slice_sub(packed, at, at + piece));
    if (result == RESULT_OK)
        result = gunzip_finish(g);
    gunzip_destroy(g);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer whole, pieces;
    if (size < 1)
        return 0;
    struct slice packed = slice_make((const char *)data + 1, size - 1);
    buffer_init(&whole, OUTPUT_MAX);
    buffer_init(&pieces, OUTPUT_MAX);
    /* Damage may be seen before or after the cap is reached. */
    bool ok = unpack(packed, packed.len + 1, &whole) == RESULT_OK;
    bool ok_in_pieces = unpack(packed, (size_t)data[0] + 1, &pieces) == RESULT_OK;
    if (ok != ok_in_pieces || (ok && !slice_equal(buffer_slice(&whole), buffer_slice(&pieces))))
        abort();
    buffer_free(&whole);
    buffer_free(&pieces);
    return 0;
}
