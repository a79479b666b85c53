/* The reports in the body of a POST: text, one a line, or JSON {"reports":[…],"reference_time":…}. */
#ifndef AW_API_DECODE_BODY_H
#define AW_API_DECODE_BODY_H

#include "http/request.h"

#define DECODE_REPORTS_MAX 400

struct decode_body {
    size_t count; /* 1..DECODE_REPORTS_MAX */
    struct slice *reports;
    struct slice reference_time; /* as sent; absent: not given */
};

/* Everything in the request's arena. Otherwise *problem is filled. */
enum result decode_body_parse(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem);

#endif
