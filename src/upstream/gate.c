#include "upstream/gate.h"

#include <stdio.h>

#include "base/utc.h"

/* Files are polled each minute: every poll may be the probe. */
#define FILES_OPEN_MAX_MS ((int64_t)45000)
#define CALLS_OPEN_MAX_MS ((int64_t)120000)

/* A quota of a day is not back in a minute. */
#define HOLD_MAX_MS ((int64_t)3600000)

void gate_init(struct gate *g)
{
    *g = (struct gate){.last_success_at = UTC_NONE};
    breaker_init(&g->files, FILES_OPEN_MAX_MS);
    breaker_init(&g->calls, CALLS_OPEN_MAX_MS);
    rate_budget_init(&g->current, GATE_CURRENT_A_MINUTE);
    rate_budget_init(&g->history, GATE_HISTORY_A_MINUTE);
}

static struct breaker *breaker_of(struct gate *g, enum gate_use use)
{
    return use == GATE_FILE ? &g->files : &g->calls;
}

bool gate_enter(struct gate *g, enum gate_use use, int64_t now_ms, int64_t *wait_ms)
{
    struct breaker *breaker = breaker_of(g, use);
    struct rate_budget *budget = use == GATE_HISTORY ? &g->history : &g->current;
    if (use != GATE_FILE && rate_budget_wait_ms(budget, now_ms) > 0) {
        *wait_ms = rate_budget_wait_ms(budget, now_ms);
        return false;
    }
    if (!breaker_allow(breaker, now_ms)) {
        *wait_ms = breaker_wait_ms(breaker, now_ms);
        return false;
    }
    if (use != GATE_FILE)
        rate_budget_take(budget, now_ms);
    return true;
}

static void hold(struct gate *g, int64_t hold_ms, int64_t now_ms)
{
    for (int i = 0; i < g->holds && hold_ms < HOLD_MAX_MS; i++)
        hold_ms *= 2;
    if (hold_ms > HOLD_MAX_MS)
        hold_ms = HOLD_MAX_MS;
    g->holds++;
    breaker_hold(&g->files, now_ms + hold_ms);
    breaker_hold(&g->calls, now_ms + hold_ms);
}

void gate_left(struct gate *g, enum gate_use use, const struct exchange_result *result, int64_t now_ms,
               int64_t now, uint32_t random)
{
    struct breaker *breaker = breaker_of(g, use);
    if (result->cancelled) {
        breaker_cancelled(breaker);
        return;
    }
    if (result->verdict == UPSTREAM_WHOLE || result->verdict == UPSTREAM_NOT_MODIFIED) {
        g->last_success_at = now;
        g->holds = 0;
    } else
        snprintf(g->last_error, sizeof(g->last_error), "%s", result->detail);
    if (result->provider_failed)
        breaker_failed(breaker, now_ms, random);
    else
        breaker_succeeded(breaker);
    if (result->hold_s > 0)
        hold(g, result->hold_s * 1000, now_ms);
}

enum breaker_state gate_state(const struct gate *g, int64_t now_ms)
{
    if (g->files.held_until_ms > now_ms)
        return BREAKER_OPEN;
    return g->files.state > g->calls.state ? g->files.state : g->calls.state;
}
