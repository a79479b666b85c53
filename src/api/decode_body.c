#include "api/decode_body.h"

#include "api/text_list.h"

static const struct text_list_form form = {"reports", DECODE_REPORTS_MAX, "reference_time"};

static enum result parse_text(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem)
{
    struct slice rest = request->body, line;
    out->reports = arena_alloc_array(request->arena, DECODE_REPORTS_MAX, sizeof(*out->reports));
    if (!out->reports) {
        *problem = http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL, NULL);
        return RESULT_NO_MEMORY;
    }
    while (slice_next(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (line.len == 0)
            continue;
        if (out->count == DECODE_REPORTS_MAX)
            return text_list_refuse_count(request, &form, problem);
        out->reports[out->count++] = line;
    }
    return out->count ? RESULT_OK : text_list_refuse_count(request, &form, problem);
}

static enum result parse_json(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem)
{
    struct text_list list;
    enum result r = text_list_parse(request, &form, &list, problem);
    if (r)
        return r;
    *out = (struct decode_body){list.count, list.items, list.option};
    return RESULT_OK;
}

enum result decode_body_parse(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem)
{
    *out = (struct decode_body){0};
    if (slice_equal_nocase(request->content_type, SLICE("text/plain")))
        return parse_text(request, out, problem);
    if (slice_equal_nocase(request->content_type, SLICE("application/json")))
        return parse_json(request, out, problem);
    *problem = http_problem_make(HTTP_UNSUPPORTED_MEDIA_TYPE, "Content-Type",
                                 "Send text/plain, one report a line, or application/json.");
    return RESULT_UNSUPPORTED;
}
