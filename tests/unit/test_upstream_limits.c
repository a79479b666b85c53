/* Breaker, rate budget, gate, difference of clocks: all with a clock of the test's own. */
#include "check.h"

#include "base/utc.h"
#include "upstream/clock_skew.h"
#include "upstream/gate.h"

static void fail_times(struct breaker *b, int count, int64_t now_ms)
{
    for (int i = 0; i < count; i++) {
        assert_true(breaker_allow(b, now_ms));
        breaker_failed(b, now_ms, 512);
    }
}

static void test_breaker_opens_after_failures_in_a_row(void **state)
{
    struct breaker b;
    breaker_init(&b, 60000);
    fail_times(&b, BREAKER_FAILURES - 1, 0);
    breaker_succeeded(&b);
    fail_times(&b, BREAKER_FAILURES - 1, 0);
    assert_int_equal(b.state, BREAKER_CLOSED);
    fail_times(&b, 1, 0);
    assert_int_equal(b.state, BREAKER_OPEN);
    assert_false(breaker_allow(&b, 0));
    assert_int_equal(breaker_wait_ms(&b, 0), BREAKER_OPEN_MS);
}

static void test_breaker_sends_one_probe(void **state)
{
    struct breaker b;
    breaker_init(&b, 60000);
    fail_times(&b, BREAKER_FAILURES, 0);
    assert_true(breaker_allow(&b, BREAKER_OPEN_MS));
    assert_int_equal(b.state, BREAKER_HALF_OPEN);
    assert_false(breaker_allow(&b, BREAKER_OPEN_MS));
    assert_true(breaker_wait_ms(&b, BREAKER_OPEN_MS) > 0);
    breaker_cancelled(&b);
    assert_true(breaker_allow(&b, BREAKER_OPEN_MS));
    breaker_succeeded(&b);
    assert_int_equal(b.state, BREAKER_CLOSED);
    assert_true(breaker_allow(&b, BREAKER_OPEN_MS));
    assert_true(breaker_allow(&b, BREAKER_OPEN_MS));
}

static void test_breaker_waits_longer_each_time_up_to_its_bound(void **state)
{
    struct breaker b;
    int64_t now_ms = 0, last_ms = 0;
    breaker_init(&b, 30000);
    fail_times(&b, BREAKER_FAILURES, now_ms);
    for (int i = 0; i < 6; i++) {
        int64_t wait_ms = breaker_wait_ms(&b, now_ms);
        assert_true(i > 2 || wait_ms > last_ms);
        assert_true(wait_ms <= 30000);
        last_ms = wait_ms;
        now_ms += wait_ms;
        fail_times(&b, 1, now_ms);
    }
    assert_int_equal(last_ms, 30000);
}

static void test_breaker_jitter(void **state)
{
    struct breaker least, most;
    breaker_init(&least, 60000);
    breaker_init(&most, 60000);
    for (int i = 0; i < BREAKER_FAILURES; i++) {
        breaker_failed(&least, 0, 0);
        breaker_failed(&most, 0, UINT32_MAX);
    }
    assert_int_equal(least.open_until_ms, BREAKER_OPEN_MS * 3 / 4);
    assert_true(most.open_until_ms > BREAKER_OPEN_MS * 6 / 5 &&
                most.open_until_ms <= BREAKER_OPEN_MS * 5 / 4);
}

static void test_breaker_hold(void **state)
{
    struct breaker b;
    breaker_init(&b, 60000);
    breaker_hold(&b, 90000);
    breaker_hold(&b, 60000); /* a shorter one does not shorten it */
    assert_false(breaker_allow(&b, 89999));
    assert_int_equal(breaker_wait_ms(&b, 80000), 10000);
    assert_true(breaker_allow(&b, 90000));
}

/* However the requests are spread: never more than the limit in any 60 s. */
static void test_rate_budget_holds_in_any_window(void **state)
{
    struct rate_budget b;
    int64_t taken[1000];
    size_t count = 0;
    rate_budget_init(&b, 60);
    for (int64_t now_ms = 0; now_ms < 300000; now_ms += 400)
        if (rate_budget_take(&b, now_ms))
            taken[count++] = now_ms;
    assert_int_equal(count, 60 * 5);
    for (size_t i = 0; i + 60 < count; i++)
        assert_true(taken[i + 60] - taken[i] >= RATE_BUDGET_WINDOW_MS);
}

static void test_rate_budget_tells_when(void **state)
{
    struct rate_budget b;
    rate_budget_init(&b, 2);
    assert_int_equal(rate_budget_left(&b, 0), 2);
    assert_true(rate_budget_take(&b, 0));
    assert_true(rate_budget_take(&b, 10000));
    assert_false(rate_budget_take(&b, 20000));
    assert_int_equal(rate_budget_left(&b, 20000), 0);
    assert_int_equal(rate_budget_wait_ms(&b, 20000), 40000);
    assert_int_equal(rate_budget_left(&b, 60000), 1);
    assert_true(rate_budget_take(&b, 60000));
    assert_int_equal(rate_budget_wait_ms(&b, 60000), 10000);
}

static void test_clock_skew_is_the_median_of_five(void **state)
{
    struct clock_skew c = {.count = 0};
    assert_int_equal(clock_skew_median_s(&c), 0);
    clock_skew_note(&c, 1000, 900);
    assert_int_equal(clock_skew_median_s(&c), 100);
    static const int64_t differences[] = {1, 1, -5, 2, 1, 9000};
    for (size_t i = 0; i < CHECK_COUNT(differences); i++)
        clock_skew_note(&c, 5000 + differences[i], 5000);
    assert_int_equal(clock_skew_median_s(&c), 1); /* 1 -5 2 1 9000 */
}

static const struct exchange_result whole = {.verdict = UPSTREAM_WHOLE};
static const struct exchange_result failed = {
    .verdict = UPSTREAM_FAILED, .provider_failed = true, .detail = "why"};
static const struct exchange_result throttled = {
    .verdict = UPSTREAM_FAILED, .provider_failed = true, .hold_s = 60};

static void test_gate_keeps_files_and_calls_apart(void **state)
{
    struct gate g;
    int64_t wait_ms = 0;
    gate_init(&g);
    for (int i = 0; i < BREAKER_FAILURES; i++) {
        assert_true(gate_enter(&g, GATE_CURRENT, 0, &wait_ms));
        gate_left(&g, GATE_CURRENT, &failed, 0, 100, 0);
    }
    assert_false(gate_enter(&g, GATE_CURRENT, 0, &wait_ms));
    assert_false(gate_enter(&g, GATE_HISTORY, 0, &wait_ms));
    assert_true(wait_ms > 0);
    assert_true(gate_enter(&g, GATE_FILE, 0, &wait_ms));
    gate_left(&g, GATE_FILE, &whole, 0, 100, 0);
    assert_int_equal(gate_state(&g, 0), BREAKER_OPEN);
    assert_string_equal(g.last_error, "why");
    assert_int_equal(g.last_success_at, 100);
}

static void test_gate_holds_both_when_asked_to(void **state)
{
    struct gate g;
    int64_t wait_ms = 0;
    gate_init(&g);
    assert_true(gate_enter(&g, GATE_CURRENT, 0, &wait_ms));
    gate_left(&g, GATE_CURRENT, &throttled, 0, 0, 0);
    assert_false(gate_enter(&g, GATE_FILE, 59999, &wait_ms));
    assert_int_equal(wait_ms, 1);
    assert_int_equal(gate_state(&g, 59999), BREAKER_OPEN);
    assert_true(gate_enter(&g, GATE_FILE, 60000, &wait_ms));
}

static void test_gate_holds_longer_each_time(void **state)
{
    struct gate g;
    int64_t wait_ms = 0, now_ms = 0;
    static const int64_t want_s[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    gate_init(&g);
    for (size_t i = 0; i < CHECK_COUNT(want_s); i++) {
        gate_left(&g, GATE_FILE, &throttled, now_ms, 0, 0);
        assert_false(gate_enter(&g, GATE_FILE, now_ms, &wait_ms));
        assert_int_equal(wait_ms, want_s[i] * 1000);
        now_ms += wait_ms;
    }
    gate_left(&g, GATE_FILE, &whole, now_ms, 0, 0);
    gate_left(&g, GATE_FILE, &throttled, now_ms, 0, 0);
    assert_false(gate_enter(&g, GATE_FILE, now_ms, &wait_ms));
    assert_int_equal(wait_ms, 60000);
}

static void test_gate_budgets(void **state)
{
    struct gate g;
    int64_t wait_ms = 0;
    gate_init(&g);
    for (int i = 0; i < GATE_HISTORY_A_MINUTE; i++) {
        assert_true(gate_enter(&g, GATE_HISTORY, 0, &wait_ms));
        gate_left(&g, GATE_HISTORY, &whole, 0, 0, 0);
    }
    assert_false(gate_enter(&g, GATE_HISTORY, 0, &wait_ms));
    assert_int_equal(wait_ms, 60000);
    for (int i = 0; i < GATE_CURRENT_A_MINUTE; i++)
        assert_true(gate_enter(&g, GATE_CURRENT, 0, &wait_ms));
    assert_false(gate_enter(&g, GATE_CURRENT, 0, &wait_ms));
    for (int i = 0; i < 200; i++)
        assert_true(gate_enter(&g, GATE_FILE, 0, &wait_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breaker_opens_after_failures_in_a_row),
        cmocka_unit_test(test_breaker_sends_one_probe),
        cmocka_unit_test(test_breaker_waits_longer_each_time_up_to_its_bound),
        cmocka_unit_test(test_breaker_jitter),
        cmocka_unit_test(test_breaker_hold),
        cmocka_unit_test(test_rate_budget_holds_in_any_window),
        cmocka_unit_test(test_rate_budget_tells_when),
        cmocka_unit_test(test_clock_skew_is_the_median_of_five),
        cmocka_unit_test(test_gate_keeps_files_and_calls_apart),
        cmocka_unit_test(test_gate_holds_both_when_asked_to),
        cmocka_unit_test(test_gate_holds_longer_each_time),
        cmocka_unit_test(test_gate_budgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
