/* http: from a request's bytes to an answer's, through a table of routes made for the test. */
#include "check.h"

/* json-c's integer type has the name of a function of the JSON writer. */
#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_bool

#include "base/metrics.h"
#include "http/envelope.h"
#include "http/server.h"

static void answer_plain(void *context, const struct http_request *request, struct http_response *response)
{
    struct json_writer *w = envelope_begin(response);
    json_string(w, request->segments_count > 2 ? http_request_path(request, "id") : SLICE("none"));
    envelope_end(response);
}

static void answer_fixed(void *context, const struct http_request *request, struct http_response *response)
{
    struct json_writer *w = envelope_begin(response);
    json_string(w, SLICE("fixed"));
    envelope_end(response);
}

static void answer_tagged(void *context, const struct http_request *request, struct http_response *response)
{
    struct etag_hash h;
    etag_hash_begin(&h);
    struct etag e = etag_hash_end(&h);
    if (!http_response_not_modified(response, &e, request->if_none_match))
        answer_fixed(context, request, response);
}

static void answer_too_much(void *context, const struct http_request *request, struct http_response *response)
{
    static char block[1 << 20];
    for (int i = 0; i < 20; i++)
        buffer_append(&response->body, block, sizeof(block));
}

static void fail_by_query(void *context, const struct http_request *request, struct http_response *response)
{
    struct http_problem p = {.error = HTTP_SERVICE_UNAVAILABLE};
    struct slice code = http_request_query(request, "code");
    if (slice_equal(code, SLICE("409")))
        p = http_problem_make(HTTP_AMBIGUOUS_CODE, "code", "Two \"places\".");
    else if (slice_equal(code, SLICE("400")))
        p = http_problem_make(HTTP_INVALID_REQUEST, NULL, NULL);
    p.extra = SLICE("\"candidates\":[1]");
    buffer_append(&response->body, "half written", 12);
    http_response_header(response, "X-Half", SLICE("1"));
    envelope_failure(response, request, &p);
}

static const char *const code_only[] = {"code", NULL};
static const struct http_route routes[] = {
    {HTTP_GET, "/api/things/fixed", NULL, HTTP_CACHE_HOUR, answer_fixed},
    {HTTP_GET, "/api/things/:id", NULL, HTTP_CACHE_WEATHER, answer_plain},
    {HTTP_DELETE, "/api/things/:id", NULL, HTTP_CACHE_NEVER, answer_plain},
    {HTTP_POST, "/api/things", NULL, HTTP_CACHE_NEVER, answer_plain},
    {HTTP_GET, "/api/tagged", NULL, HTTP_CACHE_WEATHER, answer_tagged},
    {HTTP_GET, "/api/large", NULL, HTTP_CACHE_WEATHER, answer_too_much},
    {HTTP_GET, "/api/fail", code_only, HTTP_CACHE_WEATHER, fail_by_query},
    {HTTP_GET, "/api/fail-private", code_only, HTTP_CACHE_NEVER, fail_by_query},
};

static struct http_server *make_server(bool simulated)
{
    struct http_server *s = NULL;
    struct http_server_options options = {routes, CHECK_COUNT(routes), NULL, simulated};
    assert_int_equal(http_server_create(&options, &s), RESULT_OK);
    return s;
}

/* "head|body" in static memory. */
static const char *ask_input(struct http_server *s, struct http_input in)
{
    static char text[65536];
    struct slice head, body;
    http_server_begin(s);
    in.request_id = SLICE("request-0001");
    http_server_answer(s, &in, &head, &body);
    snprintf(text, sizeof(text), "%.*s|%.*s", (int)head.len, head.ptr, (int)body.len, body.ptr);
    return text;
}

static const char *ask(struct http_server *s, const char *method, const char *uri)
{
    return ask_input(s,
                     (struct http_input){.method = slice_from_string(method), .uri = slice_from_string(uri)});
}

static void routes_are_found(void **state)
{
    static const struct {
        int line;
        const char *method;
        const char *uri;
        const char *has[4];
    } cases[] = {
        {__LINE__,
         "GET",
         "/api/things/x1",
         {"Status: 200 OK\r\n", "stale-if-error=60\r\n", "\"data\":\"x1\"}"}},
        {__LINE__, "GET", "/api/things/x1/", {"Status: 200 ", "\"data\":\"x1\"}"}},
        {__LINE__, "GET", "/api/things/%78", {"Status: 200 ", "\"data\":\"x\"}"}},
        {__LINE__, "GET", "/api/things/fixed", {"Status: 200 ", "max-age=3600", "\"fixed\""}},
        {__LINE__, "DELETE", "/api/things/x1", {"Status: 200 ", "private, no-store"}},
        {__LINE__, "HEAD", "/api/things/x1", {"Status: 200 ", "Content-Length: 28\r\n", "\r\n\r\n|"}},
        {__LINE__, "OPTIONS", "/api/things/x1", {"Status: 204 ", "Allow: GET, HEAD, DELETE, OPTIONS\r\n"}},
        {__LINE__, "OPTIONS", "/api/things", {"Status: 204 ", "Allow: POST, OPTIONS\r\n"}},
        {__LINE__, "DELETE", "/api/things/fixed", {"Status: 405 ", "Allow: GET, HEAD, OPTIONS\r\n"}},
        {__LINE__,
         "POST",
         "/api/things/x1",
         {"Status: 405 ", "Allow: GET, HEAD, DELETE, OPTIONS\r\n", "METHOD_NOT_ALLOWED"}},
        {__LINE__, "BREW", "/api/things", {"Status: 405 ", "Allow: POST, OPTIONS\r\n"}},
        {__LINE__, "GET", "/api/nothing", {"Status: 404 ", "\"code\":\"NOT_FOUND\"", "private, no-store"}},
        {__LINE__, "OPTIONS", "/api/nothing", {"Status: 404 "}},
        {__LINE__, "GET", "/api/things//", {"Status: 404 "}},
        {__LINE__, "GET", "/api/things/x/y", {"Status: 404 "}},
        {__LINE__, "GET", "/a/b/c/d/e/f/g/h/i/j", {"Status: 404 "}},
        {__LINE__, "GET", "/api/things/x?y=1", {"Status: 400 ", "\"field\":\"y\"", "INVALID_REQUEST"}},
        {__LINE__, "GET", "/api/things/%zz", {"Status: 400 ", "\"field\":\"url\""}},
    };
    struct http_server *s = make_server(false);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *text = ask(s, cases[i].method, cases[i].uri);
        for (int h = 0; h < 4 && cases[i].has[h]; h++) {
            if (strstr(text, cases[i].has[h]))
                continue;
            print_error("no \"%s\" in %s\n", cases[i].has[h], text);
            CHECK_AT(cases[i].line, false);
        }
    }
    http_server_destroy(s);
}

static void failures_have_their_envelope(void **state)
{
    struct http_server *s = make_server(false);
    const char *text = ask(s, "GET", "/api/fail?code=409");
    assert_non_null(strstr(text, "Status: 409 "));
    assert_non_null(strstr(text, "Cache-Control: public, max-age=1\r\n"));
    assert_null(strstr(text, "X-Half"));
    struct json_object *body = json_tokener_parse(strchr(text, '|') + 1);
    assert_non_null(body);
    static const char *const members[] = {"success",   "error",      "code",      "field",
                                          "timestamp", "request_id", "candidates"};
    for (size_t i = 0; i < CHECK_COUNT(members); i++)
        assert_true(json_object_object_get_ex(body, members[i], NULL));
    assert_int_equal(json_object_object_length(body), CHECK_COUNT(members));
    assert_string_equal(json_object_get_string(json_object_object_get(body, "error")), "Two \"places\".");
    assert_string_equal(json_object_get_string(json_object_object_get(body, "request_id")), "request-0001");
    json_object_put(body);

    text = ask(s, "GET", "/api/fail");
    assert_non_null(strstr(text, "Status: 503 "));
    assert_non_null(strstr(text, "Retry-After: 5\r\n"));
    text = ask(s, "GET", "/api/fail?code=400");
    assert_non_null(strstr(text, "private, no-store"));
    text = ask(s, "GET", "/api/fail-private");
    assert_non_null(strstr(text, "private, no-store"));
    http_server_destroy(s);
}

static void a_known_tag_gets_304(void **state)
{
    struct http_server *s = make_server(false);
    const char *text = ask(s, "GET", "/api/tagged");
    const char *at = strstr(text, "ETag: ");
    char tag[ETAG_LEN + 1];
    assert_non_null(at);
    snprintf(tag, sizeof(tag), "%s", at + 6);
    struct http_input in = {SLICE("GET"), SLICE("/api/tagged"), .if_none_match = slice_from_string(tag)};
    text = ask_input(s, in);
    assert_non_null(strstr(text, "Status: 304 "));
    assert_non_null(strstr(text, tag));
    assert_null(strstr(text, "Content-"));
    assert_string_equal(strchr(text, '|'), "|");
    http_server_destroy(s);
}

static void bodies_have_limits(void **state)
{
    struct http_server *s = make_server(false);
    struct http_input in = {.method = SLICE("POST"), .uri = SLICE("/api/things"), .body_too_large = true};
    assert_non_null(strstr(ask_input(s, in), "Status: 413 "));
    in.body_too_large = false;
    in.body_cut = true;
    assert_non_null(strstr(ask_input(s, in), "Status: 400 "));
    /* More than an answer may hold is no answer, and the next one is whole again. */
    assert_non_null(strstr(ask(s, "GET", "/api/large"), "Status: 503 "));
    assert_non_null(strstr(ask(s, "GET", "/api/things/fixed"), "Status: 200 "));
    http_server_destroy(s);
}

static void a_simulation_marks_all_answers(void **state)
{
    static const char *const uris[] = {"/api/things/x", "/api/nothing", "/api/fail?code=409"};
    struct http_server *s = make_server(true);
    for (size_t i = 0; i < CHECK_COUNT(uris); i++) {
        const char *text = ask(s, "GET", uris[i]);
        assert_non_null(strstr(text, "X-Data-Simulated: 1\r\n"));
        assert_non_null(strstr(text, "X-Simulated-Clock-Offset: 0\r\n"));
        assert_non_null(strstr(text, ",\"simulated\":true,"));
    }
    http_server_destroy(s);
}

static void requests_are_counted_by_route(void **state)
{
    static uint64_t region[1 << 16];
    metrics_open(region, sizeof(region));
    struct http_server *s = make_server(false);
    for (int i = 0; i < 3; i++)
        ask(s, "GET", "/api/things/x");
    ask(s, "GET", "/api/nothing");
    ask(s, "GET", "/api/%zz");
    struct metric *found = metrics_series("http_requests_total", "GET", "/api/things/:id", "200", NULL);
    struct metric *unmatched = metrics_series("http_requests_total", "GET", "unmatched", "404", NULL);
    struct metric *duration =
        metrics_series("http_request_duration_seconds", "GET", "/api/things/:id", "200", NULL);
    assert_int_equal(metric_value(found), 3);
    assert_int_equal(metric_value(duration), 3);
    assert_int_equal(metric_value(unmatched), 1);
    http_server_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_found),
        cmocka_unit_test(failures_have_their_envelope),
        cmocka_unit_test(a_known_tag_gets_304),
        cmocka_unit_test(bodies_have_limits),
        cmocka_unit_test(a_simulation_marks_all_answers),
        cmocka_unit_test(requests_are_counted_by_route),
    };
    return cmocka_run_group_tests_name("http_server", tests, NULL, NULL);
}
