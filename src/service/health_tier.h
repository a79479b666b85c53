/*
 * The tiers beside the local one, as health shows them: how ingestd stands with each, from the memory that
 * all processes share. Part of service/health.h.
 */
#ifndef AW_SERVICE_HEALTH_TIER_H
#define AW_SERVICE_HEALTH_TIER_H

#include "base/json_writer.h"
#include "base/shared.h"

struct health_tier {
    bool configured;
    bool known;           /* ingestd has said how it stands within HEALTH_TIER_FRESH_S */
    bool has_journal;     /* reports are owed to it until it has acknowledged them */
    int64_t breaker;      /* enum breaker_state, while known */
    int64_t last_failure; /* enum result; RESULT_OK: none since ingestd started */
    int64_t failed_at;    /* UTC_NONE */
    int64_t queue;        /* calls that wait for its thread */
    int64_t owed;         /* reports in the journal */
    int64_t oldest_s;     /* how long the oldest of them has waited; 0: none */
};
#define HEALTH_TIER_FRESH_S 15

void health_tier_check(const struct shared *shared, enum shared_link link, bool configured, int64_t now,
                       struct health_tier *out);
/* It works, or nobody expects it to. */
bool health_tier_is_well(const struct health_tier *t);
void health_tier_write(struct json_writer *json, const struct health_tier *t);

#endif
