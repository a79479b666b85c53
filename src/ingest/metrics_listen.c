#include "ingest/metrics_listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/metrics.h"
#include "base/number.h"

#define CONNECTIONS_MAX      16
#define CONNECTION_TIMEOUT_S 5
#define METRICS_BYTES_MAX    ((size_t)8 << 20)

struct metrics_listen {
    struct MHD_Daemon *daemon;
};

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static enum result parse_address(struct slice text, union address *out)
{
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return RESULT_INVALID;
    struct slice host = slice_sub(text, 0, colon - 1), port_text = slice_sub(text, colon, text.len);
    bool v6 = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (v6)
        host = slice_sub(host, 1, host.len - 1);
    int64_t port;
    char name[INET6_ADDRSTRLEN];
    if (number_parse_int(port_text, 1, 65535, &port) != RESULT_OK || !slice_copy(host, name, sizeof(name)))
        return RESULT_INVALID;
    union address a;
    memset(&a, 0, sizeof(a));
    a.any.sa_family = v6 ? AF_INET6 : AF_INET;
    if (inet_pton(a.any.sa_family, name, v6 ? (void *)&a.v6.sin6_addr : (void *)&a.v4.sin_addr) != 1)
        return RESULT_INVALID;
    if (v6)
        a.v6.sin6_port = htons((uint16_t)port);
    else
        a.v4.sin_port = htons((uint16_t)port);
    *out = a;
    return RESULT_OK;
}

static enum MHD_Result send_text(struct MHD_Connection *connection, unsigned status, struct slice text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text.len, (void *)text.ptr, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, "Allow", "GET, HEAD");
    enum MHD_Result r = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return r;
}

static enum MHD_Result send_metrics(struct MHD_Connection *connection)
{
    struct buffer b;
    buffer_init(&b, METRICS_BYTES_MAX);
    metrics_print(&b);
    enum MHD_Result r = buffer_result(&b) == RESULT_OK
                            ? send_text(connection, MHD_HTTP_OK, buffer_slice(&b))
                            : send_text(connection, MHD_HTTP_SERVICE_UNAVAILABLE, SLICE("out of memory\n"));
    buffer_free(&b);
    return r;
}

/* Called once at the head of a request and again when it is whole; only then is it answered. */
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    static int head_seen;
    if (*request == NULL) {
        *request = &head_seen;
        return MHD_YES;
    }
    *upload_size = 0;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return send_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, SLICE("only GET\n"));
    if (strcmp(url, "/metrics") != 0)
        return send_text(connection, MHD_HTTP_NOT_FOUND, SLICE("see /metrics\n"));
    return send_metrics(connection);
}

static void serve(void *context, short revents)
{
    struct metrics_listen *m = context;
    MHD_run(m->daemon);
}

/* Connections that are to be closed for being idle raise no event. */
static int64_t tick(void *context)
{
    struct metrics_listen *m = context;
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    if (MHD_get_timeout(m->daemon, &timeout_ms) != MHD_YES)
        return LOOP_TURN_MS;
    if (timeout_ms == 0)
        MHD_run(m->daemon);
    return timeout_ms > LOOP_TURN_MS ? LOOP_TURN_MS : (int64_t)timeout_ms;
}

enum result metrics_listen_open(struct loop *loop, const char *text, struct metrics_listen **out)
{
    union address address;
    enum result r = parse_address(slice_from_string(text), &address);
    if (r != RESULT_OK)
        return r;
    struct metrics_listen *m = calloc(1, sizeof(*m));
    if (!m)
        return RESULT_NO_MEMORY;
    unsigned flags = MHD_USE_EPOLL | (address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    m->daemon =
        MHD_start_daemon(flags, 0, NULL, NULL, answer, m, MHD_OPTION_SOCK_ADDR, &address.any,
                         MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_TIMEOUT_S, MHD_OPTION_END);
    if (!m->daemon) {
        free(m);
        return RESULT_IO;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(m->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (!info || !loop_watch_add(loop, info->epoll_fd, POLLIN, serve, m) ||
        loop_work_add(loop, tick, m) != RESULT_OK) {
        metrics_listen_close(m);
        return RESULT_NO_MEMORY;
    }
    *out = m;
    return RESULT_OK;
}

void metrics_listen_close(struct metrics_listen *m)
{
    if (!m)
        return;
    MHD_stop_daemon(m->daemon);
    free(m);
}
