/*
 * What upstream.c, poll.c and fetch.c share: the state of `struct upstream` and the one way to ask a
 * provider, which minds its gate, the clocks' difference and the log. Private to this folder.
 */
#ifndef AW_UPSTREAM_CORE_H
#define AW_UPSTREAM_CORE_H

#include "upstream/clock_skew.h"
#include "upstream/gate.h"
#include "upstream/provider.h"

struct poll;
struct fetch;

struct upstream {
    const struct config *config;
    struct http_client *http;
    const struct provider *order[UPSTREAM_PROVIDERS]; /* the configured ones */
    size_t order_count;
    struct gate gates[UPSTREAM_PROVIDERS];
    struct clock_skew skew;
    int64_t other_form_until_ms[UPSTREAM_PRODUCTS]; /* poll.c: the preferred form of a file is not asked for
                                                       before */
    struct poll *polls;
    struct fetch *fetches;
    bool closing;
};

struct ask;

/* What an ask is; the exchange's provider, key, accept_simulated, context and on_done are filled in. */
struct ask_request {
    const struct provider *provider;
    enum gate_use use;
    struct exchange_request exchange;
    void *context;
    void (*on_done)(void *context, const struct exchange_result *result);
};

/*
 * RESULT_BUSY: the gate is closed, *wait_ms tells for how long; RESULT_NO_MEMORY. Else on_done comes, later,
 * exactly once. *out is valid until then.
 */
enum result core_ask(struct upstream *u, const struct ask_request *request, struct ask **out,
                     int64_t *wait_ms);
void core_cancel(struct ask *a);

/* A random number below `limit`. */
uint32_t core_random(uint32_t limit);
/* Whole seconds, at least 1. */
int64_t core_seconds(int64_t ms);

/* Ends the polls that were not let through. */
void poll_finish_skipped(struct upstream *u);

/* Ends what is under way, at destruction. */
void poll_end_all(struct upstream *u);
void fetch_end_all(struct upstream *u);
/* Tries again what is due; returns milliseconds until the next one is, or -1. */
int64_t fetch_run_timers(struct upstream *u, int64_t now_ms);

#endif
