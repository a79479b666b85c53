#include "store/shared_tier.h"

#include "store/redis/redis_record.h"
#include "store/redis/redis_tier.h"
#include "store/tier_call.h"

/* A year: more is a mistake. */
#define LEASE_MAX_MS ((int64_t)366 * 86400 * 1000)

static bool lease_valid(struct slice name, struct slice owner)
{
    return tier_key_valid(name) && owner.len > 0 && owner.len <= REDIS_OWNER_MAX;
}

static enum result take(struct redis_tier *r, struct slice name, struct slice owner, int64_t ttl_ms,
                        bool *mine)
{
    char key[REDIS_KEY_MAX], number[REDIS_NUMBER_MAX];
    redisReply *reply;
    enum result result = redis_script_ask(
        &r->link, REDIS_SCRIPT_LEASE_TAKE,
        REDIS_WORDS(SLICE("1"), redis_key(r, key, "lease:", name), owner, redis_number(ttl_ms, number)),
        &reply);
    if (result)
        return result;
    if (reply->type == REDIS_REPLY_INTEGER)
        *mine = reply->integer == 1;
    else
        result = redis_link_odd(&r->link);
    freeReplyObject(reply);
    return result;
}

static enum result release(struct redis_tier *r, struct slice name, struct slice owner)
{
    char key[REDIS_KEY_MAX];
    redisReply *reply;
    enum result result =
        redis_script_ask(&r->link, REDIS_SCRIPT_LEASE_RELEASE,
                         REDIS_WORDS(SLICE("1"), redis_key(r, key, "lease:", name), owner), &reply);
    if (!result)
        freeReplyObject(reply);
    return result;
}

enum result shared_lease_take(struct tier *t, struct slice name, struct slice owner, int64_t ttl_ms,
                              bool *mine)
{
    struct redis_tier *r = redis_tier_of(t);
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    if (!lease_valid(name, owner) || ttl_ms <= 0 || ttl_ms > LEASE_MAX_MS)
        return RESULT_INVALID;
    enum result result = tier_call_begin(t, "lease_take", &call);
    return result ? result : tier_call_end(&call, take(r, name, owner, ttl_ms, mine));
}

enum result shared_lease_release(struct tier *t, struct slice name, struct slice owner)
{
    struct redis_tier *r = redis_tier_of(t);
    struct tier_call call;
    if (!r)
        return RESULT_UNSUPPORTED;
    if (!lease_valid(name, owner))
        return RESULT_INVALID;
    enum result result = tier_call_begin(t, "lease_release", &call);
    return result ? result : tier_call_end(&call, release(r, name, owner));
}
