/*
 * A durable tier that a test plays: it takes the place of MongoDB's, which is then not linked. Its reports
 * stand in memory; `result` is what every call ends with. One a process.
 */
#ifndef AW_TESTS_UNIT_FAKE_TIER_H
#define AW_TESTS_UNIT_FAKE_TIER_H

#include <stdlib.h>
#include <string.h>

#include "store/durable_schema.h"
#include "store/tier_operations.h"

#define FAKE_TIER_MAX 2000

static struct fake_tier {
    struct history_entry rows[FAKE_TIER_MAX]; /* each once; texts are its own */
    size_t count;
    enum result result;
    const char *refused; /* a text that is RESULT_INVALID, with all that is put beside it */
    size_t asked, put_calls;
    int64_t swept_at; /* the moment before which it was told to delete items; 0: it was not */
} fake_tier;

static int fake_tier_compare(const void *a, const void *b)
{
    const struct history_entry *p = a, *q = b;
    uint32_t m = report_store_hash(p->raw), n = report_store_hash(q->raw);
    if (p->observed_at != q->observed_at)
        return p->observed_at < q->observed_at ? -1 : 1;
    return m < n ? -1 : m > n;
}

static bool fake_tier_has(const struct history_entry *entry)
{
    for (size_t i = 0; i < fake_tier.count; i++)
        if (fake_tier_compare(&fake_tier.rows[i], entry) == 0 &&
            strcmp(fake_tier.rows[i].station, entry->station) == 0)
            return true;
    return false;
}

static void fake_tier_add(const struct history_entry *entry)
{
    if (fake_tier_has(entry) || fake_tier.count == FAKE_TIER_MAX)
        return;
    struct history_entry *row = &fake_tier.rows[fake_tier.count++];
    *row = *entry;
    char *text = malloc(entry->raw.len);
    memcpy(text, entry->raw.ptr, entry->raw.len);
    row->raw.ptr = text;
}

/* Before each test, and after the last. */
static void fake_tier_reset(void)
{
    for (size_t i = 0; i < fake_tier.count; i++)
        free((char *)fake_tier.rows[i].raw.ptr);
    memset(&fake_tier, 0, sizeof(fake_tier));
}

static enum result fake_tier_put(void *engine, const struct tier_report *reports, size_t count, int64_t now)
{
    (void)engine;
    (void)now;
    fake_tier.put_calls++;
    if (fake_tier.result)
        return fake_tier.result;
    for (size_t i = 0; fake_tier.refused && i < count; i++)
        if (slice_equal(reports[i].entry.raw, slice_from_string(fake_tier.refused)))
            return RESULT_INVALID;
    for (size_t i = 0; i < count; i++)
        fake_tier_add(&reports[i].entry);
    return RESULT_OK;
}

static enum result fake_tier_page(void *engine, const struct tier_history_question *q,
                                  bool (*each)(void *context, const struct history_entry *entry),
                                  void *context)
{
    (void)engine;
    fake_tier.asked++;
    if (fake_tier.result)
        return fake_tier.result;
    qsort(fake_tier.rows, fake_tier.count, sizeof(fake_tier.rows[0]), fake_tier_compare);
    size_t given = 0;
    for (size_t i = 0; i < fake_tier.count && given < q->limit; i++) {
        const struct history_entry *row = &fake_tier.rows[i];
        bool passed =
            q->after &&
            (row->observed_at < q->after->observed_at ||
             (row->observed_at == q->after->observed_at && report_store_hash(row->raw) <= q->after->hash));
        if (passed || row->observed_at < q->from || row->observed_at >= q->to)
            continue;
        given++;
        if (!each(context, row))
            break;
    }
    return RESULT_OK;
}

static enum result fake_tier_ping(void *engine)
{
    (void)engine;
    return fake_tier.result;
}

static enum result fake_tier_sweep(void *engine, int64_t now, size_t limit, size_t *deleted)
{
    (void)engine;
    (void)limit;
    fake_tier.swept_at = now;
    *deleted = 0;
    return fake_tier.result;
}

static void fake_tier_close(void *engine)
{
    (void)engine;
}

enum result mongo_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    static const struct tier_operations operations = {.close = fake_tier_close,
                                                      .ping = fake_tier_ping,
                                                      .item_sweep = fake_tier_sweep,
                                                      .report_put = fake_tier_put,
                                                      .history_page = fake_tier_page};
    (void)options;
    (void)detail;
    t->operations = &operations;
    return RESULT_OK;
}

enum result durable_schema_version(struct tier *t, int64_t *version)
{
    (void)t;
    *version = DURABLE_SCHEMA_VERSION;
    return fake_tier.result;
}

#endif
