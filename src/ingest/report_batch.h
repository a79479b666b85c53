/*
 * The reports of one answer of a provider, copied as they arrive and taken in together once it has come
 * whole: one write transaction, and nothing of an answer that breaks off.
 */
#ifndef AW_INGEST_REPORT_BATCH_H
#define AW_INGEST_REPORT_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "upstream/upstream.h"

/* Several times what any provider has; a bulk file of all TAFs is some 10 MB. */
#define REPORT_BATCH_MAX       65536
#define REPORT_BATCH_BYTES_MAX ((size_t)128 << 20)

struct report_batch {
    struct arena *arena; /* owns the texts; whoever works on the batch may use it too */
    struct upstream_report *reports;
    size_t count, capacity;
    size_t dropped; /* for want of room or memory */
};

/* RESULT_NO_MEMORY. Free with report_batch_free. */
enum result report_batch_init(struct report_batch *b);
void report_batch_free(struct report_batch *b); /* accepts a zeroed one */

/* Copies the report. What does not fit is counted in `dropped`: the batch is then not whole. */
void report_batch_add(struct report_batch *b, const struct upstream_report *report);

#endif
