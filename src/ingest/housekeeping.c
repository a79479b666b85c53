#include "ingest/housekeeping.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/history_end.h"
#include "ingest/loop.h"
#include "ingest/watchdog.h"
#include "store/history_store.h"
#include "store/product_state.h"

#define EVERY_MS       1000
#define REAP_EVERY_MS  60000
#define PRUNE_EVERY_MS (60 * 60 * 1000)
#define REPAIR_MAX_S   (30 * UTC_MINUTE) /* a child walks the whole file; its standstill is noticed there */
#define PRUNE_ROWS     5000              /* a transaction: some ms */

struct housekeeping {
    struct housekeeping_options options;
    int64_t next_ms, reap_ms, prune_ms; /* monotonic */
    struct metric *skew;
    struct metric *breaker[UPSTREAM_PROVIDERS], *budget[UPSTREAM_PROVIDERS];
    struct metric *checked[PRODUCT_COUNT], *newest[PRODUCT_COUNT];
    struct metric *used[2];
    uint64_t durable_used, durable_map; /* bytes, as of the last minute */
};

static const char *const environment_names[] = {[STORE_HOT] = "hot", [STORE_DURABLE] = "durable"};

struct housekeeping *housekeeping_create(const struct housekeeping_options *options)
{
    struct housekeeping *h = calloc(1, sizeof(*h));
    if (!h)
        return NULL;
    h->options = *options;
    h->prune_ms = clock_monotonic_ms() + REAP_EVERY_MS; /* not in the first minute */
    h->skew = metrics_series("ingest_clock_skew_seconds", NULL);
    for (int p = 0; p < UPSTREAM_PROVIDERS; p++) {
        const char *name = upstream_provider_name((enum upstream_provider)p);
        h->breaker[p] = metrics_series("provider_breaker_state", name, NULL);
        h->budget[p] = metrics_series("provider_budget_left", name, NULL);
    }
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        h->checked[p] =
            metrics_series("ingest_checked_timestamp_seconds", product_name((enum product)p), NULL);
        if (p != PRODUCT_STATIONS)
            h->newest[p] =
                metrics_series("ingest_newest_report_timestamp_seconds", product_name((enum product)p), NULL);
    }
    for (int e = 0; e < 2; e++)
        h->used[e] = metrics_series("store_used_bytes", environment_names[e], NULL);
    return h;
}

void housekeeping_destroy(struct housekeeping *h)
{
    free(h);
}

static void repair(struct housekeeping *h, enum store_environment env)
{
    static const char *const outcomes[] = {
        [STORE_SOUND] = "sound", [STORE_HOT_REBUILT] = "rebuilt", [STORE_DURABLE_SET_ASIDE] = "set_aside"};
    enum store_repair_outcome outcome;
    const char *name = environment_names[env];
    log_warning("store_damage_marked", LOG_STR("environment", name), LOG_END);
    watchdog_allow_s(REPAIR_MAX_S);
    enum result r = store_repair(h->options.store, env, &outcome);
    watchdog_allow_s(0);
    metric_add(
        metrics_series("store_repairs_total", name, r == RESULT_OK ? outcomes[outcome] : "failed", NULL), 1);
    if (r != RESULT_OK)
        log_error("store_not_repaired", LOG_STR("environment", name), LOG_RESULT(r), LOG_END);
    else if (outcome != STORE_SOUND)
        h->options.on_emptied(h->options.context, env);
}

static void show_providers(struct housekeeping *h)
{
    int64_t skew_s = upstream_clock_skew_s(h->options.upstream);
    shared_clock_skew_set(h->options.shared, skew_s);
    metric_set(h->skew, skew_s);
    for (int p = 0; p < UPSTREAM_PROVIDERS; p++) {
        struct upstream_status status;
        upstream_status_get(h->options.upstream, (enum upstream_provider)p, &status);
        if (!status.configured)
            continue;
        metric_set(h->breaker[p], status.breaker);
        metric_set(h->budget[p], status.budget_left);
    }
}

static void show_products(struct housekeeping *h)
{
    struct store_read *hot;
    if (store_read_begin(h->options.store, STORE_HOT, &hot) != RESULT_OK)
        return;
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        struct product_state state;
        if (product_state_get(hot, (enum product)p, &state) != RESULT_OK)
            continue;
        if (state.checked_at != UTC_NONE)
            metric_set(h->checked[p], state.checked_at);
        if (state.newest_at != UTC_NONE && h->newest[p])
            metric_set(h->newest[p], state.newest_at);
    }
    store_read_end(hot);
}

static void show_store(struct housekeeping *h)
{
    struct store_stats stats;
    if (store_stats_get(h->options.store, &stats) != RESULT_OK)
        return;
    for (int e = 0; e < 2; e++)
        metric_set(h->used[e], (int64_t)stats.used_bytes[e]);
    h->durable_used = stats.used_bytes[STORE_DURABLE];
    h->durable_map = stats.map_bytes[STORE_DURABLE];
}

/* Nothing is spared any more once nine tenths of the map are used: without room no new report is kept. */
static bool has_room(const struct housekeeping *h)
{
    return h->durable_used < h->durable_map / 10 * 9;
}

/* True when there may be more to delete. */
static bool prune(struct housekeeping *h)
{
    struct store_write *w;
    size_t deleted = 0;
    int64_t end = history_end(h->options.store, clock_now());
    if (end == UTC_NONE)
        return false;
    enum result r = store_write_begin(h->options.store, STORE_DURABLE, &w);
    if (r == RESULT_OK) {
        int64_t before = end - h->options.history_days * UTC_DAY;
        r = history_store_prune(w, before, !h->options.spare_owed || !has_room(h), PRUNE_ROWS, &deleted);
        if (r == RESULT_OK && deleted > 0)
            r = store_write_commit(w);
        else
            store_write_abort(w);
    }
    if (r != RESULT_OK)
        log_error("history_not_pruned", LOG_RESULT(r), LOG_END);
    return r == RESULT_OK && deleted == PRUNE_ROWS;
}

int64_t housekeeping_work(void *housekeeping)
{
    struct housekeeping *h = housekeeping;
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < h->next_ms)
        return LOOP_TURN_MS;
    h->next_ms = now_ms + EVERY_MS;
    for (int e = 0; e < 2; e++)
        if (store_damage_marked(h->options.store, (enum store_environment)e))
            repair(h, (enum store_environment)e);
    show_providers(h);
    show_products(h);
    if (now_ms >= h->reap_ms) {
        h->reap_ms = now_ms + REAP_EVERY_MS;
        store_reap_readers(h->options.store);
        show_store(h);
    }
    if (now_ms >= h->prune_ms)
        h->prune_ms = now_ms + (prune(h) ? EVERY_MS : PRUNE_EVERY_MS);
    return LOOP_TURN_MS;
}
