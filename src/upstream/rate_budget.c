#include "upstream/rate_budget.h"

#include <assert.h>

void rate_budget_init(struct rate_budget *b, size_t limit)
{
    assert(limit > 0 && limit <= RATE_BUDGET_MAX);
    *b = (struct rate_budget){.limit = limit};
}

int64_t rate_budget_wait_ms(const struct rate_budget *b, int64_t now_ms)
{
    if (b->used < b->limit)
        return 0;
    int64_t wait = b->at_ms[b->next] + RATE_BUDGET_WINDOW_MS - now_ms;
    return wait > 0 ? wait : 0;
}

bool rate_budget_take(struct rate_budget *b, int64_t now_ms)
{
    if (rate_budget_wait_ms(b, now_ms) > 0)
        return false;
    b->at_ms[b->next] = now_ms;
    b->next = (b->next + 1) % b->limit;
    if (b->used < b->limit)
        b->used++;
    return true;
}

size_t rate_budget_left(const struct rate_budget *b, int64_t now_ms)
{
    size_t left = b->limit - b->used;
    for (size_t i = 0; i < b->used; i++)
        if (b->at_ms[i] + RATE_BUDGET_WINDOW_MS <= now_ms)
            left++;
    return left;
}
