#include "service/weather_list.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/utc.h"
#include "service/weather_absent.h"
#include "service/weather_area.h"
#include "service/weather_read.h"

static enum result no_memory(struct service_error *error)
{
    return service_error_set(error, RESULT_NO_MEMORY, CODE_SERVICE_UNAVAILABLE, NULL,
                             "There is not enough memory for this answer.");
}

static bool has_metar(struct weather *w, struct slice station)
{
    struct stored_report report;
    return report_store_get(w->read, PRODUCT_METAR, SLOT_CURRENT, station, &report) == RESULT_OK;
}

static bool taken_already(const struct weather_list *list, const char *station)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].station, station) == 0)
            return true;
    return false;
}

/* The code of the failure, or NULL when the item is set. */
static const char *select_id(struct weather *w, struct slice id, struct weather_list_item *item,
                             struct service_error *error)
{
    struct weather_answer found = {0};
    enum result r = weather_code_normalise(id, found.station, error);
    struct slice code = slice_from_string(found.station);
    if (r)
        return CODE_AIRPORT_NOT_FOUND;
    if (!has_metar(w, code)) {
        if (!weather_station_listed(w, code) && weather_absent_resolve(w, PRODUCT_METAR, code, &found, error))
            return error->code;
        code = slice_from_string(found.station);
        if (!has_metar(w, code)) {
            /* Whether it reports is not known: the providers are asked after this answer. */
            weather_hint_later(w, PRODUCT_METAR, code);
            return CODE_WEATHER_DATA_UNAVAILABLE;
        }
    }
    memcpy(item->station, found.station, sizeof(item->station));
    memcpy(item->resolved_from, found.resolved_from, sizeof(item->resolved_from));
    item->name = found.name;
    item->distance_nm = NAN;
    return NULL;
}

static size_t count_parts(struct slice list)
{
    size_t n = 0;
    struct slice part;
    while (slice_next(&list, ',', &part))
        n += slice_trim(part).len > 0;
    return n;
}

static enum result select_ids(struct weather *w, const struct weather_list_question *q, struct arena *arena,
                              struct weather_list *out, struct service_error *error)
{
    struct slice rest = q->ids, part;
    size_t n = count_parts(q->ids);
    if (n == 0 || n > WEATHER_LIST_IDS_MAX)
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "ids",
                                 "ids names 1 to %d stations, with commas between them.",
                                 WEATHER_LIST_IDS_MAX);
    out->items = arena_alloc_array(arena, n, sizeof(*out->items));
    out->missing = arena_alloc_array(arena, n, sizeof(*out->missing));
    if (!out->items || !out->missing)
        return no_memory(error);
    while (slice_next(&rest, ',', &part)) {
        struct slice id = slice_trim(part);
        struct weather_list_item item = {0};
        if (id.len == 0)
            continue;
        const char *failure = select_id(w, id, &item, error);
        if (failure)
            out->missing[out->missing_count++] = (struct weather_missing){id, failure};
        else if (!taken_already(out, item.station))
            out->items[out->count++] = item;
    }
    return RESULT_OK;
}

/* The places from `first` on that have a METAR, one page of them. */
static enum result fill_page(struct weather *w, const struct weather_list_question *q, struct arena *arena,
                             const struct weather_area *area, size_t first, struct weather_list *out)
{
    out->items = arena_alloc_array(arena, q->limit, sizeof(*out->items));
    if (!out->items)
        return RESULT_NO_MEMORY;
    const struct weather_place *last = NULL;
    assert(area->count == 0 || area->places);
    for (size_t i = first; i < area->count; i++) {
        const struct weather_place *place = &area->places[i];
        if (!has_metar(w, slice_from_string(place->station)))
            continue;
        if (out->count == q->limit) {
            weather_area_cursor_write(last, out->next);
            break;
        }
        struct weather_list_item *item = &out->items[out->count++];
        memcpy(item->station, place->station, sizeof(item->station));
        item->distance_nm =
            q->selection == SELECT_NEAR ? (double)place->distance_m / METERS_PER_NM : (double)NAN;
        last = place;
    }
    return RESULT_OK;
}

static enum result select_area(struct weather *w, const struct weather_list_question *q, struct arena *arena,
                               struct weather_list *out, struct service_error *error)
{
    struct weather_area area;
    struct weather_place after;
    size_t first = 0;
    if (q->cursor.ptr && weather_area_cursor_parse(q->cursor, &after))
        return service_error_set(error, RESULT_INVALID, CODE_INVALID_REQUEST, "cursor",
                                 "cursor is meta.next of the page before.");
    enum result r = weather_area_find(w->read, q, arena, &area);
    if (r == RESULT_NO_MEMORY)
        return no_memory(error);
    out->complete = out->complete && r == RESULT_OK;
    if (q->cursor.ptr)
        first = weather_area_skip(&area, &after);
    return fill_page(w, q, arena, &area, first, out) ? no_memory(error) : RESULT_OK;
}

enum result weather_list_select(struct weather *w, const struct weather_list_question *q, struct arena *arena,
                                struct weather_list *out, struct service_error *error)
{
    memset(out, 0, sizeof(*out));
    enum result r = weather_read_begin(w, error);
    if (r)
        return r;
    r = weather_feed_get(w, PRODUCT_METAR, q->now, &out->feed);
    if (r)
        return weather_store_failed(error, r);
    if (!out->feed.received) {
        service_error_set(error, RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, NULL,
                          "No METARs have been received yet.");
        error->retry_after_s = 10;
        return RESULT_UNAVAILABLE;
    }
    out->complete = out->feed.feed == FEED_OK;
    return q->selection == SELECT_IDS ? select_ids(w, q, arena, out, error)
                                      : select_area(w, q, arena, out, error);
}

enum result weather_list_read(struct weather *w, const struct weather_list_question *q,
                              const struct weather_list_item *item, struct weather_answer *out)
{
    struct weather_question one = {.product = PRODUCT_METAR, .with_taf = q->with_taf, .now = q->now};
    memset(out, 0, sizeof(*out));
    memcpy(out->station, item->station, sizeof(out->station));
    memcpy(out->resolved_from, item->resolved_from, sizeof(out->resolved_from));
    out->name = item->name;
    enum result r = weather_reports_read(w, &one, out);
    if (!r && q->with_taf && !out->has_taf)
        out->taf_absence = weather_station_has_taf(w, slice_from_string(item->station)) ? ABSENCE_UNAVAILABLE
                                                                                        : ABSENCE_NOT_ISSUED;
    if (!r && q->selection == SELECT_IDS && out->report.freshness != FRESH)
        weather_hint_later(w, PRODUCT_METAR, slice_from_string(item->station));
    return r;
}
