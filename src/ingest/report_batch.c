#include "ingest/report_batch.h"

#include <stdlib.h>
#include <string.h>

enum result report_batch_init(struct report_batch *b)
{
    struct arena *arena = arena_create(REPORT_BATCH_BYTES_MAX);
    if (!arena)
        return RESULT_NO_MEMORY;
    *b = (struct report_batch){.arena = arena};
    return RESULT_OK;
}

void report_batch_free(struct report_batch *b)
{
    free(b->reports);
    arena_destroy(b->arena);
    memset(b, 0, sizeof(*b));
}

static bool grow(struct report_batch *b)
{
    if (b->count < b->capacity)
        return true;
    size_t capacity = b->capacity ? b->capacity * 2 : 64;
    if (capacity > REPORT_BATCH_MAX)
        return false;
    struct upstream_report *reports = reallocarray(b->reports, capacity, sizeof(*reports));
    if (!reports)
        return false;
    b->reports = reports;
    b->capacity = capacity;
    return true;
}

void report_batch_add(struct report_batch *b, const struct upstream_report *report)
{
    struct upstream_report copy = *report;
    copy.station = arena_copy(b->arena, report->station);
    copy.raw = arena_copy(b->arena, report->raw);
    if (!copy.station.ptr || !copy.raw.ptr || !grow(b)) {
        b->dropped++;
        return;
    }
    b->reports[b->count++] = copy;
}
