/* ingest: what the history is owed: after its loss, a restart, another file; and by what it ages. */
#include "intake_check.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "ingest/history_end.h"

static void an_empty_history_is_filled_anew(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    intake_forget(b->intake, STORE_DURABLE);
    assert_true(intake_owes_history(b->intake, PRODUCT_METAR));
    POLL(b, NOON + 60, {M1151, AT(11, 51)});
    assert_false(intake_owes_history(b->intake, PRODUCT_METAR));
    CHECK_SLICE_AT(__LINE__, CURRENT(b, "KJFK").raw, SLICE(M1151));
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
}

/* What is current at a start need not be in history. */
static void what_history_is_owed_is_known_after_a_restart(void **state)
{
    struct bench *b = *state;
    POLL(b, NOON, {M1151, AT(11, 51)});
    intake_forget(b->intake, STORE_DURABLE);
    TAKE(b, PRODUCT_METAR, INTAKE_FETCH, NOON + 30, {M1151, AT(11, 51)});
    restart(b);
    assert_true(intake_owes_history(b->intake, PRODUCT_METAR));
    assert_false(intake_owes_history(b->intake, PRODUCT_TAF));
    POLL(b, NOON + 60, {M1151, AT(11, 51)});
    restart(b);
    assert_false(intake_owes_history(b->intake, PRODUCT_METAR));
}

/* Set aside while nobody ran, or restored from a copy: another history, which has not got what is current. */
static void another_history_is_owed_what_is_current(void **state)
{
    struct bench *b = *state;
    char path[PATH_MAX];
    POLL(b, NOON, {M1151, AT(11, 51)});
    snprintf(path, sizeof(path), "%s/durable.mdb", b->dir);
    assert_int_equal(unlink(path), 0);
    sleep(1); /* histories are told apart by the second in which they were made */
    restart(b);
    assert_true(intake_owes_history(b->intake, PRODUCT_METAR));
    POLL(b, NOON + 60, {M1151, AT(11, 51)});
    assert_int_equal(history_rows(b, PRODUCT_METAR, "KJFK"), 1);
    restart(b);
    assert_false(intake_owes_history(b->intake, PRODUCT_METAR));
}

/* What is deleted for its age is old beside the newest report, too. */
static void a_clock_that_jumps_ahead_ages_no_history(void **state)
{
    struct bench *b = *state;
    assert_int_equal(history_end(b->store, NOON), UTC_NONE);
    POLL(b, NOON, {M1151, AT(11, 51)});
    assert_int_equal(history_end(b->store, NOON + 365 * UTC_DAY), AT(11, 51));
    assert_int_equal(history_end(b->store, AT(11, 40)), AT(11, 40));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_history_is_filled_anew),
        CASE(what_history_is_owed_is_known_after_a_restart),
        CASE(another_history_is_owed_what_is_current),
        CASE(a_clock_that_jumps_ahead_ages_no_history),
    };
    log_open("test", LOG_LEVEL_ERROR);
    return cmocka_run_group_tests_name("ingest history owed", tests, NULL, NULL);
}
