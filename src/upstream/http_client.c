#define _GNU_SOURCE
#include "upstream/http_client.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/utc.h"

#define REDIRECTS_MAX          2
#define CONNECTIONS_PER_HOST   6
#define STALLED_BYTES_A_SECOND 64L /* slower than that for STALLED_S is a stalled server */
#define STALLED_S              15L

enum transfer_stage { TRANSFER_QUEUED, TRANSFER_RUNNING };

struct http_transfer {
    struct http_transfer *next, *previous;
    struct http_client *client;
    struct http_request request; /* its texts are copied or not kept */
    CURL *easy;
    struct curl_slist *headers;
    char *url;
    enum transfer_stage stage;
    int redirects;
    int redirected_by; /* status of the last one */
    int64_t started_ms;
    int64_t age_s;
    bool headed;  /* on_head was called */
    bool stopped; /* a callback or the owner wants no more */
    bool too_large;
    bool in_callback;
    struct http_response response;
    char error[CURL_ERROR_SIZE];
};

struct http_client {
    CURLM *multi;
    char *user_agent;
    struct http_transfer *transfers; /* all that have not ended */
    struct curl_waitfd *fds;         /* of http_client_run, kept from one call to the next */
    size_t fds_capacity;
};

static bool curl_ready(void)
{
    static bool ready;
    if (!ready)
        ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

enum result http_client_create(const char *user_agent, struct http_client **out)
{
    if (!curl_ready())
        return RESULT_NO_MEMORY;
    struct http_client *c = calloc(1, sizeof(*c));
    if (!c)
        return RESULT_NO_MEMORY;
    c->multi = curl_multi_init();
    c->user_agent = strdup(user_agent);
    if (!c->multi || !c->user_agent) {
        http_client_destroy(c);
        return RESULT_NO_MEMORY;
    }
    curl_multi_setopt(c->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
    *out = c;
    return RESULT_OK;
}

static void transfer_free(struct http_transfer *t)
{
    if (t->easy)
        curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    free(t->url);
    free(t);
}

static void transfer_link(struct http_client *c, struct http_transfer *t)
{
    t->next = c->transfers;
    if (t->next)
        t->next->previous = t;
    c->transfers = t;
}

static void transfer_unlink(struct http_client *c, struct http_transfer *t)
{
    if (t->next)
        t->next->previous = t->previous;
    if (t->previous)
        t->previous->next = t->next;
    else
        c->transfers = t->next;
}

/* Tells the owner and forgets the transfer. */
static void transfer_end(struct http_transfer *t, enum http_end end)
{
    struct http_client *c = t->client;
    if (t->stage == TRANSFER_RUNNING)
        curl_multi_remove_handle(c->multi, t->easy);
    transfer_unlink(c, t);
    t->response.end = end;
    t->response.elapsed_ms = clock_monotonic_ms() - t->started_ms;
    t->request.on_done(t->request.context, &t->response);
    transfer_free(t);
}

void http_client_destroy(struct http_client *c)
{
    if (!c)
        return;
    while (c->transfers) {
        snprintf(c->transfers->response.detail, sizeof(c->transfers->response.detail), "cancelled");
        transfer_end(c->transfers, HTTP_STOPPED);
    }
    if (c->multi)
        curl_multi_cleanup(c->multi);
    free(c->fds);
    free(c->user_agent);
    free(c);
}

/* Header fields. */

static void copy_field(struct slice value, char *out, size_t size)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < ' ' || (unsigned char)value.ptr[i] >= 0x7F)
            return;
    slice_copy(value, out, size);
}

static void read_retry_after(struct http_response *r, struct slice value)
{
    int64_t seconds, at;
    if (number_parse_int(value, 0, 7 * UTC_DAY, &seconds) == RESULT_OK)
        r->retry_after_s = seconds;
    else if (utc_parse_http(value, &at) == RESULT_OK && at > clock_now() && at - clock_now() < 7 * UTC_DAY)
        r->retry_after_s = at - clock_now();
}

static void read_field(struct http_transfer *t, struct slice name, struct slice value)
{
    struct http_response *r = &t->response;
    if (slice_equal_nocase(name, SLICE("date"))) {
        if (utc_parse_http(value, &r->date) == RESULT_OK)
            r->date_seen_at = clock_now();
    } else if (slice_equal_nocase(name, SLICE("age"))) {
        if (number_parse_int(value, 0, UTC_DAY, &t->age_s) != RESULT_OK)
            t->age_s = 0;
    } else if (slice_equal_nocase(name, SLICE("etag"))) {
        copy_field(value, r->etag, sizeof(r->etag));
    } else if (slice_equal_nocase(name, SLICE("last-modified"))) {
        copy_field(value, r->last_modified, sizeof(r->last_modified));
    } else if (slice_equal_nocase(name, SLICE("content-type"))) {
        copy_field(value, r->content_type, sizeof(r->content_type));
    } else if (slice_equal_nocase(name, SLICE("retry-after"))) {
        read_retry_after(r, value);
    } else if (slice_equal_nocase(name, SLICE("x-data-simulated"))) {
        r->simulated = slice_equal(value, SLICE("1"));
    }
}

static void response_clear(struct http_transfer *t)
{
    t->response =
        (struct http_response){.date = UTC_NONE, .retry_after_s = -1, .redirected_by = t->redirected_by};
    t->age_s = 0;
    t->headed = false;
}

static bool stop(struct http_transfer *t)
{
    t->stopped = true;
    return false;
}

/* The blank line after the headers of a final answer. */
static bool end_of_head(struct http_transfer *t)
{
    struct http_response *r = &t->response;
    if (r->status < 200)
        return true;
    if (r->date != UTC_NONE)
        r->date += t->age_s;
    t->age_s = 0;
    if (r->status != 200 || t->headed || !t->request.on_head)
        return true;
    t->headed = true;
    t->in_callback = true;
    bool go_on = t->request.on_head(t->request.context, r);
    t->in_callback = false;
    return go_on || stop(t);
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct http_transfer *t = context;
    struct slice line = slice_make(data, size * count);
    struct slice text = slice_trim(line);
    if (slice_starts_with(text, SLICE("HTTP/"))) {
        response_clear(t); /* also after a 100 */
        long status = 0;
        curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
        t->response.status = (int)status;
        return line.len;
    }
    if (!text.len)
        return end_of_head(t) ? line.len : 0;
    size_t colon = slice_find(text, ':');
    read_field(t, slice_sub(text, 0, colon), slice_trim(slice_sub(text, colon + 1, text.len)));
    return line.len;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct http_transfer *t = context;
    struct http_response *r = &t->response;
    size_t length = size * count;
    r->bytes += length;
    if (r->status != 200) {
        size_t room = sizeof(r->error_body) - r->error_body_len;
        size_t kept = length < room ? length : room;
        memcpy(r->error_body + r->error_body_len, data, kept);
        r->error_body_len += kept;
        if (r->bytes <= 16 * sizeof(r->error_body))
            return length;
        t->too_large = true;
        return 0;
    }
    if (r->bytes > t->request.max_bytes) {
        t->too_large = true;
        return 0;
    }
    t->in_callback = true;
    bool go_on = t->stopped ? false : t->request.on_body(t->request.context, slice_make(data, length));
    t->in_callback = false;
    return go_on || stop(t) ? length : 0;
}

/* Starting. */

static bool add_header(struct http_transfer *t, const char *name, const char *value)
{
    if (!value || !value[0])
        return true;
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return true; /* not a value that was ever given: it is left out */
    char line[1280];
    if ((size_t)snprintf(line, sizeof(line), "%s: %s", name, value) >= sizeof(line))
        return true;
    struct curl_slist *longer = curl_slist_append(t->headers, line);
    if (longer)
        t->headers = longer;
    return longer != NULL;
}

static void set_options(struct http_transfer *t)
{
    CURL *e = t->easy;
    curl_easy_setopt(e, CURLOPT_URL, t->url);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(e, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(e, CURLOPT_USERAGENT, t->client->user_agent);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_TIMEOUT_MS);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)t->request.timeout_ms);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, STALLED_BYTES_A_SECOND);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, STALLED_S);
    curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->request.max_bytes);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A transfer that ends while a name is being resolved must not wait for the resolver's thread: the loop
     * stood still. */
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
#endif
    if (t->request.packed)
        curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip");
}

enum result http_client_start(struct http_client *c, const struct http_request *request,
                              struct http_transfer **out)
{
    struct http_transfer *t = calloc(1, sizeof(*t));
    if (!t)
        return RESULT_NO_MEMORY;
    t->client = c;
    t->request = *request;
    t->stage = TRANSFER_QUEUED;
    t->started_ms = clock_monotonic_ms();
    t->url = strdup(request->url);
    t->easy = curl_easy_init();
    response_clear(t);
    if (!t->url || !t->easy || !add_header(t, "If-None-Match", request->etag) ||
        !add_header(t, "If-Modified-Since", request->last_modified) ||
        !add_header(t, "X-API-Key", request->api_key)) {
        transfer_free(t);
        return RESULT_NO_MEMORY;
    }
    t->request.url = t->request.etag = t->request.last_modified = t->request.api_key = NULL;
    set_options(t);
    transfer_link(c, t);
    if (out)
        *out = t;
    return RESULT_OK;
}

void http_client_cancel(struct http_client *c, struct http_transfer *t)
{
    t->stopped = true;
    if (t->in_callback)
        return;
    snprintf(t->response.detail, sizeof(t->response.detail), "cancelled");
    transfer_end(t, HTTP_STOPPED);
}

/* Ending. */

/* Whether two URLs have the same scheme, host and port. */
static bool same_origin(const char *a, const char *b)
{
    static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
    CURLU *ua = curl_url(), *ub = curl_url();
    bool same = ua && ub && !curl_url_set(ua, CURLUPART_URL, a, 0) && !curl_url_set(ub, CURLUPART_URL, b, 0);
    for (size_t i = 0; same && i < sizeof(parts) / sizeof(*parts); i++) {
        char *pa = NULL, *pb = NULL;
        same = !curl_url_get(ua, parts[i], &pa, CURLU_DEFAULT_PORT) &&
               !curl_url_get(ub, parts[i], &pb, CURLU_DEFAULT_PORT) && strcasecmp(pa, pb) == 0;
        curl_free(pa);
        curl_free(pb);
    }
    curl_url_cleanup(ua);
    curl_url_cleanup(ub);
    return same;
}

/* Goes on to where the answer points, if it may. */
static bool follow_redirect(struct http_transfer *t)
{
    char *target = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &target);
    if (!target || t->redirects >= REDIRECTS_MAX || !same_origin(t->url, target))
        return false;
    char *url = strdup(target);
    if (!url)
        return false;
    free(t->url);
    t->url = url;
    t->redirects++;
    t->redirected_by = t->response.status;
    curl_multi_remove_handle(t->client->multi, t->easy);
    curl_easy_setopt(t->easy, CURLOPT_URL, t->url);
    int64_t spent = clock_monotonic_ms() - t->started_ms;
    int64_t left = t->request.timeout_ms - spent;
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)(left > 1 ? left : 1));
    response_clear(t);
    t->stage = TRANSFER_QUEUED;
    return true;
}

/* Names the host that a redirect points to, not the path or the query, which may hold a key. */
static void describe_redirect(struct http_transfer *t)
{
    char *target = NULL, *host = NULL;
    curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &target);
    CURLU *u = target ? curl_url() : NULL;
    if (u && !curl_url_set(u, CURLUPART_URL, target, 0))
        curl_url_get(u, CURLUPART_HOST, &host, 0);
    snprintf(t->response.detail, sizeof(t->response.detail), "%d redirect to %s%.80s", t->response.status,
             host ? "" : "nowhere", host ? host : "");
    curl_free(host);
    curl_url_cleanup(u);
}

static enum http_end end_of_failure(const struct http_transfer *t, CURLcode code)
{
    if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
        return HTTP_TOO_LARGE;
    if (t->stopped)
        return HTTP_STOPPED;
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return HTTP_TIMED_OUT;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return HTTP_UNREACHED;
    default:
        return HTTP_BROKEN;
    }
}

static void finish_transfer(struct http_transfer *t, CURLcode code)
{
    struct http_response *r = &t->response;
    if (code != CURLE_OK) {
        enum http_end end = end_of_failure(t, code);
        if (end == HTTP_TOO_LARGE)
            snprintf(r->detail, sizeof(r->detail), "the answer is larger than %zu bytes",
                     t->request.max_bytes);
        else if (end != HTTP_STOPPED)
            snprintf(r->detail, sizeof(r->detail), "%.150s",
                     t->error[0] ? t->error : curl_easy_strerror(code));
        transfer_end(t, end);
        return;
    }
    bool redirect = r->status >= 300 && r->status < 400 && r->status != 304;
    if (redirect && follow_redirect(t))
        return;
    if (redirect)
        describe_redirect(t);
    transfer_end(t, redirect ? HTTP_REDIRECTED : HTTP_ANSWERED);
}

/* Running. */

static bool start_queued(struct http_client *c)
{
    bool started = false;
    for (struct http_transfer *t = c->transfers; t; t = t->next) {
        if (t->stage != TRANSFER_QUEUED)
            continue;
        if (curl_multi_add_handle(c->multi, t->easy) == CURLM_OK) {
            t->stage = TRANSFER_RUNNING;
            started = true;
        }
    }
    return started;
}

static enum result perform(struct http_client *c)
{
    int running, left;
    if (curl_multi_perform(c->multi, &running) != CURLM_OK)
        return RESULT_IO;
    for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left));) {
        struct http_transfer *t = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        finish_transfer(t, code);
    }
    return RESULT_OK;
}

static bool reserve_fds(struct http_client *c, size_t count)
{
    if (count <= c->fds_capacity)
        return true;
    struct curl_waitfd *fds = reallocarray(c->fds, count, sizeof(*fds));
    if (!fds)
        return false;
    c->fds = fds;
    c->fds_capacity = count;
    return true;
}

static enum result wait_for(struct http_client *c, struct upstream_wait *waits, size_t count, int timeout_ms)
{
    if (!reserve_fds(c, count))
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        short events = (short)((waits[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
                               (waits[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
        c->fds[i] = (struct curl_waitfd){.fd = waits[i].fd, .events = events};
        waits[i].revents = 0;
    }
    int ready;
    if (curl_multi_poll(c->multi, c->fds, (unsigned)count, timeout_ms, &ready) != CURLM_OK)
        return RESULT_IO;
    for (size_t i = 0; i < count; i++)
        waits[i].revents = (short)((c->fds[i].revents & CURL_WAIT_POLLIN ? POLLIN : 0) |
                                   (c->fds[i].revents & CURL_WAIT_POLLOUT ? POLLOUT : 0));
    return RESULT_OK;
}

enum result http_client_run(struct http_client *c, struct upstream_wait *waits, size_t count, int timeout_ms)
{
    /* What was just started must be set going before its descriptors can be waited for. */
    if (start_queued(c)) {
        enum result result = perform(c);
        if (result != RESULT_OK)
            return result;
    }
    bool queued = false;
    for (struct http_transfer *t = c->transfers; t && !queued; t = t->next)
        queued = t->stage == TRANSFER_QUEUED;
    enum result result = wait_for(c, waits, count, queued ? 0 : timeout_ms);
    return result == RESULT_OK ? perform(c) : result;
}

void http_query_append(struct buffer *out, struct slice value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,";
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (memchr(plain, c, sizeof(plain) - 1)) {
            buffer_append_char(out, (char)c);
            continue;
        }
        buffer_append_char(out, '%');
        buffer_append_char(out, hex[c >> 4]);
        buffer_append_char(out, hex[c & 15]);
    }
}
