/* service: a worker's side of the on-demand socket: answers, deadlines, slots. */
#include "weather_check.h"

#include "base/clock.h"

static int make(void **state)
{
    *state = (void *)check_make_dir();
    return 0;
}

static int remove_all(void **state)
{
    check_remove_dir(*state);
    return 0;
}

static void answers_come_back(void **state)
{
    static const struct {
        int line;
        const char *packet;
        enum result result;
        enum ondemand_verdict verdict;
        int64_t retry_after_s;
    } cases[] = {
        {__LINE__, "found", RESULT_OK, ONDEMAND_FOUND, 0},
        {__LINE__, "none", RESULT_OK, ONDEMAND_NONE, 0},
        {__LINE__, "unlisted", RESULT_OK, ONDEMAND_UNLISTED, 0},
        {__LINE__, "failed 7", RESULT_OK, ONDEMAND_FAILED, 7},
        {__LINE__, "busy 3", RESULT_OK, ONDEMAND_BUSY, 3},
        {__LINE__, "nonsense", RESULT_UNAVAILABLE, 0, 0},
        {__LINE__, "", RESULT_UNAVAILABLE, 0, 0},
    };
    struct ondemand_client *c = ondemand_client_create(*state, 4);
    struct weather_check_ingestd ingestd;
    weather_check_listen(&ingestd, *state);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct ondemand_answer answer = {0};
        pid_t child = weather_check_answer(&ingestd, cases[i].packet, 0, NULL, NULL);
        CHECK_AT(cases[i].line, ondemand_fetch(c, PRODUCT_METAR, SLICE("KXYZ"), &answer) == cases[i].result);
        CHECK_AT(cases[i].line, answer.verdict == cases[i].verdict);
        CHECK_AT(cases[i].line, answer.retry_after_s == cases[i].retry_after_s);
        waitpid(child, NULL, 0);
    }
    close(ingestd.listener);
    ondemand_client_destroy(c);
}

static void questions_have_their_form(void **state)
{
    struct ondemand_client *c = ondemand_client_create(*state, 4);
    struct weather_check_ingestd ingestd;
    weather_check_listen(&ingestd, *state);
    ondemand_hint(c, PRODUCT_TAF, SLICE("EDDF"));
    assert_string_equal(weather_check_received(&ingestd), "hint taf EDDF");
    ondemand_hint(c, PRODUCT_TAF, SLICE("MUCHTOOLONG"));
    assert_string_equal(weather_check_received(&ingestd), "");
    close(ingestd.listener);
    ondemand_client_destroy(c);
}

static void nobody_there_is_unavailable_at_once(void **state)
{
    struct ondemand_client *c = ondemand_client_create(*state, 4);
    struct ondemand_answer answer;
    int64_t start_ms = clock_monotonic_ms();
    assert_int_equal(ondemand_fetch(c, PRODUCT_METAR, SLICE("KXYZ"), &answer), RESULT_UNAVAILABLE);
    assert_true(clock_monotonic_ms() - start_ms < 1000);
    ondemand_hint(c, PRODUCT_METAR, SLICE("KXYZ"));
    ondemand_client_destroy(c);
}

static void a_late_answer_is_not_the_next_ones(void **state)
{
    struct ondemand_client *c = ondemand_client_create(*state, 4);
    struct ondemand_answer answer = {0};
    struct weather_check_ingestd ingestd;
    weather_check_listen(&ingestd, *state);
    pid_t late = weather_check_answer(&ingestd, "found", ONDEMAND_DEADLINE_MS + 300, NULL, NULL);
    int64_t start_ms = clock_monotonic_ms();
    assert_int_equal(ondemand_fetch(c, PRODUCT_METAR, SLICE("KAAA"), &answer), RESULT_TIMEOUT);
    assert_true(clock_monotonic_ms() - start_ms >= ONDEMAND_DEADLINE_MS);
    pid_t next = weather_check_answer(&ingestd, "none", 600, NULL, NULL);
    assert_int_equal(ondemand_fetch(c, PRODUCT_METAR, SLICE("KBBB"), &answer), RESULT_OK);
    assert_int_equal(answer.verdict, ONDEMAND_NONE);
    waitpid(late, NULL, 0);
    waitpid(next, NULL, 0);
    close(ingestd.listener);
    ondemand_client_destroy(c);
}

/* Holds all slots of a pool of two until it is killed. */
static pid_t hold_slot(const char *dir)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        char path[128];
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
        snprintf(path, sizeof(path), "%s/slots.lock", dir);
        int fd = open(path, O_RDWR | O_CREAT, 0600);
        _exit(fcntl(fd, F_SETLK, &lock) || write(ready[1], "x", 1) != 1 || pause());
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void without_a_slot_the_question_becomes_a_hint(void **state)
{
    struct ondemand_client *c = ondemand_client_create(*state, 2);
    struct ondemand_answer answer = {0};
    struct weather_check_ingestd ingestd;
    weather_check_listen(&ingestd, *state);
    pid_t holder = hold_slot(*state);
    assert_int_equal(ondemand_fetch(c, PRODUCT_METAR, SLICE("KXYZ"), &answer), RESULT_BUSY);
    assert_string_equal(weather_check_received(&ingestd), "hint metar KXYZ");
    /* The kernel frees the slot of one that was killed. */
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    for (int i = 0; i < 2; i++) {
        fcntl(ingestd.listener, F_SETFL, 0);
        pid_t child = weather_check_answer(&ingestd, "none", 0, NULL, NULL);
        assert_int_equal(ondemand_fetch(c, PRODUCT_METAR, SLICE("KXYZ"), &answer), RESULT_OK);
        waitpid(child, NULL, 0);
    }
    close(ingestd.listener);
    ondemand_client_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_come_back, make, remove_all),
        cmocka_unit_test_setup_teardown(questions_have_their_form, make, remove_all),
        cmocka_unit_test_setup_teardown(nobody_there_is_unavailable_at_once, make, remove_all),
        cmocka_unit_test_setup_teardown(a_late_answer_is_not_the_next_ones, make, remove_all),
        cmocka_unit_test_setup_teardown(without_a_slot_the_question_becomes_a_hint, make, remove_all),
    };
    return cmocka_run_group_tests_name("service_ondemand_client", tests, NULL, NULL);
}
