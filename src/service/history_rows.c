#include "service/history_rows.h"

#include "base/utc.h"

/* What one tier gave: the first of its rows in the range, all of them unless `more`. */
struct list {
    struct history_entry *entries;
    size_t count, limit, bytes;
    bool more, no_memory;
    struct arena *arena;
};

static enum result list_init(struct list *l, struct arena *arena, size_t limit)
{
    *l = (struct list){.limit = limit, .arena = arena};
    l->entries = arena_alloc_array(arena, limit, sizeof(*l->entries));
    return l->entries ? RESULT_OK : RESULT_NO_MEMORY;
}

static bool list_take(void *context, const struct history_entry *entry)
{
    struct list *l = context;
    if (l->count == l->limit || (l->count > 0 && l->bytes + entry->raw.len > HISTORY_PAGE_BYTES_MAX)) {
        l->more = true;
        return false;
    }
    struct history_entry *copy = &l->entries[l->count];
    *copy = *entry;
    copy->raw = arena_copy(l->arena, entry->raw);
    l->no_memory = !copy->raw.ptr;
    if (l->no_memory)
        return false;
    l->bytes += entry->raw.len;
    l->count++;
    return true;
}

/* ---- the two tiers ---- */

/* The place, unless the range has moved on since it was given ("the last 24 h"). */
static const struct history_place *place_in(const struct history_range *range)
{
    return range->after && range->after->observed_at >= range->from ? range->after : NULL;
}

static enum result read_local(const struct history_source *source, const struct history_range *range,
                              struct list *l, bool *corrupt)
{
    struct store_read *durable;
    const struct history_place *after = place_in(range);
    enum result r = store_read_begin(source->store, STORE_DURABLE, &durable);
    if (r)
        return r;
    r = after ? history_store_each_after(durable, range->product, range->station, after, range->to, list_take,
                                         l)
              : history_store_each(durable, range->product, range->station, range->from, range->to, list_take,
                                   l);
    store_read_end(durable);
    if (l->no_memory)
        return RESULT_NO_MEMORY;
    *corrupt = r == RESULT_CORRUPT;
    /* An airport's code that no report can be stored under ("US-0001") has none. */
    return r == RESULT_CORRUPT || r == RESULT_INVALID ? RESULT_OK : r;
}

/* Before which the durable tier has to be asked: range->from or earlier, when it has not. */
static enum result find_boundary(const struct history_source *source, const struct history_range *range,
                                 int64_t *out)
{
    struct store_read *durable;
    *out = range->from;
    if (!source->archive)
        return RESULT_OK;
    enum result r = store_read_begin(source->store, STORE_DURABLE, &durable);
    if (r)
        return r;
    *out = archive_needed_before(source->archive, durable, range->now);
    store_read_end(durable);
    if (*out > range->to)
        *out = range->to;
    return RESULT_OK;
}

static enum result read_archive(const struct history_source *source, const struct history_range *range,
                                struct list *l, struct history_rows *rows)
{
    const struct history_place *after = place_in(range);
    struct tier_history_question q = {.product = range->product,
                                      .station = range->station,
                                      .from = range->from,
                                      .to = rows->boundary,
                                      .after = after,
                                      .limit = range->limit + 1};
    int64_t begin = after ? after->observed_at : range->from;
    if (begin >= rows->boundary)
        return RESULT_OK;
    enum result r = archive_page(source->archive, &q, range->now, list_take, l);
    if (l->no_memory)
        return RESULT_NO_MEMORY;
    if (r == RESULT_OK || r == RESULT_INVALID) {
        rows->archived = r == RESULT_OK;
        return RESULT_OK;
    }
    /* Half a page would have to be told from a whole one: none of it is used. */
    l->count = 0;
    l->more = false;
    rows->gap_from = begin;
    rows->gap_to = rows->boundary;
    return RESULT_OK;
}

/* ---- one list of two ---- */

static int compare(const struct history_entry *a, const struct history_entry *b)
{
    struct history_place p = history_place_of(a), q = history_place_of(b);
    if (p.observed_at != q.observed_at)
        return p.observed_at < q.observed_at ? -1 : 1;
    return p.hash < q.hash ? -1 : p.hash > q.hash;
}

/* Behind the end of a list that has more, nothing is known to be the next. */
static bool is_exhausted(const struct list *l, size_t at)
{
    return at == l->count && l->more;
}

static void merge(const struct list *local, const struct list *archive, size_t limit,
                  struct history_rows *rows)
{
    size_t i = 0, j = 0;
    while (i < local->count || j < archive->count) {
        if (rows->count == limit || is_exhausted(local, i) || is_exhausted(archive, j)) {
            rows->more = true;
            return;
        }
        int order = i == local->count     ? 1
                    : j == archive->count ? -1
                                          : compare(&local->entries[i], &archive->entries[j]);
        rows->entries[rows->count++] = order <= 0 ? local->entries[i] : archive->entries[j];
        i += order <= 0;
        j += order >= 0;
    }
    rows->more = local->more || archive->more;
}

enum result history_rows_read(const struct history_source *source, const struct history_range *range,
                              struct arena *arena, struct history_rows *out)
{
    struct history_rows rows = {.gap_from = UTC_NONE, .gap_to = UTC_NONE};
    struct list local, archive;
    if (!source->store)
        return RESULT_UNAVAILABLE;
    rows.entries = arena_alloc_array(arena, range->limit, sizeof(*rows.entries));
    if (!rows.entries || list_init(&local, arena, range->limit) || list_init(&archive, arena, range->limit))
        return RESULT_NO_MEMORY;
    enum result r = find_boundary(source, range, &rows.boundary);
    if (!r) /* before the store is read: it may take its time */
        r = read_archive(source, range, &archive, &rows);
    if (!r)
        r = read_local(source, range, &local, &rows.corrupt);
    if (r)
        return r;
    merge(&local, &archive, range->limit, &rows);
    *out = rows;
    return RESULT_OK;
}
