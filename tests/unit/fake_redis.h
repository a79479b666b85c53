/*
 * A Redis that a test plays: it takes the place of the tier's functions that ingest's following and
 * publishing use, which are then not linked. Set up while no thread of a tier asks, or under `lock`. One a
 * process.
 */
#ifndef AW_TESTS_UNIT_FAKE_REDIS_H
#define AW_TESTS_UNIT_FAKE_REDIS_H

#include <pthread.h>
#include <semaphore.h>
#include <string.h>

#include "store/shared_tier.h"
#include "store/tier_operations.h"

static struct fake_redis {
    pthread_mutex_t lock;
    const char *run;
    enum result whole_result;           /* of reading everything there is, which is nothing */
    const struct shared_change *change; /* what the next reading of the stream brings */
    bool gap;                           /* what each brings */
    sem_t *asked, *gate;                /* the next reading of the stream tells so, and waits */
    size_t stream_reads, whole_reads, appended;
    bool whole_first; /* of the readings since the last reset */
} fake_redis = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void fake_redis_reset(void)
{
    pthread_mutex_lock(&fake_redis.lock);
    fake_redis.run = "aaaaa";
    fake_redis.whole_result = RESULT_OK;
    fake_redis.change = NULL;
    fake_redis.gap = fake_redis.whole_first = false;
    fake_redis.asked = fake_redis.gate = NULL;
    fake_redis.stream_reads = fake_redis.whole_reads = fake_redis.appended = 0;
    pthread_mutex_unlock(&fake_redis.lock);
}

static inline struct fake_redis fake_redis_now(void)
{
    pthread_mutex_lock(&fake_redis.lock);
    struct fake_redis now = fake_redis;
    pthread_mutex_unlock(&fake_redis.lock);
    return now;
}

const char *shared_run(struct tier *t)
{
    (void)t;
    return fake_redis_now().run;
}

enum result shared_stream_append(struct tier *t, const struct shared_change *changes, size_t count)
{
    (void)t;
    (void)changes;
    pthread_mutex_lock(&fake_redis.lock);
    fake_redis.appended += count;
    pthread_mutex_unlock(&fake_redis.lock);
    return RESULT_OK;
}

static void fake_redis_wait(void)
{
    pthread_mutex_lock(&fake_redis.lock);
    sem_t *asked = fake_redis.asked, *gate = fake_redis.gate;
    fake_redis.asked = fake_redis.gate = NULL;
    pthread_mutex_unlock(&fake_redis.lock);
    if (!gate)
        return;
    sem_post(asked);
    sem_wait(gate);
}

enum result shared_stream_read(struct tier *t, char id[SHARED_STREAM_ID_MAX], size_t limit, int64_t block_ms,
                               bool (*each)(void *context, const struct shared_change *change), void *context,
                               bool *gap)
{
    (void)t;
    (void)limit;
    (void)block_ms;
    fake_redis_wait();
    pthread_mutex_lock(&fake_redis.lock);
    const struct shared_change *change = fake_redis.change;
    fake_redis.stream_reads++;
    fake_redis.change = NULL;
    *gap = fake_redis.gap;
    pthread_mutex_unlock(&fake_redis.lock);
    snprintf(id, SHARED_STREAM_ID_MAX, "7-0@aaaaa");
    if (change && !*gap)
        each(context, change);
    return RESULT_OK;
}

enum result shared_checked_get(struct tier *t, enum product product, struct shared_change *out)
{
    (void)t;
    (void)product;
    (void)out;
    return RESULT_NOT_FOUND;
}

/* A reading of everything begins with METARs, and ends there when it fails. */
enum result shared_reports_each(struct tier *t, enum product product, int64_t now,
                                bool (*each)(void *context, const struct tier_report *report), void *context,
                                uint64_t *stations)
{
    (void)t;
    (void)now;
    (void)each;
    (void)context;
    pthread_mutex_lock(&fake_redis.lock);
    enum result result = fake_redis.whole_result;
    if (product == PRODUCT_METAR) {
        fake_redis.whole_first = fake_redis.whole_first || fake_redis.stream_reads == 0;
        fake_redis.whole_reads++;
    }
    pthread_mutex_unlock(&fake_redis.lock);
    if (result == RESULT_OK)
        *stations = 0;
    return result;
}

static enum result fake_redis_ping(void *engine)
{
    (void)engine;
    return RESULT_OK;
}

static void fake_redis_close(void *engine)
{
    (void)engine;
}

enum result redis_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    static const struct tier_operations operations = {.close = fake_redis_close, .ping = fake_redis_ping};
    (void)options;
    (void)detail;
    t->operations = &operations;
    return RESULT_OK;
}

#endif
