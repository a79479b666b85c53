#define _GNU_SOURCE
#include "ingest/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "ingest/polling_lease.h"
#include "ingest/publish.h"
#include "ingest/shared_stations.h"
#include "store/product_state.h"

#define OVERDUE_S  (2 * UTC_MINUTE)
#define OVERDUE_MS ((int64_t)5000)
#define OWNER_MAX  64

/* What is known of a product's polls, whoever made them. */
struct product_watch {
    int64_t checked_at;       /* UTC_NONE: never */
    int64_t heard_ms;         /* monotonic: of that */
    int64_t overdue_since_ms; /* monotonic; 0: it is not */
};

struct cluster {
    char owner[OWNER_MAX];
    struct polling_lease *lease; /* these four: NULL once stopped */
    struct publish *publish;
    struct follow *follow;
    struct shared_stations *stations;
    struct shared *shared;
    struct follow_handler handler;
    struct product_watch products[PRODUCT_COUNT];
};

static void note_check(struct product_watch *w, int64_t checked_at)
{
    w->checked_at = checked_at;
    w->heard_ms = clock_monotonic_ms();
    w->overdue_since_ms = 0;
}

/* The host's name, so that a person knows whose it is; the rest makes it this start's. */
static enum result make_owner(char owner[OWNER_MAX])
{
    char host[OWNER_MAX] = "";
    uint64_t random;
    if (gethostname(host, sizeof(host)) != 0 || getrandom(&random, sizeof(random), 0) != sizeof(random))
        return RESULT_IO;
    snprintf(owner, OWNER_MAX, "%.32s.%ld.%016llx", host, (long)getpid(), (unsigned long long)random);
    return RESULT_OK;
}

/* What the other hosts bring goes on to who opened the cluster. */

static void on_reports(void *context, enum product product)
{
    struct cluster *c = context;
    c->handler.reports(c->handler.context, product);
}

static void on_checked(void *context, enum product product, int64_t checked_before, int64_t checked_at)
{
    struct cluster *c = context;
    struct product_watch *w = &c->products[product];
    /* One that is published again may be older than what is known, unless the clock was set back. */
    if (checked_at > w->checked_at || w->checked_at > clock_now())
        note_check(w, checked_at);
    c->handler.checked(c->handler.context, product, checked_before, checked_at);
}

static void on_nothing(void *context, enum product product, const char *station, int64_t answered_at)
{
    struct cluster *c = context;
    c->handler.nothing(c->handler.context, product, station, answered_at);
}

static void on_incomplete(void *context, enum product product)
{
    struct cluster *c = context;
    c->handler.incomplete(c->handler.context, product);
}

static void on_stations(void *context, int64_t checked_before, int64_t checked_at)
{
    on_checked(context, PRODUCT_STATIONS, checked_before, checked_at);
}

static void on_received(void *context, const struct upstream_report *given,
                        const struct stored_report *record)
{
    struct cluster *c = context;
    if (c->publish)
        publish_report(c->publish, given, record);
}

static void load_checks(struct cluster *c, struct store *store)
{
    struct store_read *hot;
    struct product_state state;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        c->products[p].checked_at = UTC_NONE;
    if (store_read_begin(store, STORE_HOT, &hot) != RESULT_OK)
        return;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        if (product_state_get(hot, (enum product)p, &state) == RESULT_OK)
            c->products[p].checked_at = state.checked_at;
    store_read_end(hot);
}

static enum result open_parts(struct cluster *c, const struct cluster_options *o)
{
    struct tier_options redis = o->redis;
    redis.published = true; /* of the three the worst shows in metrics */
    struct polling_lease_options lease = {o->loop, &redis, c->owner};
    struct publish_options publish = {o->loop, o->store, &redis, c->owner};
    struct follow_options follow = {.loop = o->loop,
                                    .store = o->store,
                                    .intake = o->intake,
                                    .redis = &redis,
                                    .owner = c->owner,
                                    .simulated = o->simulated,
                                    .handler = {c, on_reports, on_checked, on_nothing, on_incomplete}};
    struct shared_stations_options stations = {.loop = o->loop,
                                               .store = o->store,
                                               .redis = &redis,
                                               .simulated = o->simulated,
                                               .taken = on_stations,
                                               .context = c};
    enum result r = polling_lease_open(&lease, &c->lease);
    if (r == RESULT_OK)
        r = publish_open(&publish, &c->publish);
    if (r == RESULT_OK)
        r = follow_open(&follow, &c->follow);
    if (r == RESULT_OK)
        r = shared_stations_open(&stations, &c->stations);
    return r;
}

/* A holder whose last poll Redis does not know: it has lost what it had, or came back with an older file.
 * What it knew before the last was written, or heard of, says nothing. */
static bool has_forgotten(const struct cluster *c, enum product product)
{
    const struct product_watch *w = &c->products[product];
    int64_t wrote_ms = publish_wrote_ms(c->publish);
    return w->checked_at != UTC_NONE &&
           polling_lease_found_older(c->lease, product, w->checked_at,
                                     w->heard_ms > wrote_ms ? w->heard_ms : wrote_ms);
}

/* Who polls has to have what others may be missing there. */
static void make_good(struct cluster *c)
{
    enum lease_state state = polling_lease_state(c->lease);
    if (!publish_ready(c->publish) || (state != LEASE_MINE && state != LEASE_ELSEWHERE))
        return;
    enum publish_choice choice = state == LEASE_MINE ? PUBLISH_EVERYTHING : PUBLISH_FETCHED_ALONE;
    bool forgotten = has_forgotten(c, PRODUCT_METAR) || has_forgotten(c, PRODUCT_TAF);
    if (!forgotten && !publish_owes(c->publish, choice))
        return;
    publish_current(c->publish, choice);
    if (choice == PUBLISH_EVERYTHING)
        shared_stations_put(c->stations);
}

/* How this host stands with Redis: as its connections do, the worst of them, as of the lease's last answer.
 */
static void show(const struct cluster *c)
{
    struct shared_link_state all, others[2];
    polling_lease_link(c->lease, &all);
    publish_link(c->publish, &others[0]);
    follow_link(c->follow, &others[1]);
    for (int i = 0; i < 2; i++) {
        if (others[i].breaker > all.breaker)
            all.breaker = others[i].breaker;
        if (others[i].last_failure != RESULT_OK &&
            (all.last_failure == RESULT_OK || others[i].failed_at > all.failed_at)) {
            all.last_failure = others[i].last_failure;
            all.failed_at = others[i].failed_at;
        }
    }
    if (all.seen_at != 0)
        shared_link_set(c->shared, SHARED_LINK_REDIS, &all);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t work(void *context)
{
    struct cluster *c = context;
    if (!c->lease)
        return LOOP_TURN_MS;
    int64_t wait_ms = earlier(polling_lease_work(c->lease), follow_work(c->follow));
    make_good(c);
    show(c);
    wait_ms = earlier(wait_ms, shared_stations_work(c->stations));
    return earlier(wait_ms, publish_work(c->publish));
}

enum result cluster_open(const struct cluster_options *options, struct cluster **out, char detail[200])
{
    enum result r = tier_options_check(&options->redis, detail);
    if (r != RESULT_OK)
        return r;
    struct cluster *c = calloc(1, sizeof(*c));
    if (!c)
        return RESULT_NO_MEMORY;
    c->shared = options->shared;
    c->handler = options->handler;
    load_checks(c, options->store);
    r = make_owner(c->owner);
    if (r == RESULT_OK)
        r = open_parts(c, options);
    if (r == RESULT_OK)
        r = loop_work_add(options->loop, work, c);
    if (r != RESULT_OK) {
        cluster_stop(c);
        cluster_close(c);
        return r;
    }
    intake_listen(options->intake, &(struct intake_listener){on_received, c});
    *out = c;
    return RESULT_OK;
}

void cluster_stop(struct cluster *c)
{
    if (!c)
        return;
    follow_close(c->follow);
    publish_close(c->publish);
    shared_stations_close(c->stations);
    polling_lease_close(c->lease);
    c->follow = NULL;
    c->publish = NULL;
    c->stations = NULL;
    c->lease = NULL;
}

void cluster_close(struct cluster *c)
{
    free(c);
}

const char *cluster_owner(const struct cluster *c)
{
    return c ? c->owner : "";
}

/* By the clock that checks are told in, and by one that does not jump. */
static bool is_overdue(struct product_watch *w, int64_t late_s, int64_t now)
{
    int64_t now_ms = clock_monotonic_ms();
    bool late = w->checked_at == UTC_NONE || now - w->checked_at > late_s || w->checked_at - now > OVERDUE_S;
    if (!late)
        w->overdue_since_ms = 0;
    else if (w->overdue_since_ms == 0)
        w->overdue_since_ms = now_ms;
    return late && now_ms - w->overdue_since_ms >= OVERDUE_MS;
}

bool cluster_may_poll(struct cluster *c, enum product product, int64_t now)
{
    if (!c || !c->lease)
        return true;
    bool daily = product == PRODUCT_STATIONS;
    bool overdue = is_overdue(&c->products[product], daily ? UTC_DAY + OVERDUE_S : OVERDUE_S, now);
    enum lease_state state = polling_lease_state(c->lease);
    /* The list comes in no stream: who is to have it looks for it. */
    if (daily && (state == LEASE_MINE || state == LEASE_ELSEWHERE) && !shared_stations_looked(c->stations))
        return false;
    switch (state) {
    case LEASE_UNKNOWN:
        return false;
    case LEASE_MINE: /* what the last holder polled may still be on its way */
        return follow_settled(c->follow);
    case LEASE_ELSEWHERE:
        return overdue;
    case LEASE_UNREACHABLE:
        break;
    }
    return true;
}

int64_t cluster_checked_at(const struct cluster *c, enum product product)
{
    return c ? c->products[product].checked_at : UTC_NONE;
}

void cluster_note_poll(struct cluster *c, enum product product, int64_t checked_at)
{
    if (!c)
        return;
    note_check(&c->products[product], checked_at);
    if (product == PRODUCT_STATIONS) {
        if (c->stations)
            shared_stations_put(c->stations);
        return;
    }
    if (c->follow)
        follow_note_poll(c->follow, product);
    if (c->publish)
        publish_checked(c->publish, product);
}

void cluster_note_nothing(struct cluster *c, enum product product, const char *station, int64_t answered_at)
{
    if (c && c->publish)
        publish_nothing(c->publish, product, station, answered_at);
}

void cluster_forget(struct cluster *c)
{
    if (!c || !c->follow)
        return;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        c->products[p].checked_at = UTC_NONE;
    follow_restart(c->follow);
}
