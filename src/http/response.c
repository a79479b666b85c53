#include "http/response.h"

#include <assert.h>
#include <string.h>

#include "base/utc.h"

#define HEADERS_MAX 4096

const char *http_cache_control(enum http_cache c)
{
    switch (c) {
    case HTTP_CACHE_WEATHER:
        return "public, max-age=1, stale-while-revalidate=2, stale-if-error=60";
    case HTTP_CACHE_SECOND:
        return "public, max-age=1";
    case HTTP_CACHE_MINUTE:
        return "public, max-age=60";
    case HTTP_CACHE_HOUR:
        return "public, max-age=3600";
    case HTTP_CACHE_NEVER:
        break;
    }
    return "private, no-store";
}

const char *http_status_reason(int status)
{
    static const struct {
        int status;
        const char *reason; /* RFC 9110, 15 */
    } reasons[] = {
        {200, "OK"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "";
}

void http_response_init(struct http_response *r, bool simulated)
{
    memset(r, 0, sizeof(*r));
    buffer_init(&r->headers, HEADERS_MAX);
    buffer_init(&r->body, HTTP_RESPONSE_MAX);
    r->simulated = simulated;
    http_response_reset(r, HTTP_CACHE_NEVER);
}

void http_response_free(struct http_response *r)
{
    buffer_free(&r->headers);
    buffer_free(&r->body);
}

void http_response_reset(struct http_response *r, enum http_cache cache)
{
    r->status = 200;
    r->cache = cache;
    r->content_type = "application/json";
    r->etag.len = 0;
    buffer_reset(&r->headers);
    if (r->body.capacity > HTTP_RESPONSE_KEPT) {
        buffer_free(&r->body);
        buffer_init(&r->body, HTTP_RESPONSE_MAX);
    }
    buffer_reset(&r->body);
    json_writer_init(&r->json, &r->body);
}

void http_response_header(struct http_response *r, const char *name, struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        assert((unsigned char)value.ptr[i] >= 0x20 && value.ptr[i] != 0x7f);
    buffer_append_slice(&r->headers, slice_from_string(name));
    buffer_append(&r->headers, ": ", 2);
    buffer_append_slice(&r->headers, value);
    buffer_append(&r->headers, "\r\n", 2);
}

void http_response_header_int(struct http_response *r, const char *name, int64_t value)
{
    char digits[24];
    struct buffer text = {.ptr = digits, .capacity = sizeof(digits), .max = sizeof(digits)};
    buffer_append_int(&text, value);
    http_response_header(r, name, buffer_slice(&text));
}

void http_response_header_time(struct http_response *r, const char *name, int64_t t)
{
    char text[UTC_ISO_LEN];
    if (t == UTC_NONE)
        return;
    utc_format_iso(t, text);
    http_response_header(r, name, slice_make(text, sizeof(text)));
}

bool http_response_not_modified(struct http_response *r, const struct etag *etag, struct slice if_none_match)
{
    r->etag = *etag;
    if (!if_none_match.ptr || !etag_listed(if_none_match, etag))
        return false;
    r->status = 304;
    buffer_reset(&r->body);
    return true;
}
