/*
 * The items of an ICAO NOTAM: where Q) and A) to G) stand. A marker begins a word; items come in their order,
 * so that lists "a) b)" within item E) are no items; F) and G) after E) count only before a level.
 */
#ifndef AW_TAC_NOTAM_ITEMS_H
#define AW_TAC_NOTAM_ITEMS_H

#include "base/slice.h"
#include "tac/notam.h"

enum notam_item {
    NOTAM_ITEM_Q,
    NOTAM_ITEM_A,
    NOTAM_ITEM_B,
    NOTAM_ITEM_C,
    NOTAM_ITEM_D,
    NOTAM_ITEM_E,
    NOTAM_ITEM_F,
    NOTAM_ITEM_G,
    NOTAM_ITEM_COUNT
};

struct notam_items {
    struct slice head;                      /* what stands before the first item */
    struct slice item[NOTAM_ITEM_COUNT];    /* with its marker; absent where there is none */
    struct slice content[NOTAM_ITEM_COUNT]; /* without it */
};

/* False when there is no item at all. */
bool notam_items_find(struct slice body, struct notam_items *out);

/* An archive's trailer, "CREATED: … SOURCE: …": the offset where it begins, s.len when there is none. */
size_t notam_trailer_find(struct slice s);

/* A level as F) and G) have, at the start: SFC, FL120, 2000FT AMSL. How many bytes it took, 0 when it is
 * none; *out is then untouched. */
size_t notam_limit_parse(struct slice content, struct notam_limit *out);

#endif
