#include "store/product_state.h"

#include "store/internal.h"
#include "store/record.h"
#include "store/records.h"

#define STATE_VERSION 1

enum result product_state_record_decode(struct slice value, struct product_state *out)
{
    struct product_state state = {0};
    struct record_reader r = record_begin(value, STATE_VERSION);
    state.checked_at = record_get_i64(&r);
    state.received_at = record_get_i64(&r);
    state.newest_at = record_get_i64(&r);
    state.quarantined = record_get_u64(&r);
    record_get_text(&r, state.etag, sizeof(state.etag));
    record_get_text(&r, state.last_modified, sizeof(state.last_modified));
    if (record_end(&r))
        return RESULT_CORRUPT;
    *out = state;
    return RESULT_OK;
}

static struct slice key_of(enum product product)
{
    return slice_from_string(product_name(product));
}

enum result product_state_get(struct store_read *r, enum product product, struct product_state *out)
{
    struct slice value;
    enum result result = store_read_get(r, STORE_STATE, key_of(product), &value);
    return result ? result : product_state_record_decode(value, out);
}

enum result product_state_get_for_update(struct store_write *w, enum product product,
                                         struct product_state *out)
{
    struct slice value;
    enum result result = store_write_get(w, STORE_STATE, key_of(product), &value);
    return result ? result : product_state_record_decode(value, out);
}

enum result product_state_put(struct store_write *w, enum product product, const struct product_state *state)
{
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, STATE_VERSION);
    record_put_i64(b, state->checked_at);
    record_put_i64(b, state->received_at);
    record_put_i64(b, state->newest_at);
    record_put_u64(b, state->quarantined);
    record_put_text(b, state->etag);
    record_put_text(b, state->last_modified);
    enum result result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_STATE, key_of(product), buffer_slice(b));
}
