#include "ingest/publish_batch.h"

#include <stdlib.h>

#define BATCH_BYTES_MAX ((size_t)8 << 20)

static enum result append(struct tier_job *job, struct tier *t)
{
    struct publish_batch *b = (struct publish_batch *)job;
    /* Without changes it only asks whether Redis is there. */
    enum result r = b->count > 0 ? shared_stream_append(t, b->changes, b->count) : tier_ping(t);
    slice_copy(slice_from_string(r == RESULT_OK ? shared_run(t) : ""), b->run, sizeof(b->run));
    return r;
}

struct publish_batch *publish_batch_create(void (*done)(struct tier_job *job, enum result result),
                                           void *owner)
{
    struct publish_batch *b = calloc(1, sizeof(*b));
    if (!b)
        return NULL;
    b->job = (struct tier_job){.run = append, .done = done};
    b->owner = owner;
    b->arena = arena_create(BATCH_BYTES_MAX);
    if (!b->arena) {
        free(b);
        return NULL;
    }
    return b;
}

void publish_batch_free(struct publish_batch *b)
{
    if (!b)
        return;
    arena_destroy(b->arena);
    free(b);
}

enum result publish_batch_add(struct publish_batch *b, const struct shared_change *change)
{
    if (b->count == PUBLISH_BATCH_MAX)
        return RESULT_BUSY;
    struct shared_change copy = *change;
    if (change->kind == SHARED_REPORT) {
        copy.report.entry.raw = arena_copy(b->arena, change->report.entry.raw);
        if (!copy.report.entry.raw.ptr)
            return RESULT_NO_MEMORY;
    }
    b->changes[b->count++] = copy;
    return RESULT_OK;
}
