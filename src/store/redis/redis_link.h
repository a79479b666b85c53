/*
 * One connection to Redis and the words on it: connecting by a REDIS_URL, sending commands, reading their
 * answers before a deadline. Connects at the first need; after anything that leaves the connection in doubt
 * (a broken one, a deadline passed, bytes that are no answer, READONLY) it is dropped and made anew at the
 * next need. hiredis is used here and for the shape of answers only.
 *
 * A deadline is set by redis_link_begin and holds for all that follows until the next: a server that trickles
 * bytes can't stretch it.
 */
#ifndef AW_STORE_REDIS_REDIS_LINK_H
#define AW_STORE_REDIS_REDIS_LINK_H

#include <hiredis/hiredis.h>

#include "base/result.h"
#include "base/slice.h"
#include "store/redis/redis_url.h"

/* What runs inside the server; their texts stand in redis_script.c. */
enum redis_script {
    REDIS_SCRIPT_REPORT_PUT,
    REDIS_SCRIPT_COUNTER_ADD,
    REDIS_SCRIPT_LEASE_TAKE,
    REDIS_SCRIPT_LEASE_RELEASE,
    REDIS_SCRIPT_INDEX_CLEAN,
    REDIS_SCRIPTS
};

#define REDIS_SHA_SIZE 41 /* hexadecimal, with its NUL */
#define REDIS_RUN_TAG  5  /* digits kept of the server's run id */

struct redis_link {
    struct redis_url url;
    int64_t timeout_ms;
    char *error; /* TIER_ERROR_MAX bytes of the tier: a sentence about the last failure */
    redisContext *context;
    redisReplyObjectFunctions bounded, *unbounded; /* by which it builds answers, and hiredis' own */
    int64_t deadline_ms;                           /* of clock_monotonic_ms */
    size_t pending;                                /* answers not read yet */
    size_t first_host;               /* where the list of hosts is begun: the last that was good */
    char run_tag[REDIS_RUN_TAG + 1]; /* of the server's run id, another one after each of its starts */
    char sha[REDIS_SCRIPTS][REDIS_SHA_SIZE]; /* "" = not loaded through this connection yet */
};

/* Another deadline, timeout_ms + more_ms from now, and a connection. RESULT_UNAVAILABLE, RESULT_TIMEOUT,
 * RESULT_REFUSED (the login). */
enum result redis_link_begin(struct redis_link *l, int64_t more_ms);
void redis_link_close(struct redis_link *l);

/* Writes one command into the buffer that goes out with the first redis_link_next. RESULT_NO_MEMORY. */
enum result redis_link_append(struct redis_link *l, const struct slice *words, size_t count);
#define REDIS_WORDS(...)                                                                                     \
    (const struct slice[]){__VA_ARGS__}, sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice)

/*
 * The next answer of those that pend, to be freed by freeReplyObject. RESULT_IO, RESULT_TIMEOUT,
 * RESULT_CORRUPT (no answer of Redis): the connection is dropped, nothing pends any more. An error that Redis
 * answers is freed and told as redis_error_map does.
 */
enum result redis_link_next(struct redis_link *l, redisReply **out);
/* Reads and drops all answers that pend; the first failure among them. */
enum result redis_link_settle(struct redis_link *l);
/* Keeps hiredis from reserving what an array announces and no answer of ours has. Of a new context. */
void redis_link_bound(struct redis_link *l);
/* Begin, one command, its answer. */
enum result redis_link_ask(struct redis_link *l, const struct slice *words, size_t count, redisReply **out);

/* Lets the next system call wait no longer than the deadline. RESULT_TIMEOUT: it has passed; the connection
 * is dropped. */
enum result redis_link_arm(struct redis_link *l);
/* A sentence for l->error; gives `result` back. */
enum result redis_link_fail(struct redis_link *l, enum result result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An answer of a shape that the command has not: RESULT_CORRUPT, and the connection is dropped. */
enum result redis_link_odd(struct redis_link *l);

/* Begin, run a script (loading it first where the server has it not), its answer. `words` are the number of
 * keys, the keys and the arguments. */
enum result redis_script_ask(struct redis_link *l, enum redis_script script, const struct slice *words,
                             size_t count, redisReply **out);
/* Makes sure that the server has it, so that a pipeline may name it by l->sha. */
enum result redis_script_ready(struct redis_link *l, enum redis_script script);
/* Forgets what was loaded and the error: the server has said NOSCRIPT (SCRIPT FLUSH). */
void redis_script_forget(struct redis_link *l);

/*
 * What an error of Redis means, and a sentence about it which quotes nothing but its first word (the rest may
 * repeat what was sent). RESULT_NOT_FOUND stands for NOSCRIPT, and for XINFO's "no such key".
 */
enum result redis_error_map(struct slice text, char sentence[200]);

#endif
