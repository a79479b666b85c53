#include "service/health_tier.h"

#include "base/breaker.h"
#include "base/metrics.h"
#include "base/utc.h"

static int64_t gauge(struct metric *m)
{
    return (int64_t)metric_value(m);
}

void health_tier_check(const struct shared *shared, enum shared_link link, bool configured, int64_t now,
                       struct health_tier *out)
{
    static const char *const queues[SHARED_LINKS] = {
        [SHARED_LINK_REDIS] = "redis_publish", [SHARED_LINK_MONGODB] = "mongodb"};
    struct shared_link_state state;
    *out = (struct health_tier){.configured = configured, .failed_at = UTC_NONE};
    if (!configured)
        return;
    shared_link_get(shared, link, &state);
    int64_t age_s = now - state.seen_at;
    out->known = age_s >= -HEALTH_TIER_FRESH_S && age_s <= HEALTH_TIER_FRESH_S &&
                 state.breaker >= BREAKER_CLOSED && state.breaker <= BREAKER_OPEN;
    out->breaker = state.breaker;
    out->last_failure = state.last_failure;
    if (state.last_failure != RESULT_OK)
        out->failed_at = state.failed_at;
    out->queue = gauge(metrics_series("queue_length", queues[link], NULL));
    out->has_journal = link == SHARED_LINK_MONGODB;
    if (!out->has_journal)
        return;
    out->owed = gauge(metrics_series("journal_entries", NULL));
    out->oldest_s = gauge(metrics_series("journal_oldest_age_seconds", NULL));
}

bool health_tier_is_well(const struct health_tier *t)
{
    return !t->configured || (t->known && t->breaker == BREAKER_CLOSED);
}

void health_tier_write(struct json_writer *json, const struct health_tier *t)
{
    json_object_begin(json);
    json_member_bool(json, "configured", t->configured);
    if (!t->configured) {
        json_member_null(json, "status");
        json_object_end(json);
        return;
    }
    json_member_string_z(json, "status", health_tier_is_well(t) ? "ok" : t->known ? "down" : "unknown");
    json_member_string_z(json, "breaker",
                         t->known ? breaker_state_name((enum breaker_state)t->breaker) : NULL);
    json_member_string_z(json, "last_error",
                         t->last_failure != RESULT_OK ? result_text((enum result)t->last_failure) : NULL);
    json_member_time(json, "last_error_at", t->failed_at);
    json_member_int(json, "queue_length", t->queue);
    if (t->has_journal) {
        json_member_int(json, "journal_entries", t->owed);
        json_member_int(json, "journal_oldest_age_s", t->oldest_s);
    }
    json_object_end(json);
}
