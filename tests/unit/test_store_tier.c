/* store: what stands around every engine: checks of arguments, the breaker, the last error, metrics. */
#include "store_check.h"

#include "base/civil.h"
#include "base/metrics.h"
#include "store/tier_call.h"

#define NOW ((int64_t)1762171200)

/* ---- an engine that does as it is told ---- */

struct fake {
    enum result answer;
    const char *sentence; /* written to the tier's last error; NULL: none */
    int calls;
    struct tier tier;
};

static enum result answer(struct fake *f)
{
    f->calls++;
    if (f->sentence)
        snprintf(f->tier.last_error, sizeof(f->tier.last_error), "%s", f->sentence);
    return f->answer;
}

static enum result fake_ping(void *engine)
{
    return answer(engine);
}

static enum result fake_put(void *engine, struct slice key, struct slice value, int64_t expires_at,
                            int64_t now)
{
    return answer(engine);
}

static enum result fake_report_put(void *engine, const struct tier_report *reports, size_t count, int64_t now)
{
    return answer(engine);
}

static const struct tier_operations fake_operations = {
    .ping = fake_ping,
    .item_put = fake_put,
    .report_put = fake_report_put,
};

static void fake_init(struct fake *f, enum tier_engine engine)
{
    *f = (struct fake){.tier = {.engine = engine,
                                .operations = &fake_operations,
                                .state = f,
                                .published = true,
                                .published_state = TIER_UNPUBLISHED}};
    breaker_init(&f->tier.breaker, 30000);
}

/* As when the while has passed. */
static void let_pass(struct fake *f)
{
    f->tier.breaker.open_until_ms = 0;
}

/* ---- the breaker ---- */

static const struct {
    int line;
    enum result result;
    enum breaker_state after; /* three in a row */
} verdicts[] = {
    {__LINE__, RESULT_UNAVAILABLE, BREAKER_OPEN},
    {__LINE__, RESULT_TIMEOUT, BREAKER_OPEN},
    {__LINE__, RESULT_IO, BREAKER_OPEN},
    {__LINE__, RESULT_REFUSED, BREAKER_OPEN},
    {__LINE__, RESULT_OK, BREAKER_CLOSED},
    {__LINE__, RESULT_NOT_FOUND, BREAKER_CLOSED},
    {__LINE__, RESULT_CORRUPT, BREAKER_CLOSED},
    {__LINE__, RESULT_INVALID, BREAKER_CLOSED},
    {__LINE__, RESULT_UNSUPPORTED, BREAKER_CLOSED},
    {__LINE__, RESULT_TOO_LARGE, BREAKER_CLOSED},
    {__LINE__, RESULT_NO_MEMORY, BREAKER_CLOSED},
};

static void failures_of_the_tier_open_the_breaker(void **state)
{
    for (size_t i = 0; i < CHECK_COUNT(verdicts); i++) {
        struct fake f;
        fake_init(&f, TIER_ENGINE_REDIS);
        f.answer = verdicts[i].result;
        for (int n = 0; n < 3; n++)
            CHECK_AT(verdicts[i].line, tier_ping(&f.tier) == verdicts[i].result);
        CHECK_AT(verdicts[i].line, tier_breaker(&f.tier) == verdicts[i].after);
        tier_unpublish(&f.tier);
    }
}

static void an_open_breaker_asks_nobody(void **state)
{
    struct fake f;
    fake_init(&f, TIER_ENGINE_MONGO);
    f.answer = RESULT_TIMEOUT;
    for (int n = 0; n < 3; n++)
        tier_ping(&f.tier);
    assert_int_equal(tier_ping(&f.tier), RESULT_UNAVAILABLE);
    assert_int_equal(f.calls, 3);
    let_pass(&f);
    assert_int_equal(tier_ping(&f.tier), RESULT_TIMEOUT); /* the probe */
    assert_int_equal(tier_breaker(&f.tier), BREAKER_OPEN);
    let_pass(&f);
    f.answer = RESULT_OK;
    assert_int_equal(tier_ping(&f.tier), RESULT_OK);
    assert_int_equal(tier_breaker(&f.tier), BREAKER_CLOSED);
    assert_int_equal(f.calls, 5);
    tier_unpublish(&f.tier);
}

/* A probe whose end says nothing of the tier leaves the next call to be the probe. */
static void a_probe_may_end_without_a_verdict(void **state)
{
    struct fake f;
    fake_init(&f, TIER_ENGINE_REDIS);
    f.answer = RESULT_IO;
    for (int n = 0; n < 3; n++)
        tier_ping(&f.tier);
    let_pass(&f);
    f.answer = RESULT_NO_MEMORY;
    assert_int_equal(tier_ping(&f.tier), RESULT_NO_MEMORY);
    assert_int_equal(tier_breaker(&f.tier), BREAKER_HALF_OPEN);
    f.answer = RESULT_NOT_FOUND;
    assert_int_equal(tier_ping(&f.tier), RESULT_NOT_FOUND);
    assert_int_equal(tier_breaker(&f.tier), BREAKER_CLOSED);
    tier_unpublish(&f.tier);
}

static void the_local_breaker_never_opens(void **state)
{
    struct fake f;
    fake_init(&f, TIER_ENGINE_LMDB);
    f.answer = RESULT_UNAVAILABLE;
    for (int n = 0; n < 10; n++)
        tier_ping(&f.tier);
    assert_int_equal(f.calls, 10);
    tier_unpublish(&f.tier);
}

/* ---- arguments ---- */

static void what_cannot_be_reaches_no_engine(void **state)
{
    struct fake f;
    struct tier_report report = {
        .entry = {.product = PRODUCT_METAR, .station = "kjfk", .raw = SLICE("METAR")}};
    int64_t sum;
    size_t deleted;
    fake_init(&f, TIER_ENGINE_REDIS);
    f.answer = RESULT_OK;
    assert_int_equal(tier_item_put(&f.tier, SLICE("a b"), SLICE("v"), UTC_NONE, NOW), RESULT_INVALID);
    assert_int_equal(tier_item_put(&f.tier, SLICE("a"), SLICE(""), UTC_NONE, NOW), RESULT_INVALID);
    assert_int_equal(tier_report_put(&f.tier, &report, 1, NOW), RESULT_INVALID);
    assert_int_equal(tier_report_put(&f.tier, NULL, 0, NOW), RESULT_OK);
    assert_int_equal(tier_counter_add(&f.tier, SLICE("a"), 1, 60, NOW, &sum), RESULT_UNSUPPORTED);
    assert_int_equal(tier_history_prune(&f.tier, NOW, 1, &deleted), RESULT_UNSUPPORTED);
    assert_int_equal(f.calls, 0);
    assert_string_equal(tier_last_error(&f.tier), "");
    tier_unpublish(&f.tier);
}

static void options_that_cannot_be(void **state)
{
    static const struct {
        int line;
        struct tier_options options;
        const char *detail;
    } cases[] = {
        {__LINE__, {TIER_ENGINE_REDIS, "redis://h", "", NULL, 0, false}, "a time-out is more than 0 ms"},
        {__LINE__, {TIER_ENGINE_REDIS, NULL, "", NULL, 100, false}, "there is no URL"},
        {__LINE__, {TIER_ENGINE_LMDB, NULL, "", NULL, 100, false}, "the local tier needs the store"},
        {__LINE__, {TIER_ENGINE_REDIS, "redis://h", "a:b", NULL, 100, false}, "a prefix is "},
        {__LINE__, {TIER_ENGINE_REDIS, "redis://h", NULL, NULL, 100, false}, "a prefix is "},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct tier *t = NULL;
        char detail[200];
        CHECK_AT(cases[i].line, tier_open(&cases[i].options, &t, detail) == RESULT_INVALID);
        CHECK_AT(cases[i].line, strncmp(detail, cases[i].detail, strlen(cases[i].detail)) == 0 && !t);
    }
    tier_close(NULL);
}

/* ---- errors ---- */

static void the_last_error_stays(void **state)
{
    struct fake f;
    fake_init(&f, TIER_ENGINE_REDIS);
    assert_string_equal(tier_last_error(&f.tier), "");
    f.answer = RESULT_IO;
    f.sentence = "the connection broke";
    tier_ping(&f.tier);
    assert_string_equal(tier_last_error(&f.tier), "the connection broke");
    f.answer = RESULT_OK;
    f.sentence = NULL;
    tier_ping(&f.tier);
    assert_string_equal(tier_last_error(&f.tier), "the connection broke");
    f.answer = RESULT_TIMEOUT;
    tier_ping(&f.tier);
    assert_string_equal(tier_last_error(&f.tier), "ping: timed out");
    tier_unpublish(&f.tier);
}

/* ---- metrics ---- */

static uint64_t operations(const char *engine, const char *result)
{
    return metric_value(metrics_series("db_operations_total", engine, "ping", result, NULL));
}

static uint64_t gauge(const char *name, const char *engine)
{
    return metric_value(metrics_series(name, engine, NULL));
}

static void calls_are_counted(void **state)
{
    static _Alignas(64) char region[256 * 1024];
    struct fake f, other;
    metrics_open(region, sizeof(region));
    fake_init(&f, TIER_ENGINE_REDIS);
    fake_init(&other, TIER_ENGINE_REDIS);
    f.answer = other.answer = RESULT_OK;
    tier_ping(&f.tier);
    tier_ping(&other.tier);
    assert_int_equal(gauge("db_connections", "redis"), 2);
    f.answer = RESULT_TIMEOUT;
    for (int n = 0; n < 4; n++)
        tier_ping(&f.tier);
    assert_int_equal(operations("redis", "ok"), 2);
    assert_int_equal(operations("redis", "timeout"), 3);
    assert_int_equal(operations("redis", "skipped"), 1);
    assert_int_equal(metric_value(metrics_series("db_operation_duration_seconds", "redis", "ping", NULL)), 5);
    /* The worst breaker of the engine, and how many connections work. */
    assert_int_equal(gauge("tier_breaker_state", "redis"), BREAKER_OPEN);
    assert_int_equal(gauge("db_connections", "redis"), 1);
    tier_unpublish(&f.tier);
    assert_int_equal(gauge("tier_breaker_state", "redis"), BREAKER_CLOSED);
    tier_unpublish(&other.tier);
    assert_int_equal(gauge("db_connections", "redis"), 0);
}

/* ---- the local tier of a reader ---- */

static void a_readers_tier_does_not_write(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct tier *t;
    char detail[200];
    struct buffer value;
    int64_t sum;
    struct tier_options options = {TIER_ENGINE_LMDB, NULL, "", s, 100, false};
    assert_int_equal(tier_open(&options, &t, detail), RESULT_OK);
    assert_int_equal(tier_item_put(t, SLICE("k"), SLICE("v"), UTC_NONE, NOW), RESULT_OK);
    tier_close(t);
    store_close(s);
    options.store = s = store_check_open(dir, STORE_READER);
    assert_int_equal(tier_open(&options, &t, detail), RESULT_OK);
    assert_int_equal(tier_item_put(t, SLICE("k"), SLICE("w"), UTC_NONE, NOW), RESULT_UNSUPPORTED);
    assert_int_equal(tier_item_delete(t, SLICE("k")), RESULT_UNSUPPORTED);
    assert_int_equal(tier_counter_add(t, SLICE("k"), 1, 60, NOW, &sum), RESULT_UNSUPPORTED);
    buffer_init(&value, 100);
    assert_int_equal(tier_item_get(t, SLICE("k"), NOW, &value, NULL), RESULT_OK);
    assert_true(slice_equal(buffer_slice(&value), SLICE("v")));
    buffer_free(&value);
    tier_close(t);
    store_close(s);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_of_the_tier_open_the_breaker),
        cmocka_unit_test(an_open_breaker_asks_nobody),
        cmocka_unit_test(a_probe_may_end_without_a_verdict),
        cmocka_unit_test(the_local_breaker_never_opens),
        cmocka_unit_test(what_cannot_be_reaches_no_engine),
        cmocka_unit_test(options_that_cannot_be),
        cmocka_unit_test(the_last_error_stays),
        cmocka_unit_test(calls_are_counted),
        cmocka_unit_test(a_readers_tier_does_not_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
