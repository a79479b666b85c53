#include "store/redis/redis_link.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/redis/redis_connect.h"
#include "store/tier_operations.h"

/* No answer we ask for is as long: 32 values of 1 MB, or some thousand changes. */
#define ANSWER_MAX   ((size_t)96 * 1024 * 1024)
#define ELEMENTS_MAX (1024 * 1024) /* of an array */
#define WORDS_FEW    16

enum result redis_link_fail(struct redis_link *l, enum result result, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(l->error, TIER_ERROR_MAX, format, args);
    va_end(args);
    return result;
}

void redis_link_close(struct redis_link *l)
{
    if (l->context)
        redisFree(l->context);
    l->context = NULL;
    l->pending = 0;
    memset(l->sha, 0, sizeof(l->sha)); /* the next server may not have them */
}

enum result redis_link_odd(struct redis_link *l)
{
    redis_link_close(l);
    return redis_link_fail(l, RESULT_CORRUPT, "Redis gave an answer that its command does not have");
}

/* Whether nothing has happened to a connection that nobody used: Redis closes those that are idle for its
 * `timeout`, and all when it ends. Noticed here it costs nothing; later it would be a failed call. */
static bool is_quiet(const struct redis_link *l)
{
    char byte;
    return l->pending == 0 && recv(l->context->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
}

enum result redis_link_begin(struct redis_link *l, int64_t more_ms)
{
    l->deadline_ms = clock_monotonic_ms() + l->timeout_ms + more_ms;
    if (l->context && !is_quiet(l))
        redis_link_close(l);
    return l->context ? RESULT_OK : redis_connect(l);
}

/* ---- bytes ---- */

/* After a failure of hiredis, errno as it left it. */
static enum result broken(struct redis_link *l, int error)
{
    enum result result;
    assert(l->context);
    bool late = l->context->err == REDIS_ERR_IO && (error == EAGAIN || error == EWOULDBLOCK);
#ifdef REDIS_ERR_TIMEOUT /* since hiredis 1.0 */
    late = late || l->context->err == REDIS_ERR_TIMEOUT;
#endif
    if (late)
        result =
            redis_link_fail(l, RESULT_TIMEOUT, "Redis has not answered in %lld ms", (long long)l->timeout_ms);
    else if (l->context->err == REDIS_ERR_EOF)
        result = redis_link_fail(l, RESULT_IO, "Redis has closed the connection");
    else if (l->context->err == REDIS_ERR_OOM)
        result = redis_link_fail(l, RESULT_NO_MEMORY, "no memory for an answer of Redis");
    else if (l->context->err == REDIS_ERR_PROTOCOL)
        result = redis_link_fail(l, RESULT_CORRUPT, "what answers there does not speak Redis' protocol");
    else
        result = redis_link_fail(l, RESULT_IO, "the connection to Redis broke: %s", log_errno_text(error));
    redis_link_close(l);
    return result;
}

enum result redis_link_arm(struct redis_link *l)
{
    int64_t left_ms = l->deadline_ms - clock_monotonic_ms();
    if (left_ms <= 0) {
        redis_link_close(l);
        return redis_link_fail(l, RESULT_TIMEOUT, "Redis has not answered in %lld ms",
                               (long long)l->timeout_ms);
    }
    struct timeval tv = {left_ms / 1000, (left_ms % 1000) * 1000};
    if (redisSetTimeout(l->context, tv) != REDIS_OK)
        return broken(l, errno);
    return RESULT_OK;
}

static enum result write_all(struct redis_link *l)
{
    int done = 0;
    while (!done) {
        enum result result = redis_link_arm(l);
        if (result)
            return result;
        errno = 0;
        if (redisBufferWrite(l->context, &done) != REDIS_OK)
            return broken(l, errno);
    }
    return RESULT_OK;
}

#if HIREDIS_MAJOR >= 1
typedef size_t array_length;
#else
typedef int array_length;
#endif

static void *create_array(const redisReadTask *task, array_length elements)
{
    const struct redis_link *l = task->privdata;
    return elements <= ELEMENTS_MAX ? l->unbounded->createArray(task, elements) : NULL;
}

void redis_link_bound(struct redis_link *l)
{
    redisReader *reader = l->context->reader;
    l->unbounded = reader->fn;
    l->bounded = *reader->fn;
    l->bounded.createArray = create_array;
    reader->fn = &l->bounded;
    reader->privdata = l;
}

static enum result read_one(struct redis_link *l, redisReply **out)
{
    void *reply = NULL;
    assert(l->context);
    for (;;) {
        if (redisGetReplyFromReader(l->context, &reply) != REDIS_OK)
            return broken(l, 0);
        if (reply)
            break;
        if (l->context->reader->len > ANSWER_MAX)
            return redis_link_odd(l);
        enum result result = redis_link_arm(l);
        if (result)
            return result;
        errno = 0;
        if (redisBufferRead(l->context) != REDIS_OK)
            return broken(l, errno);
    }
    *out = reply;
    return RESULT_OK;
}

/* ---- commands ---- */

enum result redis_link_append(struct redis_link *l, const struct slice *words, size_t count)
{
    const char *few_ptrs[WORDS_FEW];
    size_t few_lens[WORDS_FEW];
    const char **ptrs = count <= WORDS_FEW ? few_ptrs : malloc(count * sizeof(*ptrs));
    size_t *lens = count <= WORDS_FEW ? few_lens : malloc(count * sizeof(*lens));
    enum result result = RESULT_NO_MEMORY;
    if (!ptrs || !lens)
        goto out;
    for (size_t i = 0; i < count; i++) {
        ptrs[i] = words[i].ptr ? words[i].ptr : "";
        lens[i] = words[i].len;
    }
    if (redisAppendCommandArgv(l->context, (int)count, ptrs, lens) != REDIS_OK)
        goto out;
    l->pending++;
    result = RESULT_OK;
out:
    if (ptrs != few_ptrs)
        free(ptrs);
    if (lens != few_lens)
        free(lens);
    return result ? redis_link_fail(l, result, "no memory for a command to Redis") : RESULT_OK;
}

enum result redis_link_next(struct redis_link *l, redisReply **out)
{
    redisReply *reply = NULL;
    if (!l->pending) /* dropped by the one before */
        return RESULT_IO;
    enum result result = write_all(l);
    if (!result)
        result = read_one(l, &reply);
    if (result)
        return result;
    assert(reply);
    l->pending--;
    if (reply->type != REDIS_REPLY_ERROR) {
        *out = reply;
        return RESULT_OK;
    }
    char sentence[200];
    result = redis_error_map(slice_make(reply->str, reply->len), sentence);
    freeReplyObject(reply);
    redis_link_fail(l, result, "%s", sentence);
    if (result == RESULT_UNAVAILABLE) /* who answers so may not be whom we want: look for the master again */
        redis_link_close(l);
    return result;
}

enum result redis_link_settle(struct redis_link *l)
{
    enum result first = RESULT_OK;
    char sentence[TIER_ERROR_MAX] = "";
    while (l->pending) {
        redisReply *reply = NULL;
        enum result result = redis_link_next(l, &reply);
        if (reply)
            freeReplyObject(reply);
        if (result && !first) {
            first = result;
            memcpy(sentence, l->error, sizeof(sentence));
        }
    }
    if (first) /* an EXECABORT after it says less */
        memcpy(l->error, sentence, sizeof(sentence));
    return first;
}

enum result redis_link_ask(struct redis_link *l, const struct slice *words, size_t count, redisReply **out)
{
    enum result result = redis_link_begin(l, 0);
    if (!result)
        result = redis_link_append(l, words, count);
    return result ? result : redis_link_next(l, out);
}
