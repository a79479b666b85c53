/* upstream_poll_bulk: a product's file, and its other form once when the preferred one is gone or has
 * drifted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "upstream/core.h"

#define POLL_TIMEOUT_MS ((int64_t)50000) /* before the next minute's */

/* For so long the other form serves before the preferred one is tried again. */
#define OTHER_FORM_MS ((int64_t)30 * 60 * 1000)

/* Validators of the other form carry this mark while the caller keeps them: they mean nothing to the
 * preferred one. */
#define OTHER_FORM_MARK "other:"

struct poll {
    struct poll *next, *previous;
    struct upstream *upstream;
    enum upstream_product product;
    struct upstream_handler handler;
    struct upstream_outcome outcome;
    struct ask *ask;
    int form; /* 0: the preferred one */
    bool other_tried;
};

static enum result ask_for_form(struct poll *p, int form, const char *etag, const char *last_modified);

static void poll_link(struct poll *p)
{
    p->next = p->upstream->polls;
    if (p->next)
        p->next->previous = p;
    p->upstream->polls = p;
}

static void poll_finish(struct poll *p)
{
    if (p->next)
        p->next->previous = p->previous;
    if (p->previous)
        p->previous->next = p->next;
    else
        p->upstream->polls = p->next;
    if (p->outcome.verdict == UPSTREAM_FAILED || p->outcome.verdict == UPSTREAM_SKIPPED)
        p->outcome.retry_after_s = p->outcome.retry_after_s > 0 ? p->outcome.retry_after_s : 1;
    p->handler.on_done(p->handler.context, &p->outcome);
    free(p);
}

static void give_report(void *context, const struct upstream_report *report)
{
    const struct poll *p = context;
    if (p->handler.on_report)
        p->handler.on_report(p->handler.context, report);
}

static void give_station(void *context, const struct upstream_station *station)
{
    const struct poll *p = context;
    if (p->handler.on_station)
        p->handler.on_station(p->handler.context, station);
}

static void keep_validators(struct poll *p, const struct http_response *response)
{
    struct upstream_outcome *o = &p->outcome;
    const char *mark = p->form ? OTHER_FORM_MARK : "";
    if (response->etag[0] && strlen(mark) + strlen(response->etag) < sizeof(o->etag))
        snprintf(o->etag, sizeof(o->etag), "%s%.120s", mark, response->etag);
    if (response->last_modified[0] &&
        strlen(mark) + strlen(response->last_modified) < sizeof(o->last_modified))
        snprintf(o->last_modified, sizeof(o->last_modified), "%s%.56s", mark, response->last_modified);
}

/* Whether the other form is asked for now. */
static bool try_other_form(struct poll *p, const struct exchange_result *result)
{
    struct upstream *u = p->upstream;
    if (!result->other_form || p->other_tried || u->closing)
        return false;
    p->other_tried = true;
    int other = 1 - p->form;
    log_warning("provider_form_changed",
                LOG_STR("product_file", awc_provider.files[p->product][p->form].path),
                LOG_STR("asked_instead", awc_provider.files[p->product][other].path),
                LOG_STR("detail", result->detail), LOG_END);
    return ask_for_form(p, other, NULL, NULL) == RESULT_OK;
}

static void on_answer(void *context, const struct exchange_result *result)
{
    struct poll *p = context;
    struct upstream_outcome *o = &p->outcome;
    p->ask = NULL;
    o->verdict = result->verdict;
    o->status = result->response->status;
    o->reports += result->progress.reports;
    o->rejected += result->progress.rejected;
    o->retry_after_s = result->hold_s;
    snprintf(o->detail, sizeof(o->detail), "%s", result->detail);
    bool answered = result->verdict == UPSTREAM_WHOLE || result->verdict == UPSTREAM_NOT_MODIFIED;
    if (answered) {
        o->every_provider_answered = true;
        keep_validators(p, result->response);
        if (p->form)
            snprintf(o->detail, sizeof(o->detail), "served by the other form, %s",
                     awc_provider.files[p->product][p->form].path);
        if (p->form && p->other_tried)
            p->upstream->other_form_until_ms[p->product] = clock_monotonic_ms() + OTHER_FORM_MS;
    } else if (p->form) {
        p->upstream->other_form_until_ms[p->product] = 0;
    }
    if (answered || !try_other_form(p, result))
        poll_finish(p);
}

static enum result ask_for_form(struct poll *p, int form, const char *etag, const char *last_modified)
{
    struct upstream *u = p->upstream;
    const struct provider_file *file = &awc_provider.files[p->product][form];
    struct buffer url;
    buffer_init(&url, 4096);
    provider_file_url(&awc_provider, u->config, file->path, &url);
    enum result result = buffer_result(&url);
    if (result == RESULT_OK) {
        p->form = form;
        struct ask_request ask = {.provider = &awc_provider,
                                  .use = GATE_FILE,
                                  .context = p,
                                  .on_done = on_answer,
                                  .exchange = {.product = p->product,
                                               .url = url.ptr,
                                               .etag = etag,
                                               .last_modified = last_modified,
                                               .file = true,
                                               .parser = file->parser,
                                               .timeout_ms = POLL_TIMEOUT_MS,
                                               .sink = {p, give_report, give_station}}};
        int64_t wait_ms = 0;
        result = core_ask(u, &ask, &p->ask, &wait_ms);
        if (result == RESULT_BUSY) {
            p->outcome.retry_after_s = core_seconds(wait_ms);
            snprintf(p->outcome.detail, sizeof(p->outcome.detail), "not asked: %.170s",
                     u->gates[UPSTREAM_AWC].last_error);
        }
    }
    buffer_free(&url);
    return result;
}

/* The validator as the form's own, or NULL when it is the other form's. */
static const char *validator_of(const char *validator, int form)
{
    size_t mark = strlen(OTHER_FORM_MARK);
    if (!validator || !validator[0])
        return NULL;
    bool marked = strncmp(validator, OTHER_FORM_MARK, mark) == 0;
    if (marked != (form == 1))
        return NULL;
    return marked ? validator + mark : validator;
}

enum result upstream_poll_bulk(struct upstream *u, enum upstream_product product, const char *etag,
                               const char *last_modified, const struct upstream_handler *handler)
{
    struct poll *p = calloc(1, sizeof(*p));
    if (!p)
        return RESULT_NO_MEMORY;
    p->upstream = u;
    p->product = product;
    p->handler = *handler;
    p->outcome.provider = UPSTREAM_AWC;
    p->outcome.verdict = UPSTREAM_SKIPPED;
    poll_link(p);
    int form = clock_monotonic_ms() < u->other_form_until_ms[product] ? 1 : 0;
    enum result result = ask_for_form(p, form, validator_of(etag, form), validator_of(last_modified, form));
    /* With a closed gate on_done comes from upstream_run, as in every other case. */
    if (result == RESULT_OK || result == RESULT_BUSY)
        return RESULT_OK;
    u->polls = p->next;
    if (p->next)
        p->next->previous = NULL;
    free(p);
    return result;
}

void poll_finish_skipped(struct upstream *u)
{
    for (struct poll *p = u->polls, *next; p; p = next) {
        next = p->next;
        if (!p->ask)
            poll_finish(p);
    }
}

void poll_end_all(struct upstream *u)
{
    poll_finish_skipped(u);
    while (u->polls)
        core_cancel(u->polls->ask); /* NOLINT(clang-analyzer-unix.Malloc): its end unlinks it */
}
