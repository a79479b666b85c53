/*
 * Rows of one station's history in order of time (observed_at, then hash), out of the local store and, for
 * what that does not reach, out of the durable tier: merged, so that what stands in both comes once, and what
 * one lacks (not written there yet, deleted here already) comes from the other. A place means the same in
 * both.
 */
#ifndef AW_SERVICE_HISTORY_ROWS_H
#define AW_SERVICE_HISTORY_ROWS_H

#include "base/arena.h"
#include "service/archive.h"
#include "store/history_store.h"

struct history_source {
    struct store *store;     /* NULL: RESULT_UNAVAILABLE */
    struct archive *archive; /* NULL: local alone */
};

struct history_range {
    enum product product;
    struct slice station;
    int64_t from, to;                  /* from <= observed_at < to */
    const struct history_place *after; /* NULL: from the beginning */
    size_t limit;
    int64_t now;
};

/* Raw text a page; one that would have more ends before. */
#define HISTORY_PAGE_BYTES_MAX ((size_t)256 * 1024)

struct history_rows {
    size_t count;
    struct history_entry *entries;
    bool more;        /* there are further ones behind the last */
    bool corrupt;     /* some could not be read here */
    int64_t boundary; /* what is older may be in the durable tier alone; the range's own `from`: nothing is */
    bool archived;    /* the durable tier was asked and has answered */
    /* What the durable tier should have been asked for, and could not: [gap_from, gap_to); else UTC_NONE. */
    int64_t gap_from, gap_to;
};

/*
 * Texts in the arena. No read of the store may be open, and none is afterwards. RESULT_UNAVAILABLE: the store
 * can't be read; RESULT_NO_MEMORY. A station that no report can be stored under has none.
 */
enum result history_rows_read(const struct history_source *source, const struct history_range *range,
                              struct arena *arena, struct history_rows *out);

static inline struct history_place history_place_of(const struct history_entry *entry)
{
    return (struct history_place){entry->observed_at, report_store_hash(entry->raw)};
}

#endif
