#define _GNU_SOURCE
#include "upstream/upstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "build_config.h"
#include "upstream/core.h"

struct ask {
    struct upstream *upstream;
    struct ask_request request;
    struct exchange *exchange;
};

void upstream_primary_set(struct upstream *u, const char *primary)
{
    u->order_count = provider_order(u->config, primary, u->order);
}

const char *upstream_provider_name(enum upstream_provider p)
{
    static const char *const names[UPSTREAM_PROVIDERS] = {"awc", "checkwx"};
    return names[p];
}

enum result upstream_create(const struct config *config, struct upstream **out)
{
    struct upstream *u = calloc(1, sizeof(*u));
    if (!u)
        return RESULT_NO_MEMORY;
    u->config = config;
    upstream_primary_set(u, config->primary_weather_api);
    for (size_t i = 0; i < UPSTREAM_PROVIDERS; i++)
        gate_init(&u->gates[i]);
    enum result result = http_client_create(config->user_agent, &u->http);
    if (result != RESULT_OK) {
        free(u);
        return result;
    }
    *out = u;
    return RESULT_OK;
}

void upstream_destroy(struct upstream *u)
{
    if (!u)
        return;
    u->closing = true;
    poll_end_all(u);
    fetch_end_all(u);
    http_client_destroy(u->http);
    free(u);
}

uint32_t core_random(uint32_t limit)
{
    uint32_t value = 0;
    if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != (ssize_t)sizeof(value))
        value = (uint32_t)clock_monotonic_us();
    return value % limit;
}

int64_t core_seconds(int64_t ms)
{
    return ms <= 1000 ? 1 : (ms + 999) / 1000;
}

static bool accepts_simulated(const struct config *config)
{
#ifdef ENABLE_SIMULATION
    return config->simulated;
#else
    return false;
#endif
}

static void log_change(const struct ask *a, enum breaker_state before, enum breaker_state after,
                       const struct exchange_result *result)
{
    if (before == after)
        return;
    log_write(after == BREAKER_CLOSED ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "provider_breaker",
              LOG_STR("provider", upstream_provider_name(a->request.provider->id)),
              LOG_STR("from", breaker_state_name(before)), LOG_STR("to", breaker_state_name(after)),
              LOG_STR("detail", result->detail), LOG_END);
}

static void on_exchange_done(void *context, const struct exchange_result *result)
{
    struct ask *a = context;
    struct upstream *u = a->upstream;
    struct gate *gate = &u->gates[a->request.provider->id];
    int64_t now_ms = clock_monotonic_ms();
    if (result->response->date != UTC_NONE)
        clock_skew_note(&u->skew, result->response->date, result->response->date_seen_at);
    enum breaker_state before = gate_state(gate, now_ms);
    gate_left(gate, a->request.use, result, now_ms, clock_now(), core_random(UINT32_MAX));
    log_change(a, before, gate_state(gate, now_ms), result);
    a->request.on_done(a->request.context, result);
    free(a);
}

enum result core_ask(struct upstream *u, const struct ask_request *request, struct ask **out,
                     int64_t *wait_ms)
{
    struct gate *gate = &u->gates[request->provider->id];
    struct ask *a = calloc(1, sizeof(*a));
    if (!a)
        return RESULT_NO_MEMORY;
    if (!gate_enter(gate, request->use, clock_monotonic_ms(), wait_ms)) {
        free(a);
        return RESULT_BUSY;
    }
    *a = (struct ask){.upstream = u, .request = *request};
    struct exchange_request x = request->exchange;
    x.provider = request->provider->id;
    x.key = request->provider->key(u->config);
    x.accept_simulated = accepts_simulated(u->config);
    x.context = a;
    x.on_done = on_exchange_done;
    enum result result = exchange_start(u->http, &x, &a->exchange);
    if (result != RESULT_OK) {
        const struct exchange_result cancelled = {.cancelled = true};
        gate_left(gate, request->use, &cancelled, 0, 0, 0);
        free(a);
        return result;
    }
    *out = a;
    return RESULT_OK;
}

void core_cancel(struct ask *a)
{
    exchange_cancel(a->exchange);
}

enum result upstream_run(struct upstream *u, struct upstream_wait *waits, size_t count, int timeout_ms)
{
    poll_finish_skipped(u);
    int64_t due_ms = fetch_run_timers(u, clock_monotonic_ms());
    if (due_ms >= 0 && (timeout_ms < 0 || due_ms < timeout_ms))
        timeout_ms = (int)due_ms;
    return http_client_run(u->http, waits, count, timeout_ms);
}

int64_t upstream_clock_skew_s(const struct upstream *u)
{
    return clock_skew_median_s(&u->skew);
}

void upstream_status_get(const struct upstream *u, enum upstream_provider provider,
                         struct upstream_status *out)
{
    const struct gate *gate = &u->gates[provider];
    int64_t now_ms = clock_monotonic_ms();
    *out = (struct upstream_status){
        .configured = provider_get(provider)->is_configured(u->config),
        .breaker = gate_state(gate, now_ms),
        .last_success_at = gate->last_success_at,
        .budget_left = (int64_t)rate_budget_left(&gate->current, now_ms),
    };
    snprintf(out->last_error, sizeof(out->last_error), "%s", gate->last_error);
}
