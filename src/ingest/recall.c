#include "ingest/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/fnv.h"

#define RECALL_SLOTS 8192u /* a power of two */

struct recall_slot {
    char station[STATION_MAX]; /* "": free */
    uint8_t product;
    int64_t noted_at;
};

struct recall {
    int64_t keep_s;
    struct recall_slot slots[RECALL_SLOTS];
};

struct recall *recall_create(int64_t keep_s)
{
    struct recall *r = calloc(1, sizeof(*r));
    if (r)
        r->keep_s = keep_s;
    return r;
}

void recall_destroy(struct recall *r)
{
    free(r);
}

static uint32_t slot_of(enum product product, const char *station)
{
    uint64_t h = fnv1a_add(FNV1A_START, &product, sizeof(product));
    h = fnv1a_add(h, station, strlen(station));
    return (h ^ h >> 32) % RECALL_SLOTS;
}

void recall_note(struct recall *r, enum product product, const char *station, int64_t now)
{
    struct recall_slot *slot = &r->slots[slot_of(product, station)];
    slice_copy(slice_from_string(station), slot->station, sizeof(slot->station));
    slot->product = (uint8_t)product;
    slot->noted_at = now;
}

bool recall_has(const struct recall *r, enum product product, const char *station, int64_t now)
{
    const struct recall_slot *slot = &r->slots[slot_of(product, station)];
    return slot->product == product && strcmp(slot->station, station) == 0 && slot->noted_at <= now &&
           now - slot->noted_at < r->keep_s;
}

void recall_forget(struct recall *r)
{
    memset(r->slots, 0, sizeof(r->slots));
}
