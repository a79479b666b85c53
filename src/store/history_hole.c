#include "store/history_hole.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/utc.h"

static struct slice key_of(enum product product)
{
    return product == PRODUCT_TAF ? SLICE("hole.taf") : SLICE("hole.metar");
}

size_t history_hole_write(const struct history_hole *hole, char out[HISTORY_HOLE_TEXT_MAX])
{
    struct buffer b = {.ptr = out, .capacity = HISTORY_HOLE_TEXT_MAX, .max = HISTORY_HOLE_TEXT_MAX};
    buffer_append_int(&b, hole->from);
    buffer_append_char(&b, ' ');
    buffer_append_int(&b, hole->to);
    buffer_append_char(&b, ' ');
    buffer_append_slice(&b, slice_from_string(hole->after));
    return b.len;
}

static bool is_station_or_empty(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
            return false;
    return true;
}

enum result history_hole_parse(struct slice text, struct history_hole *out)
{
    struct slice rest = text, from, to, after;
    struct history_hole hole;
    if (!slice_next(&rest, ' ', &from) || !slice_next(&rest, ' ', &to) || !slice_next(&rest, ' ', &after) ||
        rest.ptr || number_parse_int(from, 0, INT64_MAX / 2, &hole.from) != RESULT_OK ||
        number_parse_int(to, 0, INT64_MAX / 2, &hole.to) != RESULT_OK || hole.to < hole.from ||
        !is_station_or_empty(after) || !slice_copy(after, hole.after, sizeof(hole.after)))
        return RESULT_INVALID;
    *out = hole;
    return RESULT_OK;
}

static struct slice lost_key_of(enum product product)
{
    return product == PRODUCT_TAF ? SLICE("lost.taf") : SLICE("lost.metar");
}

static enum result get(struct store_read *hot, struct slice key, struct history_hole *out)
{
    struct slice text;
    enum result r = store_read_get(hot, STORE_STATE, key, &text);
    if (r)
        return r;
    return history_hole_parse(text, out) ? RESULT_CORRUPT : RESULT_OK;
}

enum result history_hole_get(struct store_read *hot, enum product product, struct history_hole *out)
{
    return get(hot, key_of(product), out);
}

enum result history_lost_get(struct store_read *hot, enum product product, struct history_hole *out)
{
    return get(hot, lost_key_of(product), out);
}

enum result history_lost_add(struct store_write *hot, enum product product, int64_t from, int64_t to)
{
    char text[HISTORY_HOLE_TEXT_MAX];
    struct slice known;
    struct history_hole lost = {.from = from, .to = to}, before;
    enum result r = store_write_get(hot, STORE_STATE, lost_key_of(product), &known);
    if (r && r != RESULT_NOT_FOUND && r != RESULT_CORRUPT)
        return r;
    if (!r && history_hole_parse(known, &before) == RESULT_OK) {
        lost.from = before.from < from ? before.from : from;
        lost.to = before.to > to ? before.to : to;
    }
    return store_write_put(hot, STORE_STATE, lost_key_of(product),
                           slice_make(text, history_hole_write(&lost, text)));
}

enum result history_hole_put(struct store_write *hot, enum product product, const struct history_hole *hole)
{
    char text[HISTORY_HOLE_TEXT_MAX];
    if (hole->from == UTC_NONE)
        return store_write_delete(hot, STORE_STATE, key_of(product));
    return store_write_put(hot, STORE_STATE, key_of(product),
                           slice_make(text, history_hole_write(hole, text)));
}
