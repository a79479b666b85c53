#include "base/breaker.h"

#define PROBE_WAIT_MS ((int64_t)1000)

const char *breaker_state_name(enum breaker_state s)
{
    static const char *const names[] = {
        [BREAKER_CLOSED] = "closed", [BREAKER_HALF_OPEN] = "half_open", [BREAKER_OPEN] = "open"};
    return names[s];
}

void breaker_init(struct breaker *b, int64_t max_open_ms)
{
    *b = (struct breaker){.state = BREAKER_CLOSED, .max_open_ms = max_open_ms};
}

bool breaker_allow(struct breaker *b, int64_t now_ms)
{
    if (now_ms < b->held_until_ms)
        return false;
    if (b->state == BREAKER_OPEN && now_ms >= b->open_until_ms) {
        b->state = BREAKER_HALF_OPEN;
        b->probing = false;
    }
    if (b->state == BREAKER_CLOSED)
        return true;
    if (b->state == BREAKER_OPEN || b->probing)
        return false;
    b->probing = true;
    return true;
}

int64_t breaker_wait_ms(const struct breaker *b, int64_t now_ms)
{
    int64_t wait = 0;
    if (b->state == BREAKER_OPEN && b->open_until_ms > now_ms)
        wait = b->open_until_ms - now_ms;
    if (b->state == BREAKER_HALF_OPEN && b->probing)
        wait = PROBE_WAIT_MS;
    if (b->held_until_ms - now_ms > wait)
        wait = b->held_until_ms - now_ms;
    return wait;
}

void breaker_succeeded(struct breaker *b)
{
    b->state = BREAKER_CLOSED;
    b->failures = 0;
    b->openings = 0;
    b->probing = false;
}

static void breaker_open(struct breaker *b, int64_t now_ms, uint32_t random)
{
    int64_t open_ms = BREAKER_OPEN_MS;
    for (int i = 0; i < b->openings && open_ms < b->max_open_ms; i++)
        open_ms *= 2;
    open_ms = open_ms * 3 / 4 + open_ms / 2 * (int64_t)(random % 1024) / 1024;
    if (open_ms > b->max_open_ms)
        open_ms = b->max_open_ms;
    b->openings++;
    b->probing = false;
    b->state = BREAKER_OPEN;
    b->open_until_ms = now_ms + open_ms;
}

void breaker_failed(struct breaker *b, int64_t now_ms, uint32_t random)
{
    b->failures++;
    if (b->state == BREAKER_HALF_OPEN || (b->state == BREAKER_CLOSED && b->failures >= BREAKER_FAILURES))
        breaker_open(b, now_ms, random);
}

void breaker_cancelled(struct breaker *b)
{
    b->probing = false;
}

void breaker_hold(struct breaker *b, int64_t until_ms)
{
    if (until_ms > b->held_until_ms)
        b->held_until_ms = until_ms;
}
