/*
 * A request as a handler sees it: decoded, checked for form, and nothing of it trusted. Everything points
 * into the request's arena or into the bytes that the caller of http_request_parse gave, and lives until the
 * answer has been sent.
 */
#ifndef AW_HTTP_REQUEST_H
#define AW_HTTP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"
#include "base/slice.h"
#include "http/error.h"

#define HTTP_URL_MAX        4096
#define HTTP_BODY_MAX       ((size_t)1024 * 1024)
#define HTTP_SEGMENTS_MAX   8
#define HTTP_QUERY_MAX      16
#define HTTP_REQUEST_ID_MAX 64

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_METHOD_OTHER, /* one that no route has */
    HTTP_METHODS
};

/* "GET" …, "OTHER"; static. */
const char *http_method_name(enum http_method m);

/* What the gateway hands over. Absent slices: not sent. */
struct http_input {
    struct slice method;
    struct slice uri; /* as the client sent it: path and query, not decoded */
    struct slice content_type;
    struct slice content_encoding;
    struct slice if_none_match;
    struct slice request_id; /* nginx's; one is made up when it is absent or malformed */
    struct slice body;
    bool body_too_large; /* longer than HTTP_BODY_MAX: not read */
    bool body_cut;       /* shorter than announced */
};

struct http_parameter {
    struct slice name;
    struct slice value; /* decoded; empty when there is no '=' */
};

struct http_route;

struct http_request {
    enum http_method method;
    struct slice segments[HTTP_SEGMENTS_MAX]; /* of the path, decoded; one trailing slash dropped */
    size_t segments_count;                    /* HTTP_SEGMENTS_MAX + 1: more than there is room for */
    struct http_parameter query[HTTP_QUERY_MAX];
    size_t query_count;
    struct slice content_type; /* media type alone, without parameters; absent: none */
    struct slice if_none_match;
    struct slice body;
    char request_id[HTTP_REQUEST_ID_MAX + 1]; /* [A-Za-z0-9._-]; terminated */
    int64_t now;                              /* UTC seconds: one moment for the whole answer */
    struct arena *arena;
    const struct http_route *route; /* set by the router; NULL: none matches */
};

/*
 * RESULT_INVALID with *problem: URL too long, malformed escape, control character, too many or repeated query
 * parameters. RESULT_UNSUPPORTED: a body that is packed (Content-Encoding). *out is filled as far as an
 * answer to the failure needs it.
 */
enum result http_request_parse(const struct http_input *in, struct arena *arena, int64_t now,
                               struct http_request *out, struct http_problem *problem);

/* The value of a path parameter of the route's pattern (":icao" is "icao"); naming one it has not is a
 * programmer's error. */
struct slice http_request_path(const struct http_request *r, const char *name);

/* The value of a query parameter; absent when it was not given. */
struct slice http_request_query(const struct http_request *r, const char *name);
/* 1, true, yes and 0, false, no; not given: false. */
enum result http_request_flag(const struct http_request *r, const char *name, bool *out,
                              struct http_problem *problem);
/* A whole number from min to max; not given: `fallback`. */
enum result http_request_int(const struct http_request *r, const char *name, int64_t min, int64_t max,
                             int64_t fallback, int64_t *out, struct http_problem *problem);

#endif
