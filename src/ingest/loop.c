#include "ingest/loop.h"

#include <stdbool.h>
#include <stdlib.h>

#define LOOP_WORK_MAX 16

struct loop_watch {
    int fd;
    short events;
    bool removed; /* freed at the end of the turn: a callback may hold it still */
    void (*ready)(void *context, short revents);
    void *context;
};

struct loop {
    struct upstream *upstream;
    struct loop_watch **watches;
    size_t count, capacity;
    struct upstream_wait *waits; /* grows between waits only: callbacks inside one may add watches */
    size_t waits_capacity;
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
    if (l)
        l->upstream = upstream;
    return l;
}

void loop_destroy(struct loop *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->count; i++)
        free(l->watches[i]);
    free(l->watches);
    free(l->waits);
    free(l);
}

static bool grow(struct loop *l)
{
    if (l->count < l->capacity)
        return true;
    size_t capacity = l->capacity ? l->capacity * 2 : 16;
    struct loop_watch **watches = reallocarray(l->watches, capacity, sizeof(struct loop_watch *));
    if (!watches)
        return false;
    l->watches = watches;
    l->capacity = capacity;
    return true;
}

struct loop_watch *loop_watch_add(struct loop *l, int fd, short events,
                                  void (*ready)(void *context, short revents), void *context)
{
    struct loop_watch *w = grow(l) ? calloc(1, sizeof(*w)) : NULL;
    if (!w)
        return NULL;
    *w = (struct loop_watch){.fd = fd, .events = events, .ready = ready, .context = context};
    l->watches[l->count++] = w;
    return w;
}

void loop_watch_events(struct loop_watch *w, short events)
{
    w->events = events;
}

void loop_watch_remove(struct loop *l, struct loop_watch *w)
{
    (void)l;
    if (w)
        w->removed = true;
}

static void drop_removed(struct loop *l)
{
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (l->watches[i]->removed)
            free(l->watches[i]);
        else
            l->watches[kept++] = l->watches[i];
    }
    l->count = kept;
}

enum result loop_work_add(struct loop *l, int64_t (*work)(void *context), void *context)
{
    if (l->works_count == LOOP_WORK_MAX)
        return RESULT_NO_MEMORY;
    l->works[l->works_count].work = work;
    l->works[l->works_count++].context = context;
    return RESULT_OK;
}

static enum result make_room_for_waits(struct loop *l)
{
    if (l->count <= l->waits_capacity)
        return RESULT_OK;
    struct upstream_wait *waits = reallocarray(l->waits, l->capacity, sizeof(*waits));
    if (!waits)
        return RESULT_NO_MEMORY;
    l->waits = waits;
    l->waits_capacity = l->capacity;
    return RESULT_OK;
}

/* Watches added by a callback stand behind those that were waited for: they have their turn next. */
static enum result wait_and_serve(struct loop *l)
{
    size_t waited = l->count;
    enum result r = make_room_for_waits(l);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; i < waited; i++)
        l->waits[i] = (struct upstream_wait){.fd = l->watches[i]->fd, .events = l->watches[i]->events};
    r = upstream_run(l->upstream, l->waits, waited, (int)l->wait_ms);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; i < waited; i++) {
        struct loop_watch *w = l->watches[i];
        if (l->waits[i].revents && !w->removed)
            w->ready(w->context, l->waits[i].revents);
    }
    return RESULT_OK;
}

enum result loop_turn(struct loop *l)
{
    drop_removed(l);
    enum result r = wait_and_serve(l);
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
