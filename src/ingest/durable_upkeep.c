#include "ingest/durable_upkeep.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "ingest/history_end.h"
#include "store/durable_schema.h"

#define PING_EVERY_MS    3000
#define SWEEP_EVERY_MS   ((int64_t)60 * 1000)
#define PRUNE_EVERY_MS   ((int64_t)60 * 60 * 1000)
#define VERSION_EVERY_MS PRUNE_EVERY_MS
#define FIRST_PRUNE_MS   ((int64_t)60 * 1000) /* not in the first minute */
#define MORE_MS          1000                 /* when a call has deleted all it may */
#define ROWS_A_CALL      2000                 /* some 100 ms of the server */

enum chore_kind { CHORE_PING, CHORE_VERSION, CHORE_SWEEP, CHORE_PRUNE, CHORES };

struct chore {
    struct tier_job job;
    struct durable_upkeep *owner;
    enum chore_kind kind;
    bool under_way;
    int64_t next_ms; /* monotonic */
    int64_t now;     /* what has expired, and how old history is, is reckoned from it */
    size_t deleted;
    int64_t version; /* of the database */
};

struct durable_upkeep {
    struct durable_upkeep_options options;
    struct chore chores[CHORES];
};

static const int64_t every_ms[CHORES] = {
    [CHORE_PING] = PING_EVERY_MS,
    [CHORE_VERSION] = VERSION_EVERY_MS,
    [CHORE_SWEEP] = SWEEP_EVERY_MS,
    [CHORE_PRUNE] = PRUNE_EVERY_MS,
};

static enum result run(struct tier_job *job, struct tier *t)
{
    struct chore *c = (struct chore *)job;
    c->deleted = 0;
    switch (c->kind) {
    case CHORE_VERSION:
        return durable_schema_version(t, &c->version);
    case CHORE_SWEEP:
        return tier_item_sweep(t, c->now, ROWS_A_CALL, &c->deleted);
    case CHORE_PRUNE:
        return tier_history_prune(t, c->now - c->owner->options.history_days * UTC_DAY, ROWS_A_CALL,
                                  &c->deleted);
    default:
        return tier_ping(t);
    }
}

/* Without what init-db makes everything works, slower and without end. */
static void say_what_is_missing(int64_t version)
{
    if (version < DURABLE_SCHEMA_VERSION)
        log_warning("mongodb_not_prepared",
                    LOG_STR("detail", version == 0 ? "run aviation-weather init-db: there are no indexes"
                                                   : "run aviation-weather init-db: the database is older"),
                    LOG_INT("version", version), LOG_END);
}

static void done(struct tier_job *job, enum result result)
{
    struct chore *c = (struct chore *)job;
    struct durable_upkeep *u = c->owner;
    c->under_way = false;
    c->next_ms = clock_monotonic_ms() + every_ms[c->kind];
    if (result == RESULT_OK && c->deleted == ROWS_A_CALL)
        c->next_ms = clock_monotonic_ms() + MORE_MS;
    else if (result != RESULT_OK && c->kind != CHORE_PING)
        c->next_ms = clock_monotonic_ms() + SWEEP_EVERY_MS;
    if (result == RESULT_OK)
        durable_upkeep_heard(u);
    if (result == RESULT_OK && c->kind == CHORE_VERSION)
        say_what_is_missing(c->version);
    if (c->kind == CHORE_PRUNE && c->deleted > 0)
        log_info("durable_history_pruned", LOG_INT("reports", c->deleted), LOG_END);
    u->options.on_result(u->options.context, result);
}

struct durable_upkeep *durable_upkeep_create(const struct durable_upkeep_options *options)
{
    struct durable_upkeep *u = calloc(1, sizeof(*u));
    if (!u)
        return NULL;
    u->options = *options;
    for (int i = 0; i < CHORES; i++)
        u->chores[i] =
            (struct chore){.job = {.run = run, .done = done}, .owner = u, .kind = (enum chore_kind)i};
    u->chores[CHORE_PRUNE].next_ms = clock_monotonic_ms() + FIRST_PRUNE_MS;
    return u;
}

void durable_upkeep_destroy(struct durable_upkeep *u)
{
    free(u);
}

void durable_upkeep_heard(struct durable_upkeep *u)
{
    u->chores[CHORE_PING].next_ms = clock_monotonic_ms() + PING_EVERY_MS;
}

void durable_upkeep_work(struct durable_upkeep *u, int64_t now_ms)
{
    for (int i = 0; i < CHORES; i++) {
        struct chore *c = &u->chores[i];
        if (c->under_way || now_ms < c->next_ms || (c->kind == CHORE_PRUNE && u->options.history_days == 0))
            continue;
        if (i >= CHORE_SWEEP && (c->now = history_end(u->options.store, clock_now())) == UTC_NONE) {
            c->next_ms = now_ms + SWEEP_EVERY_MS;
            continue;
        }
        if (tier_thread_give(u->options.thread, &c->job) == RESULT_OK)
            c->under_way = true;
        else
            c->next_ms = now_ms + MORE_MS;
    }
}
