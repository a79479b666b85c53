/*
 * HTTP for the providers: GET over one libcurl multi handle, the only place that knows curl. Bodies stream to
 * a callback; nothing is written to a log here, and no header of a request ever is.
 *
 * A redirect is followed at most twice and only to the same scheme, host and port (a key must not travel);
 * any other ends the request. Requests may be started inside callbacks. Ownership: the client owns a request
 * from its start to its on_done, which comes exactly once.
 */
#ifndef AW_UPSTREAM_HTTP_CLIENT_H
#define AW_UPSTREAM_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upstream/upstream.h"

#define HTTP_CONNECT_TIMEOUT_MS 5000
#define HTTP_ERROR_BODY_MAX     1024

enum http_end {
    HTTP_ANSWERED,  /* a whole answer, whatever its status */
    HTTP_UNREACHED, /* no connection: name, refused, TLS */
    HTTP_TIMED_OUT,
    HTTP_BROKEN, /* the connection ended inside the answer, or it was no HTTP */
    HTTP_TOO_LARGE,
    HTTP_REDIRECTED, /* to where it may not be followed */
    HTTP_STOPPED,    /* by on_head, on_body or http_client_cancel */
};

struct http_response {
    enum http_end end;
    int status;            /* 0: none */
    int redirected_by;     /* status of the redirect that was followed to this answer; 0: none was */
    int64_t date;          /* Date + Age; UTC_NONE */
    int64_t date_seen_at;  /* our clock when it came */
    int64_t retry_after_s; /* -1: not given */
    char etag[128], last_modified[64], content_type[64];
    bool simulated; /* X-Data-Simulated: 1 */
    size_t bytes;   /* of the body, as it came over the wire after transfer coding */
    int64_t elapsed_ms;
    char error_body[HTTP_ERROR_BODY_MAX]; /* beginning of a body whose status is not 200 */
    size_t error_body_len;
    char detail[160]; /* unless answered: what happened, without the URL */
};

struct http_request {
    const char *url;           /* these texts are copied */
    const char *etag;          /* If-None-Match; NULL or "": not sent */
    const char *last_modified; /* If-Modified-Since; likewise */
    const char *api_key;       /* X-API-Key; likewise */
    bool packed;               /* offer gzip as content coding, and undo it */
    int64_t timeout_ms;
    size_t max_bytes; /* of the body, packed coding undone */
    void *context;
    /* The headers of a 200 are there, no body yet. False: no more of it is wanted. */
    bool (*on_head)(void *context, const struct http_response *response);
    bool (*on_body)(void *context, struct slice bytes); /* of a 200 */
    void (*on_done)(void *context, const struct http_response *response);
};

struct http_client;
struct http_transfer;

/* `user_agent` is copied. */
enum result http_client_create(const char *user_agent, struct http_client **out);
/* Cancels what is under way. */
void http_client_destroy(struct http_client *c); /* accepts NULL */

/* Takes a request; *out, valid until its on_done, is for http_client_cancel (NULL: not wanted). */
enum result http_client_start(struct http_client *c, const struct http_request *request,
                              struct http_transfer **out);
/* on_done comes with HTTP_STOPPED, inside this call or, when called from a callback of the same request,
 * after it. */
void http_client_cancel(struct http_client *c, struct http_transfer *t);

/* Waits at most timeout_ms for transfers or the descriptors and moves what can be moved. */
enum result http_client_run(struct http_client *c, struct upstream_wait *waits, size_t count, int timeout_ms);

/* Value for a query: everything but letters, digits, and -._~, is percent-encoded; the comma stays. */
void http_query_append(struct buffer *out, struct slice value);

#endif
