#include "ingest/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define LOOP_WORK_MAX 16
#define EVENTS_A_TURN 256

struct loop_watch {
    struct loop *loop;
    struct loop_watch *next, *previous; /* of the loop's watches, or of those removed */
    int fd;
    bool removed; /* freed at the end of the turn: an event of this turn may point to it */
    void (*ready)(void *context, short revents);
    void *context;
};

/* All descriptors are in one epoll set, and that is the one descriptor that the transfers are waited for
 * with. */
struct loop {
    struct upstream *upstream;
    int epoll;
    struct loop_watch *watches, *removed;
    struct {
        int64_t (*work)(void *context);
        void *context;
    } works[LOOP_WORK_MAX];
    size_t works_count;
    int64_t wait_ms;
};

struct loop *loop_create(struct upstream *upstream)
{
    struct loop *l = calloc(1, sizeof(*l));
    if (!l)
        return NULL;
    l->upstream = upstream;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (l->epoll < 0) {
        free(l);
        return NULL;
    }
    return l;
}

static void free_list(struct loop_watch **list)
{
    while (*list) {
        struct loop_watch *w = *list;
        *list = w->next;
        free(w);
    }
}

void loop_destroy(struct loop *l)
{
    if (!l)
        return;
    free_list(&l->removed);
    free_list(&l->watches);
    close(l->epoll);
    free(l);
}

static uint32_t epoll_events(short events)
{
    return (events & POLLIN ? EPOLLIN : 0u) | (events & POLLOUT ? EPOLLOUT : 0u);
}

static short poll_events(uint32_t events)
{
    return (short)((events & EPOLLIN ? POLLIN : 0) | (events & EPOLLOUT ? POLLOUT : 0) |
                   (events & EPOLLERR ? POLLERR : 0) | (events & EPOLLHUP ? POLLHUP : 0));
}

static bool control(struct loop_watch *w, int operation, short events)
{
    struct epoll_event e = {.events = epoll_events(events), .data.ptr = w};
    return epoll_ctl(w->loop->epoll, operation, w->fd, &e) == 0;
}

struct loop_watch *loop_watch_add(struct loop *l, int fd, short events,
                                  void (*ready)(void *context, short revents), void *context)
{
    struct loop_watch *w = calloc(1, sizeof(*w));
    if (!w)
        return NULL;
    *w = (struct loop_watch){.loop = l, .fd = fd, .ready = ready, .context = context};
    if (!control(w, EPOLL_CTL_ADD, events)) {
        free(w);
        return NULL;
    }
    w->next = l->watches;
    if (w->next)
        w->next->previous = w;
    l->watches = w;
    return w;
}

void loop_watch_events(struct loop_watch *w, short events)
{
    control(w, EPOLL_CTL_MOD, events);
}

void loop_watch_remove(struct loop_watch *w)
{
    if (!w || w->removed)
        return;
    struct loop *l = w->loop;
    control(w, EPOLL_CTL_DEL, 0);
    if (w->next)
        w->next->previous = w->previous;
    if (w->previous)
        w->previous->next = w->next;
    else
        l->watches = w->next;
    w->removed = true;
    w->next = l->removed;
    l->removed = w;
}

enum result loop_work_add(struct loop *l, int64_t (*work)(void *context), void *context)
{
    if (l->works_count == LOOP_WORK_MAX)
        return RESULT_NO_MEMORY;
    l->works[l->works_count].work = work;
    l->works[l->works_count++].context = context;
    return RESULT_OK;
}

static enum result wait_and_serve(struct loop *l)
{
    struct upstream_wait wait = {.fd = l->epoll, .events = POLLIN};
    enum result r = upstream_run(l->upstream, &wait, 1, (int)l->wait_ms);
    if (r != RESULT_OK || !wait.revents)
        return r;
    struct epoll_event events[EVENTS_A_TURN];
    int n = epoll_wait(l->epoll, events, EVENTS_A_TURN, 0);
    if (n < 0)
        return errno == EINTR ? RESULT_OK : RESULT_IO;
    for (int i = 0; i < n; i++) {
        struct loop_watch *w = events[i].data.ptr;
        if (!w->removed)
            w->ready(w->context, poll_events(events[i].events));
    }
    return RESULT_OK;
}

enum result loop_turn(struct loop *l)
{
    enum result r = wait_and_serve(l);
    free_list(&l->removed);
    if (r != RESULT_OK)
        return r;
    l->wait_ms = LOOP_TURN_MS;
    for (size_t i = 0; i < l->works_count; i++) {
        int64_t wanted_ms = l->works[i].work(l->works[i].context);
        if (wanted_ms < l->wait_ms)
            l->wait_ms = wanted_ms > 0 ? wanted_ms : 0;
    }
    return RESULT_OK;
}
