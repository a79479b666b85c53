#include "ingest/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/fnv.h"

struct seen {
    uint32_t mask;
    uint64_t slots[]; /* 0: free */
};

struct seen *seen_create(uint32_t slots)
{
    struct seen *s = calloc(1, sizeof(*s) + slots * sizeof(s->slots[0]));
    if (s)
        s->mask = slots - 1;
    return s;
}

void seen_destroy(struct seen *s)
{
    free(s);
}

uint64_t seen_fingerprint(const struct upstream_report *report)
{
    unsigned char product = (unsigned char)report->product;
    uint64_t h = fnv1a_add(FNV1A_START, &product, sizeof(product));
    h = fnv1a_add(h, &report->reported_at, sizeof(report->reported_at));
    h = fnv1a_add(h, report->station.ptr, report->station.len);
    h = fnv1a_add(h, " ", 1);
    h = fnv1a_add(h, report->raw.ptr, report->raw.len);
    return h ? h : 1;
}

/* The upper half chooses the slot: FNV's lower bits are its weaker ones. */
static uint32_t slot_of(const struct seen *s, uint64_t fingerprint)
{
    return (uint32_t)(fingerprint >> 32) & s->mask;
}

bool seen_has(const struct seen *s, uint64_t fingerprint)
{
    return s->slots[slot_of(s, fingerprint)] == fingerprint;
}

void seen_add(struct seen *s, uint64_t fingerprint)
{
    s->slots[slot_of(s, fingerprint)] = fingerprint;
}

void seen_clear(struct seen *s)
{
    memset(s->slots, 0, ((size_t)s->mask + 1) * sizeof(s->slots[0]));
}
