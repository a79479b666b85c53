#include "ingest/durable_batch.h"

#include "base/log.h"
#include "ingest/durable_report.h"

#define ARENA_MAX   ((size_t)32 << 20)
#define DECODED_MAX ((size_t)1 << 20)

enum result durable_batch_init(struct durable_batch *b)
{
    *b = (struct durable_batch){.arena = arena_create(ARENA_MAX), .manageable = DURABLE_BATCH_MAX};
    buffer_init(&b->scratch, DECODED_MAX);
    return b->arena ? RESULT_OK : RESULT_NO_MEMORY;
}

void durable_batch_free(struct durable_batch *b)
{
    arena_destroy(b->arena);
    buffer_free(&b->scratch);
}

void durable_batch_empty(struct durable_batch *b)
{
    arena_reset(b->arena);
    b->count = b->done = b->part = b->lost = 0;
    b->last_number = 0;
}

static enum result read_entries(struct durable_batch *b, struct store *store, uint64_t after, size_t *read)
{
    struct store_read *durable;
    b->entries = arena_alloc_array(b->arena, DURABLE_BATCH_MAX, sizeof(*b->entries));
    b->reports = arena_alloc_array(b->arena, DURABLE_BATCH_MAX, sizeof(*b->reports));
    b->numbers = arena_alloc_array(b->arena, DURABLE_BATCH_MAX, sizeof(*b->numbers));
    if (!b->entries || !b->reports || !b->numbers)
        return RESULT_NO_MEMORY;
    enum result r = store_read_begin(store, STORE_DURABLE, &durable);
    if (r != RESULT_OK)
        return r;
    r = journal_read(durable, after, b->arena, b->entries, DURABLE_BATCH_MAX, read);
    store_read_end(durable);
    return r == RESULT_OK && *read == 0 ? RESULT_NOT_FOUND : r;
}

static void note_lost(struct durable_batch *b, const struct journal_entry *entry)
{
    if (b->lost++ == 0)
        log_error("owed_report_lost", LOG_STR("station", entry->entry.station),
                  LOG_STR("product", product_name(entry->entry.product)),
                  LOG_INT("observed_at", entry->entry.observed_at), LOG_INT("number", entry->number),
                  LOG_STR("detail", "its row is gone from the local history"), LOG_END);
}

/* Without the hot environment there are no positions; the reports go all the same. */
static enum result make_reports(struct durable_batch *b, struct store *store, size_t entries)
{
    struct store_read *hot = NULL;
    enum result r = RESULT_OK;
    if (store_read_begin(store, STORE_HOT, &hot) != RESULT_OK)
        hot = NULL;
    for (size_t i = 0; r == RESULT_OK && i < entries; i++) {
        const struct journal_entry *entry = &b->entries[i];
        if (entry->lost) {
            note_lost(b, entry);
            continue;
        }
        r = durable_report_make(&entry->entry, hot, b->arena, &b->scratch, &b->reports[b->count]);
        b->numbers[b->count++] = entry->number;
    }
    store_read_end(hot);
    return r;
}

static void choose_part(struct durable_batch *b)
{
    size_t rest = b->count - b->done;
    b->part = rest < b->manageable ? rest : b->manageable;
}

enum result durable_batch_load(struct durable_batch *b, struct store *store, uint64_t after)
{
    size_t entries = 0;
    durable_batch_empty(b);
    enum result r = read_entries(b, store, after, &entries);
    if (r == RESULT_OK)
        r = make_reports(b, store, entries);
    if (r != RESULT_OK) {
        durable_batch_empty(b);
        return r;
    }
    choose_part(b);
    b->last_number = b->entries[entries - 1].number;
    return RESULT_OK;
}

static uint64_t move_on(struct durable_batch *b, size_t reports)
{
    b->done += reports;
    choose_part(b);
    return b->part == 0 ? b->last_number : b->numbers[b->done - 1];
}

enum durable_step durable_batch_ended(struct durable_batch *b, enum result result, uint64_t *number)
{
    if (result == RESULT_OK) {
        b->passed = 0;
        if (b->part == b->manageable && b->manageable < DURABLE_BATCH_MAX)
            b->manageable *= 2;
        *number = move_on(b, b->part);
        return DURABLE_STEP_DONE;
    }
    if (result == RESULT_TIMEOUT && b->part / 2 >= DURABLE_PART_LEAST)
        b->part = b->manageable = b->part / 2;
    if (result != RESULT_INVALID && result != RESULT_TOO_LARGE)
        return DURABLE_STEP_AGAIN;
    if (b->part > 1) {
        b->part /= 2;
        return DURABLE_STEP_SMALLER;
    }
    if (b->passed == DURABLE_PASSED_MAX)
        return DURABLE_STEP_AGAIN;
    b->passed++;
    const struct history_entry *entry = &durable_batch_next(b)->entry;
    log_error("owed_report_not_taken", LOG_STR("station", entry->station),
              LOG_STR("product", product_name(entry->product)), LOG_INT("observed_at", entry->observed_at),
              LOG_RESULT(result), LOG_END);
    *number = move_on(b, 1);
    return DURABLE_STEP_PASSED;
}
