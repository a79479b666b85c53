/* How far a provider's clock is from ours: the median of the last five answers' Date headers. Pure. */
#ifndef AW_UPSTREAM_CLOCK_SKEW_H
#define AW_UPSTREAM_CLOCK_SKEW_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_SKEW_ANSWERS 5

struct clock_skew {
    int64_t differences_s[CLOCK_SKEW_ANSWERS];
    size_t next, count;
};

/* `theirs`: Date, plus Age where a cache answered; `ours`: when the header arrived. Both seconds UTC. */
void clock_skew_note(struct clock_skew *c, int64_t theirs, int64_t ours);
/* Theirs minus ours; 0 with no answer. */
int64_t clock_skew_median_s(const struct clock_skew *c);

#endif
