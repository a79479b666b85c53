/*
 * What tier.c needs of an engine. tier.c checks arguments, keeps the breaker, counts and measures every call
 * and reminds itself of the last error; an engine does the thing or says why not. Functions as in
 * store/tier.h, with its failures; NULL: RESULT_UNSUPPORTED.
 */
#ifndef AW_STORE_TIER_OPERATIONS_H
#define AW_STORE_TIER_OPERATIONS_H

#include "store/tier.h"

#define TIER_ERROR_MAX 200

struct tier_operations {
    void (*close)(void *engine);
    enum result (*ping)(void *engine);
    enum result (*item_put)(void *engine, struct slice key, struct slice value, int64_t expires_at,
                            int64_t now);
    enum result (*item_get)(void *engine, struct slice key, int64_t now, struct buffer *value,
                            int64_t *expires_at);
    enum result (*item_delete)(void *engine, struct slice key);
    enum result (*item_page)(void *engine, struct slice prefix, struct slice after, size_t limit, int64_t now,
                             tier_each_item *each, void *context);
    enum result (*item_sweep)(void *engine, int64_t now, size_t limit, size_t *deleted);
    enum result (*counter_add)(void *engine, struct slice key, int64_t delta, int64_t ttl_s, int64_t now,
                               int64_t *value);
    enum result (*report_put)(void *engine, const struct tier_report *reports, size_t count, int64_t now);
    enum result (*report_newest)(void *engine, enum product product, struct slice station, int64_t now,
                                 struct arena *arena, struct tier_report *out, size_t max, size_t *count);
    enum result (*history_page)(void *engine, const struct tier_history_question *q,
                                bool (*each)(void *context, const struct history_entry *entry),
                                void *context);
    enum result (*history_prune)(void *engine, int64_t before, size_t limit, size_t *deleted);
};

struct tier {
    enum tier_engine engine;
    const struct tier_operations *operations;
    void *state; /* the engine's own, freed by operations->close */
    struct breaker breaker;
    char last_error[TIER_ERROR_MAX];
    bool published;      /* tier_options.published */
    int published_state; /* enum breaker_state as metrics have it, or TIER_UNPUBLISHED */
    bool connected;      /* as metrics have it */
};

#define TIER_UNPUBLISHED (-1)

/* Each engine's opening: fills operations and state. The engine writes a sentence about each failure, without
 * secrets, to t->last_error, which outlives its state. */
enum result lmdb_tier_open(const struct tier_options *options, struct tier *t, char detail[200]);
enum result redis_tier_open(const struct tier_options *options, struct tier *t, char detail[200]);
enum result mongo_tier_open(const struct tier_options *options, struct tier *t, char detail[200]);

#endif
