/*
 * Reports that did not come from a provider but from another host or a tier, on their way into the intake:
 * copied on a tier's thread, taken in on the loop, examined there by the same rules as a provider's.
 */
#ifndef AW_INGEST_RELAY_H
#define AW_INGEST_RELAY_H

#include "ingest/intake.h"
#include "store/tier.h"

/* More than all stations' newest few. */
#define RELAY_BYTES_MAX ((size_t)128 << 20)

/* A time that another host gives, or now where it lies in the future; UTC_NONE stays. */
static inline int64_t relay_not_after(int64_t time, int64_t now)
{
    return time < now ? time : now;
}

/* Reports of one product. */
struct relay_list {
    struct tier_report *reports; /* texts in the arena that was given with them */
    size_t count, capacity;
};

/* Copies the report, its texts into the arena. RESULT_NO_MEMORY. */
enum result relay_list_add(struct relay_list *l, struct arena *arena, const struct tier_report *report);
void relay_list_clear(struct relay_list *l); /* keeps the memory */
void relay_list_free(struct relay_list *l);

/*
 * Takes the list in, by lots: after a failure some may be in, and a repetition does no harm. What a
 * simulation received is refused outside of one, and the other way round. Receipts and checks of the future
 * become now's. An empty list is RESULT_OK; else as intake_take.
 */
enum result relay_take_in(struct intake *i, enum product product, const struct relay_list *l, bool simulated);

#endif
