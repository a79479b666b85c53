#include "ingest/follow_read.h"

#include <string.h>

enum result follow_read_init(struct follow_read *r)
{
    r->arena = arena_create(RELAY_BYTES_MAX);
    return r->arena ? RESULT_OK : RESULT_NO_MEMORY;
}

void follow_read_free(struct follow_read *r)
{
    for (int p = 0; p < PRODUCT_COUNT; p++)
        relay_list_free(&r->reports[p]);
    arena_destroy(r->arena);
    r->arena = NULL;
}

void follow_read_reset(struct follow_read *r)
{
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        relay_list_clear(&r->reports[p]);
        r->check_count[p] = 0;
    }
    arena_reset(r->arena);
    r->nothing_count = r->changes = 0;
    r->gap = r->no_memory = false;
}

static bool take_report(void *context, const struct tier_report *report)
{
    struct follow_read *r = context;
    if (report->entry.product != PRODUCT_METAR && report->entry.product != PRODUCT_TAF)
        return true;
    r->no_memory = relay_list_add(&r->reports[report->entry.product], r->arena, report) != RESULT_OK;
    return !r->no_memory;
}

static void take_checked(struct follow_read *r, const struct shared_change *change)
{
    if (change->product != PRODUCT_METAR && change->product != PRODUCT_TAF)
        return;
    r->checked[change->product] = *change;
    r->checked[change->product].owner = (struct slice){NULL, 0}; /* is gone when the call ends */
    if (r->check_count[change->product] < FOLLOW_READ_MAX)
        r->checks[change->product][r->check_count[change->product]++] = change->checked_at;
}

static bool take_change(void *context, const struct shared_change *change)
{
    struct follow_read *r = context;
    r->changes++;
    if (slice_equal(change->owner, r->owner))
        return true;
    switch (change->kind) {
    case SHARED_REPORT:
        return take_report(r, &change->report);
    case SHARED_CHECKED:
        take_checked(r, change);
        break;
    case SHARED_NOTHING:
        if (r->nothing_count < FOLLOW_READ_MAX) {
            struct follow_nothing *n = &r->nothing[r->nothing_count++];
            n->product = change->product;
            n->answered_at = change->checked_at;
            memcpy(n->station, change->report.entry.station, sizeof(n->station));
        }
        break;
    }
    return true;
}

static enum result read_whole(struct follow_read *r, struct tier *t)
{
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        struct shared_change last;
        uint64_t stations;
        /* The check first: reports that come meanwhile are more than it counted, never fewer. */
        enum result result = shared_checked_get(t, (enum product)p, &last);
        if (result == RESULT_OK)
            take_checked(r, &last);
        else if (result != RESULT_NOT_FOUND && result != RESULT_CORRUPT) /* which the next check mends */
            return result;
        result = shared_reports_each(t, (enum product)p, r->now, take_report, r, &stations);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

enum result follow_read_run(struct tier_job *job, struct tier *t)
{
    struct follow_read *r = (struct follow_read *)job;
    enum result result =
        r->whole ? read_whole(r, t)
                 : shared_stream_read(t, r->place, FOLLOW_READ_MAX, FOLLOW_BLOCK_MS, take_change, r, &r->gap);
    return result == RESULT_OK && r->no_memory ? RESULT_NO_MEMORY : result;
}
