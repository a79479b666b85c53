/* http: entity tags, errors and what goes with them. */
#include "check.h"

#include "http/error.h"
#include "http/etag.h"

static struct etag sample(int64_t value)
{
    struct etag_hash h;
    etag_hash_begin(&h);
    etag_hash_int(&h, value);
    return etag_hash_end(&h);
}

static void tags_are_weak_and_differ(void **state)
{
    struct etag a = sample(1), b = sample(1), c = sample(256);
    assert_int_equal(a.len, ETAG_LEN);
    assert_memory_equal(a.text, "W/\"", 3);
    assert_int_equal(a.text[ETAG_LEN - 1], '"');
    assert_memory_equal(a.text, b.text, ETAG_LEN);
    assert_memory_not_equal(a.text, c.text, ETAG_LEN);
}

static void lists_are_compared_weakly(void **state)
{
    static const struct {
        int line;
        const char *format; /* %s: the tag without W/ */
        bool listed;
    } cases[] = {
        {__LINE__, "W/%s", true},
        {__LINE__, "%s", true},
        {__LINE__, "  W/%s  ", true},
        {__LINE__, "*", true},
        {__LINE__, "\"a\", \"b\",W/%s", true},
        {__LINE__, "\"a,b\", %s", true},
        {__LINE__, "W/\"a\" W/%s", true},
        {__LINE__, "\"a\"", false},
        {__LINE__, "", false},
        {__LINE__, "**", false},
        {__LINE__, "w/%s", false},
        {__LINE__, "a, W/%s", false},
        {__LINE__, "\"unclosed, W/%s", false},
        {__LINE__, ",,", false},
        {__LINE__, "W/", false},
        {__LINE__, "\"", false},
    };
    struct etag e = sample(42);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char header[128], tag[ETAG_LEN];
        snprintf(tag, sizeof(tag), "%.*s", ETAG_LEN - 2, e.text + 2);
        snprintf(header, sizeof(header), cases[i].format, tag);
        CHECK_AT(cases[i].line, etag_listed(slice_from_string(header), &e) == cases[i].listed);
    }
}

static void each_code_has_its_status(void **state)
{
    static const struct {
        int line;
        const char *code;
        enum http_error error;
        int status;
    } cases[] = {
        {__LINE__, "INVALID_REQUEST", HTTP_INVALID_REQUEST, 400},
        {__LINE__, "API_KEY_INVALID", HTTP_API_KEY_INVALID, 401},
        {__LINE__, "FORBIDDEN", HTTP_FORBIDDEN, 403},
        {__LINE__, "AIRPORT_NOT_FOUND", HTTP_AIRPORT_NOT_FOUND, 404},
        {__LINE__, "STATION_NOT_REPORTING", HTTP_STATION_NOT_REPORTING, 404},
        {__LINE__, "NOT_FOUND", HTTP_NOT_FOUND, 404},
        {__LINE__, "METHOD_NOT_ALLOWED", HTTP_METHOD_NOT_ALLOWED, 405},
        {__LINE__, "CONFLICT", HTTP_CONFLICT, 409},
        {__LINE__, "AMBIGUOUS_CODE", HTTP_AMBIGUOUS_CODE, 409},
        {__LINE__, "PAYLOAD_TOO_LARGE", HTTP_PAYLOAD_TOO_LARGE, 413},
        {__LINE__, "UNSUPPORTED_MEDIA_TYPE", HTTP_UNSUPPORTED_MEDIA_TYPE, 415},
        {__LINE__, "RATE_LIMIT_EXCEEDED", HTTP_RATE_LIMIT_EXCEEDED, 429},
        {__LINE__, "INTERNAL", HTTP_INTERNAL, 500},
        {__LINE__, "WEATHER_DATA_UNAVAILABLE", HTTP_WEATHER_DATA_UNAVAILABLE, 503},
        {__LINE__, "SERVICE_UNAVAILABLE", HTTP_SERVICE_UNAVAILABLE, 503},
    };
    assert_int_equal(CHECK_COUNT(cases), HTTP_ERRORS);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        CHECK_AT(cases[i].line, http_error_of_code(cases[i].code) == cases[i].error);
        CHECK_AT(cases[i].line, http_error_status(cases[i].error) == cases[i].status);
        CHECK_AT(cases[i].line, strcmp(http_error_code(cases[i].error), cases[i].code) == 0);
        CHECK_AT(cases[i].line, strlen(http_error_text(cases[i].error)) > 0);
    }
    assert_int_equal(http_error_of_code("NO_SUCH_CODE"), HTTP_INTERNAL);
    assert_int_equal(http_error_of_code(NULL), HTTP_INTERNAL);
}

static void results_have_an_error(void **state)
{
    static const struct {
        int line;
        enum result result;
        int status;
    } cases[] = {
        {__LINE__, RESULT_NOT_FOUND, 404},   {__LINE__, RESULT_INVALID, 400},
        {__LINE__, RESULT_AMBIGUOUS, 409},   {__LINE__, RESULT_CONFLICT, 409},
        {__LINE__, RESULT_TOO_LARGE, 413},   {__LINE__, RESULT_NO_MEMORY, 503},
        {__LINE__, RESULT_IO, 500},          {__LINE__, RESULT_CORRUPT, 503},
        {__LINE__, RESULT_TIMEOUT, 503},     {__LINE__, RESULT_BUSY, 503},
        {__LINE__, RESULT_UNAVAILABLE, 503}, {__LINE__, RESULT_REFUSED, 500},
        {__LINE__, RESULT_UNSUPPORTED, 500},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, http_error_status(http_error_of_result(cases[i].result)) == cases[i].status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_weak_and_differ),
        cmocka_unit_test(lists_are_compared_weakly),
        cmocka_unit_test(each_code_has_its_status),
        cmocka_unit_test(results_have_an_error),
    };
    return cmocka_run_group_tests_name("http_etag", tests, NULL, NULL);
}
