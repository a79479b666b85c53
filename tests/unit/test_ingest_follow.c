/* ingest: following the stream of changes, and publishing into it, as far as Redis itself does not matter. */
#include "store_check.h"

#include "fake_redis.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/utc.h"
#include "ingest/follow.h"
#include "ingest/publish.h"

struct fixture {
    const char *dir;
    struct store *store;
    struct intake *intake;
    struct config config;
    struct upstream *upstream;
    struct loop *loop;
    struct follow *follow;
    struct publish *publish;
    int64_t answered_at; /* of the last station that there is nothing of; UTC_NONE: none came */
};

static const struct tier_options redis = {
    .engine = TIER_ENGINE_REDIS, .url = "redis://127.0.0.1:1", .space = "", .timeout_ms = 100};

static void on_product(void *context, enum product product)
{
    (void)context;
    (void)product;
}

static void on_checked(void *context, enum product product, int64_t checked_before, int64_t checked_at)
{
    (void)checked_before;
    (void)checked_at;
    on_product(context, product);
}

static void on_nothing(void *context, enum product product, const char *station, int64_t answered_at)
{
    struct fixture *f = context;
    assert_int_equal(product, PRODUCT_METAR);
    assert_string_equal(station, "KJFK");
    f->answered_at = answered_at;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct config_error error;
    f->dir = check_make_dir();
    f->store = store_check_open(f->dir, STORE_WRITER);
    f->intake = intake_create(f->store, NULL);
    assert_int_equal(config_load("/dev/null", &f->config, &error), RESULT_OK);
    assert_int_equal(upstream_create(&f->config, &f->upstream), RESULT_OK);
    f->loop = loop_create(f->upstream);
    f->answered_at = UTC_NONE;
    fake_redis_reset();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    follow_close(f->follow);
    publish_close(f->publish);
    loop_destroy(f->loop);
    upstream_destroy(f->upstream);
    intake_destroy(f->intake);
    store_close(f->store);
    check_remove_dir(f->dir);
    free(f);
    return 0;
}

static void follow(struct fixture *f)
{
    struct follow_options options = {.loop = f->loop,
                                     .store = f->store,
                                     .intake = f->intake,
                                     .redis = &redis,
                                     .owner = "me",
                                     .handler = {f, on_product, on_checked, on_nothing, on_product}};
    assert_int_equal(follow_open(&options, &f->follow), RESULT_OK);
}

static void turn(struct fixture *f)
{
    if (f->follow)
        follow_work(f->follow);
    if (f->publish)
        publish_work(f->publish);
    assert_int_equal(loop_turn(f->loop), RESULT_OK);
}

static void turn_for(struct fixture *f, int64_t ms)
{
    int64_t until_ms = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < until_ms)
        turn(f);
}

static struct shared_change nothing_of_kjfk(int64_t answered_at)
{
    struct shared_change change = {.kind = SHARED_NOTHING,
                                   .owner = SLICE("another"),
                                   .product = PRODUCT_METAR,
                                   .checked_at = answered_at,
                                   .newest_at = UTC_NONE};
    memcpy(change.report.entry.station, "KJFK", 5);
    return change;
}

static void no_answer_is_of_the_future(void **state)
{
    struct fixture *f = *state;
    const int64_t before = clock_now();
    struct shared_change change = nothing_of_kjfk(before + UTC_DAY);
    fake_redis.change = &change;
    follow(f);
    for (int i = 0; i < 1000 && f->answered_at == UTC_NONE; i++)
        turn(f);
    assert_true(f->answered_at >= before && f->answered_at <= clock_now());
}

/* The place behind what is being read is no place of a store that was emptied meanwhile: a start that comes
 * before everything was read reads everything. */
static void an_emptied_store_begins_anew(void **state)
{
    struct fixture *f = *state;
    struct shared_change change = nothing_of_kjfk(clock_now());
    sem_t asked, gate;
    sem_init(&asked, 0, 0);
    sem_init(&gate, 0, 0);
    fake_redis.asked = &asked;
    fake_redis.gate = &gate;
    fake_redis.change = &change;
    follow(f);
    while (sem_trywait(&asked) != 0)
        turn(f);
    follow_restart(f->follow);
    fake_redis.whole_result = RESULT_UNAVAILABLE;
    sem_post(&gate);
    while (fake_redis_now().whole_reads < 2)
        turn(f);
    follow_close(f->follow);
    fake_redis_reset();
    follow(f);
    while (fake_redis_now().stream_reads == 0)
        turn(f);
    assert_true(fake_redis_now().whole_first);
}

/* Entries that can't be read may come on and on: not each of them has everything read again. */
static void gaps_are_made_good_now_and_then(void **state)
{
    struct fixture *f = *state;
    fake_redis.gap = true;
    follow(f);
    turn_for(f, 1500);
    assert_in_range(fake_redis_now().whole_reads, 2, 3); /* at the start, after the first gap */
}

static void publish_nothing_of_kjfk(struct fixture *f, size_t appended)
{
    publish_nothing(f->publish, PRODUCT_METAR, "KJFK", clock_now());
    for (int i = 0; i < 1000 && fake_redis_now().appended < appended; i++)
        turn(f);
    turn_for(f, 20); /* it ends on the loop */
    assert_int_equal(fake_redis_now().appended, appended);
}

static bool owes(struct fixture *f)
{
    bool everything = publish_owes(f->publish, PUBLISH_EVERYTHING);
    assert_int_equal(publish_owes(f->publish, PUBLISH_FETCHED_ALONE), everything);
    return everything;
}

/* What one that was started again has lost nobody knows. */
static void a_redis_started_again_is_owed_everything(void **state)
{
    struct fixture *f = *state;
    struct publish_options options = {f->loop, f->store, &redis, "me"};
    assert_int_equal(publish_open(&options, &f->publish), RESULT_OK);
    publish_current(f->publish, PUBLISH_EVERYTHING);
    publish_nothing_of_kjfk(f, 1);
    publish_nothing_of_kjfk(f, 2);
    assert_false(owes(f));
    fake_redis.run = "bbbbb";
    publish_nothing_of_kjfk(f, 3);
    assert_true(owes(f));
    publish_current(f->publish, PUBLISH_EVERYTHING);
    publish_nothing_of_kjfk(f, 4);
    assert_false(owes(f));
    /* What is published whole before it has been noticed is whole. */
    fake_redis.run = "ccccc";
    publish_current(f->publish, PUBLISH_EVERYTHING);
    publish_nothing_of_kjfk(f, 5);
    assert_false(owes(f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_answer_is_of_the_future, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_emptied_store_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gaps_are_made_good_now_and_then, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_redis_started_again_is_owed_everything, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("ingest follow", tests, NULL, NULL);
}
