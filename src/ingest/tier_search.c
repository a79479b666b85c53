#include "ingest/tier_search.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "service/freshness.h"
#include "store/shared_tier.h"
#include "upstream/gate.h"

#define QUEUE_MAX 32
/* Longer than a fetch takes; what came of it is in the stream by then. */
#define LEASE_MS     ((int64_t)20000)
#define NAME_MAX_LEN 64
/* All of a step's calls, each of which may take nearly the tier's time-out and still end well: workers wait
 * for 1.5 s. Stations that are left over then are asked of the next one. */
#define STEP_MAX_MS ((int64_t)400)

struct tier_search {
    struct store *store;
    struct intake *intake;
    struct slice owner;
    bool simulated;
    struct tier_thread *redis, *mongodb; /* NULL: there is none, or it has been stopped */
    struct metric *requests[TIER_ENGINES], *hits[TIER_ENGINES];
};

static void go_on(struct search *s);

enum result tier_search_open(const struct tier_search_options *options, struct tier_search **out)
{
    struct tier_search *t = calloc(1, sizeof(*t));
    if (!t)
        return RESULT_NO_MEMORY;
    t->store = options->store;
    t->intake = options->intake;
    t->owner = slice_from_string(options->owner);
    t->simulated = options->simulated;
    for (int e = TIER_ENGINE_REDIS; e < TIER_ENGINES; e++) {
        const char *name = tier_engine_name((enum tier_engine)e);
        t->requests[e] = metrics_series("cache_requests_total", name, NULL);
        t->hits[e] = metrics_series("cache_hits_total", name, NULL);
    }
    enum result r = RESULT_OK;
    if (options->redis)
        r = tier_thread_start(options->loop, options->redis, QUEUE_MAX, &t->redis);
    if (r == RESULT_OK && options->mongodb)
        r = tier_thread_start(options->loop, options->mongodb, QUEUE_MAX, &t->mongodb);
    if (r != RESULT_OK) {
        tier_search_stop(t);
        tier_search_close(t);
        return r;
    }
    *out = t;
    return RESULT_OK;
}

void tier_search_stop(struct tier_search *t)
{
    if (!t)
        return;
    struct tier_thread *redis = t->redis, *mongodb = t->mongodb;
    t->redis = t->mongodb = NULL; /* the next steps of what ends now find nobody to ask */
    tier_thread_stop(redis);
    tier_thread_stop(mongodb);
}

void tier_search_close(struct tier_search *t)
{
    free(t);
}

/* On the thread. */

static enum result look_up(struct search *s, struct tier *t, struct search_station *station)
{
    struct tier_report reports[TIER_NEWEST_MAX];
    size_t count = 0;
    enum result r = tier_report_newest(t, s->product, slice_from_string(station->id), s->now, s->arena,
                                       reports, TIER_NEWEST_MAX, &count);
    for (size_t i = 0; r == RESULT_OK && i < count; i++)
        r = relay_list_add(&s->found, s->arena, &reports[i]);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result look_up_all(struct search *s, struct tier *t)
{
    int64_t until_ms = clock_monotonic_ms() + STEP_MAX_MS;
    enum result r = RESULT_OK;
    for (size_t i = 0; r == RESULT_OK && i < s->count && clock_monotonic_ms() < until_ms; i++) {
        struct search_station *station = &s->stations[i];
        bool skipped = s->step == SEARCH_IN_MONGODB && station->looked_durably;
        if (station->verdict == SEARCH_ASK && !skipped)
            r = look_up(s, t, station);
    }
    return r;
}

static struct slice lease_name(enum product product, const char *station, char out[NAME_MAX_LEN])
{
    int n = snprintf(out, NAME_MAX_LEN, "fetch.%s.%s", product_name(product), station);
    return slice_make(out, (size_t)n);
}

/* The hosts' requests of this minute, counted together. */
static enum result take_from_budget(struct search *s, struct tier *t)
{
    char name[NAME_MAX_LEN];
    int64_t value;
    int n = snprintf(name, sizeof(name), "fetch.budget.%lld", (long long)(s->now / UTC_MINUTE));
    enum result r = tier_counter_add(t, slice_make(name, (size_t)n), 1, 2 * UTC_MINUTE, s->now, &value);
    if (r == RESULT_OK && value > GATE_CURRENT_A_MINUTE)
        s->retry_after_s = UTC_MINUTE - s->now % UTC_MINUTE;
    return r;
}

static enum result take_leases(struct search *s, struct tier *t)
{
    char name[NAME_MAX_LEN];
    int64_t until_ms = clock_monotonic_ms() + STEP_MAX_MS;
    size_t taken = 0;
    for (size_t i = 0; i < s->count && clock_monotonic_ms() < until_ms; i++) {
        struct search_station *station = &s->stations[i];
        bool mine;
        if (station->verdict != SEARCH_ASK)
            continue;
        enum result r =
            shared_lease_take(t, lease_name(s->product, station->id, name), s->owner->owner, LEASE_MS, &mine);
        if (r != RESULT_OK)
            return r;
        station->verdict = mine ? SEARCH_ASK : SEARCH_HELD;
        taken += mine;
    }
    return taken > 0 ? take_from_budget(s, t) : RESULT_OK;
}

static enum result run(struct tier_job *job, struct tier *t)
{
    struct search *s = (struct search *)((char *)job - offsetof(struct search, job));
    return s->step == SEARCH_FOR_LEASES ? take_leases(s, t) : look_up_all(s, t);
}

/* On the loop. */

static bool is_fresh(struct tier_search *t, enum product product, const char *station)
{
    struct store_read *hot;
    struct product_state state;
    struct stored_report report;
    int64_t now = clock_now();
    if (store_read_begin(t->store, STORE_HOT, &hot) != RESULT_OK)
        return false;
    bool known = product_state_get(hot, product, &state) == RESULT_OK;
    bool fresh =
        report_store_get(hot, product, SLOT_CURRENT, slice_from_string(station), &report) == RESULT_OK &&
        freshness_of(&report, feed_of(product, known ? &state : NULL, now), 0, now) == FRESH;
    store_read_end(hot);
    return fresh;
}

/* The newest that was found is kept, fresh or not; only what is fresh ends the search. */
static void take_in(struct search *s, enum tier_engine engine)
{
    struct tier_search *t = s->owner;
    enum result r = relay_take_in(t->intake, s->product, &s->found, t->simulated);
    if (r != RESULT_OK)
        log_error("found_not_stored", LOG_STR("tier", tier_engine_name(engine)), LOG_RESULT(r), LOG_END);
    for (size_t i = 0; i < s->count; i++) {
        struct search_station *station = &s->stations[i];
        bool asked =
            station->verdict == SEARCH_ASK && (engine == TIER_ENGINE_REDIS || !station->looked_durably);
        if (!asked)
            continue;
        bool found = is_fresh(t, s->product, station->id);
        metric_add(t->requests[engine], 1);
        metric_add(t->hits[engine], found);
        if (found)
            station->verdict = SEARCH_FOUND;
    }
}

static void finish(struct search *s)
{
    relay_list_free(&s->found);
    arena_destroy(s->arena);
    s->arena = NULL;
    s->done(s);
}

static void ended(struct tier_job *job, enum result result)
{
    struct search *s = (struct search *)((char *)job - offsetof(struct search, job));
    switch (s->step) {
    case SEARCH_IN_REDIS:
        s->redis_failed = result != RESULT_OK;
        if (result == RESULT_OK)
            take_in(s, TIER_ENGINE_REDIS);
        s->step = SEARCH_IN_MONGODB;
        break;
    case SEARCH_IN_MONGODB:
        if (result == RESULT_OK)
            take_in(s, TIER_ENGINE_MONGO);
        s->step = SEARCH_FOR_LEASES;
        break;
    case SEARCH_FOR_LEASES:
        finish(s);
        return;
    }
    go_on(s);
}

static bool wants_more(const struct search *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->stations[i].verdict == SEARCH_ASK &&
            !(s->step == SEARCH_IN_MONGODB && s->stations[i].looked_durably))
            return true;
    return false;
}

/* The next step that there is somebody for. */
static void go_on(struct search *s)
{
    struct tier_search *t = s->owner;
    for (;;) {
        struct tier_thread *thread = s->step == SEARCH_IN_MONGODB ? t->mongodb : t->redis;
        bool skip = !thread || !wants_more(s) || (s->step == SEARCH_FOR_LEASES && s->redis_failed);
        relay_list_clear(&s->found);
        arena_reset(s->arena);
        if (!skip && tier_thread_give(thread, &s->job) == RESULT_OK)
            return;
        if (s->step == SEARCH_FOR_LEASES)
            break;
        s->step = s->step == SEARCH_IN_REDIS ? SEARCH_IN_MONGODB : SEARCH_FOR_LEASES;
    }
    finish(s);
}

void tier_search_begin(struct tier_search *t, struct search *s)
{
    s->owner = t;
    s->job = (struct tier_job){.run = run, .done = ended};
    s->step = SEARCH_IN_REDIS;
    s->now = clock_now();
    s->arena = arena_create(RELAY_BYTES_MAX);
    if (s->arena)
        go_on(s);
    else
        s->done(s); /* the providers answer all the same */
}

/* Leases given back. */

struct release {
    struct tier_job job; /* first: the job is the release */
    struct slice owner;
    enum product product;
    size_t count;
    char stations[][STATION_MAX];
};

static enum result release(struct tier_job *job, struct tier *t)
{
    struct release *r = (struct release *)job;
    char name[NAME_MAX_LEN];
    int64_t until_ms = clock_monotonic_ms() + STEP_MAX_MS;
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < r->count && clock_monotonic_ms() < until_ms; i++)
        result = shared_lease_release(t, lease_name(r->product, r->stations[i], name), r->owner);
    return result;
}

static void released(struct tier_job *job, enum result result)
{
    (void)result; /* else they end by themselves */
    free(job);
}

void tier_search_release(struct tier_search *t, enum product product, const char (*stations)[STATION_MAX],
                         size_t count)
{
    if (!t->redis || count == 0)
        return;
    struct release *r = calloc(1, sizeof(*r) + count * sizeof(r->stations[0]));
    if (!r)
        return;
    r->job = (struct tier_job){.run = release, .done = released};
    r->owner = t->owner;
    r->product = product;
    r->count = count;
    memcpy(r->stations, stations, count * sizeof(r->stations[0]));
    if (tier_thread_give(t->redis, &r->job) != RESULT_OK)
        free(r);
}
