/* service: the packets between a worker and ingestd. */
#include "check.h"

#include "service/ondemand.h"

static void questions_are_read_strictly(void **state)
{
    static const struct {
        int line;
        const char *packet;
        enum result result;
        struct ondemand_question question;
    } cases[] = {
        {__LINE__, "fetch metar KXYZ 1500", RESULT_OK, {ONDEMAND_FETCH, PRODUCT_METAR, "KXYZ", 1500}},
        {__LINE__, "fetch taf EDDF 0", RESULT_OK, {ONDEMAND_FETCH, PRODUCT_TAF, "EDDF", 0}},
        {__LINE__, "hint metar KXYZ", RESULT_OK, {ONDEMAND_HINT, PRODUCT_METAR, "KXYZ", 0}},
        {__LINE__, "hint taf K5X", RESULT_OK, {ONDEMAND_HINT, PRODUCT_TAF, "K5X", 0}},
        {__LINE__, "", RESULT_INVALID, {0}},
        {__LINE__, "fetch", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ ", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ -1", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ 60001", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ 1500 x", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZ 1500 ", RESULT_INVALID, {0}},
        {__LINE__, "fetch  metar KXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch stations KXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch pirep KXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "FETCH metar KXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar kxyz 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar K-YZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KX 1500", RESULT_INVALID, {0}},
        {__LINE__, "fetch metar KXYZKXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "hint metar KXYZ 1500", RESULT_INVALID, {0}},
        {__LINE__, "hint metar KXYZ\n", RESULT_INVALID, {0}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct ondemand_question q = {.deadline_ms = -7};
        struct slice packet = slice_from_string(cases[i].packet);
        CHECK_AT(cases[i].line, ondemand_question_parse(packet, &q) == cases[i].result);
        if (cases[i].result != RESULT_OK) {
            CHECK_AT(cases[i].line, q.deadline_ms == -7);
            continue;
        }
        CHECK_AT(cases[i].line, q.verb == cases[i].question.verb && q.product == cases[i].question.product);
        CHECK_AT(cases[i].line, strcmp(q.station, cases[i].question.station) == 0);
        CHECK_AT(cases[i].line, q.deadline_ms == cases[i].question.deadline_ms);
        char out[ONDEMAND_PACKET_MAX];
        CHECK_SLICE_AT(cases[i].line, slice_make(out, ondemand_question_write(&q, out)), packet);
    }
    char nul[] = "hint metar KX\0Z";
    struct ondemand_question q;
    assert_int_equal(ondemand_question_parse(slice_make(nul, sizeof(nul) - 1), &q), RESULT_INVALID);
    char longer[ONDEMAND_PACKET_MAX + 1];
    memset(longer, 'A', sizeof(longer));
    assert_int_equal(ondemand_question_parse(slice_make(longer, sizeof(longer)), &q), RESULT_INVALID);
}

static void answers_are_read_strictly(void **state)
{
    static const struct {
        int line;
        const char *packet;
        enum result result;
        struct ondemand_answer answer;
    } cases[] = {
        {__LINE__, "found", RESULT_OK, {ONDEMAND_FOUND, 0}},
        {__LINE__, "none", RESULT_OK, {ONDEMAND_NONE, 0}},
        {__LINE__, "unlisted", RESULT_OK, {ONDEMAND_UNLISTED, 0}},
        {__LINE__, "failed 30", RESULT_OK, {ONDEMAND_FAILED, 30}},
        {__LINE__, "busy 1", RESULT_OK, {ONDEMAND_BUSY, 1}},
        {__LINE__, "", RESULT_INVALID, {0}},
        {__LINE__, "found 1", RESULT_INVALID, {0}},
        {__LINE__, "failed", RESULT_INVALID, {0}},
        {__LINE__, "failed 0", RESULT_INVALID, {0}},
        {__LINE__, "failed 86401", RESULT_INVALID, {0}},
        {__LINE__, "failed 1 1", RESULT_INVALID, {0}},
        {__LINE__, "foundx", RESULT_INVALID, {0}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct ondemand_answer a = {.retry_after_s = -7};
        struct slice packet = slice_from_string(cases[i].packet);
        CHECK_AT(cases[i].line, ondemand_answer_parse(packet, &a) == cases[i].result);
        if (cases[i].result != RESULT_OK) {
            CHECK_AT(cases[i].line, a.retry_after_s == -7);
            continue;
        }
        CHECK_AT(cases[i].line, a.verdict == cases[i].answer.verdict);
        CHECK_AT(cases[i].line, a.retry_after_s == cases[i].answer.retry_after_s);
        char out[ONDEMAND_PACKET_MAX];
        CHECK_SLICE_AT(cases[i].line, slice_make(out, ondemand_answer_write(&a, out)), packet);
    }
}

static void what_is_written_is_in_range(void **state)
{
    char out[ONDEMAND_PACKET_MAX];
    struct ondemand_answer a = {ONDEMAND_BUSY, -5};
    CHECK_SLICE_AT(__LINE__, slice_make(out, ondemand_answer_write(&a, out)), SLICE("busy 1"));
    a.retry_after_s = INT64_MAX;
    CHECK_SLICE_AT(__LINE__, slice_make(out, ondemand_answer_write(&a, out)), SLICE("busy 86400"));
    struct ondemand_question q = {ONDEMAND_FETCH, PRODUCT_TAF, "KJFKKJF", INT64_MAX};
    CHECK_SLICE_AT(__LINE__, slice_make(out, ondemand_question_write(&q, out)),
                   SLICE("fetch taf KJFKKJF 60000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_read_strictly),
        cmocka_unit_test(answers_are_read_strictly),
        cmocka_unit_test(what_is_written_is_in_range),
    };
    return cmocka_run_group_tests_name("service ondemand wire", tests, NULL, NULL);
}
