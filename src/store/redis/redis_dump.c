#define _GNU_SOURCE
#include "store/shared_dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/redis/redis_tier.h"

#define SCAN_COUNT "500"

/* ---- saving ---- */

#define ARGUMENTS_MAX 16

/* The arguments that lead redis-cli to where the link is connected; texts live in the link and in `port`. */
static size_t name_server(const struct redis_link *l, char port[16], const char **argv)
{
    size_t n = 0;
    const redisContext *c = l->context;
    argv[n++] = "redis-cli";
    argv[n++] = "--no-auth-warning";
    if (c->connection_type == REDIS_CONN_UNIX) {
        argv[n++] = "-s";
        argv[n++] = c->unix_sock.path;
    } else {
        snprintf(port, 16, "%d", c->tcp.port);
        argv[n++] = "-h";
        argv[n++] = c->tcp.host;
        argv[n++] = "-p";
        argv[n++] = port;
    }
    if (l->url.user[0]) {
        argv[n++] = "--user";
        argv[n++] = l->url.user;
    }
    if (l->url.tls)
        argv[n++] = "--tls";
    return n;
}

/* What redis-cli says of its progress goes where errors go. */
static void become_redis_cli(const struct redis_link *l, const char *const *argv)
{
    if (l->url.password[0])
        setenv("REDISCLI_AUTH", l->url.password, 1);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(errno == ENOENT ? 127 : 126);
}

static enum result run_redis_cli(const struct redis_link *l, const char *const *argv, char *detail)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        become_redis_cli(l, argv);
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            child = -1;
    if (child < 0)
        return RESULT_IO;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return RESULT_OK;
    bool absent = WIFEXITED(status) && WEXITSTATUS(status) == 127;
    snprintf(detail, SHARED_DETAIL_MAX,
             absent ? "redis-cli is not installed" : "redis-cli could not get the server's data");
    return absent ? RESULT_UNSUPPORTED : RESULT_REFUSED;
}

/* A tier for its link; detail says what is wrong with it. */
static enum result open_tier(const struct tier_options *options, struct tier **out, char *detail)
{
    struct tier_options redis = *options;
    redis.engine = TIER_ENGINE_REDIS;
    return tier_open(&redis, out, detail);
}

static void tell(enum result result, const struct redis_link *l, char *detail)
{
    if (result && !detail[0])
        snprintf(detail, SHARED_DETAIL_MAX, "%s", l->error[0] ? l->error : result_text(result));
}

enum result shared_dump_save(const struct tier_options *options, const char *path,
                             char detail[SHARED_DETAIL_MAX])
{
    struct tier *tier;
    char port[16];
    const char *argv[ARGUMENTS_MAX];
    detail[0] = '\0';
    enum result result = open_tier(options, &tier, detail);
    if (result)
        return result;
    struct redis_link *l = &redis_tier_of(tier)->link;
    result = redis_link_begin(l, 0);
    if (!result) {
        size_t n = name_server(l, port, argv);
        argv[n++] = "--rdb";
        argv[n++] = path;
        argv[n] = NULL;
        result = run_redis_cli(l, argv, detail);
    }
    tell(result, l, detail);
    tier_close(tier);
    return result;
}

/* ---- loading ---- */

typedef enum result each_key(void *context, struct slice key);

/* Calls `each` with every key that begins with the prefix; a key may come twice. */
static enum result scan(struct redis_link *l, const char *prefix, each_key *each, void *context)
{
    char cursor[32] = "0", pattern[REDIS_PREFIX_MAX + 1];
    snprintf(pattern, sizeof(pattern), "%s*", prefix);
    do {
        redisReply *reply;
        enum result result =
            redis_link_ask(l,
                           REDIS_WORDS(SLICE("SCAN"), slice_from_string(cursor), SLICE("MATCH"),
                                       slice_from_string(pattern), SLICE("COUNT"), SLICE(SCAN_COUNT)),
                           &reply);
        if (result)
            return result;
        bool good = reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
                    slice_copy(redis_text(reply->element[0]), cursor, sizeof(cursor));
        if (!good)
            result = redis_link_odd(l);
        for (size_t i = 0; !result && i < reply->element[1]->elements; i++)
            result = each(context, redis_text(reply->element[1]->element[i]));
        freeReplyObject(reply);
        if (result)
            return result;
    } while (cursor[0] != '0' || cursor[1]);
    return RESULT_OK;
}

static enum result run(struct redis_link *l, const struct slice *words, size_t count)
{
    redisReply *reply;
    enum result result = redis_link_ask(l, words, count, &reply);
    if (!result)
        freeReplyObject(reply);
    return result;
}

static enum result delete_key(void *context, struct slice key)
{
    return run(context, REDIS_WORDS(SLICE("DEL"), key));
}

struct copying {
    struct redis_link *from, *to;
    uint64_t keys;
};

/* What has expired between the two questions is passed over. */
static enum result copy_key(void *context, struct slice key)
{
    struct copying *c = context;
    redisReply *ttl = NULL, *value = NULL;
    char text[REDIS_NUMBER_MAX];
    enum result result = redis_link_ask(c->from, REDIS_WORDS(SLICE("PTTL"), key), &ttl);
    if (!result)
        result = redis_link_ask(c->from, REDIS_WORDS(SLICE("DUMP"), key), &value);
    if (!result && value->type == REDIS_REPLY_STRING && ttl->type == REDIS_REPLY_INTEGER) {
        int64_t left_ms = ttl->integer > 0 ? ttl->integer : 0; /* -1: for ever, which RESTORE calls 0 */
        result = run(c->to, REDIS_WORDS(SLICE("RESTORE"), key, redis_number(left_ms, text), redis_text(value),
                                        SLICE("REPLACE")));
        c->keys += !result;
    }
    if (ttl)
        freeReplyObject(ttl);
    if (value)
        freeReplyObject(value);
    return result;
}

enum result shared_dump_load(const struct tier_options *options, const char *source, uint64_t *keys,
                             char detail[SHARED_DETAIL_MAX])
{
    struct tier *tier;
    char error[TIER_ERROR_MAX] = "";
    struct redis_link from = {
        .url = {.kind = REDIS_URL_UNIX}, .timeout_ms = options->timeout_ms, .error = error};
    detail[0] = '\0';
    if (!slice_copy(slice_from_string(source), from.url.path, sizeof(from.url.path)))
        return RESULT_TOO_LARGE;
    enum result result = open_tier(options, &tier, detail);
    if (result)
        return result;
    struct redis_tier *to = redis_tier_of(tier);
    struct copying c = {&from, &to->link, 0};
    result = scan(&to->link, to->prefix, delete_key, &to->link);
    if (!result)
        result = scan(&from, to->prefix, copy_key, &c);
    if (!result)
        *keys = c.keys;
    tell(result, error[0] ? &from : &to->link, detail);
    redis_link_close(&from);
    tier_close(tier);
    return result;
}
