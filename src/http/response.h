/*
 * An answer while it is made: status, headers and body in buffers that are used again for the next one. The
 * handler writes the body, mostly through `json`; who may cache it is one of a few classes.
 */
#ifndef AW_HTTP_RESPONSE_H
#define AW_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json_writer.h"
#include "base/slice.h"
#include "http/etag.h"

#define HTTP_RESPONSE_MAX ((size_t)16 * 1024 * 1024)
/* A body buffer that has grown beyond this is given back after the answer. */
#define HTTP_RESPONSE_KEPT ((size_t)256 * 1024)

enum http_cache {
    HTTP_CACHE_NEVER,   /* depends on who asks, or on more than the URL */
    HTTP_CACHE_WEATHER, /* a weather answer: a second, then stale while it is renewed */
    HTTP_CACHE_SECOND,  /* failures of weather routes: those who wait go at once */
    HTTP_CACHE_MINUTE,  /* what changes with the list of stations */
    HTTP_CACHE_HOUR,    /* what changes with the software */
};

/* The value of Cache-Control; static. */
const char *http_cache_control(enum http_cache c);

/* "Not Found"; "" for a status that is not used here. Static. */
const char *http_status_reason(int status);

struct http_response {
    int status;
    enum http_cache cache;
    const char *content_type; /* static */
    struct etag etag;         /* len 0: none */
    struct buffer headers;    /* whole lines "Name: value\r\n", beyond those of the members above */
    struct buffer body;
    struct json_writer json; /* writes to body */
    bool simulated;          /* every envelope says so */
};

void http_response_init(struct http_response *r, bool simulated);
void http_response_free(struct http_response *r);
/* Empty again, status 200, JSON; gives memory of large answers back. */
void http_response_reset(struct http_response *r, enum http_cache cache);

/* `name` is a literal. A value with a control character is a programmer's error: what comes from outside is
 * checked before. */
void http_response_header(struct http_response *r, const char *name, struct slice value);
void http_response_header_int(struct http_response *r, const char *name, int64_t value);
/* ISO 8601; UTC_NONE: no header. */
void http_response_header_time(struct http_response *r, const char *name, int64_t t);

/* Sets the ETag; true when if_none_match names it: the answer is then a whole 304 and the handler is done. */
bool http_response_not_modified(struct http_response *r, const struct etag *etag, struct slice if_none_match);

#endif
