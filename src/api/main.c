/*
 * aviation-weather-api: one worker of the pool behind nginx. spawn-fcgi makes the socket and multiwatch keeps
 * the number of workers; this program answers one request after another from descriptor 0 until it is told to
 * end.
 */
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "build_config.h"

#include "api/api.h"
#include "api/worker_slot.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/fastcgi.h"
#include "http/server.h"

/* multiwatch starts a worker that fails again at once: hundreds of forks a second without this. */
#define FAILED_START_PAUSE_NS 500000000L
/* A fixed threshold keeps glibc from raising it: what a large answer needed goes back to the system. */
#define MMAP_THRESHOLD (128 * 1024)

static struct metric *timeouts;

static void on_timeout(void)
{
    metric_add(timeouts, 1);
    worker_slot_leave();
}

static void print_usage(FILE *to)
{
    fputs("Usage: aviation-weather-api [--config FILE]\n"
          "A FastCGI worker: spawn-fcgi and multiwatch start it.\n",
          to);
}

/* 0: go on with *config_path. Else the exit status + 1. */
static int parse_arguments(int argc, char **argv, const char **config_path)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {NULL, 0, NULL, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "c:hv", options, NULL)) != -1) {
        if (c == 'c') {
            *config_path = optarg;
        } else if (c == 'h') {
            print_usage(stdout);
            return 1;
        } else if (c == 'v') {
            puts("aviation-weather-api " PACKAGE_VERSION);
            return 1;
        } else {
            print_usage(stderr);
            return 3;
        }
    }
    if (optind == argc)
        return 0;
    print_usage(stderr);
    return 3;
}

/* A pool whose parent died must end, or it can't be started again. False: the parent has died already. */
static bool follow_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == parent;
}

static enum result open_shared(const struct config *config, struct shared **out)
{
    size_t size;
    enum result r = shared_open(config->run_dir, out);
    if (r) {
        log_error("shared_memory_not_opened", LOG_STR("run_dir", config->run_dir), LOG_RESULT(r), LOG_END);
        return r;
    }
    void *region = shared_metrics_region(*out, &size);
    metrics_open(region, size);
    if (!config->simulated)
        return RESULT_OK;
    r = clock_simulate(config->simulated_clock);
    if (r)
        log_error("simulated_clock_not_opened", LOG_STR("path", config->simulated_clock), LOG_RESULT(r),
                  LOG_END);
    return r;
}

static enum result serve(const struct config *config)
{
    struct shared *shared = NULL;
    struct api *api = NULL;
    struct http_server *server = NULL;
    struct http_server_options options = {.simulated = config->simulated};
    enum result r = open_shared(config, &shared);
    if (!r)
        r = worker_slot_take(config->run_dir);
    if (!r)
        r = api_open(config, shared, &api);
    if (r) {
        log_error("worker_not_started", LOG_RESULT(r), LOG_END);
        goto out;
    }
    timeouts = metrics_series("worker_timeouts_total", NULL);
    options.routes = api_routes(&options.count);
    options.context = api;
    r = http_server_create(&options, &server);
    if (r)
        goto out;
    struct fastcgi_options fastcgi = {
        .server = server, .max_requests = config->worker_requests, .on_timeout = on_timeout};
    log_info("worker_started", LOG_BOOL("simulated", config->simulated), LOG_END);
    r = fastcgi_serve(&fastcgi);
    if (r == RESULT_INVALID)
        log_error("no_fastcgi_socket", LOG_STR("hint", "start it with spawn-fcgi"), LOG_END);
out:
    http_server_destroy(server);
    api_close(api);
    worker_slot_leave();
    worker_slot_count();
    return r;
}

int main(int argc, char **argv)
{
    pid_t parent = getppid();
    const char *config_path = NULL;
    struct config *config = NULL;
    struct config_error error;
    int status = parse_arguments(argc, argv, &config_path);
    if (status)
        return status - 1;
    mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD);
    log_open("aviation-weather-api", LOG_LEVEL_INFO);
    enum result r = follow_parent(parent) ? RESULT_OK : RESULT_UNAVAILABLE;
    config = r ? NULL : malloc(sizeof(*config));
    if (!r && !config)
        r = RESULT_NO_MEMORY;
    if (!r) {
        r = config_load(config_path, config, &error);
        if (r)
            log_error("configuration_invalid", LOG_STR("key", error.key), LOG_STR("message", error.message),
                      LOG_END);
    }
    if (!r) {
        log_open("aviation-weather-api", config->log_level);
        r = serve(config);
    }
    free(config);
    if (r == RESULT_OK)
        return EXIT_SUCCESS;
    struct timespec pause = {.tv_nsec = FAILED_START_PAUSE_NS};
    nanosleep(&pause, NULL);
    return EXIT_FAILURE;
}
