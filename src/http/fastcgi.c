#include "http/fastcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/number.h"

static volatile sig_atomic_t stopping;
static int null_fd = -1;
static void (*timeout_hook)(void);

/*
 * With /dev/null in the socket's place the next accept fails, wherever the signal came. FCGX_ShutdownPending
 * is not called: when it is set while libfcgi waits for the first byte of a connection, OS_Accept drops that
 * connection and then closes the same descriptor for ever.
 */
static void on_stop(int signal_number)
{
    int saved = errno;
    (void)signal_number;
    stopping = 1;
    if (null_fd >= 0)
        dup2(null_fd, 0);
    errno = saved;
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
    if (timeout_hook)
        timeout_hook();
    _exit(FASTCGI_TIMEOUT_EXIT);
}

/* Without SA_RESTART, so that a waiting accept returns. */
static void install_handlers(void)
{
    struct sigaction stop = {.sa_handler = on_stop}, late = {.sa_handler = on_alarm},
                     ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&late.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);
    sigaction(SIGUSR1, &stop, NULL);
    sigaction(SIGALRM, &late, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

/* FastCGI parameters that are read; libfcgi gives them as terminated "NAME=value". */
static const struct {
    const char *name;
    size_t len;
    size_t offset; /* of a slice in struct http_input */
} parameters[] = {
#define PARAMETER(name, member)                                                                              \
    {                                                                                                        \
        name "=", sizeof(name), offsetof(struct http_input, member)                                          \
    }
    PARAMETER("REQUEST_METHOD", method),
    PARAMETER("REQUEST_URI", uri),
    PARAMETER("CONTENT_TYPE", content_type),
    PARAMETER("HTTP_CONTENT_ENCODING", content_encoding),
    PARAMETER("HTTP_IF_NONE_MATCH", if_none_match),
    PARAMETER("HTTP_X_REQUEST_ID", request_id),
    PARAMETER("REQUEST_ID", request_id), /* nginx's own, when it gives both */
#undef PARAMETER
};

static void read_parameters(char **envp, struct http_input *in, struct slice *content_length)
{
    struct slice nginx_id = {NULL, 0};
    for (; *envp; envp++) {
        if (strncmp(*envp, "CONTENT_LENGTH=", 15) == 0)
            *content_length = slice_from_string(*envp + 15);
        for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
            if (strncmp(*envp, parameters[i].name, parameters[i].len) != 0)
                continue;
            struct slice value = slice_from_string(*envp + parameters[i].len);
            *(struct slice *)((char *)in + parameters[i].offset) = value;
            if ((*envp)[0] == 'R' && parameters[i].offset == offsetof(struct http_input, request_id))
                nginx_id = value;
        }
    }
    if (nginx_id.len)
        in->request_id = nginx_id;
}

static void read_body(FCGX_Stream *stream, struct slice content_length, struct arena *arena,
                      struct http_input *in)
{
    int64_t length = 0;
    if (content_length.len == 0)
        return;
    enum result r = number_parse_int(content_length, 0, (int64_t)HTTP_BODY_MAX, &length);
    in->body_too_large = r == RESULT_TOO_LARGE;
    in->body_cut = r == RESULT_INVALID;
    if (r || length == 0)
        return;
    char *to = arena_alloc(arena, (size_t)length);
    if (!to) {
        in->body_too_large = true;
        return;
    }
    int got = FCGX_GetStr(to, (int)length, stream);
    in->body_cut = got != length;
    in->body = slice_make(to, got < 0 ? 0 : (size_t)got);
}

static void serve_one(struct http_server *server, FCGX_Request *request)
{
    struct http_input in = {0};
    struct slice content_length = {NULL, 0}, head, body;
    struct arena *arena = http_server_begin(server);
    read_parameters(request->envp, &in, &content_length);
    read_body(request->in, content_length, arena, &in);
    http_server_answer(server, &in, &head, &body);
    FCGX_PutStr(head.ptr, (int)head.len, request->out);
    if (body.len)
        FCGX_PutStr(body.ptr, (int)body.len, request->out);
    FCGX_Finish_r(request);
}

enum result fastcgi_serve(const struct fastcgi_options *options)
{
    FCGX_Request request;
    int64_t left = options->max_requests;
    int64_t max_s = options->request_max_s > 0 ? options->request_max_s : FASTCGI_REQUEST_MAX_S;
    if (left > 0)
        left += getpid() % (left / 8 + 1);
    if (FCGX_Init() != 0 || FCGX_IsCGI() || FCGX_InitRequest(&request, 0, 0) != 0)
        return RESULT_INVALID;
    null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    timeout_hook = options->on_timeout;
    install_handlers();
    while (!stopping) {
        if (FCGX_Accept_r(&request) < 0)
            break;
        alarm((unsigned)max_s);
        serve_one(options->server, &request);
        alarm(0);
        if (options->max_requests > 0 && --left == 0)
            stopping = 1;
    }
    int error = errno;
    FCGX_Free(&request, 1);
    if (stopping)
        return RESULT_OK;
    log_error("accept_failed", LOG_ERRNO(error), LOG_END);
    return RESULT_IO;
}
