/*
 * What went wrong, as a caller of the service is told: one of API.md's codes, the field that is to blame and
 * a sentence. Every service function that answers a request takes one; it is filled on failure and untouched
 * on success. http/ alone turns the code into a status.
 */
#ifndef AW_SERVICE_SERVICE_ERROR_H
#define AW_SERVICE_SERVICE_ERROR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"
#include "base/slice.h"

#define CODE_INVALID_REQUEST          "INVALID_REQUEST"
#define CODE_AIRPORT_NOT_FOUND        "AIRPORT_NOT_FOUND"
#define CODE_STATION_NOT_REPORTING    "STATION_NOT_REPORTING"
#define CODE_NOT_FOUND                "NOT_FOUND"
#define CODE_CONFLICT                 "CONFLICT"
#define CODE_AMBIGUOUS                "AMBIGUOUS_CODE"
#define CODE_PAYLOAD_TOO_LARGE        "PAYLOAD_TOO_LARGE"
#define CODE_INTERNAL                 "INTERNAL"
#define CODE_WEATHER_DATA_UNAVAILABLE "WEATHER_DATA_UNAVAILABLE"
#define CODE_SERVICE_UNAVAILABLE      "SERVICE_UNAVAILABLE"

#define SERVICE_MESSAGE_MAX 256

struct service_error {
    const char *code;  /* one of the above; NULL: nothing went wrong */
    const char *field; /* parameter, path element or JSON member to blame, or NULL; static text */
    char message[SERVICE_MESSAGE_MAX]; /* a sentence; may quote what the caller sent, cut */
    int64_t retry_after_s;             /* 503: when it is worth another try; 0: not known */
    /* More members of the failure's object, as JSON text without braces (`"candidates":[…]`), or absent. Made
     * in `arena`, or of other memory that lives as long as the request. */
    struct slice extra;
    struct arena *arena; /* borrowed: the request's, set by whoever made the struct */
};

void service_error_init(struct service_error *e, struct arena *arena);

/* Fills it (extra becomes absent, retry_after_s 0) and returns `r`, so that a failing function can end with
 * it. */
enum result service_error_set(struct service_error *e, enum result r, const char *code, const char *field,
                              const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
