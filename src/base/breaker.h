/*
 * A circuit breaker: after BREAKER_FAILURES failures in a row nobody is asked until a while has passed, then
 * one probe goes out, and its end decides. The while doubles with each failed probe, with jitter, so that
 * hosts do not come back together. Clock and randomness are passed in: times are milliseconds of a clock that
 * never jumps.
 */
#ifndef AW_BASE_BREAKER_H
#define AW_BASE_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state { BREAKER_CLOSED, BREAKER_HALF_OPEN, BREAKER_OPEN };

/* "closed", "half_open", "open"; static. */
const char *breaker_state_name(enum breaker_state s);

#define BREAKER_FAILURES 3
#define BREAKER_OPEN_MS  ((int64_t)5000) /* the first while; each further one doubles, +-25 % */

struct breaker {
    enum breaker_state state;
    int failures;          /* in a row */
    int openings;          /* in a row without a success between */
    bool probing;          /* half-open: the probe is under way */
    int64_t open_until_ms; /* while open */
    int64_t held_until_ms; /* by hold, whatever the state; 0: not */
    int64_t max_open_ms;
};

/* `max_open_ms` bounds the while. */
void breaker_init(struct breaker *b, int64_t max_open_ms);

/* Whether a question may go out. In half-open state the first that may is the probe: its end must be told. */
bool breaker_allow(struct breaker *b, int64_t now_ms);
/* Milliseconds until one may; 0: at once; 1,000 while a probe is under way. */
int64_t breaker_wait_ms(const struct breaker *b, int64_t now_ms);

/* How a question that was allowed has ended. `random` is any number. */
void breaker_succeeded(struct breaker *b);
void breaker_failed(struct breaker *b, int64_t now_ms, uint32_t random);
/* It ended in a way that says nothing of the provider (cancelled by us). */
void breaker_cancelled(struct breaker *b);

/* The provider asked to be left alone until then; a later hold is kept. */
void breaker_hold(struct breaker *b, int64_t until_ms);

#endif
