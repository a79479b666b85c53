#include "ingest/polling_lease.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/tier_thread.h"
#include "store/shared_tier.h"

#define LEASE_MS ((int64_t)10000)
#define EVERY_MS ((int64_t)3000)
/* A thread that has not answered by then is as good as a Redis that does not. */
#define FIRST_ANSWER_MS ((int64_t)2000)
#define STANDSTILL_MS   ((int64_t)(4 * LOOP_TURN_MS))

#define LEASE_NAME SLICE("poll")

struct polling_lease {
    struct tier_job job; /* first: the job is the lease */
    struct tier_options redis;
    struct slice owner;
    struct tier_thread *thread;
    bool under_way;
    int64_t given_ms, next_ms; /* monotonic */
    int64_t turned_ms;         /* the loop's last turn */
    int64_t wait_until_ms;     /* for an answer, after the start and after a standstill */
    /* Written by the job. */
    bool mine;
    int64_t found[PRODUCT_COUNT]; /* the last poll that Redis knows of; UTC_NONE: none */
    /* As of the last answer. */
    enum lease_state state;
    int64_t asked_ms;       /* when it was asked for, monotonic */
    int64_t known_until_ms; /* the lease runs from then */
    bool looked;            /* and polls_known is so */
    int64_t polls_known[PRODUCT_COUNT];
    struct metric *gauge;
};

static enum result look_for_polls(struct polling_lease *l, struct tier *t)
{
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        struct shared_change last;
        enum result r = shared_checked_get(t, (enum product)p, &last);
        /* What is not ours is nobody's poll: the next check takes its place. */
        if (r != RESULT_OK && r != RESULT_NOT_FOUND && r != RESULT_CORRUPT)
            return r;
        l->found[p] = r == RESULT_OK ? last.checked_at : UTC_NONE;
    }
    return RESULT_OK;
}

static enum result ask(struct tier_job *job, struct tier *t)
{
    struct polling_lease *l = (struct polling_lease *)job;
    enum result r = shared_lease_take(t, LEASE_NAME, l->owner, LEASE_MS, &l->mine);
    return r == RESULT_OK && l->mine ? look_for_polls(l, t) : r;
}

static void enter(struct polling_lease *l, enum lease_state state)
{
    static const char *const events[] = {[LEASE_MINE] = "polling_lease_gained",
                                         [LEASE_ELSEWHERE] = "polling_lease_elsewhere",
                                         [LEASE_UNREACHABLE] = "polling_lease_unreachable"};
    if (l->state == state)
        return;
    log_write(state == LEASE_UNREACHABLE ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, events[state],
              LOG_BOOL("lost", l->state == LEASE_MINE), LOG_SLICE("owner", l->owner), LOG_END);
    l->state = state;
    metric_set(l->gauge, state == LEASE_MINE);
}

static void answered(struct tier_job *job, enum result result)
{
    struct polling_lease *l = (struct polling_lease *)job;
    l->under_way = false;
    l->asked_ms = l->given_ms;
    if (result == RESULT_OK)
        l->known_until_ms = l->given_ms + LEASE_MS;
    l->looked = result == RESULT_OK && l->mine;
    memcpy(l->polls_known, l->found, sizeof(l->polls_known));
    enter(l, result != RESULT_OK ? LEASE_UNREACHABLE : l->mine ? LEASE_MINE : LEASE_ELSEWHERE);
}

enum result polling_lease_open(const struct polling_lease_options *options, struct polling_lease **out)
{
    struct polling_lease *l = calloc(1, sizeof(*l));
    if (!l)
        return RESULT_NO_MEMORY;
    l->job = (struct tier_job){.run = ask, .done = answered};
    l->redis = *options->redis;
    l->owner = slice_from_string(options->owner);
    l->next_ms = l->turned_ms = clock_monotonic_ms();
    l->wait_until_ms = l->turned_ms + FIRST_ANSWER_MS;
    l->gauge = metrics_series("polling_lease_held", NULL);
    metric_set(l->gauge, 0);
    enum result r = tier_thread_start(options->loop, &l->redis, 1, &l->thread);
    if (r != RESULT_OK) {
        free(l);
        return r;
    }
    *out = l;
    return RESULT_OK;
}

/* Another host takes over at once, not when the lease has run out. */
static void give_back(struct polling_lease *l)
{
    struct tier *t;
    char detail[200];
    l->redis.published = false;
    if (tier_open(&l->redis, &t, detail) != RESULT_OK)
        return;
    enum result r = shared_lease_release(t, LEASE_NAME, l->owner);
    log_info("polling_lease_released", LOG_RESULT(r), LOG_END);
    tier_close(t);
}

void polling_lease_close(struct polling_lease *l)
{
    if (!l)
        return;
    bool mine = l->state == LEASE_MINE;
    tier_thread_stop(l->thread);
    if (mine)
        give_back(l);
    metric_set(l->gauge, 0);
    free(l);
}

enum lease_state polling_lease_state(const struct polling_lease *l)
{
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < l->known_until_ms || l->state == LEASE_UNREACHABLE)
        return l->state;
    return now_ms < l->wait_until_ms ? LEASE_UNKNOWN : LEASE_UNREACHABLE;
}

bool polling_lease_found_older(const struct polling_lease *l, enum product product, int64_t checked_at,
                               int64_t since_ms)
{
    return polling_lease_state(l) == LEASE_MINE && l->looked && l->asked_ms > since_ms &&
           (l->polls_known[product] == UTC_NONE || l->polls_known[product] < checked_at);
}

void polling_lease_link(const struct polling_lease *l, struct shared_link_state *out)
{
    tier_thread_link(l->thread, out);
}

int64_t polling_lease_work(void *polling_lease)
{
    struct polling_lease *l = polling_lease;
    int64_t now_ms = clock_monotonic_ms();
    /* This process stood still: what was known is old, and the answer not far. */
    if (now_ms - l->turned_ms >= STANDSTILL_MS)
        l->wait_until_ms = now_ms + FIRST_ANSWER_MS;
    l->turned_ms = now_ms;
    if (l->under_way)
        return LOOP_TURN_MS;
    if (now_ms >= l->next_ms && tier_thread_give(l->thread, &l->job) == RESULT_OK) {
        l->under_way = true;
        l->given_ms = now_ms;
        l->next_ms = now_ms + EVERY_MS;
    }
    return l->next_ms > now_ms ? l->next_ms - now_ms : LOOP_TURN_MS;
}
