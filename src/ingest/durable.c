#include "ingest/durable.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/durable_batch.h"
#include "ingest/durable_upkeep.h"
#include "ingest/tier_thread.h"

#define QUEUE_MAX     8    /* a batch and each chore once: it never fills */
#define RETRY_MS      1000 /* with an open breaker a try costs no system call; the breaker says when to probe */
#define SHOW_EVERY_MS 1000
#define SAY_EVERY_MS  60000

struct durable {
    struct tier_job job; /* the batch under way */
    struct durable_options options;
    struct tier_thread *thread;
    struct durable_upkeep *upkeep;
    struct durable_batch batch;
    int64_t now;              /* of the write under way: the thread does not look at the clock */
    bool under_way;           /* the thread has the job */
    bool forgotten;           /* while it was under way */
    bool failing;             /* the last write failed: said once */
    uint64_t acknowledged;    /* by the tier */
    uint64_t settled;         /* in the journal */
    int64_t next_ms, show_ms; /* monotonic, these two */
    int64_t say_ms;           /* not before is it said again that the journal was not settled */
    struct shared_link_state link;
    struct metric *entries, *oldest_age, *queue, *lost, *passed;
};

/* ---- settling ---- */

/* It is tried again each turn, which may be for as long as a disk is full; what is repeated meanwhile does no
 * harm. */
static void say_not_settled(struct durable *d, enum result r)
{
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < d->say_ms)
        return;
    d->say_ms = now_ms + SAY_EVERY_MS;
    log_error("journal_not_settled", LOG_INT("number", d->acknowledged), LOG_RESULT(r), LOG_END);
}

static enum result settle(struct durable *d)
{
    struct store_write *w;
    if (d->settled == d->acknowledged)
        return RESULT_OK;
    enum result r = store_write_begin(d->options.store, STORE_DURABLE, &w);
    if (r == RESULT_OK) {
        r = journal_settle(w, d->acknowledged);
        if (r == RESULT_OK)
            r = store_write_commit(w);
        else
            store_write_abort(w);
    }
    if (r == RESULT_OK)
        d->settled = d->acknowledged;
    else
        say_not_settled(d, r);
    return r;
}

static void acknowledge(struct durable *d, uint64_t number)
{
    d->acknowledged = number;
    settle(d);
    if (d->batch.done < d->batch.count)
        return;
    metric_add(d->lost, d->batch.lost);
    durable_batch_empty(&d->batch);
}

/* ---- the write ---- */

static enum result run_put(struct tier_job *job, struct tier *t)
{
    struct durable *d = (struct durable *)job;
    return tier_report_put(t, durable_batch_next(&d->batch), d->batch.part, d->now);
}

static void note_failure(struct durable *d, enum result r)
{
    d->link.last_failure = r;
    d->link.failed_at = clock_now();
}

/* What a call's end says of the tier. INVALID and TOO_LARGE say something of the report alone. */
static void note_result(void *context, enum result r)
{
    if (r != RESULT_OK && r != RESULT_INVALID && r != RESULT_TOO_LARGE && r != RESULT_UNSUPPORTED)
        note_failure(context, r);
}

static void say_how_it_ended(struct durable *d, enum result r, size_t reports, uint64_t number)
{
    if (r == RESULT_OK) {
        log_info("reports_acknowledged", LOG_STR("tier", "mongodb"), LOG_INT("reports", reports),
                 LOG_INT("number", number), LOG_END);
        d->failing = false;
    } else if (!d->failing) {
        log_warning("reports_not_acknowledged", LOG_STR("tier", "mongodb"), LOG_INT("reports", reports),
                    LOG_RESULT(r), LOG_STR("detail", "they are kept in the journal and tried again"),
                    LOG_END);
        d->failing = true;
    }
}

static void on_put(struct tier_job *job, enum result result)
{
    struct durable *d = (struct durable *)job;
    uint64_t number = 0;
    size_t reports = d->batch.part;
    d->under_way = false;
    note_result(d, result);
    if (result == RESULT_OK)
        durable_upkeep_heard(d->upkeep);
    if (d->forgotten) {
        d->forgotten = false;
        durable_batch_empty(&d->batch);
        return;
    }
    switch (durable_batch_ended(&d->batch, result, &number)) {
    case DURABLE_STEP_DONE:
        say_how_it_ended(d, result, reports, number);
        acknowledge(d, number);
        break;
    case DURABLE_STEP_PASSED:
        metric_add(d->passed, 1);
        acknowledge(d, number);
        break;
    case DURABLE_STEP_SMALLER:
        break;
    case DURABLE_STEP_AGAIN:
        note_failure(d, result);
        say_how_it_ended(d, result, reports, number);
        d->next_ms = clock_monotonic_ms() + RETRY_MS;
        break;
    }
}

/* RESULT_NOT_FOUND: nothing is owed. */
static enum result fill_batch(struct durable *d)
{
    if (!durable_batch_is_empty(&d->batch))
        return RESULT_OK;
    enum result r = durable_batch_load(&d->batch, d->options.store, d->acknowledged);
    if (r == RESULT_OK && d->batch.count == 0)
        acknowledge(d, d->batch.last_number); /* nothing but lost ones */
    /* While the mark of damage stands, the repair is under way. */
    if (r != RESULT_OK && r != RESULT_NOT_FOUND && r != RESULT_UNAVAILABLE)
        log_error("journal_not_read", LOG_RESULT(r), LOG_END);
    return r;
}

static void give_next(struct durable *d, int64_t now_ms)
{
    if (settle(d) != RESULT_OK || fill_batch(d) != RESULT_OK || durable_batch_is_empty(&d->batch)) {
        d->next_ms = now_ms + LOOP_TURN_MS;
        return;
    }
    d->job.run = run_put;
    d->job.done = on_put;
    d->now = clock_now();
    if (tier_thread_give(d->thread, &d->job) == RESULT_OK)
        d->under_way = true;
    else
        d->next_ms = now_ms + RETRY_MS;
}

/* ---- what is shown ---- */

static void show_journal(struct durable *d)
{
    struct store_read *durable;
    uint64_t entries = 0;
    int64_t oldest = UTC_NONE, age_s = 0;
    if (store_read_begin(d->options.store, STORE_DURABLE, &durable) != RESULT_OK)
        return;
    enum result r = journal_state(durable, &entries, &oldest);
    store_read_end(durable);
    if (r != RESULT_OK)
        return;
    if (d->batch.done < d->batch.count) /* since when it is owed, which a report's own time is not */
        oldest = durable_batch_next(&d->batch)->entry.received_at;
    if (entries > 0 && oldest != UTC_NONE && clock_now() > oldest)
        age_s = clock_now() - oldest;
    metric_set(d->entries, (int64_t)entries);
    metric_set(d->oldest_age, age_s);
}

static void show(struct durable *d, int64_t now_ms)
{
    if (now_ms < d->show_ms)
        return;
    d->show_ms = now_ms + SHOW_EVERY_MS;
    show_journal(d);
    metric_set(d->queue, (int64_t)tier_thread_waiting(d->thread));
    d->link.breaker = tier_thread_breaker(d->thread);
    d->link.seen_at = clock_now();
    shared_link_set(d->options.shared, SHARED_LINK_MONGODB, &d->link);
}

int64_t durable_work(void *durable)
{
    struct durable *d = durable;
    int64_t now_ms = clock_monotonic_ms();
    if (!d->under_way && now_ms >= d->next_ms)
        give_next(d, now_ms);
    durable_upkeep_work(d->upkeep, now_ms);
    show(d, now_ms);
    return LOOP_TURN_MS;
}

void durable_forget(struct durable *d)
{
    if (!d)
        return;
    d->acknowledged = d->settled = 0;
    if (d->under_way)
        d->forgotten = true;
    else
        durable_batch_empty(&d->batch);
}

/* ---- life ---- */

static void find_metrics(struct durable *d)
{
    d->entries = metrics_series("journal_entries", NULL);
    d->oldest_age = metrics_series("journal_oldest_age_seconds", NULL);
    d->queue = metrics_series("queue_length", "mongodb", NULL);
    d->lost = metrics_series("journal_lost_total", "row_gone", NULL);
    d->passed = metrics_series("journal_lost_total", "not_taken", NULL);
}

enum result durable_open(const struct durable_options *options, struct durable **out, char detail[200])
{
    enum result r = tier_options_check(&options->tier, detail);
    if (r != RESULT_OK)
        return r;
    struct durable *d = calloc(1, sizeof(*d));
    if (!d)
        return RESULT_NO_MEMORY;
    d->options = *options;
    find_metrics(d);
    r = durable_batch_init(&d->batch);
    if (r == RESULT_OK)
        r = tier_thread_start(options->loop, &options->tier, QUEUE_MAX, &d->thread);
    if (r == RESULT_OK) {
        struct durable_upkeep_options upkeep = {d->thread, options->store, options->history_days, note_result,
                                                d};
        d->upkeep = durable_upkeep_create(&upkeep);
        r = d->upkeep ? loop_work_add(options->loop, durable_work, d) : RESULT_NO_MEMORY;
    }
    if (r != RESULT_OK) {
        durable_close(d);
        return r;
    }
    *out = d;
    return RESULT_OK;
}

void durable_close(struct durable *d)
{
    if (!d)
        return;
    tier_thread_stop(d->thread);
    durable_upkeep_destroy(d->upkeep);
    durable_batch_free(&d->batch);
    free(d);
}
