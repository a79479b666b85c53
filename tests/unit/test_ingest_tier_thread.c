/* ingest: the thread that does a tier's blocking work: order, bounds, the end. */
#include "check.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/config.h"
#include "ingest/tier_thread.h"

#define JOBS 8

/* A loop of its own and a thread whose tier nobody listens for: these jobs ask nothing of it. */
struct fixture {
    struct config config;
    struct upstream *upstream;
    struct loop *loop;
    struct tier_thread *thread;
};

struct job {
    struct tier_job job;
    pthread_t ran_on;
    sem_t *gate; /* shut by the test while the job has to wait */
    int *done_count;
    int done_as; /* its place among those done */
    enum result answer, result;
};

static enum result run(struct tier_job *job, struct tier *t)
{
    struct job *j = (struct job *)job;
    (void)t;
    j->ran_on = pthread_self();
    if (j->gate) {
        sem_wait(j->gate);
        sem_post(j->gate); /* for the next one */
    }
    return j->answer;
}

static void done(struct tier_job *job, enum result result)
{
    struct job *j = (struct job *)job;
    j->result = result;
    j->done_as = ++*j->done_count;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct config_error error;
    struct tier_options options = {
        .engine = TIER_ENGINE_REDIS, .url = "redis://127.0.0.1:1", .space = "", .timeout_ms = 100};
    assert_int_equal(config_load("/dev/null", &f->config, &error), RESULT_OK);
    assert_int_equal(upstream_create(&f->config, &f->upstream), RESULT_OK);
    f->loop = loop_create(f->upstream);
    assert_int_equal(tier_thread_start(f->loop, &options, 2, &f->thread), RESULT_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    tier_thread_stop(f->thread);
    loop_destroy(f->loop);
    upstream_destroy(f->upstream);
    free(f);
    return 0;
}

static void turn_until(struct fixture *f, const int *count, int wanted)
{
    for (int i = 0; i < 200 && *count < wanted; i++)
        assert_int_equal(loop_turn(f->loop), RESULT_OK);
    assert_int_equal(*count, wanted);
}

static void jobs_end_on_the_loop_in_order(void **state)
{
    struct fixture *f = *state;
    int count = 0;
    struct job jobs[JOBS];
    for (int i = 0; i < JOBS; i++) {
        jobs[i] = (struct job){.job = {.run = run, .done = done},
                               .done_count = &count,
                               .answer = i % 2 ? RESULT_NOT_FOUND : RESULT_OK};
        while (tier_thread_give(f->thread, &jobs[i].job) == RESULT_BUSY)
            assert_int_equal(loop_turn(f->loop), RESULT_OK);
    }
    turn_until(f, &count, JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(jobs[i].done_as, i + 1);
        assert_int_equal(jobs[i].result, jobs[i].answer);
        assert_false(pthread_equal(jobs[i].ran_on, pthread_self()));
    }
    assert_int_equal(tier_thread_waiting(f->thread), 0);
    assert_int_equal(tier_thread_breaker(f->thread), BREAKER_CLOSED);
}

/* One under way, two waiting, and no more: who gives one more keeps it. */
static void a_full_queue_refuses(void **state)
{
    struct fixture *f = *state;
    sem_t gate;
    int count = 0, taken = 0;
    struct job jobs[JOBS];
    sem_init(&gate, 0, 0);
    for (int i = 0; i < JOBS; i++)
        jobs[i] = (struct job){.job = {.run = run, .done = done}, .done_count = &count, .gate = &gate};
    for (int i = 0; i < JOBS; i++)
        taken += tier_thread_give(f->thread, &jobs[taken].job) == RESULT_OK;
    assert_in_range(taken, 2, 3);
    assert_int_equal(tier_thread_waiting(f->thread), taken);
    sem_post(&gate);
    turn_until(f, &count, taken);
    assert_int_equal(tier_thread_waiting(f->thread), 0);
}

static void *open_soon(void *gate)
{
    usleep(50000);
    sem_post(gate);
    return NULL;
}

/* Who was waiting hears that nobody was asked; nobody is left without an end. */
static void the_end_ends_every_job(void **state)
{
    struct fixture *f = *state;
    sem_t gate;
    pthread_t opener;
    int count = 0, taken = 0;
    struct job jobs[3];
    sem_init(&gate, 0, 0);
    for (int i = 0; i < 3; i++)
        jobs[i] = (struct job){.job = {.run = run, .done = done}, .done_count = &count, .gate = &gate};
    for (int i = 0; i < 3; i++)
        taken += tier_thread_give(f->thread, &jobs[taken].job) == RESULT_OK;
    assert_int_equal(pthread_create(&opener, NULL, open_soon, &gate), 0);
    tier_thread_stop(f->thread);
    f->thread = NULL;
    pthread_join(opener, NULL);
    assert_int_equal(count, taken);
    for (int i = 0; i < taken; i++)
        assert_int_equal(jobs[i].done_as, i + 1);
    assert_int_equal(jobs[taken - 1].result, RESULT_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_end_on_the_loop_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_queue_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_ends_every_job, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("ingest tier thread", tests, NULL, NULL);
}
