#include "upstream/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/metrics.h"
#include "upstream/gunzip.h"

#define FILE_PACKED_MAX   ((size_t)24 * 1024 * 1024)
#define FILE_UNPACKED_MAX ((size_t)160 * 1024 * 1024) /* the TAFs as XML are some 30 MB */
#define ANSWER_MAX        ((size_t)16 * 1024 * 1024)
#define HEAD_MAX          512

struct exchange {
    struct exchange_request request; /* its texts are not kept */
    struct http_client *http;
    struct http_transfer *transfer;
    struct parser *parser;
    struct gunzip *gunzip;
    char *key; /* to keep it out of error texts */
    bool conditional;
    bool gunzip_failed;
    enum result failed;  /* what ended the body */
    char head[HEAD_MAX]; /* the beginning of the body, as it came */
    size_t head_len;
};

static void exchange_free(struct exchange *x)
{
    parser_destroy(x->parser);
    gunzip_destroy(x->gunzip);
    free(x->key);
    free(x);
}

static enum result on_unpacked(void *context, struct slice bytes)
{
    struct exchange *x = context;
    return parser_feed(x->parser, bytes);
}

/* Whatever its status: a simulated 204 or 304 is no answer to a real service either. */
static bool is_refused_simulation(const struct exchange *x, const struct http_response *response)
{
    return response->simulated && !x->request.accept_simulated;
}

static bool on_head(void *context, const struct http_response *response)
{
    struct exchange *x = context;
    x->parser->simulated = response->simulated;
    return !is_refused_simulation(x, response);
}

static bool on_body(void *context, struct slice bytes)
{
    struct exchange *x = context;
    size_t room = sizeof(x->head) - x->head_len;
    size_t kept = bytes.len < room ? bytes.len : room;
    memcpy(x->head + x->head_len, bytes.ptr, kept);
    x->head_len += kept;
    if (x->gunzip)
        x->failed = gunzip_feed(x->gunzip, bytes);
    else
        x->failed = parser_feed(x->parser, bytes);
    x->gunzip_failed = x->gunzip && x->failed == RESULT_CORRUPT;
    return x->failed == RESULT_OK;
}

static void count_call(const struct exchange *x, const struct http_response *response)
{
    char status[16];
    switch (response->end) {
    case HTTP_TIMED_OUT:
        snprintf(status, sizeof(status), "timeout");
        break;
    case HTTP_UNREACHED:
        snprintf(status, sizeof(status), "refused");
        break;
    case HTTP_BROKEN:
        snprintf(status, sizeof(status), "error");
        break;
    default:
        snprintf(status, sizeof(status), response->status ? "%d" : "error", response->status);
        break;
    }
    metric_add(
        metrics_series("weather_api_calls_total", upstream_provider_name(x->request.provider), status, NULL),
        1);
}

static void describe(struct exchange_result *r, const char *what, const char *more)
{
    int length = snprintf(r->detail, sizeof(r->detail), "%s%s%s", what, more[0] ? ": " : "", more);
    if (length < 0)
        r->detail[0] = '\0'; /* what is too long is cut: it is for a person to read */
}

/* A body that should have been gzip, JSON or the like, and is not. */
static void describe_body(const struct exchange *x, struct exchange_result *r, const char *wanted)
{
    char text[96], what[64];
    struct slice head = slice_make(x->head, x->head_len);
    status_body_text(head, x->key, text, sizeof(text));
    snprintf(what, sizeof(what), "%s in place of %s", body_form_name(body_form_of(head)), wanted);
    describe(r, what, text);
}

/* The body ended before its end, by something in it. */
static void judge_stopped_body(const struct exchange *x, struct exchange_result *r)
{
    enum body_form form = body_form_of(slice_make(x->head, x->head_len));
    r->provider_failed = true;
    if (x->gunzip_failed && form != BODY_GZIP)
        describe_body(x, r, "gzip");
    else if (x->gunzip_failed)
        describe(r, "the gzip is damaged", "");
    else if (x->failed == RESULT_TOO_LARGE)
        describe(r, "the answer is too large", "");
    else if (x->failed == RESULT_NO_MEMORY)
        describe(r, "no memory", "");
    else if (!x->gunzip && form != BODY_JSON)
        describe_body(x, r, "JSON");
    else {
        describe(r, r->progress.detail, "");
        r->other_form = r->progress.drifted;
    }
}

static void judge_whole_body(struct exchange *x, struct exchange_result *r)
{
    r->verdict = UPSTREAM_FAILED;
    r->provider_failed = true;
    if (x->gunzip && x->head_len == 0) {
        describe(r, "an empty file", "");
        return;
    }
    if (x->gunzip && gunzip_finish(x->gunzip) != RESULT_OK) {
        describe(r, "the gzip is cut short", "");
        r->worth_retry = true;
        return;
    }
    enum result result = parser_finish(x->parser);
    r->progress = x->parser->progress;
    if (result != RESULT_OK) {
        x->failed = result;
        judge_stopped_body(x, r);
        return;
    }
    r->verdict = UPSTREAM_WHOLE;
    r->provider_failed = false;
    int64_t announced = r->progress.announced;
    if (announced >= 0 && (uint64_t)announced != r->progress.rows)
        snprintf(r->detail, sizeof(r->detail), "%zu rows came, %lld were announced", r->progress.rows,
                 (long long)announced);
}

static void judge_answer(struct exchange *x, struct exchange_result *r)
{
    const struct http_response *response = r->response;
    r->class = answer_classify(response->status);
    r->hold_s = answer_hold_s(r->class, response->retry_after_s);
    bool empty_answer = r->class == ANSWER_NOTHING && !x->gunzip;
    if (r->class == ANSWER_DATA) {
        judge_whole_body(x, r);
        return;
    }
    if (empty_answer || (r->class == ANSWER_NOT_MODIFIED && x->conditional)) {
        r->verdict = empty_answer ? UPSTREAM_WHOLE : UPSTREAM_NOT_MODIFIED;
        return;
    }
    char text[96], what[64];
    status_body_text(slice_make(response->error_body, response->error_body_len), x->key, text, sizeof(text));
    int n = snprintf(what, sizeof(what), "HTTP %d", response->status);
    if (response->redirected_by)
        snprintf(what + n, sizeof(what) - (size_t)n, " after a %d redirect", response->redirected_by);
    if (r->class == ANSWER_NOT_MODIFIED)
        snprintf(what + n, sizeof(what) - (size_t)n, " to an unconditional request");
    describe(r, what, text);
    r->worth_retry = answer_worth_retry(r->class);
    r->other_form = x->gunzip && r->class == ANSWER_GONE;
    /* A file that is gone and a question that is refused say nothing of the other questions. */
    r->provider_failed = (r->class != ANSWER_GONE && r->class != ANSWER_REFUSED) || response->redirected_by;
}

static void judge(struct exchange *x, struct exchange_result *r)
{
    const struct http_response *response = r->response;
    if (is_refused_simulation(x, response)) {
        describe(r, "the answer is simulated (X-Data-Simulated)", "");
        r->provider_failed = true;
        return;
    }
    switch (response->end) {
    case HTTP_ANSWERED:
        judge_answer(x, r);
        return;
    case HTTP_STOPPED:
        if (x->failed != RESULT_OK) {
            judge_stopped_body(x, r);
        } else {
            describe(r, "cancelled", "");
            r->cancelled = true;
        }
        return;
    case HTTP_REDIRECTED: {
        char text[96];
        status_body_text(slice_make(response->error_body, response->error_body_len), x->key, text,
                         sizeof(text));
        r->class = ANSWER_REDIRECTED;
        describe(r, response->detail, text);
        break;
    }
    default:
        describe(r, response->detail, "");
        r->worth_retry = response->end == HTTP_UNREACHED || response->end == HTTP_BROKEN;
        break;
    }
    r->provider_failed = true;
}

static void on_done(void *context, const struct http_response *response)
{
    struct exchange *x = context;
    struct exchange_result r = {.verdict = UPSTREAM_FAILED,
                                .class = ANSWER_BROKEN,
                                .response = response,
                                .progress = x->parser->progress};
    judge(x, &r);
    if (!r.cancelled)
        count_call(x, response);
    x->request.on_done(x->request.context, &r);
    exchange_free(x);
}

enum result exchange_start(struct http_client *http, const struct exchange_request *request,
                           struct exchange **out)
{
    struct exchange *x = calloc(1, sizeof(*x));
    if (!x)
        return RESULT_NO_MEMORY;
    x->request = *request;
    x->http = http;
    x->key = strdup(request->key ? request->key : "");
    x->conditional =
        (request->etag && request->etag[0]) || (request->last_modified && request->last_modified[0]);
    x->parser =
        parser_create(request->parser, request->provider, request->product, &request->sink, request->census);
    if (request->file)
        x->gunzip = gunzip_create(FILE_UNPACKED_MAX, on_unpacked, x);
    enum result result = RESULT_NO_MEMORY;
    if (!x->key || !x->parser || (request->file && !x->gunzip))
        goto out;
    struct http_request h = {.url = request->url,
                             .etag = request->etag,
                             .last_modified = request->last_modified,
                             .api_key = request->key,
                             .packed = !request->file,
                             .timeout_ms = request->timeout_ms,
                             .max_bytes = request->file ? FILE_PACKED_MAX : ANSWER_MAX,
                             .context = x,
                             .on_head = on_head,
                             .on_body = on_body,
                             .on_done = on_done};
    x->request.url = x->request.key = x->request.etag = x->request.last_modified = NULL;
    result = http_client_start(http, &h, &x->transfer);
    if (result == RESULT_OK) {
        *out = x;
        return RESULT_OK;
    }
out:
    exchange_free(x);
    return result;
}

void exchange_cancel(struct exchange *x)
{
    http_client_cancel(x->http, x->transfer);
}
