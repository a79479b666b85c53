/*
 * Each question has a connection of its own: an answer that comes after its deadline dies with the connection
 * and can never be taken for that of the next question. Questions are rare (a station that is not in the
 * store), so that its cost does not matter.
 */
#include "service/ondemand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define SLOTS_FILE "slots.lock"
/* ingestd is given less than we wait, so that its own verdict arrives before we give up. */
#define DEADLINE_MARGIN_MS 100

struct ondemand_client {
    struct sockaddr_un address;
    char slots_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
    int slots_fd; /* opened at the first question; kept, as closing any descriptor of the file drops its locks
                   */
    int64_t slots;
};

static bool join_path(char *out, size_t size, const char *dir, const char *name)
{
    int n = snprintf(out, size, "%s/%s", dir, name);
    return n > 0 && (size_t)n < size;
}

struct ondemand_client *ondemand_client_create(const char *run_dir, int64_t pool_size)
{
    struct ondemand_client *c = calloc(1, sizeof(*c));
    if (!c)
        return NULL;
    c->address.sun_family = AF_UNIX;
    c->slots_fd = -1;
    c->slots = pool_size / 2 > 0 ? pool_size / 2 : 1;
    if (!join_path(c->address.sun_path, sizeof(c->address.sun_path), run_dir, ONDEMAND_SOCKET) ||
        !join_path(c->slots_path, sizeof(c->slots_path), run_dir, SLOTS_FILE)) {
        log_error("run_dir_too_long", LOG_STR("run_dir", run_dir), LOG_END);
        free(c);
        return NULL;
    }
    return c;
}

void ondemand_client_destroy(struct ondemand_client *c)
{
    if (!c)
        return;
    if (c->slots_fd >= 0)
        close(c->slots_fd);
    free(c);
}

static bool lock_byte(const struct ondemand_client *c, int64_t at, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
    return fcntl(c->slots_fd, F_SETLK, &lock) == 0;
}

/* A slot, or -1: all are taken. The kernel frees it however its owner ends. */
static int64_t take_slot(struct ondemand_client *c)
{
    if (c->slots_fd < 0)
        c->slots_fd = open(c->slots_path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (c->slots_fd < 0) {
        log_error("slots_not_opened", LOG_STR("path", c->slots_path), LOG_ERRNO(errno), LOG_END);
        return -1;
    }
    for (int64_t i = 0; i < c->slots; i++)
        if (lock_byte(c, i, F_WRLCK))
            return i;
    return -1;
}

/* Connected, with the question sent; or -1. Never waits: a full backlog is a failure too. */
static int send_question(const struct ondemand_client *c, const struct ondemand_question *q)
{
    char packet[ONDEMAND_PACKET_MAX];
    size_t len = ondemand_question_write(q, packet);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&c->address, sizeof(c->address)) == 0 &&
        send(fd, packet, len, MSG_NOSIGNAL) == (ssize_t)len)
        return fd;
    close(fd);
    return -1;
}

static enum result wait_answer(int fd, int64_t until_ms, struct ondemand_answer *out)
{
    char packet[ONDEMAND_PACKET_MAX + 1];
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return RESULT_TIMEOUT;
        int ready = poll(&p, 1, (int)left_ms);
        if (ready < 0 && errno != EINTR)
            return RESULT_IO;
        if (ready <= 0)
            continue;
        ssize_t n = recv(fd, packet, sizeof(packet), MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0) /* closed without a word: ingestd has ended */
            return RESULT_UNAVAILABLE;
        return ondemand_answer_parse(slice_make(packet, (size_t)n), out) ? RESULT_UNAVAILABLE : RESULT_OK;
    }
}

static bool make_question(enum ondemand_verb verb, enum product product, struct slice station,
                          struct ondemand_question *out)
{
    *out = (struct ondemand_question){
        .verb = verb, .product = product, .deadline_ms = ONDEMAND_DEADLINE_MS - DEADLINE_MARGIN_MS};
    return slice_copy(station, out->station, sizeof(out->station));
}

enum result ondemand_fetch(struct ondemand_client *c, enum product product, struct slice station,
                           struct ondemand_answer *out)
{
    struct ondemand_question q;
    int64_t until_ms = clock_monotonic_ms() + ONDEMAND_DEADLINE_MS;
    if (!make_question(ONDEMAND_FETCH, product, station, &q))
        return RESULT_INVALID;
    int64_t slot = take_slot(c);
    if (slot < 0) {
        ondemand_hint(c, product, station);
        return RESULT_BUSY;
    }
    enum result r = RESULT_UNAVAILABLE;
    int fd = send_question(c, &q);
    if (fd >= 0) {
        r = wait_answer(fd, until_ms, out);
        close(fd);
    }
    lock_byte(c, slot, F_UNLCK);
    return r;
}

void ondemand_hint(struct ondemand_client *c, enum product product, struct slice station)
{
    struct ondemand_question q;
    if (!make_question(ONDEMAND_HINT, product, station, &q))
        return;
    int fd = send_question(c, &q);
    if (fd >= 0)
        close(fd);
}
