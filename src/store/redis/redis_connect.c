#include "store/redis/redis_connect.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/number.h"
#include "store/redis/redis_tls.h"

/* The name of a socket or host that may be shown: REDIS_URL's secrets are elsewhere. */
static const char *address_text(const struct redis_host *host, const struct redis_url *url, char out[300])
{
    if (host)
        snprintf(out, 300, "%.200s:%d", host->name, host->port);
    else
        snprintf(out, 300, "%.107s", url->path);
    return out;
}

/* ---- opening ---- */

/* host NULL: the socket. */
static enum result open_context(struct redis_link *l, const struct redis_host *host)
{
    int64_t left_ms = l->deadline_ms - clock_monotonic_ms();
    char address[300];
    if (left_ms <= 0)
        return redis_link_fail(l, RESULT_TIMEOUT, "no time was left to connect to Redis");
    struct timeval tv = {left_ms / 1000, (left_ms % 1000) * 1000};
    redisContext *c = host ? redisConnectWithTimeout(host->name, host->port, tv)
                           : redisConnectUnixWithTimeout(l->url.path, tv);
    if (!c)
        return redis_link_fail(l, RESULT_NO_MEMORY, "no memory to connect to Redis");
    if (c->err) {
        redis_link_fail(l, RESULT_UNAVAILABLE, "can't connect to Redis at %s: %.100s",
                        address_text(host, &l->url, address), c->errstr);
        redisFree(c);
        return RESULT_UNAVAILABLE;
    }
    l->context = c;
    l->pending = 0;
    redis_link_bound(l);
    return l->url.tls ? redis_tls_start(l, host) : RESULT_OK;
}

/* ---- the first words ---- */

static enum result append_login(struct redis_link *l)
{
    struct slice user = slice_from_string(l->url.user), password = slice_from_string(l->url.password);
    if (!password.len)
        return RESULT_OK;
    return user.len ? redis_link_append(l, REDIS_WORDS(SLICE("AUTH"), user, password))
                    : redis_link_append(l, REDIS_WORDS(SLICE("AUTH"), password));
}

/* ROLE's first word. A server that refuses to tell (its rights, its age) is taken for a master; should it be
 * none, the first write says so. */
static enum result check_role(struct redis_link *l)
{
    redisReply *reply = NULL;
    enum result result = redis_link_next(l, &reply);
    if (result == RESULT_REFUSED && l->context)
        return RESULT_OK;
    if (result)
        return result;
    if (reply->type != REDIS_REPLY_ARRAY || !reply->elements || reply->element[0]->type != REDIS_REPLY_STRING)
        result = redis_link_odd(l);
    else if (!slice_equal(slice_make(reply->element[0]->str, reply->element[0]->len), SLICE("master")))
        result = redis_link_fail(l, RESULT_UNAVAILABLE,
                                 "the Redis that REDIS_URL names is a replica, "
                                 "and no master answers");
    freeReplyObject(reply);
    return result;
}

/* Of INFO's text, by which a server that was started again is told from what it was before. */
static enum result read_run_tag(struct redis_link *l)
{
    redisReply *reply = NULL;
    enum result result = redis_link_next(l, &reply);
    snprintf(l->run_tag, sizeof(l->run_tag), "%0*d", REDIS_RUN_TAG, 0);
    if (result == RESULT_REFUSED && l->context)
        return RESULT_OK;
    if (result)
        return result;
    struct slice rest = reply->type == REDIS_REPLY_STRING ? slice_make(reply->str, reply->len)
                                                          : slice_make(NULL, 0),
                 line;
    while (rest.ptr && slice_next(&rest, '\n', &line)) {
        if (slice_starts_with(line, SLICE("run_id:")) && line.len >= 7 + REDIS_RUN_TAG)
            slice_copy(slice_sub(line, 7, 7 + REDIS_RUN_TAG), l->run_tag, sizeof(l->run_tag));
    }
    freeReplyObject(reply);
    return RESULT_OK;
}

/* One round trip: who we are, what it is, which database. */
static enum result introduce(struct redis_link *l)
{
    char db[24];
    redisReply *reply = NULL;
    snprintf(db, sizeof(db), "%lld", (long long)l->url.db);
    enum result result = append_login(l);
    size_t login = l->pending;
    if (!result)
        result = redis_link_append(l, REDIS_WORDS(SLICE("ROLE")));
    if (!result)
        result = redis_link_append(l, REDIS_WORDS(SLICE("INFO"), SLICE("server")));
    if (!result && l->url.db)
        result = redis_link_append(l, REDIS_WORDS(SLICE("SELECT"), slice_from_string(db)));
    if (!result && login && !(result = redis_link_next(l, &reply)))
        freeReplyObject(reply);
    if (!result)
        result = check_role(l);
    if (!result)
        result = read_run_tag(l);
    return result ? result : redis_link_settle(l);
}

static enum result connect_host(struct redis_link *l, const struct redis_host *host, int64_t until_ms)
{
    int64_t deadline_ms = l->deadline_ms;
    l->deadline_ms = until_ms;
    enum result result = open_context(l, host);
    if (!result)
        result = introduce(l);
    l->deadline_ms = deadline_ms;
    if (result)
        redis_link_close(l);
    return result;
}

/* When the attempt that has `more` others behind it ends. */
static int64_t share_of_time(const struct redis_link *l, size_t more)
{
    int64_t now_ms = clock_monotonic_ms();
    return now_ms + (l->deadline_ms - now_ms) / (int64_t)(more + 1);
}

/* ---- Sentinel ---- */

static enum result ask_sentinel(struct redis_link *l, redisReply **out)
{
    return redis_link_append(l, REDIS_WORDS(SLICE("SENTINEL"), SLICE("get-master-addr-by-name"),
                                            slice_from_string(l->url.master)))
               ? RESULT_NO_MEMORY
               : redis_link_next(l, out);
}

/* The login is Redis'; a Sentinel gets it only when it wants one. */
static enum result ask_sentinel_logged_in(struct redis_link *l, redisReply **out)
{
    enum result result = ask_sentinel(l, out);
    if (result != RESULT_REFUSED || !l->url.password[0] || !l->context)
        return result;
    result = append_login(l);
    if (!result)
        result = redis_link_settle(l);
    return result ? result : ask_sentinel(l, out);
}

static enum result read_address(struct redis_link *l, const redisReply *reply, struct redis_host *out)
{
    int64_t port;
    if (reply->type == REDIS_REPLY_NIL)
        return redis_link_fail(l, RESULT_UNAVAILABLE, "the Sentinels know no master \"%s\"", l->url.master);
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
        reply->element[0]->type != REDIS_REPLY_STRING || reply->element[1]->type != REDIS_REPLY_STRING ||
        number_parse_int(slice_make(reply->element[1]->str, reply->element[1]->len), 1, 65535, &port) ||
        !slice_copy(slice_make(reply->element[0]->str, reply->element[0]->len), out->name, sizeof(out->name)))
        return redis_link_odd(l);
    out->port = (int)port;
    return RESULT_OK;
}

static enum result master_by_sentinel(struct redis_link *l, const struct redis_host *sentinel,
                                      int64_t until_ms)
{
    int64_t deadline_ms = l->deadline_ms;
    redisReply *reply = NULL;
    struct redis_host master = {.port = 0};
    l->deadline_ms = until_ms;
    enum result result = open_context(l, sentinel);
    if (!result)
        result = ask_sentinel_logged_in(l, &reply);
    if (!result)
        result = read_address(l, reply, &master);
    if (reply)
        freeReplyObject(reply);
    redis_link_close(l);
    if (!result)
        result = connect_host(l, &master, until_ms);
    l->deadline_ms = deadline_ms;
    return result;
}

/* ---- whom to connect to ---- */

enum result redis_connect(struct redis_link *l)
{
    const struct redis_url *url = &l->url;
    if (url->kind == REDIS_URL_UNIX)
        return connect_host(l, NULL, l->deadline_ms);
    enum result result = RESULT_UNAVAILABLE;
    for (size_t i = 0; i < url->host_count && result; i++) {
        size_t at = (l->first_host + i) % url->host_count;
        int64_t until_ms = share_of_time(l, url->host_count - 1 - i);
        result = url->kind == REDIS_URL_SENTINEL ? master_by_sentinel(l, &url->hosts[at], until_ms)
                                                 : connect_host(l, &url->hosts[at], until_ms);
        if (!result) {
            l->first_host = at;
            l->error[0] = '\0'; /* of the hosts before it */
        }
    }
    return result;
}
