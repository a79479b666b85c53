/*
 * The tier of TIER_ENGINE_REDIS: state and keys that its files share. Its keys are listed in
 * docs/operations/tiers.md.
 */
#ifndef AW_STORE_REDIS_REDIS_TIER_H
#define AW_STORE_REDIS_REDIS_TIER_H

#include "base/buffer.h"
#include "store/frame.h"
#include "store/redis/redis_link.h"
#include "store/redis/redis_record.h"
#include "store/tier_operations.h"

/* Commands that go out together. Enough to make round trips cheap; so few that each lot is answered well
 * within a time-out, which each lot has for itself. */
#define REDIS_LOT 500

#define REDIS_PREFIX_MAX 80 /* "aw:", a space, ":" */
#define REDIS_KIND_MAX   16
#define REDIS_KEY_MAX    (REDIS_PREFIX_MAX + REDIS_KIND_MAX + STORE_KEY_MAX)
#define REDIS_NUMBER_MAX 24

struct redis_tier {
    struct redis_link link;
    char prefix[REDIS_PREFIX_MAX];
    struct buffer scratch;            /* what is being encoded */
    char swept_to[STORE_KEY_MAX + 1]; /* where the next sweep of the items' index begins */
    char owner[REDIS_OWNER_MAX + 1];  /* of the last shared_checked_get, for its caller */
};

/* The state of a tier that is Redis'; NULL: it is another. */
struct redis_tier *redis_tier_of(struct tier *t);

/* prefix, kind and name: redis_key(r, bytes, "item:", key). `kind` is shorter than REDIS_KIND_MAX. */
struct slice redis_key(const struct redis_tier *r, char out[REDIS_KEY_MAX], const char *kind,
                       struct slice name);
struct slice redis_number(int64_t value, char out[REDIS_NUMBER_MAX]);
/* A string of an answer; the absent slice when it is none. */
struct slice redis_text(const redisReply *reply);

enum result redis_item_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                           int64_t now);
enum result redis_item_get(void *engine, struct slice key, int64_t now, struct buffer *value,
                           int64_t *expires_at);
enum result redis_item_delete(void *engine, struct slice key);
enum result redis_item_page(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                            tier_each_item *each, void *context);
enum result redis_item_sweep(void *engine, int64_t now, size_t limit, size_t *deleted);
enum result redis_counter_add(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                              int64_t *value);
enum result redis_report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now);
enum result redis_report_newest(void *engine, enum product product, struct slice station, int64_t now,
                                struct arena *arena, struct tier_report *out, size_t max, size_t *count);

#endif
