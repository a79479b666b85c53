#include "ingest/edge_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"
#include "base/metrics.h"
#include "ingest/unix_socket.h"

#define DATAGRAM_MAX     2048 /* nginx cuts at 2 KB; only the beginning matters */
#define DATAGRAMS_A_TURN 4096
#define STATUS_LEAST     100
#define STATUS_MOST      599
#define RECEIVE_BYTES    (4 << 20)

struct edge_log {
    int fd;
    char path[CONFIG_TEXT_MAX];
    struct metric *counts[STATUS_MOST + 1]; /* by status, made when first seen */
};

int edge_log_status(struct slice datagram)
{
    /* After "<priority>time tag: ": the first ": ", as the time's colons are not followed by a blank. */
    size_t at = 0;
    while (at + 1 < datagram.len && !(datagram.ptr[at] == ':' && datagram.ptr[at + 1] == ' '))
        at++;
    struct slice rest = slice_sub(datagram, at + 2, datagram.len), word;
    if (datagram.len == 0 || datagram.ptr[0] != '<' || !slice_next(&rest, ' ', &word) || word.len != 3)
        return 0;
    int status = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return 0;
        status = status * 10 + (word.ptr[i] - '0');
    }
    return status >= STATUS_LEAST && status <= STATUS_MOST ? status : 0;
}

static void count(struct edge_log *e, int status)
{
    if (!e->counts[status]) {
        char label[8];
        snprintf(label, sizeof(label), "%d", status);
        e->counts[status] = metrics_series("edge_responses_total", label, NULL);
    }
    metric_add(e->counts[status], 1);
}

static void receive(void *context, short revents)
{
    struct edge_log *e = context;
    char datagram[DATAGRAM_MAX];
    for (int i = 0; i < DATAGRAMS_A_TURN; i++) {
        ssize_t n = recv(e->fd, datagram, sizeof(datagram), 0);
        if (n < 0)
            break;
        int status = edge_log_status(slice_make(datagram, (size_t)n));
        if (status)
            count(e, status);
    }
}

enum result edge_log_open(struct loop *loop, const char *path, struct edge_log **out)
{
    struct edge_log *e = calloc(1, sizeof(*e));
    if (!e)
        return RESULT_NO_MEMORY;
    if (!slice_copy(slice_from_string(path), e->path, sizeof(e->path))) {
        free(e);
        return RESULT_TOO_LARGE;
    }
    enum result r = unix_socket_open(path, SOCK_DGRAM, &e->fd);
    if (r != RESULT_OK) {
        free(e);
        return r;
    }
    /* Room for a burst while the loop is busy; the kernel may grant less. */
    int bytes = RECEIVE_BYTES;
    (void)setsockopt(e->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    if (!loop_watch_add(loop, e->fd, POLLIN, receive, e)) {
        edge_log_close(e);
        return RESULT_NO_MEMORY;
    }
    *out = e;
    return RESULT_OK;
}

void edge_log_close(struct edge_log *e)
{
    if (!e)
        return;
    close(e->fd);
    unlink(e->path);
    free(e);
}
