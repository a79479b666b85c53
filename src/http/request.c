#include "http/request.h"

#include <assert.h>
#include <string.h>

#include "base/number.h"
#include "http/percent.h"
#include "http/request_id.h"
#include "http/router.h"

static const char *const method_names[HTTP_METHODS] = {"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};

const char *http_method_name(enum http_method m)
{
    return method_names[m];
}

static enum http_method method_of(struct slice name)
{
    for (int m = 0; m < HTTP_METHOD_OTHER; m++)
        if (slice_equal(name, slice_from_string(method_names[m])))
            return (enum http_method)m;
    return HTTP_METHOD_OTHER;
}

static enum result refuse(struct http_problem *problem, const char *field, const char *message)
{
    *problem = http_problem_make(HTTP_INVALID_REQUEST, field, message);
    return RESULT_INVALID;
}

static enum result decode(struct slice text, enum percent_kind kind, struct arena *arena, struct slice *out,
                          struct http_problem *problem)
{
    enum result r = percent_decode(text, kind, arena, out);
    if (r == RESULT_INVALID)
        return refuse(problem, "url", "The URL has a malformed escape or a control character.");
    if (r)
        *problem = http_problem_make(http_error_of_result(r), NULL, NULL);
    return r;
}

static enum result parse_path(struct slice path, struct http_request *out, struct http_problem *problem)
{
    struct slice rest = path, segment = SLICE("");
    slice_next(&rest, '/', &segment); /* what stands before the first slash: nothing */
    if (segment.len != 0 || !rest.ptr)
        return refuse(problem, "url", "The URL's path does not begin with a slash.");
    if (slice_ends_with(rest, SLICE("/")))
        rest.len--;
    while (slice_next(&rest, '/', &segment)) {
        if (out->segments_count == HTTP_SEGMENTS_MAX) {
            out->segments_count++;
            return RESULT_OK;
        }
        struct slice *to = &out->segments[out->segments_count];
        enum result r = decode(segment, PERCENT_PATH, out->arena, to, problem);
        if (r)
            return r;
        out->segments_count++;
    }
    return RESULT_OK;
}

static enum result add_parameter(struct slice part, struct http_request *out, struct http_problem *problem)
{
    if (out->query_count == HTTP_QUERY_MAX)
        return refuse(problem, "url", "The URL has too many query parameters.");
    struct http_parameter *p = &out->query[out->query_count];
    size_t at = slice_find(part, '=');
    enum result r = decode(slice_sub(part, 0, at), PERCENT_QUERY, out->arena, &p->name, problem);
    if (r)
        return r;
    r = decode(slice_sub(part, at + 1, part.len), PERCENT_QUERY, out->arena, &p->value, problem);
    if (r)
        return r;
    for (size_t i = 0; i < out->query_count; i++) {
        if (slice_equal(out->query[i].name, p->name)) {
            refuse(problem, NULL, "A query parameter is given twice.");
            problem->field = p->name;
            return RESULT_INVALID;
        }
    }
    out->query_count++;
    return RESULT_OK;
}

static enum result parse_query(struct slice query, struct http_request *out, struct http_problem *problem)
{
    struct slice part;
    while (slice_next(&query, '&', &part)) {
        enum result r = part.len ? add_parameter(part, out, problem) : RESULT_OK;
        if (r)
            return r;
    }
    return RESULT_OK;
}

enum result http_request_parse(const struct http_input *in, struct arena *arena, int64_t now,
                               struct http_request *out, struct http_problem *problem)
{
    memset(out, 0, sizeof(*out));
    out->method = method_of(in->method);
    out->arena = arena;
    out->now = now;
    out->if_none_match = in->if_none_match;
    out->body = in->body;
    if (in->content_type.len)
        out->content_type = slice_trim(slice_sub(in->content_type, 0, slice_find(in->content_type, ';')));
    http_request_id_set(in->request_id, out->request_id);
    if (in->content_encoding.len && !slice_equal_nocase(in->content_encoding, SLICE("identity"))) {
        *problem =
            http_problem_make(HTTP_UNSUPPORTED_MEDIA_TYPE, "Content-Encoding", "Send the body unpacked.");
        return RESULT_UNSUPPORTED;
    }
    if (in->uri.len > HTTP_URL_MAX)
        return refuse(problem, "url", "The URL is longer than 4,096 bytes.");

    size_t question = slice_find(in->uri, '?');
    enum result r = parse_path(slice_sub(in->uri, 0, question), out, problem);
    if (r == RESULT_OK && question < in->uri.len)
        r = parse_query(slice_sub(in->uri, question + 1, in->uri.len), out, problem);
    return r;
}

struct slice http_request_path(const struct http_request *r, const char *name)
{
    struct slice rest = slice_from_string(r->route->pattern), part;
    struct slice wanted = slice_from_string(name);
    slice_next(&rest, '/', &part);
    for (size_t i = 0; slice_next(&rest, '/', &part); i++)
        if (part.len && part.ptr[0] == ':' && slice_equal(slice_sub(part, 1, part.len), wanted))
            return r->segments[i];
    assert(!"the route has such a parameter");
    return slice_make(NULL, 0);
}

struct slice http_request_query(const struct http_request *r, const char *name)
{
    struct slice wanted = slice_from_string(name);
    for (size_t i = 0; i < r->query_count; i++)
        if (slice_equal(r->query[i].name, wanted))
            return r->query[i].value;
    return slice_make(NULL, 0);
}

enum result http_request_flag(const struct http_request *r, const char *name, bool *out,
                              struct http_problem *problem)
{
    static const char *const yes[] = {"1", "true", "yes"}, *const no[] = {"0", "false", "no"};
    struct slice value = http_request_query(r, name);
    if (!value.ptr) {
        *out = false;
        return RESULT_OK;
    }
    for (int i = 0; i < 3; i++) {
        bool on = slice_equal_nocase(value, slice_from_string(yes[i]));
        if (!on && !slice_equal_nocase(value, slice_from_string(no[i])))
            continue;
        *out = on;
        return RESULT_OK;
    }
    return refuse(problem, name, "A flag is 1 or 0.");
}

enum result http_request_int(const struct http_request *r, const char *name, int64_t min, int64_t max,
                             int64_t fallback, int64_t *out, struct http_problem *problem)
{
    struct slice value = http_request_query(r, name);
    if (!value.ptr) {
        *out = fallback;
        return RESULT_OK;
    }
    if (number_parse_int(value, min, max, out) == RESULT_OK)
        return RESULT_OK;
    refuse(problem, name, NULL);
    problem->message = slice_from_string(arena_format(
        r->arena, "This must be a whole number from %lld to %lld.", (long long)min, (long long)max));
    return RESULT_INVALID;
}
