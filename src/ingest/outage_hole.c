#include "ingest/outage.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/utc.h"

#define OUTAGE_LEAST_S (15 * UTC_MINUTE)
#define HISTORY_MAX_S  (15 * UTC_DAY) /* how far back the provider's history goes */

size_t outage_hole_write(const struct outage_hole *hole, char out[OUTAGE_HOLE_TEXT_MAX])
{
    struct buffer b = {.ptr = out, .capacity = OUTAGE_HOLE_TEXT_MAX, .max = OUTAGE_HOLE_TEXT_MAX};
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

enum result outage_hole_parse(struct slice text, struct outage_hole *out)
{
    struct slice rest = text, from, to, after;
    struct outage_hole hole;
    if (!slice_next(&rest, ' ', &from) || !slice_next(&rest, ' ', &to) || !slice_next(&rest, ' ', &after) ||
        rest.ptr || number_parse_int(from, 0, INT64_MAX / 2, &hole.from) != RESULT_OK ||
        number_parse_int(to, 0, INT64_MAX / 2, &hole.to) != RESULT_OK || hole.to < hole.from ||
        !is_station_or_empty(after) || !slice_copy(after, hole.after, sizeof(hole.after)))
        return RESULT_INVALID;
    *out = hole;
    return RESULT_OK;
}

bool outage_hole_extend(struct outage_hole *hole, int64_t checked_before, int64_t now)
{
    if (checked_before == UTC_NONE || now - checked_before <= OUTAGE_LEAST_S)
        return false;
    int64_t from = checked_before;
    if (hole->from != UTC_NONE && hole->from < from)
        from = hole->from;
    if (from < now - HISTORY_MAX_S)
        from = now - HISTORY_MAX_S;
    *hole = (struct outage_hole){.from = from, .to = now};
    return true;
}
