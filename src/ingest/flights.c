#include "ingest/flights.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fnv.h"
#include "base/log.h"
#include "base/utc.h"
#include "ingest/loop.h"

#define GATHER_MS       50
#define FETCH_STATIONS  400
#define CALLS_UNDER_WAY 4 /* of a product; what is asked for beyond gathers on */
#define FLIGHTS_MAX     4096
#define FLIGHTS_BUCKETS 1024
/* Longer than anybody waits: a slow provider's answer serves the repetition. */
#define FETCH_DEADLINE_MS 15000
/* While another host asks. */
#define HELD_MS        100
#define ASKED_LATELY_S (5 * UTC_MINUTE)

struct call;

/* A station that is asked for, or will be. */
struct flight {
    enum product product;
    char station[STATION_MAX];
    struct flight_waiter *waiters;
    int64_t began_ms;
    bool looked_durably; /* MongoDB was asked */
    struct flight *next_in_bucket;
    struct flight *next; /* of those gathering, or of those held */
};

/* Flights that wait to be sent, oldest first. */
struct gathering {
    struct flight *first, **end;
    size_t count;
    int64_t since_ms; /* the first one's begin */
    size_t calls_under_way;
};

struct flights {
    struct flights_options options;
    struct flight *buckets[FLIGHTS_BUCKETS];
    size_t count;
    struct gathering gathering[PRODUCT_COUNT]; /* METAR and TAF */
    struct flight *held;                       /* another host is asking for these */
    int64_t held_look_ms;                      /* monotonic: the next look for them */
};

/* One search in the tiers and, for what it leaves, one call of upstream_fetch. */
struct call {
    struct flights *flights;
    enum product product;
    struct report_batch batch;
    size_t count;
    struct flight *list[FETCH_STATIONS];
    struct search search;
};

struct flights *flights_create(const struct flights_options *options)
{
    struct flights *f = calloc(1, sizeof(*f));
    if (!f)
        return NULL;
    f->options = *options;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        f->gathering[p].end = &f->gathering[p].first;
    return f;
}

static struct flight **bucket_of(struct flights *f, enum product product, const char *station)
{
    uint64_t h = fnv1a_add(FNV1A_START, &product, sizeof(product));
    h = fnv1a_add(h, station, strlen(station));
    return &f->buckets[(h ^ h >> 32) % FLIGHTS_BUCKETS];
}

static struct flight *find(struct flights *f, enum product product, const char *station)
{
    for (struct flight *flight = *bucket_of(f, product, station); flight; flight = flight->next_in_bucket)
        if (flight->product == product && strcmp(flight->station, station) == 0)
            return flight;
    return NULL;
}

static void gather(struct flights *f, struct flight *flight)
{
    struct gathering *g = &f->gathering[flight->product];
    flight->next = NULL;
    if (g->count++ == 0)
        g->since_ms = clock_monotonic_ms();
    *g->end = flight;
    g->end = &flight->next;
}

static struct flight *begin(struct flights *f, enum product product, const char *station)
{
    struct flight *flight = f->count < FLIGHTS_MAX ? calloc(1, sizeof(*flight)) : NULL;
    if (!flight)
        return NULL;
    flight->product = product;
    slice_copy(slice_from_string(station), flight->station, sizeof(flight->station));
    struct flight **bucket = bucket_of(f, product, station);
    flight->next_in_bucket = *bucket;
    *bucket = flight;
    f->count++;
    flight->began_ms = clock_monotonic_ms();
    gather(f, flight);
    return flight;
}

static void end(struct flights *f, struct flight *flight)
{
    struct flight **at = bucket_of(f, flight->product, flight->station);
    while (*at != flight)
        at = &(*at)->next_in_bucket;
    *at = flight->next_in_bucket;
    f->count--;
    free(flight);
}

void flights_destroy(struct flights *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < FLIGHTS_BUCKETS; i++)
        while (f->buckets[i])
            end(f, f->buckets[i]);
    free(f);
}

enum result flights_ask(struct flights *f, enum product product, const char *station,
                        struct flight_waiter *waiter)
{
    struct flight *flight = find(f, product, station);
    if (!flight)
        flight = begin(f, product, station);
    if (!flight)
        return RESULT_BUSY;
    if (waiter) {
        waiter->flight = flight;
        waiter->next = flight->waiters;
        flight->waiters = waiter;
    }
    return RESULT_OK;
}

void flights_leave(struct flight_waiter *waiter)
{
    if (!waiter->flight)
        return;
    struct flight_waiter **at = &waiter->flight->waiters;
    while (*at != waiter)
        at = &(*at)->next;
    *at = waiter->next;
    waiter->flight = NULL;
}

size_t flights_count(const struct flights *f)
{
    return f->count;
}

static void land(struct flights *f, struct flight *flight, const struct ondemand_answer *answer)
{
    struct flight_waiter *waiter;
    while ((waiter = flight->waiters)) {
        flight->waiters = waiter->next;
        waiter->flight = NULL;
        waiter->answered(waiter, answer);
    }
    end(f, flight);
}

static void on_report(void *context, const struct upstream_report *report)
{
    struct call *call = context;
    report_batch_add(&call->batch, report);
}

/* Is there a report of the station now? RESULT_NOT_FOUND: no. *checked_at (may be NULL): its own check. */
static enum result look_up(struct flights *f, const struct flight *flight, int64_t *checked_at)
{
    struct store_read *hot;
    struct stored_report report;
    enum result r = store_read_begin(f->options.store, STORE_HOT, &hot);
    if (r != RESULT_OK)
        return r;
    r = report_store_get(hot, flight->product, SLOT_CURRENT, slice_from_string(flight->station), &report);
    if (r == RESULT_OK && checked_at)
        *checked_at = report.checked_at;
    store_read_end(hot);
    return r;
}

static bool was_given(const struct call *call, const char *station)
{
    for (size_t i = 0; i < call->batch.count; i++)
        if (slice_equal(call->batch.reports[i].station, slice_from_string(station)))
            return true;
    return false;
}

static struct ondemand_answer judge(struct call *call, const struct flight *flight,
                                    const struct upstream_outcome *outcome, bool stored)
{
    const struct flights_options *o = &call->flights->options;
    bool given = was_given(call, flight->station);
    bool settled = stored && (given || outcome->every_provider_answered);
    enum result r = look_up(call->flights, flight, NULL);
    /* Nothing, or nothing that may be served. */
    if (settled && (!given || r == RESULT_NOT_FOUND))
        o->on_nothing(o->context, flight->product, flight->station);
    if (settled && r == RESULT_OK)
        return (struct ondemand_answer){ONDEMAND_FOUND, 0};
    if (settled && r == RESULT_NOT_FOUND)
        return (struct ondemand_answer){ONDEMAND_NONE, 0};
    return (struct ondemand_answer){ONDEMAND_FAILED, outcome->retry_after_s > 0 ? outcome->retry_after_s : 1};
}

static enum result take_in(struct call *call)
{
    struct intake_summary summary;
    struct intake_answer answer = {.product = call->product,
                                   .kind = INTAKE_FETCH,
                                   .received_at = clock_now(),
                                   .etag = "",
                                   .last_modified = ""};
    if (call->batch.count == 0)
        return RESULT_OK;
    return intake_take(call->flights->options.intake, &answer, &call->batch, &summary);
}

static void end_call(struct call *call)
{
    call->flights->gathering[call->product].calls_under_way--;
    report_batch_free(&call->batch);
    free(call);
}

/* Lands the flights, and lets other hosts ask for those that failed. */
static void land_all(struct call *call, const struct upstream_outcome *outcome, bool stored)
{
    struct flights *f = call->flights;
    char failed[FETCH_STATIONS][STATION_MAX];
    size_t failed_count = 0;
    for (size_t i = 0; i < call->count; i++) {
        struct flight *flight = call->list[i];
        struct ondemand_answer answer = judge(call, flight, outcome, stored);
        if (answer.verdict == ONDEMAND_FAILED)
            memcpy(failed[failed_count++], flight->station, STATION_MAX);
        land(f, flight, &answer);
    }
    if (f->options.search)
        tier_search_release(f->options.search, call->product, failed, failed_count);
}

static void on_done(void *context, const struct upstream_outcome *outcome)
{
    struct call *call = context;
    enum result r = take_in(call);
    if (r != RESULT_OK)
        log_error("fetch_not_stored", LOG_STR("product", product_name(call->product)), LOG_RESULT(r),
                  LOG_END);
    log_info("fetched", LOG_STR("product", product_name(call->product)), LOG_INT("stations", call->count),
             LOG_INT("reports", call->batch.count), LOG_INT("status", outcome->status),
             LOG_BOOL("every_provider_answered", outcome->every_provider_answered),
             LOG_STR("detail", outcome->detail), LOG_END);
    land_all(call, outcome, r == RESULT_OK);
    end_call(call);
}

static struct call *make_call(struct flights *f, enum product product)
{
    struct call *call = calloc(1, sizeof(*call));
    if (!call || report_batch_init(&call->batch) != RESULT_OK) {
        free(call);
        return NULL;
    }
    call->flights = f;
    call->product = product;
    struct gathering *g = &f->gathering[product];
    while (g->first && call->count < FETCH_STATIONS) {
        struct flight *flight = g->first;
        g->first = flight->next;
        g->count--;
        call->list[call->count++] = flight;
    }
    if (!g->first)
        g->end = &g->first;
    g->since_ms = clock_monotonic_ms();
    g->calls_under_way++;
    return call;
}

static void fetch(struct call *call)
{
    struct flights *f = call->flights;
    struct slice stations[FETCH_STATIONS];
    for (size_t i = 0; i < call->count; i++)
        stations[i] = slice_from_string(call->list[i]->station);
    struct upstream_handler handler = {.context = call, .on_report = on_report, .on_done = on_done};
    enum result r =
        upstream_fetch(f->options.upstream, call->product == PRODUCT_TAF ? UPSTREAM_TAF : UPSTREAM_METAR,
                       stations, call->count, FETCH_DEADLINE_MS, &handler);
    if (r != RESULT_OK) {
        struct upstream_outcome failed = {
            .verdict = UPSTREAM_FAILED, .retry_after_s = 1, .detail = "not started"};
        on_done(call, &failed);
    }
}

static void hold(struct flights *f, struct flight *flight)
{
    if (!f->held)
        f->held_look_ms = clock_monotonic_ms() + HELD_MS;
    flight->next = f->held;
    f->held = flight;
}

/* What the tiers had lands, what another host asks for is held, the rest is asked for here. */
static void on_searched(struct search *s)
{
    struct call *call = (struct call *)((char *)s - offsetof(struct call, search));
    struct flights *f = call->flights;
    static const struct ondemand_answer found = {ONDEMAND_FOUND, 0};
    struct upstream_outcome refused = {.verdict = UPSTREAM_SKIPPED,
                                       .retry_after_s = s->retry_after_s,
                                       .detail = "the hosts' common budget is used up"};
    size_t kept = 0;
    for (size_t i = 0; i < call->count; i++) {
        struct flight *flight = call->list[i];
        flight->looked_durably = true;
        if (s->stations[i].verdict == SEARCH_FOUND)
            land(f, flight, &found);
        else if (s->stations[i].verdict == SEARCH_HELD)
            hold(f, flight);
        else
            call->list[kept++] = flight;
    }
    call->count = kept;
    if (kept == 0)
        end_call(call);
    else if (s->retry_after_s > 0)
        on_done(call, &refused);
    else
        fetch(call);
}

/* False without memory: they go on gathering. */
static bool send(struct flights *f, enum product product)
{
    struct call *call = make_call(f, product);
    if (!call)
        return false;
    if (!f->options.search) {
        fetch(call);
        return true;
    }
    struct search *s = &call->search;
    s->product = product;
    s->count = call->count;
    s->done = on_searched;
    for (size_t i = 0; i < call->count; i++) {
        memcpy(s->stations[i].id, call->list[i]->station, STATION_MAX);
        s->stations[i].looked_durably = call->list[i]->looked_durably;
    }
    tier_search_begin(f->options.search, s);
    return true;
}

/* What the other host's asking has come to: false while nothing is known. */
static bool has_come(struct flights *f, const struct flight *flight, struct ondemand_answer *answer)
{
    int64_t checked_at = UTC_NONE;
    bool has = look_up(f, flight, &checked_at) == RESULT_OK;
    bool asked = has && checked_at != UTC_NONE && clock_now() - checked_at < ASKED_LATELY_S;
    bool nothing = f->options.known_nothing(f->options.context, flight->product, flight->station);
    if (asked || nothing)
        *answer = (struct ondemand_answer){has ? ONDEMAND_FOUND : ONDEMAND_NONE, 0};
    else if (clock_monotonic_ms() - flight->began_ms >= FETCH_DEADLINE_MS)
        *answer = (struct ondemand_answer){ONDEMAND_FAILED, 1};
    else
        return false;
    return true;
}

/* They land, or go the whole way again: the other host may have given up, or Redis be gone. */
static int64_t look_for_held(struct flights *f)
{
    int64_t now_ms = clock_monotonic_ms();
    if (!f->held)
        return LOOP_TURN_MS;
    if (now_ms < f->held_look_ms)
        return f->held_look_ms - now_ms;
    struct flight *flight = f->held, *next;
    f->held = NULL;
    for (; flight; flight = next) {
        struct ondemand_answer answer;
        next = flight->next;
        if (has_come(f, flight, &answer))
            land(f, flight, &answer);
        else
            gather(f, flight);
    }
    return 0;
}

int64_t flights_work(void *flights)
{
    struct flights *f = flights;
    int64_t wait_ms = look_for_held(f);
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        struct gathering *g = &f->gathering[p];
        while (g->count > 0 && g->calls_under_way < CALLS_UNDER_WAY) {
            int64_t left_ms = g->since_ms + GATHER_MS - clock_monotonic_ms();
            if (left_ms > 0 && g->count < FETCH_STATIONS) {
                wait_ms = left_ms < wait_ms ? left_ms : wait_ms;
                break;
            }
            if (!send(f, (enum product)p))
                break;
            wait_ms = 0; /* a call begins to move with the next turn */
        }
    }
    return wait_ms;
}
