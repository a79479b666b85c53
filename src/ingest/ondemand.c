#define _GNU_SOURCE
#include "ingest/ondemand.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/recall.h"
#include "ingest/unix_socket.h"
#include "service/freshness.h"
#include "service/listed.h"

#define CLIENTS_MAX    512
#define ACCEPTS_A_TURN 256
#define PACKETS_A_TURN 16 /* of one client */
#define BUSY_RETRY_S   1
#define RECALL_S       (5 * UTC_MINUTE)

/* A connection: at most one question is in hand; others wait in the socket. */
struct client {
    struct ondemand *owner;
    struct client *next, *previous;
    int fd;
    struct loop_watch *watch;
    struct flight_waiter waiter; /* waiter.flight: a question is in hand */
    int64_t deadline_ms;         /* monotonic */
};

struct ondemand {
    struct ondemand_options options;
    char path[PATH_MAX];
    int fd;
    struct flights *flights;
    struct recall *nothing, *hinted;
    struct client *clients;
    size_t count;
    struct metric *queue_length;
};

static void count(enum ondemand_verb verb, const char *verdict)
{
    metric_add(
        metrics_series("ondemand_questions_total", verb == ONDEMAND_HINT ? "hint" : "fetch", verdict, NULL),
        1);
}

static const char *verdict_name(enum ondemand_verdict v)
{
    static const char *const names[] = {[ONDEMAND_FOUND] = "found",
                                        [ONDEMAND_NONE] = "none",
                                        [ONDEMAND_UNLISTED] = "unlisted",
                                        [ONDEMAND_FAILED] = "failed",
                                        [ONDEMAND_BUSY] = "busy"};
    return names[v];
}

static void close_client(struct client *c)
{
    struct ondemand *o = c->owner;
    flights_leave(&c->waiter);
    loop_watch_remove(c->watch);
    close(c->fd);
    if (c->next)
        c->next->previous = c->previous;
    if (c->previous)
        c->previous->next = c->next;
    else
        o->clients = c->next;
    o->count--;
    free(c);
}

static void send_answer(int fd, const struct ondemand_answer *answer)
{
    char packet[ONDEMAND_PACKET_MAX];
    size_t len = ondemand_answer_write(answer, packet);
    count(ONDEMAND_FETCH, verdict_name(answer->verdict));
    /* A worker that does not take its answer has given up waiting for it. */
    (void)send(fd, packet, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void on_answered(struct flight_waiter *waiter, const struct ondemand_answer *answer)
{
    struct client *c = (struct client *)((char *)waiter - offsetof(struct client, waiter));
    send_answer(c->fd, answer);
    loop_watch_events(c->watch, POLLIN);
}

static void on_nothing(void *context, enum product product, const char *station)
{
    struct ondemand *o = context;
    int64_t now = clock_now();
    recall_note(o->nothing, product, station, now);
    o->options.on_nothing(o->options.context, product, station, now);
}

static bool known_nothing(void *context, enum product product, const char *station)
{
    struct ondemand *o = context;
    return recall_has(o->nothing, product, station, clock_now());
}

/* What the store and memory answer; ONDEMAND_FAILED: a provider has to be asked. */
static struct ondemand_answer answer_at_once(struct ondemand *o, const struct ondemand_question *q,
                                             int64_t now)
{
    struct store_read *hot;
    struct stored_report report;
    struct slice station = slice_from_string(q->station);
    struct ondemand_answer ask = {ONDEMAND_FAILED, BUSY_RETRY_S};
    if (store_read_begin(o->options.store, STORE_HOT, &hot) != RESULT_OK)
        return (struct ondemand_answer){ONDEMAND_BUSY, BUSY_RETRY_S};
    bool has = report_store_get(hot, q->product, SLOT_CURRENT, station, &report) == RESULT_OK;
    bool current = has && freshness_of(&report, FEED_OK, 0, now) != EXPIRED;
    bool asked = recall_has(o->nothing, q->product, q->station, now) ||
                 (has && report.checked_at != UTC_NONE && now - report.checked_at < RECALL_S);
    bool listed = has || station_listed(hot, o->options.airports, station);
    store_read_end(hot);
    if (!listed)
        return (struct ondemand_answer){ONDEMAND_UNLISTED, 0};
    if (asked || current)
        return (struct ondemand_answer){has ? ONDEMAND_FOUND : ONDEMAND_NONE, 0};
    return ask;
}

static void take_fetch(struct client *c, const struct ondemand_question *q)
{
    struct ondemand *o = c->owner;
    struct ondemand_answer answer = answer_at_once(o, q, clock_now());
    if (answer.verdict == ONDEMAND_FAILED) {
        if (flights_ask(o->flights, q->product, q->station, &c->waiter) == RESULT_OK) {
            c->deadline_ms = clock_monotonic_ms() + q->deadline_ms;
            loop_watch_events(c->watch, 0); /* what it sends meanwhile waits */
            return;
        }
        answer.verdict = ONDEMAND_BUSY;
    }
    send_answer(c->fd, &answer);
}

/* Worth asking a provider: listed, not asked for lately, and not fresh as far as the report's own times tell.
 */
static bool hint_is_due(struct ondemand *o, const struct ondemand_question *q, int64_t now)
{
    struct store_read *hot;
    struct stored_report report;
    struct slice station = slice_from_string(q->station);
    if (recall_has(o->hinted, q->product, q->station, now) ||
        recall_has(o->nothing, q->product, q->station, now) ||
        store_read_begin(o->options.store, STORE_HOT, &hot) != RESULT_OK)
        return false;
    bool has = report_store_get(hot, q->product, SLOT_CURRENT, station, &report) == RESULT_OK;
    bool lately = has && report.checked_at != UTC_NONE && now - report.checked_at < RECALL_S;
    bool listed = has || station_listed(hot, o->options.airports, station);
    store_read_end(hot);
    return listed && !lately;
}

static void take_hint(struct ondemand *o, const struct ondemand_question *q)
{
    int64_t now = clock_now();
    if (!hint_is_due(o, q, now)) {
        count(ONDEMAND_HINT, "ignored");
        return;
    }
    recall_note(o->hinted, q->product, q->station, now);
    bool taken = flights_ask(o->flights, q->product, q->station, NULL) == RESULT_OK;
    count(ONDEMAND_HINT, taken ? "taken" : "busy");
}

static void client_ready(void *context, short revents)
{
    struct client *c = context;
    /* One byte more than a question may have tells that it is longer. */
    char packet[ONDEMAND_PACKET_MAX + 1];
    for (int i = 0; i < PACKETS_A_TURN && !c->waiter.flight; i++) {
        ssize_t n = recv(c->fd, packet, sizeof(packet), MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        struct ondemand_question q;
        if (n <= 0 || ondemand_question_parse(slice_make(packet, (size_t)n), &q) != RESULT_OK) {
            close_client(c);
            return;
        }
        if (q.verb == ONDEMAND_HINT)
            take_hint(c->owner, &q);
        else
            take_fetch(c, &q);
    }
    if (revents & (POLLERR | POLLHUP) && c->waiter.flight)
        close_client(c); /* who asked is gone; the flight goes on */
}

static bool add_client(struct ondemand *o, int fd)
{
    struct client *c = o->count < CLIENTS_MAX ? calloc(1, sizeof(*c)) : NULL;
    if (!c)
        return false;
    c->owner = o;
    c->fd = fd;
    c->waiter.answered = on_answered;
    c->watch = loop_watch_add(o->options.loop, fd, POLLIN, client_ready, c);
    if (!c->watch) {
        free(c);
        return false;
    }
    c->next = o->clients;
    if (c->next)
        c->next->previous = c;
    o->clients = c;
    o->count++;
    return true;
}

/* With its question unread the close would reach the worker before the answer does. */
static void turn_away(int fd)
{
    char packet[ONDEMAND_PACKET_MAX];
    struct ondemand_answer busy = {ONDEMAND_BUSY, BUSY_RETRY_S};
    (void)recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
    send_answer(fd, &busy);
    close(fd);
}

static void accept_clients(void *context, short revents)
{
    struct ondemand *o = context;
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        int fd = accept4(o->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
                log_error("ondemand_accept", LOG_ERRNO(errno), LOG_END);
            return;
        }
        if (!add_client(o, fd))
            turn_away(fd);
    }
}

/* Answers whose time is up: the flight goes on, and a repetition will find its report. */
static int64_t tick(void *context)
{
    struct ondemand *o = context;
    int64_t now_ms = clock_monotonic_ms(), wait_ms = LOOP_TURN_MS;
    for (struct client *c = o->clients, *next; c; c = next) {
        next = c->next;
        if (!c->waiter.flight)
            continue;
        if (c->deadline_ms > now_ms) {
            wait_ms = c->deadline_ms - now_ms < wait_ms ? c->deadline_ms - now_ms : wait_ms;
            continue;
        }
        struct ondemand_answer late = {ONDEMAND_FAILED, BUSY_RETRY_S};
        flights_leave(&c->waiter);
        on_answered(&c->waiter, &late);
    }
    int64_t flights_ms = flights_work(o->flights);
    metric_set(o->queue_length, (int64_t)flights_count(o->flights));
    return flights_ms < wait_ms ? flights_ms : wait_ms;
}

static enum result listen_and_watch(struct ondemand *o)
{
    enum result r = unix_socket_open(o->path, SOCK_SEQPACKET, &o->fd);
    if (r != RESULT_OK)
        return r;
    if (!loop_watch_add(o->options.loop, o->fd, POLLIN, accept_clients, o))
        return RESULT_NO_MEMORY;
    return loop_work_add(o->options.loop, tick, o);
}

enum result ondemand_open(const struct ondemand_options *options, struct ondemand **out)
{
    struct ondemand *o = calloc(1, sizeof(*o));
    if (!o)
        return RESULT_NO_MEMORY;
    o->options = *options;
    o->fd = -1;
    struct flights_options f = {.upstream = options->upstream,
                                .store = options->store,
                                .intake = options->intake,
                                .search = options->search,
                                .on_nothing = on_nothing,
                                .known_nothing = known_nothing,
                                .context = o};
    o->flights = flights_create(&f);
    o->nothing = recall_create(RECALL_S);
    o->hinted = recall_create(RECALL_S);
    o->queue_length = metrics_series("ondemand_queue_length", NULL);
    int n = snprintf(o->path, sizeof(o->path), "%s/" ONDEMAND_SOCKET, options->run_dir);
    enum result r = RESULT_NO_MEMORY;
    if (n < 0 || (size_t)n >= sizeof(o->path))
        r = RESULT_TOO_LARGE;
    else if (o->flights && o->nothing && o->hinted)
        r = listen_and_watch(o);
    if (r != RESULT_OK) {
        int saved = errno;
        ondemand_close(o);
        errno = saved;
        return r;
    }
    *out = o;
    return RESULT_OK;
}

void ondemand_close(struct ondemand *o)
{
    if (!o)
        return;
    for (struct client *c = o->clients, *next; c; c = next) {
        next = c->next;
        close_client(c);
    }
    flights_destroy(o->flights);
    recall_destroy(o->nothing);
    recall_destroy(o->hinted);
    if (o->fd >= 0) {
        close(o->fd);
        unlink(o->path);
    }
    free(o);
}

bool ondemand_idle(const struct ondemand *o)
{
    return flights_count(o->flights) == 0;
}

void ondemand_note_nothing(struct ondemand *o, enum product product, const char *station, int64_t answered_at)
{
    recall_note(o->nothing, product, station, answered_at);
}

void ondemand_forget(struct ondemand *o)
{
    recall_forget(o->nothing);
    recall_forget(o->hinted);
}
