#include "store/redis/redis_tier.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/redis/redis_tls.h"
#include "store/shared_tier.h"

/* A value of an item with what stands around it. */
#define SCRATCH_MAX (STORE_VALUE_MAX + 64)

static void engine_close(void *engine)
{
    struct redis_tier *r = engine;
    redis_link_close(&r->link);
    buffer_free(&r->scratch);
    explicit_bzero(r->link.url.password, sizeof(r->link.url.password));
    free(r);
}

static enum result engine_ping(void *engine)
{
    struct redis_tier *r = engine;
    redisReply *reply;
    enum result result = redis_link_ask(&r->link, REDIS_WORDS(SLICE("PING")), &reply);
    if (!result)
        freeReplyObject(reply);
    return result;
}

static const struct tier_operations operations = {
    .close = engine_close,
    .ping = engine_ping,
    .item_put = redis_item_put,
    .item_get = redis_item_get,
    .item_delete = redis_item_delete,
    .item_page = redis_item_page,
    .item_sweep = redis_item_sweep,
    .counter_add = redis_counter_add,
    .report_put = redis_report_put,
    .report_newest = redis_report_newest,
};

static enum result check_tls(const struct redis_url *url, char detail[200])
{
    if (!url->tls || redis_tls_built())
        return RESULT_OK;
    snprintf(
        detail, 200,
        "REDIS_URL: rediss:// needs a hiredis with TLS, which this build has not; let stunnel do the TLS, "
        "as docs/operations/tiers.md shows");
    return RESULT_UNSUPPORTED;
}

enum result redis_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    struct redis_url url;
    enum result result = redis_url_parse(slice_from_string(options->url), &url, detail);
    if (!result)
        result = check_tls(&url, detail);
    if (result)
        return result;
    struct redis_tier *r = calloc(1, sizeof(*r));
    if (!r)
        return RESULT_NO_MEMORY;
    r->link.url = url;
    r->link.timeout_ms = options->timeout_ms;
    r->link.error = t->last_error;
    snprintf(r->prefix, sizeof(r->prefix), "aw:%.64s:", options->space);
    buffer_init(&r->scratch, SCRATCH_MAX);
    t->operations = &operations;
    t->state = r;
    return RESULT_OK;
}

struct redis_tier *redis_tier_of(struct tier *t)
{
    return t->engine == TIER_ENGINE_REDIS ? t->state : NULL;
}

const char *shared_run(struct tier *t)
{
    const struct redis_tier *r = redis_tier_of(t);
    return r ? r->link.run_tag : "";
}

struct slice redis_key(const struct redis_tier *r, char out[REDIS_KEY_MAX], const char *kind,
                       struct slice name)
{
    int len =
        snprintf(out, REDIS_KEY_MAX, "%s%s%.*s", r->prefix, kind, (int)name.len, name.len ? name.ptr : "");
    return slice_make(out, (size_t)len);
}

struct slice redis_number(int64_t value, char out[REDIS_NUMBER_MAX])
{
    int len = snprintf(out, REDIS_NUMBER_MAX, "%lld", (long long)value);
    return slice_make(out, (size_t)len);
}

struct slice redis_text(const redisReply *reply)
{
    return reply->type == REDIS_REPLY_STRING ? slice_make(reply->str, reply->len) : slice_make(NULL, 0);
}
