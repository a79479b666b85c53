#define _GNU_SOURCE
#include "store/tier_call.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "store/frame.h"
#include "store/records.h"

bool tier_key_valid(struct slice key)
{
    return frame_key_valid(key);
}

bool tier_report_valid(const struct tier_report *report)
{
    const struct history_entry *entry = &report->entry;
    return (entry->product == PRODUCT_METAR || entry->product == PRODUCT_TAF) &&
           memchr(entry->station, '\0', sizeof(entry->station)) &&
           station_id_valid(slice_from_string(entry->station)) && entry->observed_at != UTC_NONE &&
           (unsigned)entry->source < SOURCE_COUNT && entry->raw.len > 0 && entry->raw.len <= TIER_RAW_MAX;
}

/* ---- what metrics say of a published tier ---- */

/*
 * A process may have several tiers of one engine, on threads of their own: the gauge of the breaker is the
 * worst of theirs, that of connections their number.
 */
static struct {
    pthread_mutex_t lock;
    int breakers[TIER_ENGINES][BREAKER_OPEN + 1]; /* tiers, by the state of their breaker */
    int connections[TIER_ENGINES];
} published = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* As provider_breaker_state: 0 closed, 1 half open, 2 open. */
static int worst_breaker(enum tier_engine engine)
{
    int worst = BREAKER_OPEN;
    while (worst > BREAKER_CLOSED && published.breakers[engine][worst] == 0)
        worst--;
    return worst;
}

static void set_gauges(enum tier_engine engine)
{
    const char *name = tier_engine_name(engine);
    metric_set(metrics_series("tier_breaker_state", name, NULL), worst_breaker(engine));
    metric_set(metrics_series("db_connections", name, NULL), published.connections[engine]);
}

void tier_publish(struct tier *t, bool connected)
{
    enum breaker_state state = t->breaker.state;
    if (!t->published || (t->published_state == (int)state && t->connected == connected))
        return;
    pthread_mutex_lock(&published.lock);
    if (t->published_state != TIER_UNPUBLISHED)
        published.breakers[t->engine][t->published_state]--;
    published.breakers[t->engine][state]++;
    published.connections[t->engine] += (int)connected - (int)t->connected;
    set_gauges(t->engine);
    pthread_mutex_unlock(&published.lock);
    t->published_state = (int)state;
    t->connected = connected;
}

void tier_unpublish(struct tier *t)
{
    if (t->published_state == TIER_UNPUBLISHED)
        return;
    pthread_mutex_lock(&published.lock);
    published.breakers[t->engine][t->published_state]--;
    published.connections[t->engine] -= (int)t->connected;
    set_gauges(t->engine);
    pthread_mutex_unlock(&published.lock);
    t->published_state = TIER_UNPUBLISHED;
    t->connected = false;
}

/* ---- a call ---- */

/* What a result says of the tier. */
enum verdict { VERDICT_ANSWERED, VERDICT_FAILED, VERDICT_NOTHING };

static enum verdict verdict_of(enum result result)
{
    switch (result) {
    case RESULT_OK:
    case RESULT_NOT_FOUND:
    case RESULT_CORRUPT:
        return VERDICT_ANSWERED;
    case RESULT_UNAVAILABLE:
    case RESULT_TIMEOUT:
    case RESULT_IO:
    case RESULT_REFUSED:
        return VERDICT_FAILED;
    default:
        return VERDICT_NOTHING;
    }
}

/* The label of a metric: few values, so that series are few. */
static const char *outcome_name(enum result result)
{
    switch (result) {
    case RESULT_OK:
    case RESULT_NOT_FOUND:
        return "ok";
    case RESULT_UNAVAILABLE:
        return "unavailable";
    case RESULT_TIMEOUT:
        return "timeout";
    case RESULT_REFUSED:
        return "refused";
    default:
        return "error";
    }
}

static void count(const struct tier *t, const char *operation, const char *outcome)
{
    metric_add(metrics_series("db_operations_total", tier_engine_name(t->engine), operation, outcome, NULL),
               1);
}

/* For the breaker's jitter; a poor number does no harm. */
static uint32_t any_number(int64_t now_us)
{
    uint32_t value;
    if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != (ssize_t)sizeof(value))
        value = (uint32_t)now_us;
    return value;
}

static void tell_breaker(struct tier *t, enum verdict verdict, int64_t now_us)
{
    if (verdict == VERDICT_NOTHING)
        breaker_cancelled(&t->breaker);
    else if (verdict == VERDICT_ANSWERED)
        breaker_succeeded(&t->breaker);
    else if (t->engine != TIER_ENGINE_LMDB)
        breaker_failed(&t->breaker, now_us / 1000, any_number(now_us));
}

enum result tier_call_begin(struct tier *t, const char *operation, struct tier_call *call)
{
    int64_t now_us = clock_monotonic_us();
    bool allowed = breaker_allow(&t->breaker, now_us / 1000);
    tier_publish(t, t->connected); /* it may be half open now */
    if (!allowed) {
        count(t, operation, "skipped");
        return RESULT_UNAVAILABLE;
    }
    *call = (struct tier_call){t, operation, now_us, t->last_error[0] != '\0', t->last_error[0]};
    t->last_error[0] = '\0';
    return RESULT_OK;
}

/* After a failure there is a sentence about it; after a success there is still the one of the last failure.
 */
static void keep_error(const struct tier_call *call, enum result result)
{
    struct tier *t = call->tier;
    if (t->last_error[0] != '\0')
        return;
    if (result == RESULT_OK || result == RESULT_NOT_FOUND) {
        t->last_error[0] = call->had_error ? call->first : '\0';
        return;
    }
    snprintf(t->last_error, sizeof(t->last_error), "%s: %s", call->operation, result_text(result));
}

enum result tier_call_end(const struct tier_call *call, enum result result)
{
    struct tier *t = call->tier;
    int64_t now_us = clock_monotonic_us();
    enum verdict verdict = verdict_of(result);
    tell_breaker(t, verdict, now_us);
    keep_error(call, result);
    tier_publish(t, verdict == VERDICT_NOTHING ? t->connected : verdict == VERDICT_ANSWERED);
    count(t, call->operation, outcome_name(result));
    metric_observe(
        metrics_series("db_operation_duration_seconds", tier_engine_name(t->engine), call->operation, NULL),
        (double)(now_us - call->started_us) / 1e6);
    return result;
}
