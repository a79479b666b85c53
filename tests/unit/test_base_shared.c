/* base: shared memory and metrics, seen from several processes. */
#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/metrics.h"
#include "base/shared.h"

static struct shared *open_in(const char *dir)
{
    struct shared *s = NULL;
    assert_int_equal(shared_open(dir, &s), RESULT_OK);
    return s;
}

static void processes_see_each_others_words(void **state)
{
    const char *dir = check_make_dir();
    struct shared *a = open_in(dir);
    pid_t child = fork();
    if (child == 0) {
        struct shared *b = NULL;
        if (shared_open(dir, &b) == RESULT_OK) {
            shared_store_generation_set(b, 7);
            shared_clock_skew_set(b, -61);
        }
        _exit(0);
    }
    waitpid(child, NULL, 0);
    assert_int_equal(shared_store_generation(a), 7);
    assert_int_equal(shared_clock_skew_s(a), -61);
    check_remove_dir(dir);
}

static void a_file_that_is_not_ours_is_made_anew(void **state)
{
    const char *dir = check_make_dir();
    char path[128];
    snprintf(path, sizeof(path), "%s/shared", dir);
    FILE *f = fopen(path, "w");
    fputs("garbage", f);
    fclose(f);
    assert_int_equal(shared_store_generation(open_in(dir)), 0);
    struct shared *none = NULL;
    assert_int_equal(shared_open("/nonexistent", &none), RESULT_IO);
    check_remove_dir(dir);
}

static void hints_are_due_once_an_interval(void **state)
{
    const char *dir = check_make_dir();
    struct shared *s = open_in(dir);
    const int64_t now = 1764000000;
    assert_true(shared_hint_due(s, SLICE("metar:KJFK"), now, 300));
    assert_false(shared_hint_due(s, SLICE("metar:KJFK"), now + 299, 300));
    assert_true(shared_hint_due(s, SLICE("taf:KJFK"), now + 299, 300));
    assert_true(shared_hint_due(s, SLICE("metar:KJFK"), now + 300, 300));
    assert_true(shared_hint_due(s, SLICE("metar:KJFK"), now - 86400, 300)); /* the clock went back */
    check_remove_dir(dir);
}

static void print_to(struct buffer *b)
{
    buffer_init(b, 1 << 20);
    metrics_print(b);
    buffer_append_char(b, '\0');
    assert_int_equal(buffer_result(b), RESULT_OK);
}

static void series_add_up_over_processes(void **state)
{
    const char *dir = check_make_dir();
    size_t size;
    void *region = shared_metrics_region(open_in(dir), &size);
    metric_add(metrics_series("worker_starts_total", NULL), 1); /* before metrics_open: counted nowhere */
    metrics_open(region, size);
    for (int i = 0; i < 4; i++) {
        if (fork() == 0) {
            struct metric *m = metrics_series("http_requests_total", "GET", "/a\"b", "200", NULL);
            for (int n = 0; n < 1000; n++)
                metric_add(m, 1);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    struct metric *m = metrics_series("http_requests_total", "GET", "/a\"b", "200", NULL);
    assert_int_equal(metric_value(m), 4000);
    struct buffer b;
    print_to(&b);
    assert_non_null(
        strstr(b.ptr, "# TYPE http_requests_total counter\n"
                      "http_requests_total{method=\"GET\",route=\"/a\\\"b\",status_code=\"200\"} 4000\n"));
    assert_null(strstr(b.ptr, "worker_starts_total"));
    buffer_free(&b);
    check_remove_dir(dir);
}

static void histograms_are_cumulative(void **state)
{
    const char *dir = check_make_dir();
    size_t size;
    void *region = shared_metrics_region(open_in(dir), &size);
    metrics_open(region, size);
    struct metric *m = metrics_series("ingest_batch_duration_seconds", "metar", NULL);
    metric_observe(m, 0.002);
    metric_observe(m, 0.2);
    metric_observe(m, 99);
    metric_observe(m, -1); /* not a duration */
    struct buffer b;
    print_to(&b);
    assert_non_null(
        strstr(b.ptr, "ingest_batch_duration_seconds_bucket{product=\"metar\",le=\"0.005\"} 1\n"));
    assert_non_null(strstr(b.ptr, "ingest_batch_duration_seconds_bucket{product=\"metar\",le=\"0.25\"} 2\n"));
    assert_non_null(strstr(b.ptr, "ingest_batch_duration_seconds_bucket{product=\"metar\",le=\"+Inf\"} 3\n"));
    assert_non_null(strstr(b.ptr, "ingest_batch_duration_seconds_sum{product=\"metar\"} 99.202000\n"));
    assert_non_null(strstr(b.ptr, "ingest_batch_duration_seconds_count{product=\"metar\"} 3\n"));
    buffer_free(&b);
    check_remove_dir(dir);
}

static void a_full_table_drops_and_says_so(void **state)
{
    const char *dir = check_make_dir();
    size_t size;
    void *region = shared_metrics_region(open_in(dir), &size);
    metrics_open(region, size);
    metrics_series("metrics_dropped_total", NULL);
    for (int i = 0; i < 20000; i++) {
        char status[16];
        snprintf(status, sizeof(status), "%d", i);
        metric_add(metrics_series("edge_responses_total", status, NULL), 1);
    }
    assert_true(metric_value(metrics_series("metrics_dropped_total", NULL)) > 1000);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_see_each_others_words),
        cmocka_unit_test(a_file_that_is_not_ours_is_made_anew),
        cmocka_unit_test(hints_are_due_once_an_interval),
        cmocka_unit_test(series_add_up_over_processes),
        cmocka_unit_test(histograms_are_cumulative),
        cmocka_unit_test(a_full_table_drops_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
