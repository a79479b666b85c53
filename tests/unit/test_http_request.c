/* http: percent-decoding and the parsing of requests. */
#include "check.h"

#include "http/percent.h"
#include "http/request.h"
#include "http/router.h"

#define NOW 1790000000

static void escapes_are_decoded_or_refused(void **state)
{
    static const struct {
        int line;
        enum percent_kind kind;
        const char *text;
        enum result result;
        const char *decoded;
    } cases[] = {
        {__LINE__, PERCENT_PATH, "KJFK", RESULT_OK, "KJFK"},
        {__LINE__, PERCENT_PATH, "", RESULT_OK, ""},
        {__LINE__, PERCENT_PATH, "a%20b", RESULT_OK, "a b"},
        {__LINE__, PERCENT_PATH, "a+b", RESULT_OK, "a+b"},
        {__LINE__, PERCENT_QUERY, "a+b", RESULT_OK, "a b"},
        {__LINE__, PERCENT_QUERY, "%2B", RESULT_OK, "+"},
        {__LINE__, PERCENT_PATH, "%2f%2F", RESULT_OK, "//"},
        {__LINE__, PERCENT_QUERY, "S%C3%A3o", RESULT_OK, "S\xc3\xa3o"},
        {__LINE__, PERCENT_PATH, "%25", RESULT_OK, "%"},
        {__LINE__, PERCENT_PATH, "%2525", RESULT_OK, "%25"},
        {__LINE__, PERCENT_PATH, "%", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_PATH, "%4", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_PATH, "a%4", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_PATH, "%zz", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_PATH, "%-1", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_PATH, "%00", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_QUERY, "a%0d%0aX: y", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_QUERY, "%7f", RESULT_INVALID, NULL},
        {__LINE__, PERCENT_QUERY, "a\tb", RESULT_INVALID, NULL},
    };
    struct arena *arena = arena_create(4096);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct slice out = SLICE("untouched");
        enum result r = percent_decode(slice_from_string(cases[i].text), cases[i].kind, arena, &out);
        CHECK_AT(cases[i].line, r == cases[i].result);
        CHECK_SLICE_AT(cases[i].line, out, r ? SLICE("untouched") : slice_from_string(cases[i].decoded));
    }
    arena_destroy(arena);
}

static enum result parse(struct arena *arena, const char *method, const char *uri, struct http_request *out,
                         struct http_problem *problem)
{
    struct http_input in = {.method = slice_from_string(method), .uri = slice_from_string(uri)};
    return http_request_parse(&in, arena, NOW, out, problem);
}

static void paths_become_segments(void **state)
{
    static const struct {
        int line;
        const char *uri;
        enum result result;
        size_t count;
        const char *last;
    } cases[] = {
        {__LINE__, "/api/health", RESULT_OK, 2, "health"},
        {__LINE__, "/api/health/", RESULT_OK, 2, "health"},
        {__LINE__, "/api/health?ready=1", RESULT_OK, 2, "health"},
        {__LINE__, "/api/health/?ready=1", RESULT_OK, 2, "health"},
        {__LINE__, "/api//health", RESULT_OK, 3, "health"},
        {__LINE__, "/api/health//", RESULT_OK, 3, ""},
        {__LINE__, "/a%2Fb", RESULT_OK, 1, "a/b"},
        {__LINE__, "/1/2/3/4/5/6/7/8", RESULT_OK, 8, "8"},
        {__LINE__, "/1/2/3/4/5/6/7/8/9/10", RESULT_OK, HTTP_SEGMENTS_MAX + 1, NULL},
        {__LINE__, "/", RESULT_OK, 1, ""},
        {__LINE__, "", RESULT_INVALID, 0, NULL},
        {__LINE__, "*", RESULT_INVALID, 0, NULL},
        {__LINE__, "api/health", RESULT_INVALID, 0, NULL},
        {__LINE__, "http://x/api", RESULT_INVALID, 0, NULL},
        {__LINE__, "/api/%", RESULT_INVALID, 0, NULL},
    };
    struct arena *arena = arena_create(65536);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct http_request request;
        struct http_problem problem;
        CHECK_AT(cases[i].line, parse(arena, "GET", cases[i].uri, &request, &problem) == cases[i].result);
        if (cases[i].result) {
            CHECK_AT(cases[i].line, problem.error == HTTP_INVALID_REQUEST);
            CHECK_SLICE_AT(cases[i].line, problem.field, SLICE("url"));
            continue;
        }
        CHECK_AT(cases[i].line, request.segments_count == cases[i].count);
        if (cases[i].last)
            CHECK_SLICE_AT(cases[i].line, request.segments[cases[i].count - 1],
                           slice_from_string(cases[i].last));
    }
    arena_destroy(arena);
}

static void queries_become_parameters(void **state)
{
    struct arena *arena = arena_create(65536);
    struct http_request r;
    struct http_problem problem;
    assert_int_equal(parse(arena, "GET", "/x?ids=KJFK%2CKBOS&&taf&empty=&q=a=b", &r, &problem), RESULT_OK);
    assert_int_equal(r.query_count, 4);
    CHECK_SLICE_AT(__LINE__, http_request_query(&r, "ids"), SLICE("KJFK,KBOS"));
    CHECK_SLICE_AT(__LINE__, http_request_query(&r, "taf"), SLICE(""));
    CHECK_SLICE_AT(__LINE__, http_request_query(&r, "empty"), SLICE(""));
    CHECK_SLICE_AT(__LINE__, http_request_query(&r, "q"), SLICE("a=b"));
    assert_null(http_request_query(&r, "absent").ptr);
    assert_non_null(http_request_query(&r, "taf").ptr);

    assert_int_equal(parse(arena, "GET", "/x?a=1&b=2&a=3", &r, &problem), RESULT_INVALID);
    CHECK_SLICE_AT(__LINE__, problem.field, SLICE("a"));
    assert_int_equal(parse(arena, "GET", "/x?a=1&%61=3", &r, &problem), RESULT_INVALID);
    CHECK_SLICE_AT(__LINE__, problem.field, SLICE("a"));

    char many[512] = "/x?";
    for (int i = 0; i < HTTP_QUERY_MAX + 1; i++)
        snprintf(many + strlen(many), sizeof(many) - strlen(many), "p%d=1&", i);
    assert_int_equal(parse(arena, "GET", many, &r, &problem), RESULT_INVALID);
    arena_destroy(arena);
}

static void a_url_has_a_limit(void **state)
{
    struct arena *arena = arena_create(65536);
    struct http_request r;
    struct http_problem problem;
    char uri[HTTP_URL_MAX + 2];
    memset(uri, 'a', sizeof(uri));
    uri[0] = '/';
    uri[HTTP_URL_MAX] = '\0';
    assert_int_equal(parse(arena, "GET", uri, &r, &problem), RESULT_OK);
    uri[HTTP_URL_MAX] = 'a';
    uri[HTTP_URL_MAX + 1] = '\0';
    assert_int_equal(parse(arena, "GET", uri, &r, &problem), RESULT_INVALID);
    arena_destroy(arena);
}

static void flags_and_numbers_have_forms(void **state)
{
    static const struct {
        int line;
        const char *uri;
        enum result result;
        bool on;
    } flags[] = {
        {__LINE__, "/x", RESULT_OK, false},          {__LINE__, "/x?f=1", RESULT_OK, true},
        {__LINE__, "/x?f=TRUE", RESULT_OK, true},    {__LINE__, "/x?f=yes", RESULT_OK, true},
        {__LINE__, "/x?f=0", RESULT_OK, false},      {__LINE__, "/x?f=no", RESULT_OK, false},
        {__LINE__, "/x?f=", RESULT_INVALID, false},  {__LINE__, "/x?f", RESULT_INVALID, false},
        {__LINE__, "/x?f=2", RESULT_INVALID, false},
    };
    static const struct {
        int line;
        const char *uri;
        enum result result;
        int64_t value;
    } numbers[] = {
        {__LINE__, "/x", RESULT_OK, 7},
        {__LINE__, "/x?n=1", RESULT_OK, 1},
        {__LINE__, "/x?n=500", RESULT_OK, 500},
        {__LINE__, "/x?n=0", RESULT_INVALID, 0},
        {__LINE__, "/x?n=501", RESULT_INVALID, 0},
        {__LINE__, "/x?n=1.5", RESULT_INVALID, 0},
        {__LINE__, "/x?n=", RESULT_INVALID, 0},
        {__LINE__, "/x?n=99999999999999999999", RESULT_INVALID, 0},
    };
    struct arena *arena = arena_create(65536);
    struct http_request r;
    struct http_problem problem;
    for (size_t i = 0; i < CHECK_COUNT(flags); i++) {
        bool on = !flags[i].on;
        assert_int_equal(parse(arena, "GET", flags[i].uri, &r, &problem), RESULT_OK);
        CHECK_AT(flags[i].line, http_request_flag(&r, "f", &on, &problem) == flags[i].result);
        CHECK_AT(flags[i].line, flags[i].result || on == flags[i].on);
    }
    for (size_t i = 0; i < CHECK_COUNT(numbers); i++) {
        int64_t value = -1;
        assert_int_equal(parse(arena, "GET", numbers[i].uri, &r, &problem), RESULT_OK);
        CHECK_AT(numbers[i].line,
                 http_request_int(&r, "n", 1, 500, 7, &value, &problem) == numbers[i].result);
        CHECK_AT(numbers[i].line, value == (numbers[i].result ? -1 : numbers[i].value));
        CHECK_AT(numbers[i].line, !numbers[i].result || problem.message.len > 0);
    }
    arena_destroy(arena);
}

static void methods_media_types_and_ids_are_read(void **state)
{
    static const struct {
        int line;
        const char *given;
        bool kept;
    } ids[] = {
        {__LINE__, "0123456789abcdef0123456789abcdef", true},
        {__LINE__, "a.b_c-D9", true},
        {__LINE__, "short", false},
        {__LINE__, "has blank in it", false},
        {__LINE__, "quote\"quote", false},
        {__LINE__, "01234567890123456789012345678901234567890123456789012345678901234", false},
    };
    struct arena *arena = arena_create(65536);
    struct http_request r;
    struct http_problem problem;
    assert_int_equal(parse(arena, "GET", "/", &r, &problem), RESULT_OK);
    assert_int_equal(r.method, HTTP_GET);
    assert_int_equal(parse(arena, "get", "/", &r, &problem), RESULT_OK);
    assert_int_equal(r.method, HTTP_METHOD_OTHER);
    assert_int_equal(parse(arena, "OPTIONS", "/", &r, &problem), RESULT_OK);
    assert_int_equal(r.method, HTTP_OPTIONS);
    struct http_input in = {SLICE("POST"), SLICE("/"), .content_type = SLICE("text/plain ; charset=utf-8")};
    assert_int_equal(http_request_parse(&in, arena, NOW, &r, &problem), RESULT_OK);
    CHECK_SLICE_AT(__LINE__, r.content_type, SLICE("text/plain"));
    in.content_encoding = SLICE("gzip"); /* would be decoded as if it were text */
    assert_int_equal(http_request_parse(&in, arena, NOW, &r, &problem), RESULT_UNSUPPORTED);
    assert_int_equal(problem.error, HTTP_UNSUPPORTED_MEDIA_TYPE);
    in.content_encoding = SLICE("Identity");
    assert_int_equal(http_request_parse(&in, arena, NOW, &r, &problem), RESULT_OK);
    assert_int_equal(r.now, NOW);
    for (size_t i = 0; i < CHECK_COUNT(ids); i++) {
        in.request_id = slice_from_string(ids[i].given);
        assert_int_equal(http_request_parse(&in, arena, NOW, &r, &problem), RESULT_OK);
        CHECK_AT(ids[i].line, (strcmp(r.request_id, ids[i].given) == 0) == ids[i].kept);
        CHECK_AT(ids[i].line, ids[i].kept || strlen(r.request_id) == 32);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_decoded_or_refused),
        cmocka_unit_test(paths_become_segments),
        cmocka_unit_test(queries_become_parameters),
        cmocka_unit_test(a_url_has_a_limit),
        cmocka_unit_test(flags_and_numbers_have_forms),
        cmocka_unit_test(methods_media_types_and_ids_are_read),
    };
    return cmocka_run_group_tests_name("http_request", tests, NULL, NULL);
}
