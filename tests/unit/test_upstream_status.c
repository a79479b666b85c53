#include "upstream/status.h"

#include "check.h"

static void test_classes(void **state)
{
    static const struct {
        int line, status;
        enum answer_class class;
        bool retry;
        int64_t hold_s; /* with Retry-After: 7 */
    } cases[] = {
        {__LINE__, 200, ANSWER_DATA, false, 0},         {__LINE__, 204, ANSWER_NOTHING, false, 0},
        {__LINE__, 304, ANSWER_NOT_MODIFIED, false, 0}, {__LINE__, 301, ANSWER_REDIRECTED, false, 0},
        {__LINE__, 308, ANSWER_REDIRECTED, false, 0},   {__LINE__, 400, ANSWER_REFUSED, false, 0},
        {__LINE__, 401, ANSWER_DENIED, false, 300},     {__LINE__, 403, ANSWER_DENIED, false, 300},
        {__LINE__, 404, ANSWER_GONE, false, 0},         {__LINE__, 410, ANSWER_GONE, false, 0},
        {__LINE__, 429, ANSWER_THROTTLED, false, 60},   {__LINE__, 500, ANSWER_BROKEN, true, 7},
        {__LINE__, 503, ANSWER_BROKEN, true, 7},        {__LINE__, 206, ANSWER_BROKEN, true, 7},
        {__LINE__, 0, ANSWER_BROKEN, true, 7},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        enum answer_class class = answer_classify(cases[i].status);
        CHECK_AT(cases[i].line, class == cases[i].class);
        CHECK_AT(cases[i].line, answer_worth_retry(class) == cases[i].retry);
        CHECK_AT(cases[i].line, answer_hold_s(class, 7) == cases[i].hold_s);
    }
}

static void test_hold_is_as_long_as_asked_but_bounded(void **state)
{
    assert_int_equal(answer_hold_s(ANSWER_THROTTLED, -1), 60);
    assert_int_equal(answer_hold_s(ANSWER_THROTTLED, 90), 90);
    assert_int_equal(answer_hold_s(ANSWER_THROTTLED, 86400), 3600);
    assert_int_equal(answer_hold_s(ANSWER_BROKEN, -1), 0);
    assert_int_equal(answer_hold_s(ANSWER_DATA, 90), 0);
}

static void test_body_forms(void **state)
{
    static const struct {
        int line;
        struct slice head;
        enum body_form form;
    } cases[] = {
        {__LINE__, SLICE(""), BODY_EMPTY},
        {__LINE__, SLICE(" \r\n"), BODY_EMPTY},
        {__LINE__, SLICE("\x1f\x8b\x08"), BODY_GZIP},
        {__LINE__, SLICE("<!DOCTYPE html><html>"), BODY_HTML},
        {__LINE__, SLICE("\n<HTML>"), BODY_HTML},
        {__LINE__, SLICE("<?xml version=\"1.0\"?>"), BODY_XML},
        {__LINE__, SLICE("<response>"), BODY_XML},
        {__LINE__, SLICE("[{\"icaoId\""), BODY_JSON},
        {__LINE__, SLICE("\xef\xbb\xbf[]"), BODY_JSON},
        {__LINE__, SLICE("{\"status\""), BODY_JSON},
        {__LINE__, SLICE("No results found"), BODY_TEXT},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, body_form_of(cases[i].head) == cases[i].form);
}

static void test_body_text(void **state)
{
    static const struct {
        int line;
        struct slice body;
        const char *text;
    } cases[] = {
        {__LINE__, SLICE("{\"status\":\"error\",\"error\":\"Invalid station ID\"}"), "Invalid station ID"},
        {__LINE__, SLICE("{\"errors\":[{\"status\":401,\"message\":\"bad key\",\"help\":\"x\"}]}"),
         "bad key"},
        {__LINE__, SLICE("{\"statusCode\":429,\"message\":\"Too many\"}"), "Too many"},
        {__LINE__, SLICE("{\"error\":{\"message\":\"deep\"}}"), "deep"},
        {__LINE__, SLICE("<html><head><title>Call\nBlocked</title></head><body>x"), "Call Blocked"},
        {__LINE__, SLICE("<html><body>x"), "<html><body>x"},
        {__LINE__, SLICE("  plain\x01\xff text \n"), "plain text"},
        {__LINE__, SLICE("key sEcReT is wrong"), "key ****** is wrong"},
        {__LINE__, SLICE("{\"error\":\"sEcReT and sEcReT\"}"), "****** and ******"},
        {__LINE__, SLICE("{\"error\":"), "{\"error\":"},
        {__LINE__, SLICE(""), ""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char text[64];
        status_body_text(cases[i].body, "sEcReT", text, sizeof(text));
        CHECK_SLICE_AT(cases[i].line, slice_from_string(text), slice_from_string(cases[i].text));
    }
}

/* A secret that is cut by the end of the text is not shown in part. */
static void test_secret_at_the_edge(void **state)
{
    char text[10];
    status_body_text(SLICE("12345 sEcReT"), "sEcReT", text, sizeof(text));
    assert_string_equal(text, "12345 ***");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_hold_is_as_long_as_asked_but_bounded),
        cmocka_unit_test(test_body_forms),
        cmocka_unit_test(test_body_text),
        cmocka_unit_test(test_secret_at_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
