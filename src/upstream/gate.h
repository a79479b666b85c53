/*
 * Whether a provider may be asked now, and what is known of its health: its breakers, its budgets, holds that
 * it asked for. Files and interface have a breaker each, since a provider's files mostly outlive its
 * interface; a hold is for both. Times and randomness are passed in.
 */
#ifndef AW_UPSTREAM_GATE_H
#define AW_UPSTREAM_GATE_H

#include "base/breaker.h"
#include "upstream/exchange.h"
#include "upstream/rate_budget.h"

enum gate_use {
    GATE_FILE,    /* takes from no budget */
    GATE_CURRENT, /* 60 requests a minute */
    GATE_HISTORY, /* 20 requests a minute */
    GATE_USES
};

#define GATE_CURRENT_A_MINUTE 60
#define GATE_HISTORY_A_MINUTE 20

struct gate {
    struct breaker files, calls;
    struct rate_budget current, history;
    int holds;               /* in a row, without a success between */
    int64_t last_success_at; /* UTC_NONE */
    char last_error[200];
};

void gate_init(struct gate *g);

/* True: the question may go out and has taken its place; gate_left must follow. False: *wait_ms tells when
 * one may. */
bool gate_enter(struct gate *g, enum gate_use use, int64_t now_ms, int64_t *wait_ms);
/* Its end. `now` is UTC, for last_success_at. */
void gate_left(struct gate *g, enum gate_use use, const struct exchange_result *result, int64_t now_ms,
               int64_t now, uint32_t random);

/* The worse of both breakers; a hold counts as open. */
enum breaker_state gate_state(const struct gate *g, int64_t now_ms);

#endif
