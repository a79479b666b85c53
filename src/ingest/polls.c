#include "ingest/polls.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/loop.h"
#include "ingest/schedule.h"
#include "ingest/stations_intake.h"
#include "store/station_store.h"

#define STATIONS_RETRY_S (5 * UTC_MINUTE)
#define CUT_LIST_RETRY_S (1 * UTC_HOUR)

/* One product's poll. */
struct poll {
    struct polls *owner;
    enum product product;
    struct schedule schedule;
    bool unconditional; /* the next one */
    bool demanded;      /* the next one is this host's, whoever polls else */
    bool asked_whole;   /* the one under way was started so */
    int64_t checked_before;
    struct report_batch batch; /* METAR, TAF: while one is under way */
    struct stations_intake stations;
    struct metric *duration;
};

struct polls {
    struct polls_options options;
    struct poll polls[PRODUCT_COUNT];
};

static enum upstream_product upstream_product_of(enum product product)
{
    static const enum upstream_product products[PRODUCT_COUNT] = {[PRODUCT_METAR] = UPSTREAM_METAR,
                                                                  [PRODUCT_TAF] = UPSTREAM_TAF,
                                                                  [PRODUCT_STATIONS] = UPSTREAM_STATIONS};
    return products[product];
}

struct polls *polls_create(const struct polls_options *options)
{
    static const struct {
        int64_t period_s, retry_s;
    } times[PRODUCT_COUNT] = {
        [PRODUCT_METAR] = {UTC_MINUTE, UTC_MINUTE},
        [PRODUCT_TAF] = {UTC_MINUTE, UTC_MINUTE},
        [PRODUCT_STATIONS] = {UTC_DAY, STATIONS_RETRY_S},
    };
    struct polls *p = calloc(1, sizeof(*p));
    if (!p)
        return NULL;
    p->options = *options;
    for (int i = 0; i < PRODUCT_COUNT; i++) {
        struct poll *poll = &p->polls[i];
        poll->owner = p;
        poll->product = (enum product)i;
        poll->duration = metrics_series("ingest_batch_duration_seconds", product_name(poll->product), NULL);
        schedule_init(&poll->schedule, times[i].period_s, times[i].retry_s);
    }
    return p;
}

static void drop_answer(struct poll *poll)
{
    report_batch_free(&poll->batch);
    stations_intake_free(&poll->stations);
}

void polls_destroy(struct polls *p)
{
    if (!p)
        return;
    for (int i = 0; i < PRODUCT_COUNT; i++)
        drop_answer(&p->polls[i]);
    free(p);
}

void polls_note_checked(struct polls *p, enum product product, int64_t checked_at)
{
    if (!p->polls[product].demanded)
        schedule_checked(&p->polls[product].schedule, checked_at);
}

void polls_demand(struct polls *p, enum product product)
{
    struct poll *poll = &p->polls[product];
    poll->unconditional = poll->demanded = true;
    schedule_now(&poll->schedule, clock_now());
}

void polls_restart(struct polls *p)
{
    for (int i = 0; i < PRODUCT_COUNT; i++)
        polls_demand(p, (enum product)i);
}

bool polls_stuck(const struct polls *p)
{
    bool stuck = false;
    for (int i = 0; i < PRODUCT_COUNT; i++)
        stuck = stuck || schedule_stuck(&p->polls[i].schedule, clock_monotonic_ms());
    return stuck;
}

static bool found_report(void *context, const struct stored_report *report)
{
    *(bool *)context = true;
    return false;
}

static bool found_station(void *context, const struct stored_station *station)
{
    *(bool *)context = station->listed;
    return !station->listed;
}

/* The validators are of use only with what they validate. */
static bool has_any(struct store_read *hot, enum product product)
{
    bool found = false;
    if (product == PRODUCT_STATIONS)
        station_store_each(hot, found_station, &found);
    else
        report_store_each(hot, product, SLOT_CURRENT, found_report, &found);
    return found;
}

/* What is stored of the product; without validators when they must not be sent. */
static struct product_state state_before(struct poll *poll)
{
    struct product_state state = {.checked_at = UTC_NONE, .received_at = UTC_NONE, .newest_at = UTC_NONE};
    struct store_read *hot;
    if (store_read_begin(poll->owner->options.store, STORE_HOT, &hot) != RESULT_OK)
        return state;
    bool known = product_state_get(hot, poll->product, &state) == RESULT_OK;
    if (!known || poll->unconditional || !has_any(hot, poll->product) ||
        intake_owes_history(poll->owner->options.intake, poll->product))
        state.etag[0] = state.last_modified[0] = '\0';
    store_read_end(hot);
    return state;
}

static void on_report(void *context, const struct upstream_report *report)
{
    struct poll *poll = context;
    report_batch_add(&poll->batch, report);
}

static void on_station(void *context, const struct upstream_station *station)
{
    struct poll *poll = context;
    stations_intake_add(&poll->stations, station);
}

static enum result store_reports(struct poll *poll, const struct upstream_outcome *outcome, int64_t now)
{
    struct intake_answer answer = {.product = poll->product,
                                   .kind = INTAKE_POLL,
                                   .received_at = now,
                                   .etag = outcome->etag,
                                   .last_modified = outcome->last_modified};
    struct intake_summary s;
    int64_t began_us = clock_monotonic_us();
    enum result r = intake_take(poll->owner->options.intake, &answer, &poll->batch, &s);
    if (r != RESULT_OK)
        return r;
    int64_t took_us = clock_monotonic_us() - began_us;
    metric_observe(poll->duration, (double)took_us / 1e6);
    metric_add(metrics_series("ingest_reports_total", product_name(poll->product), "unreadable", NULL),
               outcome->rejected);
    log_info("poll_stored", LOG_STR("product", product_name(poll->product)),
             LOG_INT("reports", poll->batch.count), LOG_INT("new", s.outcomes[INTAKE_NEW]),
             LOG_INT("unchanged", s.outcomes[INTAKE_UNCHANGED]), LOG_INT("late", s.outcomes[INTAKE_LATE]),
             LOG_INT("quarantined", s.outcomes[INTAKE_QUARANTINED]),
             LOG_INT("undecodable", s.outcomes[INTAKE_UNDECODABLE]),
             LOG_INT("refused", s.outcomes[INTAKE_REFUSED]), LOG_INT("unreadable", outcome->rejected),
             LOG_INT("ms", took_us / 1000), LOG_END);
    return RESULT_OK;
}

static enum result store_stations(struct poll *poll, const struct upstream_outcome *outcome, int64_t now)
{
    struct stations_summary s = {0, 0, 0};
    enum result r = stations_intake_store(&poll->stations, poll->owner->options.store, outcome->etag,
                                          outcome->last_modified, now, &s);
    if (r == RESULT_OK || r == RESULT_REFUSED)
        log_write(r == RESULT_OK ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
                  r == RESULT_OK ? "stations_stored" : "stations_list_cut", LOG_INT("stations", s.listed),
                  LOG_INT("listed_before", s.before), LOG_INT("delisted", s.delisted),
                  LOG_INT("dropped", poll->stations.dropped), LOG_END);
    return r;
}

static enum result store_answer(struct poll *poll, const struct upstream_outcome *outcome, int64_t now)
{
    if (outcome->verdict == UPSTREAM_NOT_MODIFIED)
        return intake_checked(poll->owner->options.intake, poll->product, now);
    return poll->product == PRODUCT_STATIONS ? store_stations(poll, outcome, now)
                                             : store_reports(poll, outcome, now);
}

static const char *verdict_name(enum upstream_verdict v)
{
    static const char *const names[] = {[UPSTREAM_WHOLE] = "whole",
                                        [UPSTREAM_NOT_MODIFIED] = "not_modified",
                                        [UPSTREAM_FAILED] = "failed",
                                        [UPSTREAM_SKIPPED] = "skipped"};
    return names[v];
}

static void on_done(void *context, const struct upstream_outcome *outcome)
{
    struct poll *poll = context;
    const struct polls_options *o = &poll->owner->options;
    const char *product = product_name(poll->product);
    int64_t now = clock_now();
    bool answered = outcome->verdict == UPSTREAM_WHOLE || outcome->verdict == UPSTREAM_NOT_MODIFIED;
    enum result r = answered ? store_answer(poll, outcome, now) : RESULT_UNAVAILABLE;
    metric_add(metrics_series("ingest_polls_total", product, verdict_name(outcome->verdict), NULL), 1);
    if (!answered)
        log_warning("poll_failed", LOG_STR("product", product),
                    LOG_STR("verdict", verdict_name(outcome->verdict)), LOG_INT("status", outcome->status),
                    LOG_STR("detail", outcome->detail), LOG_END);
    else if (r != RESULT_OK)
        log_error("poll_not_stored", LOG_STR("product", product), LOG_RESULT(r), LOG_END);
    drop_answer(poll);
    int64_t retry_after_s = r == RESULT_REFUSED ? CUT_LIST_RETRY_S : outcome->retry_after_s;
    if (outcome->verdict == UPSTREAM_SKIPPED)
        schedule_skipped(&poll->schedule, now, retry_after_s);
    else
        schedule_ended(&poll->schedule, now, clock_monotonic_ms(), r == RESULT_OK, retry_after_s);
    if (r != RESULT_OK)
        return;
    /* One that was demanded while this one was under way is still to come. */
    if (poll->asked_whole)
        poll->unconditional = poll->demanded = false;
    else if (poll->demanded)
        schedule_now(&poll->schedule, now);
    o->on_checked(o->context, poll->product, poll->checked_before, now);
}

static void start(struct poll *poll)
{
    static const struct upstream_handler callbacks = {
        .on_report = on_report, .on_station = on_station, .on_done = on_done};
    struct upstream_handler handler = callbacks;
    handler.context = poll;
    enum result r = poll->product == PRODUCT_STATIONS ? stations_intake_init(&poll->stations)
                                                      : report_batch_init(&poll->batch);
    schedule_started(&poll->schedule, clock_monotonic_ms());
    poll->asked_whole = poll->unconditional;
    if (r == RESULT_OK) {
        struct product_state before = state_before(poll);
        poll->checked_before = before.checked_at;
        r = upstream_poll_bulk(poll->owner->options.upstream, upstream_product_of(poll->product), before.etag,
                               before.last_modified, &handler);
    }
    if (r == RESULT_OK)
        return;
    log_error("poll_not_started", LOG_STR("product", product_name(poll->product)), LOG_RESULT(r), LOG_END);
    drop_answer(poll);
    schedule_ended(&poll->schedule, clock_now(), clock_monotonic_ms(), false, 0);
}

int64_t polls_work(void *polls)
{
    struct polls *p = polls;
    const struct polls_options *o = &p->options;
    int64_t now = clock_now(), wait_s = LOOP_TURN_MS / 1000 + 1;
    for (int i = 0; i < PRODUCT_COUNT; i++) {
        struct poll *poll = &p->polls[i];
        if (schedule_due(&poll->schedule, now)) {
            if (!poll->demanded && !o->may_poll(o->context, poll->product, now))
                continue;
            start(poll);
        }
        int64_t s = schedule_wait_s(&poll->schedule, now);
        wait_s = s < wait_s ? s : wait_s;
    }
    return wait_s * 1000;
}
