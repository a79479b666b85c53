#include "service/history.h"

#include <string.h>

#include "base/number.h"
#include "base/utc.h"
#include "service/history_question.h"

/* ---- cursors: the place behind which a page begins, "TIME-HASH" ---- */

static void cursor_write(const struct history_entry *last, char out[HISTORY_CURSOR_MAX])
{
    struct buffer b = {.ptr = out, .capacity = HISTORY_CURSOR_MAX, .max = HISTORY_CURSOR_MAX - 1};
    buffer_append_int(&b, last->observed_at);
    buffer_append_char(&b, '-');
    buffer_append_int(&b, report_store_hash(last->raw));
    out[b.len] = '\0';
}

static enum result cursor_parse(struct slice text, struct history_place *out)
{
    struct slice rest = text, time, hash;
    int64_t moment, sum;
    if (!slice_next(&rest, '-', &time) || !slice_next(&rest, '-', &hash) || rest.ptr ||
        number_parse_int(time, 0, INT64_MAX / 2, &moment) || number_parse_int(hash, 0, UINT32_MAX, &sum))
        return RESULT_INVALID;
    *out = (struct history_place){moment, (uint32_t)sum};
    return RESULT_OK;
}

/* ---- the page ---- */

static enum result fill_page(struct weather *w, struct archive *archive, const struct history_question *q,
                             const struct history_place *after, struct arena *arena,
                             struct history_page *page, struct service_error *error)
{
    struct history_rows rows;
    struct history_source source = {w->options.store, archive};
    struct history_range range = {.product = q->product,
                                  .station = slice_from_string(page->station.id),
                                  .from = q->from,
                                  .to = q->to,
                                  .after = after,
                                  .limit = q->limit,
                                  .now = q->now};
    enum result r = history_rows_read(&source, &range, arena, &rows);
    if (r)
        return history_rows_failed(error, r);
    page->entries = rows.entries;
    page->count = rows.count;
    if (rows.more)
        cursor_write(&rows.entries[rows.count - 1], page->next);
    history_state_add(&page->state, &rows);
    return RESULT_OK;
}

enum result history_read(struct weather *w, struct archive *archive, const struct history_question *q,
                         struct arena *arena, struct history_page *out, struct service_error *error)
{
    struct history_page page = {.count = 0};
    struct history_place after;
    if (q->cursor.ptr && cursor_parse(q->cursor, &after))
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "cursor",
                                 "cursor is meta.next of the page before.");
    enum result r = history_question_begin(w, q, &page.station, &page.state, error);
    if (!r)
        r = fill_page(w, archive, q, q->cursor.ptr ? &after : NULL, arena, &page, error);
    if (!r && page.count == 0)
        r = history_require_received(&page.state, error);
    if (!r)
        *out = page;
    return r;
}
