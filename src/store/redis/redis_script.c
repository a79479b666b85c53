#include "store/redis/redis_link.h"

/*
 * Each is atomic in the server. Keys are all named in KEYS.
 */
static const char *const texts[REDIS_SCRIPTS] = {
    /* KEYS: the station's reports. ARGV: observed_at, the record, bytes of its identity, how many are kept,
     * seconds until they are forgotten. One that is known is left as it is. */
    [REDIS_SCRIPT_REPORT_PUT] =
        "local id = string.sub(ARGV[2], 1, tonumber(ARGV[3]))\n"
        "for _, m in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1])) do\n"
        "  if string.sub(m, 1, #id) == id then\n"
        "    redis.call('EXPIRE', KEYS[1], ARGV[5])\n"
        "    return 0\n"
        "  end\n"
        "end\n"
        "redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])\n"
        "redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -(tonumber(ARGV[4]) + 1))\n"
        "redis.call('EXPIRE', KEYS[1], ARGV[5])\n"
        "return 1\n",
    /* KEYS: the counter. ARGV: delta, now, when a window that begins now ends, its length in ms. The sum is
     * given as text: a number of Lua's is a double. */
    [REDIS_SCRIPT_COUNTER_ADD] = "local ends = redis.call('HGET', KEYS[1], 'ends')\n"
                                 "if not ends or tonumber(ends) <= tonumber(ARGV[2]) then\n"
                                 "  redis.call('DEL', KEYS[1])\n"
                                 "  redis.call('HSET', KEYS[1], 'ends', ARGV[3])\n"
                                 "  redis.call('PEXPIRE', KEYS[1], ARGV[4])\n"
                                 "end\n"
                                 "redis.call('HINCRBY', KEYS[1], 'sum', ARGV[1])\n"
                                 "return redis.call('HGET', KEYS[1], 'sum')\n",
    /* KEYS: the lease. ARGV: owner, ms. */
    [REDIS_SCRIPT_LEASE_TAKE] = "local owner = redis.call('GET', KEYS[1])\n"
                                "if owner and owner ~= ARGV[1] then return 0 end\n"
                                "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])\n"
                                "return 1\n",
    [REDIS_SCRIPT_LEASE_RELEASE] = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end\n"
                                   "return redis.call('DEL', KEYS[1])\n",
    /* KEYS: the index, then items. ARGV: the items' names in the index, in the same order. Between a reader's
     * look and this an item may have come back. */
    [REDIS_SCRIPT_INDEX_CLEAN] =
        "local n = 0\n"
        "for i = 2, #KEYS do\n"
        "  if redis.call('EXISTS', KEYS[i]) == 0 then n = n + redis.call('ZREM', KEYS[1], ARGV[i - 1]) end\n"
        "end\n"
        "return n\n",
};

#define WORDS_MAX 160 /* of a script: its keys and arguments */

void redis_script_forget(struct redis_link *l)
{
    memset(l->sha, 0, sizeof(l->sha));
    l->error[0] = '\0';
}

enum result redis_script_ready(struct redis_link *l, enum redis_script script)
{
    redisReply *reply = NULL;
    if (l->sha[script][0])
        return RESULT_OK;
    enum result result =
        redis_link_append(l, REDIS_WORDS(SLICE("SCRIPT"), SLICE("LOAD"), slice_from_string(texts[script])));
    if (!result)
        result = redis_link_next(l, &reply);
    if (result)
        return result;
    if (reply->type != REDIS_REPLY_STRING ||
        !slice_copy(slice_make(reply->str, reply->len), l->sha[script], REDIS_SHA_SIZE))
        result = redis_link_odd(l);
    freeReplyObject(reply);
    return result;
}

static enum result run(struct redis_link *l, enum redis_script script, const struct slice *words,
                       size_t count, redisReply **out)
{
    struct slice all[WORDS_MAX];
    enum result result = redis_script_ready(l, script);
    if (result)
        return result;
    all[0] = SLICE("EVALSHA");
    all[1] = slice_from_string(l->sha[script]);
    memcpy(all + 2, words, count * sizeof(*words));
    result = redis_link_append(l, all, count + 2);
    return result ? result : redis_link_next(l, out);
}

enum result redis_script_ask(struct redis_link *l, enum redis_script script, const struct slice *words,
                             size_t count, redisReply **out)
{
    if (count + 2 > WORDS_MAX)
        return RESULT_TOO_LARGE;
    enum result result = redis_link_begin(l, 0);
    if (!result)
        result = run(l, script, words, count, out);
    if (result == RESULT_NOT_FOUND) { /* NOSCRIPT */
        redis_script_forget(l);
        result = run(l, script, words, count, out);
    }
    return result == RESULT_NOT_FOUND ? RESULT_UNAVAILABLE : result;
}
