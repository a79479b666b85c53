#include "ingest/tier_thread.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* A tier that goes on failing is said to do so no more often. */
#define SAY_EVERY_MS ((int64_t)60000)

/* A first-in-first-out list of jobs. */
struct job_list {
    struct tier_job *first, **end;
    size_t count;
};

struct tier_thread {
    struct tier_options options; /* with copies of its texts */
    char *url, *space;
    size_t queue_max;
    int ended_fd; /* eventfd: jobs have ended */
    struct loop_watch *watch;
    pthread_t thread;
    bool calling_back;
    size_t unfinished;             /* given and not yet done() */
    struct shared_link_state link; /* as of the last job's end */

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t work;   /* a job waits, or stop */
    struct job_list waiting, ended;
    enum breaker_state breaker_now;
    bool stop;
};

static void list_init(struct job_list *l)
{
    *l = (struct job_list){.first = NULL};
    l->end = &l->first;
}

static void list_add(struct job_list *l, struct tier_job *job)
{
    job->next = NULL;
    *l->end = job;
    l->end = &job->next;
    l->count++;
}

static struct tier_job *list_take(struct job_list *l)
{
    struct tier_job *job = l->first;
    if (!job)
        return NULL;
    l->first = job->next;
    if (!l->first)
        l->end = &l->first;
    l->count--;
    return job;
}

/* The thread. */

static struct tier_job *wait_for_job(struct tier_thread *t)
{
    pthread_mutex_lock(&t->mutex);
    while (!t->stop && !t->waiting.first)
        pthread_cond_wait(&t->work, &t->mutex);
    struct tier_job *job = t->stop ? NULL : list_take(&t->waiting);
    pthread_mutex_unlock(&t->mutex);
    return job;
}

static void hand_back(struct tier_thread *t, struct tier_job *job, enum breaker_state breaker)
{
    const uint64_t one = 1;
    pthread_mutex_lock(&t->mutex);
    list_add(&t->ended, job);
    t->breaker_now = breaker;
    pthread_mutex_unlock(&t->mutex);
    /* It can only fail when the counter is full: then the loop has been told. */
    (void)!write(t->ended_fd, &one, sizeof(one));
}

static bool is_failure(enum result r)
{
    return r == RESULT_UNAVAILABLE || r == RESULT_TIMEOUT || r == RESULT_IO || r == RESULT_REFUSED ||
           r == RESULT_CORRUPT;
}

/* The engine's own sentence, which nobody but this thread sees. */
static void say_failure(const struct tier *tier, enum result r, int64_t *said_ms)
{
    int64_t now_ms = clock_monotonic_ms();
    if (!is_failure(r) || !tier_last_error(tier)[0] || (*said_ms && now_ms - *said_ms < SAY_EVERY_MS))
        return;
    *said_ms = now_ms;
    log_warning("tier_failed", LOG_STR("tier", tier_engine_name(tier_engine(tier))),
                LOG_STR("detail", tier_last_error(tier)),
                LOG_STR("breaker", breaker_state_name(tier_breaker(tier))), LOG_RESULT(r), LOG_END);
}

static void *thread_main(void *context)
{
    struct tier_thread *t = context;
    struct tier_job *job;
    struct tier *tier = NULL;
    int64_t said_ms = 0;
    char detail[200];
    enum result opened = tier_open(&t->options, &tier, detail);
    if (opened != RESULT_OK)
        log_error("tier_not_opened", LOG_STR("tier", tier_engine_name(t->options.engine)),
                  LOG_STR("detail", detail), LOG_RESULT(opened), LOG_END);
    while ((job = wait_for_job(t))) {
        job->result = tier ? job->run(job, tier) : opened;
        if (tier)
            say_failure(tier, job->result, &said_ms);
        hand_back(t, job, tier ? tier_breaker(tier) : BREAKER_OPEN);
    }
    tier_close(tier);
    return NULL;
}

/* The loop. */

static void note_end(struct shared_link_state *link, enum result r)
{
    link->seen_at = clock_now();
    if (is_failure(r)) {
        link->last_failure = r;
        link->failed_at = link->seen_at;
    }
}

static void call_back(struct tier_thread *t)
{
    struct job_list ended;
    struct tier_job *job;
    list_init(&ended);
    pthread_mutex_lock(&t->mutex);
    while ((job = list_take(&t->ended)))
        list_add(&ended, job);
    t->link.breaker = t->breaker_now;
    pthread_mutex_unlock(&t->mutex);
    t->calling_back = true;
    while ((job = list_take(&ended))) {
        t->unfinished--;
        note_end(&t->link, job->result);
        job->done(job, job->result);
    }
    t->calling_back = false;
}

static void on_ended(void *context, short revents)
{
    struct tier_thread *t = context;
    uint64_t count;
    (void)revents;
    (void)!read(t->ended_fd, &count, sizeof(count));
    call_back(t);
}

static void free_thread(struct tier_thread *t)
{
    loop_watch_remove(t->watch);
    if (t->ended_fd >= 0)
        close(t->ended_fd);
    pthread_cond_destroy(&t->work);
    pthread_mutex_destroy(&t->mutex);
    free(t->url);
    free(t->space);
    free(t);
}

static enum result prepare(struct tier_thread *t, struct loop *loop)
{
    if ((t->options.url && !t->url) || (t->options.space && !t->space))
        return RESULT_NO_MEMORY;
    t->options.url = t->url;
    t->options.space = t->space;
    t->ended_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (t->ended_fd < 0)
        return RESULT_IO;
    t->watch = loop_watch_add(loop, t->ended_fd, POLLIN, on_ended, t);
    if (!t->watch)
        return RESULT_NO_MEMORY;
    int error = pthread_create(&t->thread, NULL, thread_main, t);
    errno = error;
    return error ? RESULT_IO : RESULT_OK;
}

enum result tier_thread_start(struct loop *loop, const struct tier_options *options, size_t queue_max,
                              struct tier_thread **out)
{
    struct tier_thread *t = calloc(1, sizeof(*t));
    if (!t)
        return RESULT_NO_MEMORY;
    t->options = *options;
    t->queue_max = queue_max;
    t->ended_fd = -1;
    t->url = options->url ? strdup(options->url) : NULL;
    t->space = options->space ? strdup(options->space) : NULL;
    list_init(&t->waiting);
    list_init(&t->ended);
    pthread_mutex_init(&t->mutex, NULL);
    pthread_cond_init(&t->work, NULL);
    enum result r = prepare(t, loop);
    if (r != RESULT_OK) {
        int saved = errno;
        free_thread(t);
        errno = saved;
        return r;
    }
    *out = t;
    return RESULT_OK;
}

void tier_thread_stop(struct tier_thread *t)
{
    struct tier_job *job;
    if (!t)
        return;
    assert(!t->calling_back);
    pthread_mutex_lock(&t->mutex);
    t->stop = true;
    pthread_cond_signal(&t->work);
    pthread_mutex_unlock(&t->mutex);
    pthread_join(t->thread, NULL);
    while ((job = list_take(&t->waiting))) {
        job->result = RESULT_UNAVAILABLE;
        list_add(&t->ended, job);
    }
    call_back(t);
    free_thread(t);
}

enum result tier_thread_give(struct tier_thread *t, struct tier_job *job)
{
    pthread_mutex_lock(&t->mutex);
    enum result r = t->stop ? RESULT_UNAVAILABLE : t->waiting.count >= t->queue_max ? RESULT_BUSY : RESULT_OK;
    if (r == RESULT_OK) {
        list_add(&t->waiting, job);
        pthread_cond_signal(&t->work);
    }
    pthread_mutex_unlock(&t->mutex);
    if (r == RESULT_OK)
        t->unfinished++;
    return r;
}

size_t tier_thread_waiting(const struct tier_thread *t)
{
    return t->unfinished;
}

enum breaker_state tier_thread_breaker(const struct tier_thread *t)
{
    return (enum breaker_state)t->link.breaker;
}

void tier_thread_link(const struct tier_thread *t, struct shared_link_state *out)
{
    *out = t->link;
}
