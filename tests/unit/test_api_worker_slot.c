/* api: the slots of the pool's workers count starts and crashes. */
#include "check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/worker_slot.h"
#include "base/metrics.h"
#include "base/shared.h"

static struct metric *crashes, *workers, *starts;

static void open_metrics(const char *dir)
{
    struct shared *shared;
    size_t size;
    assert_int_equal(shared_open(dir, &shared), RESULT_OK);
    void *region = shared_metrics_region(shared, &size);
    metrics_open(region, size);
    crashes = metrics_series("worker_crashes_total", NULL);
    workers = metrics_series("workers", NULL);
    starts = metrics_series("worker_starts_total", NULL);
}

/* A worker that runs until it is signalled; TERM makes it leave. */
static volatile sig_atomic_t told;

static void on_term(int number)
{
    (void)number;
    told = 1;
}

/* Starts `count` workers at once and waits until each has its slot. */
static void start_workers(const char *dir, pid_t *children, int count)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    for (int i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            signal(SIGTERM, on_term);
            if (worker_slot_take(dir) || write(ready[1], "x", 1) != 1)
                _exit(1);
            while (!told)
                usleep(1000);
            worker_slot_leave();
            worker_slot_count();
            _exit(0);
        }
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
}

static pid_t start_worker(const char *dir)
{
    pid_t child;
    start_workers(dir, &child, 1);
    return child;
}

static void end_worker(pid_t child, int number)
{
    kill(child, number);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void crashes_are_counted_by_the_successor(void **state)
{
    const char *dir = check_make_dir();
    open_metrics(dir);
    pid_t a = start_worker(dir), b = start_worker(dir);
    assert_int_equal(metric_value(workers), 2);
    assert_int_equal(metric_value(starts), 2);

    end_worker(a, SIGTERM);
    assert_int_equal(metric_value(workers), 1);
    a = start_worker(dir);
    assert_int_equal(metric_value(workers), 2);
    assert_int_equal(metric_value(crashes), 0);

    end_worker(a, SIGKILL);
    end_worker(b, SIGABRT);
    a = start_worker(dir);
    b = start_worker(dir);
    assert_int_equal(metric_value(crashes), 2);
    assert_int_equal(metric_value(workers), 2);
    end_worker(a, SIGTERM);
    end_worker(b, SIGTERM);
    assert_int_equal(metric_value(workers), 0);
    assert_int_equal(metric_value(crashes), 2);
    assert_int_equal(metric_value(starts), 5);
    check_remove_dir(dir);
}

static void a_pool_that_starts_at_once_is_counted_whole(void **state)
{
    enum { POOL = 16, TIMES = 40 };
    const char *dir = check_make_dir();
    open_metrics(dir);
    for (int n = 0; n < TIMES; n++) {
        pid_t children[POOL];
        start_workers(dir, children, POOL);
        assert_int_equal(metric_value(workers), POOL);
        for (int i = 0; i < POOL; i++)
            kill(children[i], SIGTERM);
        for (int i = 0; i < POOL; i++)
            assert_int_equal(waitpid(children[i], NULL, 0), children[i]);
        assert_int_equal(metric_value(workers), 0);
    }
    check_remove_dir(dir);
}

static void a_folder_that_is_not_there(void **state)
{
    assert_int_equal(worker_slot_take("/nonexistent"), RESULT_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crashes_are_counted_by_the_successor),
        cmocka_unit_test(a_pool_that_starts_at_once_is_counted_whole),
        cmocka_unit_test(a_folder_that_is_not_there),
    };
    return cmocka_run_group_tests_name("api_worker_slot", tests, NULL, NULL);
}
