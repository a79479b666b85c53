#include "store/redis/redis_link.h"

#include <stdio.h>

static const struct error_kind {
    const char *word;
    enum result result;
    const char *sentence;
} kinds[] = {
    {"NOSCRIPT", RESULT_NOT_FOUND, "Redis has forgotten a script"},
    {"NOAUTH", RESULT_REFUSED, "Redis wants a password and REDIS_URL has none"},
    {"WRONGPASS", RESULT_REFUSED, "Redis refuses the user or the password of REDIS_URL"},
    {"NOPERM", RESULT_REFUSED, "Redis does not let this user run a command that is needed (NOPERM)"},
    {"DENIED", RESULT_REFUSED, "Redis is in protected mode and refuses other hosts (DENIED)"},
    {"OOM", RESULT_REFUSED, "Redis is full: maxmemory is reached and nothing may be evicted (OOM)"},
    {"MISCONF", RESULT_REFUSED, "Redis can't write its file and takes no writes (MISCONF)"},
    {"NOREPLICAS", RESULT_REFUSED, "Redis has too few replicas and takes no writes (NOREPLICAS)"},
    {"MOVED", RESULT_REFUSED, "REDIS_URL names a Redis Cluster, which is not supported"},
    {"CROSSSLOT", RESULT_REFUSED, "REDIS_URL names a Redis Cluster, which is not supported"},
    {"CLUSTERDOWN", RESULT_REFUSED, "REDIS_URL names a Redis Cluster, which is not supported"},
    {"READONLY", RESULT_UNAVAILABLE, "this Redis is a replica now (READONLY)"},
    {"LOADING", RESULT_UNAVAILABLE, "Redis is loading its data (LOADING)"},
    {"MASTERDOWN", RESULT_UNAVAILABLE, "this Redis has lost its master (MASTERDOWN)"},
    {"BUSY", RESULT_UNAVAILABLE, "Redis is busy with a script (BUSY)"},
    {"WRONGTYPE", RESULT_CORRUPT, "a key of ours holds something else (WRONGTYPE)"},
    {"EXECABORT", RESULT_REFUSED, "Redis has refused a transaction (EXECABORT)"},
};

/* Errors that begin with ERR and are told by their words. */
static const struct error_kind phrases[] = {
    /* A script's error before Redis 7: "ERR Error running script (...): @user_script:1: -OOM command ..." */
    {"-OOM ", RESULT_REFUSED, "Redis is full: maxmemory is reached and nothing may be evicted (OOM)"},
    {"-READONLY ", RESULT_UNAVAILABLE, "this Redis is a replica now (READONLY)"},
    {"-MISCONF ", RESULT_REFUSED, "Redis can't write its file and takes no writes (MISCONF)"},
    {"-WRONGTYPE ", RESULT_CORRUPT, "a key of ours holds something else (WRONGTYPE)"},
    {"max number of clients", RESULT_UNAVAILABLE, "Redis has as many clients as it takes"},
    {"DB index", RESULT_REFUSED, "Redis has no database of REDIS_URL's number"},
    {"invalid password", RESULT_REFUSED, "Redis refuses the password of REDIS_URL"},
    {"without any password", RESULT_REFUSED, "REDIS_URL has a password and this Redis wants none"},
    {"no such key", RESULT_NOT_FOUND, "Redis has no such key"},
    {"would overflow", RESULT_TOO_LARGE, "a counter in Redis would overflow"},
};

static bool contains(struct slice text, struct slice part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (memcmp(text.ptr + i, part.ptr, part.len) == 0)
            return true;
    }
    return false;
}

static enum result tell(const struct error_kind *kind, char sentence[200])
{
    snprintf(sentence, 200, "%s", kind->sentence);
    return kind->result;
}

static bool is_code(struct slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < 'A' || word.ptr[i] > 'Z')
            return false;
    }
    return word.len > 0 && word.len <= 20;
}

enum result redis_error_map(struct slice text, char sentence[200])
{
    struct slice word = slice_sub(text, 0, slice_find(text, ' '));
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (slice_equal(word, slice_from_string(kinds[i].word)))
            return tell(&kinds[i], sentence);
    }
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (contains(text, slice_from_string(phrases[i].word)))
            return tell(&phrases[i], sentence);
    }
    if (contains(text, SLICE("unknown command")))
        snprintf(sentence, 200, "Redis does not know a command that is needed (5.0 or newer is)");
    else
        snprintf(sentence, 200, "Redis answers with an error (%.*s)", is_code(word) ? (int)word.len : 1,
                 is_code(word) ? word.ptr : "?");
    return RESULT_REFUSED;
}
