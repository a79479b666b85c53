#include "ingest/shared_stations.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/relay.h"
#include "ingest/stations_intake.h"
#include "ingest/tier_thread.h"
#include "store/frame.h"
#include "store/product_state.h"
#include "store/station_list.h"

#define ITEM_KEY SLICE("stations")
#define KEPT_S   (2 * UTC_DAY)
/* A list is as good as one's own poll while the next is not due; a time that is a little ahead is another
 * host's clock, one further ahead is wrong, and would stand for days. */
#define OF_USE_S UTC_DAY
#define SKEW_S   (2 * UTC_MINUTE)

#define LOOK_AGAIN_MS ((int64_t)2000)
#define PUT_AGAIN_MS  ((int64_t)300000)
#define SAY_EVERY_MS  ((int64_t)60000)
/* An item of up to 1 MB takes longer than a few words, and nobody waits for it. */
#define TIMEOUT_FACTOR 4

/* Either way: the list, and when its job was given. */
struct list_job {
    struct tier_job job; /* first */
    struct shared_stations *owner;
    struct station_list list;
    int64_t now;
    bool under_way;
    /* Written by the job. */
    enum result unpacked; /* what is there */
    bool stays;           /* it is newer than what was to be put */
};

struct shared_stations {
    struct tier_thread *thread;
    struct store *store;
    bool simulated;
    void (*taken)(void *context, int64_t checked_before, int64_t checked_at);
    void *context;
    struct list_job put, look;
    bool owed;         /* the store's list is to be put */
    int64_t put_ms;    /* monotonic: not before */
    int64_t looked_ms; /* monotonic: the last answer; 0: none */
    int64_t said_ms;   /* monotonic: the last list that could not be taken */
    bool said_too_large;
    bool closing;
    struct metric *sent, *received;
};

static bool is_of_use(int64_t checked_at, int64_t now)
{
    return checked_at <= now + SKEW_S && checked_at > now - OF_USE_S;
}

/* Whether a list checked at `checked_at` spares a poll to who has one of `own`. */
static bool is_newer(int64_t checked_at, int64_t own, int64_t now)
{
    return is_of_use(checked_at, now) && (own == UTC_NONE || own > now + SKEW_S || checked_at > own);
}

/* On the thread. */

static enum result read_item(struct tier *t, int64_t now, struct station_list *l, enum result *unpacked)
{
    struct buffer packed;
    buffer_init(&packed, STORE_VALUE_MAX);
    enum result r = tier_item_get(t, ITEM_KEY, now, &packed, NULL);
    *unpacked = r == RESULT_OK ? station_list_unpack(buffer_slice(&packed), l) : r;
    buffer_free(&packed);
    return r;
}

static enum result run_look(struct tier_job *job, struct tier *t)
{
    struct list_job *j = (struct list_job *)job;
    return read_item(t, j->now, &j->list, &j->unpacked);
}

static enum result write_item(struct tier *t, const struct list_job *j)
{
    struct buffer packed;
    buffer_init(&packed, STORE_VALUE_MAX);
    enum result r = station_list_pack(&j->list, &packed);
    if (r == RESULT_OK)
        r = tier_item_put(t, ITEM_KEY, buffer_slice(&packed), j->list.checked_at + KEPT_S, j->now);
    buffer_free(&packed);
    return r;
}

/* A newer one that another host has put meanwhile stays. */
static enum result run_put(struct tier_job *job, struct tier *t)
{
    struct list_job *j = (struct list_job *)job;
    struct station_list there;
    station_list_init(&there);
    enum result r = read_item(t, j->now, &there, &j->unpacked);
    j->stays = j->unpacked == RESULT_OK && there.simulated == j->list.simulated &&
               is_newer(there.checked_at, j->list.checked_at, j->now);
    station_list_free(&there);
    if (j->stays || r == RESULT_UNAVAILABLE || r == RESULT_TIMEOUT || r == RESULT_IO)
        return r;
    return write_item(t, j);
}

/* Putting. */

struct loading {
    struct station_list *list;
    enum result result;
};

static bool add_station(void *context, const struct stored_station *station)
{
    struct loading *l = context;
    if (station->listed)
        l->result = station_list_add(l->list, station);
    return l->result == RESULT_OK;
}

/* RESULT_NOT_FOUND: the store has none that is of use to another host. */
static enum result load(struct shared_stations *s, int64_t now, struct station_list *l)
{
    struct store_read *hot;
    struct product_state state;
    struct loading loading = {l, RESULT_OK};
    enum result r = store_read_begin(s->store, STORE_HOT, &hot);
    if (r != RESULT_OK)
        return r;
    r = product_state_get(hot, PRODUCT_STATIONS, &state);
    if (r == RESULT_OK && !is_of_use(state.checked_at, now))
        r = RESULT_NOT_FOUND;
    if (r == RESULT_OK) {
        l->simulated = s->simulated;
        l->checked_at = state.checked_at;
        slice_copy(slice_from_string(state.etag), l->etag, sizeof(l->etag));
        slice_copy(slice_from_string(state.last_modified), l->last_modified, sizeof(l->last_modified));
        r = station_store_each(hot, add_station, &loading);
    }
    store_read_end(hot);
    if (r == RESULT_OK)
        r = loading.result;
    return r == RESULT_OK && l->count == 0 ? RESULT_NOT_FOUND : r;
}

static void note_put(struct shared_stations *s, enum result r)
{
    s->owed = r != RESULT_OK && r != RESULT_NOT_FOUND && r != RESULT_TOO_LARGE;
    s->put_ms = clock_monotonic_ms() + PUT_AGAIN_MS;
    if (r == RESULT_TOO_LARGE && !s->said_too_large) {
        s->said_too_large = true;
        log_warning("shared_stations_too_large", LOG_INT("stations", s->put.list.count), LOG_END);
    }
}

static void put_ended(struct tier_job *job, enum result r)
{
    struct list_job *j = (struct list_job *)job;
    struct shared_stations *s = j->owner;
    bool again = s->owed; /* asked for while this one was under way */
    j->under_way = false;
    note_put(s, r);
    if (r == RESULT_OK && !j->stays) {
        metric_add(s->sent, 1);
        log_info("shared_stations_put", LOG_INT("stations", j->list.count), LOG_END);
    }
    station_list_free(&j->list);
    if (again)
        shared_stations_put(s);
}

static void start(struct shared_stations *s, struct list_job *j, int64_t now)
{
    j->now = now;
    j->under_way = true;
    enum result r = tier_thread_give(s->thread, &j->job);
    if (r != RESULT_OK)
        j->job.done(&j->job, r);
}

void shared_stations_put(struct shared_stations *s)
{
    s->owed = true;
    s->put_ms = 0;
}

int64_t shared_stations_work(void *shared_stations)
{
    struct shared_stations *s = shared_stations;
    struct list_job *j = &s->put;
    int64_t now = clock_now();
    if (!s->owed || j->under_way || clock_monotonic_ms() < s->put_ms)
        return LOOP_TURN_MS;
    s->owed = false;
    station_list_init(&j->list);
    enum result r = load(s, now, &j->list);
    if (r == RESULT_OK) {
        start(s, j, now);
        return LOOP_TURN_MS;
    }
    note_put(s, r);
    station_list_free(&j->list);
    return LOOP_TURN_MS;
}

/* Looking. */

static int64_t own_check(struct shared_stations *s)
{
    struct store_read *hot;
    struct product_state state = {.checked_at = UTC_NONE};
    if (store_read_begin(s->store, STORE_HOT, &hot) != RESULT_OK)
        return UTC_NONE;
    bool known = product_state_get(hot, PRODUCT_STATIONS, &state) == RESULT_OK;
    store_read_end(hot);
    return known ? state.checked_at : UTC_NONE;
}

static bool relay_station(void *context, const struct stored_station *station)
{
    stations_intake_relay(context, station);
    return true;
}

static enum result store_list(struct shared_stations *s, const struct station_list *l, int64_t checked_at)
{
    struct stations_intake intake;
    struct stations_summary summary;
    enum result r = stations_intake_init(&intake);
    if (r != RESULT_OK)
        return r;
    station_list_each(l, relay_station, &intake);
    r = stations_intake_store(&intake, s->store, l->etag, l->last_modified, checked_at, &summary);
    if (r == RESULT_OK)
        log_info("shared_stations_taken", LOG_INT("stations", summary.listed),
                 LOG_INT("listed_before", summary.before), LOG_INT("delisted", summary.delisted),
                 LOG_INT("dropped", intake.dropped), LOG_END);
    stations_intake_free(&intake);
    return r;
}

static enum result take_in(struct shared_stations *s, const struct station_list *l)
{
    int64_t now = clock_now(), before = own_check(s), checked_at = relay_not_after(l->checked_at, now);
    if (l->simulated != s->simulated || !is_newer(l->checked_at, before, now))
        return RESULT_NOT_FOUND;
    enum result r = store_list(s, l, checked_at);
    if (r != RESULT_OK)
        return r;
    metric_add(s->received, 1);
    s->taken(s->context, before, checked_at);
    return RESULT_OK;
}

static void look_ended(struct tier_job *job, enum result result)
{
    struct list_job *j = (struct list_job *)job;
    struct shared_stations *s = j->owner;
    enum result r = result == RESULT_OK ? j->unpacked : result;
    j->under_way = false;
    s->looked_ms = clock_monotonic_ms();
    if (s->closing)
        r = RESULT_NOT_FOUND;
    if (r == RESULT_OK)
        r = take_in(s, &j->list);
    station_list_free(&j->list);
    if (r == RESULT_OK || r == RESULT_NOT_FOUND || (s->said_ms && s->looked_ms - s->said_ms < SAY_EVERY_MS))
        return;
    s->said_ms = s->looked_ms;
    log_warning("shared_stations_not_taken", LOG_RESULT(r), LOG_END);
}

bool shared_stations_looked(struct shared_stations *s)
{
    struct list_job *j = &s->look;
    if (j->under_way)
        return false;
    if (s->looked_ms && clock_monotonic_ms() - s->looked_ms < LOOK_AGAIN_MS)
        return true;
    station_list_init(&j->list);
    start(s, j, clock_now());
    return false;
}

/* Both. */

enum result shared_stations_open(const struct shared_stations_options *options, struct shared_stations **out)
{
    struct shared_stations *s = calloc(1, sizeof(*s));
    if (!s)
        return RESULT_NO_MEMORY;
    s->store = options->store;
    s->simulated = options->simulated;
    s->taken = options->taken;
    s->context = options->context;
    s->put = (struct list_job){.job = {.run = run_put, .done = put_ended}, .owner = s};
    s->look = (struct list_job){.job = {.run = run_look, .done = look_ended}, .owner = s};
    s->sent = metrics_series("shared_changes_total", "stations", "sent", NULL);
    s->received = metrics_series("shared_changes_total", "stations", "received", NULL);
    struct tier_options redis = *options->redis;
    redis.timeout_ms *= TIMEOUT_FACTOR;
    redis.published = false; /* asked too seldom to tell how Redis stands */
    enum result r = tier_thread_start(options->loop, &redis, 2, &s->thread);
    if (r != RESULT_OK) {
        free(s);
        return r;
    }
    *out = s;
    return RESULT_OK;
}

void shared_stations_close(struct shared_stations *s)
{
    if (!s)
        return;
    s->closing = true;
    tier_thread_stop(s->thread);
    free(s);
}
