#include "ingest/history_end.h"

#include "base/utc.h"
#include "store/product_state.h"

int64_t history_end(struct store *store, int64_t now)
{
    struct store_read *hot;
    int64_t newest_at = UTC_NONE;
    if (store_read_begin(store, STORE_HOT, &hot) != RESULT_OK)
        return UTC_NONE;
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        struct product_state state;
        if (product_state_get(hot, (enum product)p, &state) == RESULT_OK && state.newest_at > newest_at)
            newest_at = state.newest_at;
    }
    store_read_end(hot);
    return newest_at < now ? newest_at : now;
}
