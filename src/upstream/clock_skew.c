#include "upstream/clock_skew.h"

void clock_skew_note(struct clock_skew *c, int64_t theirs, int64_t ours)
{
    c->differences_s[c->next] = theirs - ours;
    c->next = (c->next + 1) % CLOCK_SKEW_ANSWERS;
    if (c->count < CLOCK_SKEW_ANSWERS)
        c->count++;
}

int64_t clock_skew_median_s(const struct clock_skew *c)
{
    int64_t sorted[CLOCK_SKEW_ANSWERS];
    for (size_t i = 0; i < c->count; i++) {
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > c->differences_s[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = c->differences_s[i];
    }
    return c->count ? sorted[c->count / 2] : 0;
}
