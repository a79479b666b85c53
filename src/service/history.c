#include "service/history.h"

#include <string.h>

#include "base/number.h"
#include "base/utc.h"
#include "service/weather_absent.h"
#include "service/weather_read.h"
#include "store/history_hole.h"

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

/* ---- what the hot environment knows: station, feed, holes ---- */

static enum result find_station(struct weather *w, const struct history_question *q, struct history_page *out,
                                struct service_error *error)
{
    struct weather_answer found = {0};
    enum result r = weather_code_normalise(q->code, found.station, error);
    if (!r)
        r = weather_read_begin(w, error);
    if (!r && !weather_station_listed(w, slice_from_string(found.station)))
        r = weather_absent_resolve(w, q->product, slice_from_string(found.station), &found, error);
    if (r)
        return r;
    memcpy(out->station, found.station, sizeof(out->station));
    memcpy(out->resolved_from, found.resolved_from, sizeof(out->resolved_from));
    out->name = found.name;
    return RESULT_OK;
}

static void add_gap(struct history_page *page, const struct history_question *q, int64_t from, int64_t to)
{
    if (from < q->to && (to == UTC_NONE || to > q->from))
        page->gaps[page->gaps_count++] = (struct history_gap){from, to};
}

/* What ingestd has still to fill, and an outage that goes on. */
static enum result find_gaps(struct weather *w, const struct history_question *q, struct history_page *page)
{
    struct history_hole hole;
    enum result r = weather_feed_get(w, q->product, q->now, &page->feed);
    if (r)
        return r;
    r = history_hole_get(w->read, q->product, &hole);
    page->complete = page->feed.feed == FEED_OK && (!r || r == RESULT_NOT_FOUND);
    if (!r && strcmp(page->station, hole.after) > 0)
        add_gap(page, q, hole.from, hole.to);
    if (page->feed.checked_at != UTC_NONE && q->now - page->feed.checked_at > HISTORY_OUTAGE_S)
        add_gap(page, q, page->feed.checked_at, UTC_NONE);
    return RESULT_OK;
}

/* ---- the page ---- */

struct filling {
    const struct history_question *question;
    struct history_page *page;
    struct arena *arena;
    size_t bytes;
    bool no_memory;
};

static bool take_entry(void *context, const struct history_entry *entry)
{
    struct filling *f = context;
    struct history_page *page = f->page;
    if (page->count == f->question->limit ||
        (page->count > 0 && f->bytes + entry->raw.len > HISTORY_PAGE_BYTES_MAX)) {
        cursor_write(&page->entries[page->count - 1], page->next);
        return false;
    }
    struct history_entry *copy = &page->entries[page->count];
    *copy = *entry;
    copy->raw = arena_copy(f->arena, entry->raw);
    if (!copy->raw.ptr) {
        f->no_memory = true;
        return false;
    }
    f->bytes += entry->raw.len;
    page->count++;
    return true;
}

static enum result no_memory(struct service_error *error)
{
    return service_error_set(error, RESULT_NO_MEMORY, CODE_SERVICE_UNAVAILABLE, NULL,
                             "There is not enough memory for this answer.");
}

/* RESULT_CORRUPT: the page is there, but for what could not be read. */
static enum result scan(struct store_read *durable, const struct history_question *q,
                        const struct history_place *after, struct filling *f)
{
    struct slice station = slice_from_string(f->page->station);
    /* The range may have moved on since the page before ("the last 24 h"). */
    if (after && after->observed_at >= q->from)
        return history_store_each_after(durable, q->product, station, after, q->to, take_entry, f);
    return history_store_each(durable, q->product, station, q->from, q->to, take_entry, f);
}

static enum result fill_page(struct weather *w, const struct history_question *q,
                             const struct history_place *after, struct arena *arena,
                             struct history_page *page, struct service_error *error)
{
    struct filling f = {.question = q, .page = page, .arena = arena};
    struct store_read *durable;
    page->entries = arena_alloc_array(arena, q->limit, sizeof(*page->entries));
    if (!page->entries)
        return no_memory(error);
    enum result r = store_read_begin(w->options.store, STORE_DURABLE, &durable);
    if (r)
        return weather_store_failed(error, r);
    r = scan(durable, q, after, &f);
    store_read_end(durable);
    if (f.no_memory)
        return no_memory(error);
    /* An airport's code that no report can be stored under ("US-0001") has none. */
    if (r && r != RESULT_CORRUPT && r != RESULT_INVALID)
        return weather_store_failed(error, r);
    page->complete = page->complete && page->gaps_count == 0 && r != RESULT_CORRUPT;
    return RESULT_OK;
}

static enum result never_received(struct service_error *error)
{
    service_error_set(error, RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, NULL,
                      "No reports of this kind have been received yet.");
    error->retry_after_s = 10;
    return RESULT_UNAVAILABLE;
}

enum result history_read(struct weather *w, const struct history_question *q, struct arena *arena,
                         struct history_page *out, struct service_error *error)
{
    struct history_page page = {0};
    struct history_place after;
    if (q->cursor.ptr && cursor_parse(q->cursor, &after))
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "cursor",
                                 "cursor is meta.next of the page before.");
    enum result r = find_station(w, q, &page, error);
    if (r)
        goto out;
    /* Holes before reports: a hole that is filled in between is told of for nothing, never the other way. */
    r = find_gaps(w, q, &page);
    if (r) {
        weather_store_failed(error, r);
        goto out;
    }
    r = fill_page(w, q, q->cursor.ptr ? &after : NULL, arena, &page, error);
    if (!r && page.count == 0 && !page.feed.received)
        r = never_received(error);
    if (!r)
        *out = page;
out:
    weather_release(w);
    return r;
}
