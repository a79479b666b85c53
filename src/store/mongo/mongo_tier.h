/* MongoDB as a tier: what its files share. */
#ifndef AW_STORE_MONGO_MONGO_TIER_H
#define AW_STORE_MONGO_MONGO_TIER_H

#include "store/mongo/mongo_link.h"

/* Collections that calls use; mongo_schema.c makes them. */
#define MONGO_REPORTS  "weather_data"    /* reports of seven days, decoded beside them */
#define MONGO_HISTORY  "weather_history" /* every report, as text */
#define MONGO_ITEMS    "cache"           /* items, and counters under "+" and their key */
#define MONGO_USERS    "users"
#define MONGO_SESSIONS "sessions"
#define MONGO_KEYS     "api_keys"
#define MONGO_ALERTS   "subscriptions"
#define MONGO_SCHEMA   "schema" /* one document: the version */

#define MONGO_REPORTS_KEPT_S ((int64_t)7 * 24 * 3600)

struct mongo_tier {
    struct mongo_link link;
};

/* As struct tier_operations has them; `engine` is a struct mongo_tier. */
enum result mongo_item_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                           int64_t now);
enum result mongo_item_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                           int64_t *expires_at);
enum result mongo_item_delete(void *engine, struct slice key);
enum result mongo_item_page(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                            tier_each_item *each, void *context);
enum result mongo_item_sweep(void *engine, int64_t now, size_t limit, size_t *deleted);
enum result mongo_counter_add(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                              int64_t *value);
enum result mongo_report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now);
enum result mongo_report_newest(void *engine, enum product product, struct slice station, int64_t now,
                                struct arena *arena, struct tier_report *out, size_t max, size_t *count);
enum result mongo_history_page(void *engine, const struct tier_history_question *q,
                               bool (*each)(void *context, const struct history_entry *entry), void *context);
enum result mongo_history_prune(void *engine, int64_t before, size_t limit, size_t *deleted);

#endif
