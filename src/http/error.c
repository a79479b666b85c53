#include "http/error.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *code;
    int status;
    const char *text;
} errors[HTTP_ERRORS] = {
    [HTTP_INVALID_REQUEST] = {"INVALID_REQUEST", 400, "The request is not valid."},
    [HTTP_API_KEY_INVALID] = {"API_KEY_INVALID", 401, "The API key is missing or not valid."},
    [HTTP_FORBIDDEN] = {"FORBIDDEN", 403, "This is not allowed."},
    [HTTP_AIRPORT_NOT_FOUND] = {"AIRPORT_NOT_FOUND", 404, "No airport or station has this code."},
    [HTTP_STATION_NOT_REPORTING] = {"STATION_NOT_REPORTING", 404, "This station does not report."},
    [HTTP_NOT_FOUND] = {"NOT_FOUND", 404, "There is nothing at this address."},
    [HTTP_METHOD_NOT_ALLOWED] = {"METHOD_NOT_ALLOWED", 405, "This address does not take this method."},
    [HTTP_CONFLICT] = {"CONFLICT", 409, "The request conflicts with what is there."},
    [HTTP_AMBIGUOUS_CODE] = {"AMBIGUOUS_CODE", 409, "Several places have this code."},
    [HTTP_PAYLOAD_TOO_LARGE] = {"PAYLOAD_TOO_LARGE", 413, "The body is too large."},
    [HTTP_UNSUPPORTED_MEDIA_TYPE] = {"UNSUPPORTED_MEDIA_TYPE", 415, "This Content-Type is not taken here."},
    [HTTP_RATE_LIMIT_EXCEEDED] = {"RATE_LIMIT_EXCEEDED", 429, "Too many requests."},
    [HTTP_INTERNAL] = {"INTERNAL", 500, "Something went wrong inside the service."},
    [HTTP_WEATHER_DATA_UNAVAILABLE] = {"WEATHER_DATA_UNAVAILABLE", 503,
                                       "The weather data asked for can't be had at the moment."},
    [HTTP_SERVICE_UNAVAILABLE] = {"SERVICE_UNAVAILABLE", 503, "The service can't answer at the moment."},
};

const char *http_error_code(enum http_error e)
{
    assert(e < HTTP_ERRORS);
    return errors[e].code;
}

int http_error_status(enum http_error e)
{
    assert(e < HTTP_ERRORS);
    return errors[e].status;
}

const char *http_error_text(enum http_error e)
{
    assert(e < HTTP_ERRORS);
    return errors[e].text;
}

enum http_error http_error_of_code(const char *code)
{
    for (int e = 0; code && e < HTTP_ERRORS; e++)
        if (strcmp(errors[e].code, code) == 0)
            return (enum http_error)e;
    return HTTP_INTERNAL;
}

enum http_error http_error_of_result(enum result r)
{
    switch (r) {
    case RESULT_NOT_FOUND:
        return HTTP_NOT_FOUND;
    case RESULT_INVALID:
        return HTTP_INVALID_REQUEST;
    case RESULT_AMBIGUOUS:
        return HTTP_AMBIGUOUS_CODE;
    case RESULT_CONFLICT:
        return HTTP_CONFLICT;
    case RESULT_TOO_LARGE:
        return HTTP_PAYLOAD_TOO_LARGE;
    case RESULT_NO_MEMORY:
    case RESULT_TIMEOUT:
    case RESULT_BUSY:
    case RESULT_UNAVAILABLE:
        return HTTP_SERVICE_UNAVAILABLE;
    case RESULT_CORRUPT:
        return HTTP_WEATHER_DATA_UNAVAILABLE;
    case RESULT_OK:
    case RESULT_IO:
    case RESULT_REFUSED:
    case RESULT_UNSUPPORTED:
        break;
    }
    assert(r != RESULT_OK);
    return HTTP_INTERNAL;
}

struct http_problem http_problem_make(enum http_error e, const char *field, const char *message)
{
    return (struct http_problem){
        .error = e, .field = slice_from_string(field), .message = slice_from_string(message)};
}
