/*
 * The failures that the interface knows: a code that programs read, and the one status that goes with it. The
 * services name a code by its text; this is the one place that turns codes, and results that carry none, into
 * statuses.
 */
#ifndef AW_HTTP_ERROR_H
#define AW_HTTP_ERROR_H

#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"

enum http_error {
    HTTP_INVALID_REQUEST,
    HTTP_API_KEY_INVALID,
    HTTP_FORBIDDEN,
    HTTP_AIRPORT_NOT_FOUND,
    HTTP_STATION_NOT_REPORTING,
    HTTP_NOT_FOUND,
    HTTP_METHOD_NOT_ALLOWED,
    HTTP_CONFLICT,
    HTTP_AMBIGUOUS_CODE,
    HTTP_PAYLOAD_TOO_LARGE,
    HTTP_UNSUPPORTED_MEDIA_TYPE,
    HTTP_RATE_LIMIT_EXCEEDED,
    HTTP_INTERNAL,
    HTTP_WEATHER_DATA_UNAVAILABLE,
    HTTP_SERVICE_UNAVAILABLE,
    HTTP_ERRORS
};

/* "INVALID_REQUEST" …; static. */
const char *http_error_code(enum http_error e);
int http_error_status(enum http_error e);

/* The error of a code's text; HTTP_INTERNAL for NULL and for a text that is none. */
enum http_error http_error_of_code(const char *code);
/* For a failure that says nothing more. RESULT_OK is a programmer's error. */
enum http_error http_error_of_result(enum result r);

/* What a failed request is answered with. */
struct http_problem {
    enum http_error error;
    struct slice field;    /* parameter, header or member to blame; absent: none */
    struct slice message;  /* a sentence; absent: a general one for the error */
    int64_t retry_after_s; /* 429 and 503; 0: a few seconds */
    struct slice extra;    /* more members, as JSON text without braces; absent: none */
};

/* `field` may be NULL, `message` is a literal or lives as long as the request. */
struct http_problem http_problem_make(enum http_error e, const char *field, const char *message);
/* A general sentence for the error; static. */
const char *http_error_text(enum http_error e);

#endif
