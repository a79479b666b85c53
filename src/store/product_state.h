/*
 * What is stored once per product: when it was last checked whole, its newest report, and the validators of
 * its bulk file.
 */
#ifndef AW_STORE_PRODUCT_STATE_H
#define AW_STORE_PRODUCT_STATE_H

#include "base/result.h"
#include "store/report_store.h"
#include "store/store.h"

struct product_state {
    int64_t checked_at;  /* last complete bulk poll answered 200 (whole and parsed) or 304; UTC_NONE: never */
    int64_t received_at; /* last time a 200 was taken in; UTC_NONE: never received */
    int64_t newest_at;   /* METAR: newest observation; TAF: newest issue; UTC_NONE: none */
    uint64_t quarantined;   /* reports refused for their times, ever */
    char etag[128];         /* "" = none */
    char last_modified[64]; /* "" = none */
};

/* Never received: RESULT_NOT_FOUND. */
enum result product_state_get(struct store_read *r, enum product product, struct product_state *out);
enum result product_state_get_for_update(struct store_write *w, enum product product,
                                         struct product_state *out);
enum result product_state_put(struct store_write *w, enum product product, const struct product_state *state);

#endif
