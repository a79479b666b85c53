/*
 * Every report received, in the durable environment: key station, product, time (big end first), hash of the
 * raw text, so that a write can be repeated without a duplicate.
 */
#ifndef AW_STORE_HISTORY_STORE_H
#define AW_STORE_HISTORY_STORE_H

#include <stdbool.h>

#include "base/result.h"
#include "store/report_store.h"
#include "store/store.h"

struct history_entry {
    enum product product;
    char station[STATION_MAX];
    int64_t observed_at; /* TAF: issue; where it has none, valid_from */
    int64_t received_at;
    enum report_source source;
    struct slice raw;
};

enum result history_store_put(struct store_write *w, const struct history_entry *entry);
/* Entries of a station and product with from <= observed_at < to, oldest first. */
enum result history_store_each(struct store_read *r, enum product product, struct slice station, int64_t from,
                               int64_t to, bool (*each)(void *context, const struct history_entry *entry),
                               void *context);
/* The same, beginning behind a place: later times, and of its own time those whose hash is greater. An entry
 * that comes later moves no other across a place, so that pages neither repeat nor skip one. */
struct history_place {
    int64_t observed_at;
    uint32_t hash; /* report_store_hash of the raw text */
};
enum result history_store_each_after(struct store_read *r, enum product product, struct slice station,
                                     const struct history_place *after, int64_t to,
                                     bool (*each)(void *context, const struct history_entry *entry),
                                     void *context);
/* Deletes up to `limit` entries older than `before`, and than all that is owed (store/journal.h) unless
 * `owed_too`; *deleted tells how many (0: done). */
enum result history_store_prune(struct store_write *w, int64_t before, bool owed_too, size_t limit,
                                size_t *deleted);

#endif
