#include "ingest/relay.h"

#include <stdlib.h>

#include "base/clock.h"

/* Reports in one transaction: some tenths of a second. No more than REPORT_BATCH_MAX would go. */
#define RELAY_LOT ((size_t)8192)

enum result relay_list_add(struct relay_list *l, struct arena *arena, const struct tier_report *report)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 64;
        struct tier_report *reports = reallocarray(l->reports, capacity, sizeof(*reports));
        if (!reports)
            return RESULT_NO_MEMORY;
        l->reports = reports;
        l->capacity = capacity;
    }
    struct tier_report copy = *report;
    copy.entry.raw = arena_copy(arena, report->entry.raw);
    copy.decoded = (struct slice){NULL, 0};
    if (!copy.entry.raw.ptr)
        return RESULT_NO_MEMORY;
    l->reports[l->count++] = copy;
    return RESULT_OK;
}

void relay_list_clear(struct relay_list *l)
{
    l->count = 0;
}

void relay_list_free(struct relay_list *l)
{
    free(l->reports);
    *l = (struct relay_list){.reports = NULL};
}

static struct upstream_report as_given(const struct tier_report *report)
{
    const struct history_entry *e = &report->entry;
    return (struct upstream_report){
        .product = e->product == PRODUCT_TAF ? UPSTREAM_TAF : UPSTREAM_METAR,
        .provider = e->source == SOURCE_CHECKWX ? UPSTREAM_CHECKWX : UPSTREAM_AWC,
        .simulated = e->source == SOURCE_SIMULATED,
        .speci = report->speci,
        .station = slice_from_string(e->station),
        .raw = e->raw,
        .reported_at = report->reported_at,
        .latitude_deg = report->latitude_deg,
        .longitude_deg = report->longitude_deg,
        .elevation_m = report->elevation_m,
    };
}

/* Some of a list, and what is made of it. */
struct lot {
    const struct tier_report *reports;
    size_t count;
    bool simulated;
    struct intake_relayed *relayed; /* one for each of the batch */
    struct report_batch batch;
};

/* Nobody has received or checked anything later than now: a receipt in the future would let a report of the
 * future through. */
static enum result fill(struct lot *lot, int64_t now)
{
    struct report_batch *batch = &lot->batch;
    for (size_t i = 0; i < lot->count; i++) {
        const struct tier_report *report = &lot->reports[i];
        if ((report->entry.source == SOURCE_SIMULATED) != lot->simulated)
            continue;
        struct upstream_report given = as_given(report);
        lot->relayed[batch->count] = (struct intake_relayed){relay_not_after(report->entry.received_at, now),
                                                             relay_not_after(report->checked_at, now)};
        report_batch_add(batch, &given);
        if (batch->dropped > 0)
            return RESULT_NO_MEMORY;
    }
    return RESULT_OK;
}

static enum result take_lot(struct intake *i, enum product product, struct lot *lot)
{
    struct intake_summary summary;
    struct intake_answer answer = {.product = product,
                                   .kind = INTAKE_RELAY,
                                   .received_at = clock_now(),
                                   .etag = "",
                                   .last_modified = ""};
    lot->relayed = calloc(lot->count, sizeof(*lot->relayed));
    enum result r = lot->relayed ? report_batch_init(&lot->batch) : RESULT_NO_MEMORY;
    if (r == RESULT_OK)
        r = fill(lot, answer.received_at);
    answer.relayed = lot->relayed;
    if (r == RESULT_OK && lot->batch.count > 0)
        r = intake_take(i, &answer, &lot->batch, &summary);
    report_batch_free(&lot->batch);
    free(lot->relayed);
    return r;
}

enum result relay_take_in(struct intake *i, enum product product, const struct relay_list *l, bool simulated)
{
    enum result r = RESULT_OK;
    for (size_t at = 0; at < l->count && r == RESULT_OK; at += RELAY_LOT) {
        size_t count = l->count - at < RELAY_LOT ? l->count - at : RELAY_LOT;
        struct lot lot = {.reports = l->reports + at, .count = count, .simulated = simulated};
        r = take_lot(i, product, &lot);
    }
    return r;
}
