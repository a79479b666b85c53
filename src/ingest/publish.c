#include "ingest/publish.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/publish_batch.h"
#include "ingest/publish_current.h"

/* Everything current of both products fits several times. */
#define CHANGES_MAX   65536
#define PING_EVERY_MS ((int64_t)3000)
#define IDLE_PING_MS  ((int64_t)10000)
/* After everything current did not get through: what Redis refused once it is likely to refuse again. */
#define AGAIN_AFTER_MS ((int64_t)60000)
/* Everything current is not published more often, whatever seems to be lost: it is most of the stream. */
#define EVERYTHING_MS ((int64_t)15000)

struct publish {
    struct store *store;
    struct slice owner;
    struct tier_thread *thread;
    struct publish_batch *first, **end; /* wait; batches are full but for the last */
    struct publish_batch *last;
    struct publish_batch *under_way;
    struct publish_batch *refused; /* what Redis would not take last; not among `changes` */
    char run[PUBLISH_RUN_MAX];     /* who took what was last written; "": not known */
    size_t changes;                /* that wait or are under way */
    bool owes;            /* something was dropped: settled by publishing either choice of what is current */
    bool owes_everything; /* and the others may lack what this host polled: settled by everything alone */
    bool works;           /* as of the last batch's end */
    bool current_waits;   /* publish_current: not all of it is written */
    int64_t again_ms;     /* monotonic: not before is what is current published once more */
    int64_t ping_ms;      /* monotonic: when Redis is asked next, should nothing wait */
    int64_t wrote_ms;     /* monotonic */
    struct metric *queue_length, *published[SHARED_NOTHING + 1];
};

static const char *const kind_names[] = {
    [SHARED_REPORT] = "report", [SHARED_CHECKED] = "checked", [SHARED_NOTHING] = "nothing"};

static void ended(struct tier_job *job, enum result result);

enum result publish_open(const struct publish_options *options, struct publish **out)
{
    struct publish *p = calloc(1, sizeof(*p));
    if (!p)
        return RESULT_NO_MEMORY;
    p->store = options->store;
    p->owner = slice_from_string(options->owner);
    p->end = &p->first;
    p->works = true;
    p->owes_everything = true; /* the last start may have ended before all that it had stored was passed on */
    p->wrote_ms = clock_monotonic_ms();
    p->ping_ms = p->wrote_ms + IDLE_PING_MS;
    p->queue_length = metrics_series("queue_length", "redis_publish", NULL);
    for (int k = 0; k <= SHARED_NOTHING; k++)
        p->published[k] = metrics_series("shared_changes_total", kind_names[k], "sent", NULL);
    enum result r = tier_thread_start(options->loop, options->redis, 1, &p->thread);
    if (r != RESULT_OK) {
        free(p);
        return r;
    }
    *out = p;
    return RESULT_OK;
}

static void drop_waiting(struct publish *p)
{
    while (p->first) {
        struct publish_batch *b = p->first;
        p->first = b->next;
        p->changes -= b->count;
        publish_batch_free(b);
    }
    p->end = &p->first;
    p->last = NULL;
}

void publish_close(struct publish *p)
{
    if (!p)
        return;
    tier_thread_stop(p->thread);
    drop_waiting(p);
    publish_batch_free(p->refused);
    free(p);
}

static void owe(struct publish *p, const char *why, enum result result)
{
    if (!p->owes)
        log_warning("publish_dropped", LOG_STR("detail", why), LOG_INT("changes", p->changes),
                    LOG_RESULT(result), LOG_END);
    p->owes = p->owes_everything = true;
    if (p->current_waits)
        p->again_ms = clock_monotonic_ms() + AGAIN_AFTER_MS;
    p->current_waits = false;
    drop_waiting(p);
}

/* The batch that more goes into. */
static struct publish_batch *open_batch(struct publish *p)
{
    if (p->last && p->last->count < PUBLISH_BATCH_MAX)
        return p->last;
    struct publish_batch *b = publish_batch_create(ended, p);
    if (!b)
        return NULL;
    *p->end = b;
    p->end = &b->next;
    p->last = b;
    return b;
}

static void add(struct publish *p, struct shared_change *change)
{
    change->owner = p->owner;
    struct publish_batch *b = p->changes < CHANGES_MAX ? open_batch(p) : NULL;
    enum result r = b ? publish_batch_add(b, change) : RESULT_BUSY;
    if (r == RESULT_OK)
        p->changes++;
    else
        owe(p, "the queue is full", r);
}

void publish_report(struct publish *p, const struct upstream_report *given,
                    const struct stored_report *record)
{
    struct shared_change change = publish_current_change(record, given);
    add(p, &change);
}

void publish_checked(struct publish *p, enum product product)
{
    struct shared_change change;
    if (p->owes) /* what was dropped stands before it: it comes with what is current */
        return;
    enum result r = publish_current_check(p->store, product, &change);
    if (r == RESULT_OK)
        add(p, &change);
    else if (r != RESULT_NOT_FOUND)
        owe(p, "the store", r);
}

void publish_nothing(struct publish *p, enum product product, const char *station, int64_t answered_at)
{
    struct shared_change change = {
        .kind = SHARED_NOTHING, .product = product, .checked_at = answered_at, .newest_at = UTC_NONE};
    change.report.entry.product = product;
    slice_copy(slice_from_string(station), change.report.entry.station, sizeof(change.report.entry.station));
    add(p, &change);
}

struct current {
    struct publish *publish;
    enum publish_choice choice;
};

static bool add_current(void *context, const struct shared_change *given)
{
    struct current *c = context;
    struct shared_change change = *given;
    if (c->choice == PUBLISH_EVERYTHING || change.report.checked_at != UTC_NONE)
        add(c->publish, &change);
    return !c->publish->owes;
}

void publish_current(struct publish *p, enum publish_choice choice)
{
    struct current c = {p, choice};
    int64_t now = clock_now();
    p->owes = false;
    p->current_waits = true;
    if (choice == PUBLISH_EVERYTHING) {
        p->run[0] = '\0'; /* whoever takes it has all */
        p->again_ms = clock_monotonic_ms() + EVERYTHING_MS;
    }
    for (int product = PRODUCT_METAR; product <= PRODUCT_TAF && !p->owes; product++) {
        enum result r = publish_current_each(p->store, (enum product)product, now, add_current, &c);
        if (r != RESULT_OK)
            owe(p, "the store", r);
        else if (choice == PUBLISH_EVERYTHING)
            publish_checked(p, (enum product)product);
    }
    if (choice == PUBLISH_EVERYTHING)
        p->owes_everything = p->owes;
    if (p->changes == 0 && !p->under_way)
        p->current_waits = false; /* nothing was current */
    log_info("publish_current", LOG_BOOL("everything", choice == PUBLISH_EVERYTHING),
             LOG_INT("changes", p->changes), LOG_END);
}

bool publish_owes(const struct publish *p, enum publish_choice choice)
{
    return p->owes || (choice == PUBLISH_EVERYTHING && p->owes_everything);
}

bool publish_ready(const struct publish *p)
{
    return p->changes == 0 && !p->under_way && p->works && clock_monotonic_ms() >= p->again_ms;
}

int64_t publish_wrote_ms(const struct publish *p)
{
    return p->wrote_ms;
}

void publish_link(const struct publish *p, struct shared_link_state *out)
{
    tier_thread_link(p->thread, out);
}

/* Redis has taken the batch, or answered. */
static void note_success(struct publish *p, const struct publish_batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        metric_add(p->published[b->changes[i].kind], 1);
    if (p->run[0] && strcmp(p->run, b->run) != 0) {
        log_warning("redis_started_again", LOG_STR("before", p->run), LOG_STR("now", b->run), LOG_END);
        p->owes = p->owes_everything = true;
    }
    memcpy(p->run, b->run, sizeof(p->run));
}

/* What is refused is given again until it is taken: that Redis answers says nothing of its taking writes. It
 * claims nothing then that was not so when it was refused: what stands before it had been written. */
static void keep_refused(struct publish *p, struct publish_batch *b)
{
    publish_batch_free(p->refused);
    p->refused = b;
    if (b)
        b->again = true;
}

static void ended(struct tier_job *job, enum result result)
{
    struct publish_batch *b = (struct publish_batch *)job;
    struct publish *p = b->owner;
    bool writes = b->count > 0;
    bool keep = writes && (result == RESULT_REFUSED || (b->again && result != RESULT_OK));
    p->under_way = NULL;
    p->works = result == RESULT_OK;
    if (!b->again)
        p->changes -= b->count;
    if (p->works)
        note_success(p, b);
    else if (writes)
        owe(p, "not taken", result);
    if (p->changes == 0)
        p->current_waits = false;
    p->ping_ms = clock_monotonic_ms() + (p->works ? IDLE_PING_MS : PING_EVERY_MS);
    if (writes)
        p->wrote_ms = clock_monotonic_ms();
    if (keep || (writes && p->works))
        keep_refused(p, keep ? b : NULL);
    if (!keep)
        publish_batch_free(b);
}

/* What waits longest; or, now and then, the question whether Redis is there and takes what it had refused. */
static struct publish_batch *next_batch(struct publish *p)
{
    struct publish_batch *b = p->first;
    if (b) {
        p->first = b->next;
        if (!p->first) {
            p->end = &p->first;
            p->last = NULL;
        }
        return b;
    }
    if (clock_monotonic_ms() < p->ping_ms)
        return NULL;
    b = p->refused ? p->refused : publish_batch_create(ended, p);
    p->refused = NULL;
    return b;
}

int64_t publish_work(void *publish)
{
    struct publish *p = publish;
    struct publish_batch *b = p->under_way ? NULL : next_batch(p);
    metric_set(p->queue_length, (int64_t)p->changes);
    if (!b)
        return LOOP_TURN_MS;
    b->next = NULL;
    p->under_way = b;
    enum result r = tier_thread_give(p->thread, &b->job);
    if (r != RESULT_OK)
        ended(&b->job, r);
    return LOOP_TURN_MS;
}
