#include "api/decode_body.h"

#include <json-c/json.h>

#define JSON_DEPTH_MAX 8

static enum result refuse(struct http_problem *problem, const char *field, const char *message)
{
    *problem = http_problem_make(HTTP_INVALID_REQUEST, field, message);
    return RESULT_INVALID;
}

static enum result no_memory(struct http_problem *problem)
{
    *problem = http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL, NULL);
    return RESULT_NO_MEMORY;
}

static enum result too_many(struct http_problem *problem)
{
    return refuse(problem, "reports", "Send 1 to 400 reports.");
}

static enum result parse_text(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem)
{
    struct slice rest = request->body, line;
    out->reports = arena_alloc_array(request->arena, DECODE_REPORTS_MAX, sizeof(*out->reports));
    if (!out->reports)
        return no_memory(problem);
    while (slice_next(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (line.len == 0)
            continue;
        if (out->count == DECODE_REPORTS_MAX)
            return too_many(problem);
        out->reports[out->count++] = line;
    }
    return out->count ? RESULT_OK : too_many(problem);
}

static void release(void *object)
{
    json_object_put(object);
}

static struct slice text_of(struct json_object *text)
{
    return slice_make(json_object_get_string(text), (size_t)json_object_get_string_len(text));
}

static enum result take_reports(struct json_object *list, const struct http_request *request,
                                struct decode_body *out, struct http_problem *problem)
{
    if (!json_object_is_type(list, json_type_array))
        return refuse(problem, "reports", "reports is a list of texts.");
    size_t count = json_object_array_length(list);
    if (count == 0 || count > DECODE_REPORTS_MAX)
        return too_many(problem);
    out->reports = arena_alloc_array(request->arena, count, sizeof(*out->reports));
    if (!out->reports)
        return no_memory(problem);
    for (size_t i = 0; i < count; i++) {
        struct json_object *text = json_object_array_get_idx(list, i);
        if (!json_object_is_type(text, json_type_string))
            return refuse(problem, "reports", "reports is a list of texts.");
        out->reports[out->count++] = text_of(text);
    }
    return RESULT_OK;
}

static enum result take_members(struct json_object *root, const struct http_request *request,
                                struct decode_body *out, struct http_problem *problem)
{
    json_object_object_foreach(root, name, value)
    {
        struct slice key = slice_from_string(name);
        if (slice_equal(key, SLICE("reports"))) {
            enum result r = take_reports(value, request, out, problem);
            if (r)
                return r;
        } else if (slice_equal(key, SLICE("reference_time"))) {
            if (!json_object_is_type(value, json_type_string))
                return refuse(problem, "reference_time", "reference_time is a text.");
            out->reference_time = text_of(value);
        } else {
            refuse(problem, NULL, "The body has a member that is not known here.");
            problem->field = arena_copy(request->arena, key);
            return RESULT_INVALID;
        }
    }
    return out->count ? RESULT_OK : too_many(problem);
}

/* The tree lives as long as the arena: the reports point into it. */
static enum result parse_json(const struct http_request *request, struct decode_body *out,
                              struct http_problem *problem)
{
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (!tokener)
        return no_memory(problem);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *root = json_tokener_parse_ex(tokener, request->body.ptr, (int)request->body.len);
    bool whole = json_tokener_get_error(tokener) == json_tokener_success &&
                 json_tokener_get_parse_end(tokener) == request->body.len;
    json_tokener_free(tokener);
    if (root && !arena_on_reset(request->arena, release, root)) {
        json_object_put(root);
        return no_memory(problem);
    }
    if (!whole || !json_object_is_type(root, json_type_object))
        return refuse(problem, NULL, "The body is not one JSON object.");
    return take_members(root, request, out, problem);
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
