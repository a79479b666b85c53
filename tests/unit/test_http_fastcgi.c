/* http: the FastCGI loop, as a worker runs it: a child with the listening socket on descriptor 0. */
#include "check.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/envelope.h"
#include "http/fastcgi.h"

enum { FCGI_BEGIN = 1, FCGI_PARAMS = 4, FCGI_STDIN = 5, FCGI_STDOUT = 6 };

static void answer(void *context, const struct http_request *request, struct http_response *response)
{
    int64_t wait_ms = 0;
    struct http_problem problem;
    (void)http_request_int(request, "wait_ms", 0, 60000, 0, &wait_ms, &problem);
    usleep((useconds_t)wait_ms * 1000);
    struct json_writer *w = envelope_begin(response);
    json_object_begin(w);
    json_member_string(w, "body", request->body);
    json_member_string(w, "type", request->content_type);
    json_member_string_z(w, "id", request->request_id);
    json_member_string(w, "tags", request->if_none_match);
    json_object_end(w);
    envelope_end(response);
}

static const char *const parameters[] = {"wait_ms", NULL};
static const struct http_route routes[] = {
    {HTTP_GET, "/x", parameters, HTTP_CACHE_NEVER, answer},
    {HTTP_POST, "/x", parameters, HTTP_CACHE_NEVER, answer},
};

struct worker {
    const char *dir;
    struct sockaddr_un address;
    pid_t pid;
};

static void run_worker(int listener, int64_t max_requests, int64_t request_max_s)
{
    struct http_server *server;
    struct http_server_options options = {routes, CHECK_COUNT(routes), NULL, false};
    dup2(listener, 0);
    if (http_server_create(&options, &server))
        _exit(99);
    struct fastcgi_options fastcgi = {server, max_requests, request_max_s, NULL};
    enum result r = fastcgi_serve(&fastcgi);
    http_server_destroy(server);
    _exit(r == RESULT_OK ? 0 : 98);
}

static struct worker start(int64_t max_requests, int64_t request_max_s)
{
    struct worker w = {.dir = check_make_dir(), .address.sun_family = AF_UNIX};
    snprintf(w.address.sun_path, sizeof(w.address.sun_path), "%s/api.sock", w.dir);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&w.address, sizeof(w.address)), 0);
    assert_int_equal(listen(listener, 16), 0);
    w.pid = fork();
    if (w.pid == 0)
        run_worker(listener, max_requests, request_max_s);
    close(listener);
    return w;
}

/* Its exit code; -1: ended by a signal. */
static int wait_end(struct worker *w)
{
    int status;
    assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
    check_remove_dir(w->dir);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static size_t put_record(unsigned char *to, int type, const void *content, size_t len)
{
    unsigned char head[8] = {1, (unsigned char)type, 0, 1, (unsigned char)(len >> 8), (unsigned char)len, 0,
                             0};
    memcpy(to, head, sizeof(head));
    memcpy(to + 8, content, len);
    return len + 8;
}

static size_t put_pair(unsigned char *to, const char *name, const char *value)
{
    size_t n = strlen(name), v = strlen(value), at = 0;
    to[at++] = (unsigned char)n;
    to[at++] = (unsigned char)v;
    memcpy(to + at, name, n);
    memcpy(to + at + n, value, v);
    return at + n + v;
}

static int send_request(const struct worker *w, const char *const *pairs, const char *body)
{
    static unsigned char out[1 << 16], params[4096];
    static const unsigned char begin[8] = {0, 1, 0};
    size_t at = 0, params_len = 0;
    for (; *pairs; pairs += 2)
        params_len += put_pair(params + params_len, pairs[0], pairs[1]);
    at += put_record(out + at, FCGI_BEGIN, begin, sizeof(begin));
    at += put_record(out + at, FCGI_PARAMS, params, params_len);
    at += put_record(out + at, FCGI_PARAMS, "", 0);
    if (body[0])
        at += put_record(out + at, FCGI_STDIN, body, strlen(body));
    at += put_record(out + at, FCGI_STDIN, "", 0);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&w->address, sizeof(w->address)), 0);
    assert_int_equal(write(fd, out, at), at);
    return fd;
}

/* Standard output of the request, in static memory; "" when the connection ended without any. */
static const char *receive(int fd)
{
    static unsigned char in[1 << 16];
    static char text[1 << 16];
    size_t len = 0, at = 0;
    ssize_t n;
    while ((n = read(fd, in + len, sizeof(in) - len)) > 0)
        len += (size_t)n;
    close(fd);
    text[0] = '\0';
    size_t used = 0;
    while (at + 8 <= len) {
        size_t content = (size_t)in[at + 4] << 8 | in[at + 5];
        if (in[at + 1] == FCGI_STDOUT) {
            memcpy(text + used, in + at + 8, content);
            used += content;
            text[used] = '\0';
        }
        at += 8 + content + in[at + 6];
    }
    return text;
}

static const char *const get_x[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/x", NULL};

static void parameters_and_bodies_are_read(void **state)
{
    static const char *const post[] = {"HTTP_X_REQUEST_ID",
                                       "from-a-client",
                                       "REQUEST_METHOD",
                                       "POST",
                                       "REQUEST_URI",
                                       "/x?wait_ms=0",
                                       "CONTENT_TYPE",
                                       "text/plain; charset=utf-8",
                                       "CONTENT_LENGTH",
                                       "5",
                                       "REQUEST_ID",
                                       "from-nginx-1",
                                       "HTTP_IF_NONE_MATCH",
                                       "*",
                                       "HTTP_REQUEST_IDX",
                                       "not this",
                                       NULL};
    struct worker w = start(0, 0);
    const char *text = receive(send_request(&w, post, "hello"));
    assert_non_null(strstr(text, "Status: 200 "));
    assert_non_null(
        strstr(text, "{\"body\":\"hello\",\"type\":\"text/plain\",\"id\":\"from-nginx-1\",\"tags\":\"*\"}"));
    kill(w.pid, SIGTERM);
    assert_int_equal(wait_end(&w), 0);
}

static void bodies_are_limited_before_they_are_read(void **state)
{
    static const struct {
        int line;
        const char *length;
        const char *status;
    } cases[] = {
        {__LINE__, "1048577", "Status: 413 "}, {__LINE__, "99999999999999999999", "Status: 413 "},
        {__LINE__, "6", "Status: 400 "}, /* one more than comes */
        {__LINE__, "-5", "Status: 413 "},      {__LINE__, "5x", "Status: 400 "},
        {__LINE__, "5", "Status: 200 "},       {__LINE__, "", "Status: 200 "},
    };
    struct worker w = start(0, 0);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *const post[] = {"REQUEST_METHOD", "POST",          "REQUEST_URI", "/x",
                                    "CONTENT_LENGTH", cases[i].length, NULL};
        const char *text = receive(send_request(&w, post, "hello"));
        if (!strstr(text, cases[i].status))
            print_error("%s\n", text);
        CHECK_AT(cases[i].line, strstr(text, cases[i].status) != NULL);
    }
    kill(w.pid, SIGTERM);
    assert_int_equal(wait_end(&w), 0);
}

static void signals_end_it_when_idle(void **state)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGUSR1};
    for (size_t i = 0; i < CHECK_COUNT(numbers); i++) {
        struct worker w = start(0, 0);
        assert_non_null(strstr(receive(send_request(&w, get_x, "")), "Status: 200 "));
        kill(w.pid, numbers[i]);
        assert_int_equal(wait_end(&w), 0);
    }
}

static void a_request_under_way_is_answered_first(void **state)
{
    static const char *const slow[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/x?wait_ms=400", NULL};
    struct worker w = start(0, 0);
    assert_non_null(strstr(receive(send_request(&w, get_x, "")), "Status: 200 "));
    int fd = send_request(&w, slow, "");
    usleep(100000);
    kill(w.pid, SIGTERM);
    assert_non_null(strstr(receive(fd), "Status: 200 "));
    assert_int_equal(wait_end(&w), 0);
}

static void it_ends_itself_after_its_requests(void **state)
{
    struct worker w = start(3, 0);
    for (int i = 0; i < 3; i++)
        assert_non_null(strstr(receive(send_request(&w, get_x, "")), "Status: 200 "));
    assert_int_equal(wait_end(&w), 0);
}

static void a_request_that_takes_too_long_ends_it(void **state)
{
    static const char *const endless[] = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/x?wait_ms=20000", NULL};
    struct worker w = start(0, 1);
    assert_string_equal(receive(send_request(&w, endless, "")), "");
    assert_int_equal(wait_end(&w), FASTCGI_TIMEOUT_EXIT);
}

static void without_a_socket_it_says_so(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        struct fastcgi_options options = {0};
        int pipe_ends[2];
        _exit(pipe(pipe_ends) || dup2(pipe_ends[0], 0) || fastcgi_serve(&options) != RESULT_INVALID);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_and_bodies_are_read),
        cmocka_unit_test(bodies_are_limited_before_they_are_read),
        cmocka_unit_test(signals_end_it_when_idle),
        cmocka_unit_test(a_request_under_way_is_answered_first),
        cmocka_unit_test(it_ends_itself_after_its_requests),
        cmocka_unit_test(a_request_that_takes_too_long_ends_it),
        cmocka_unit_test(without_a_socket_it_says_so),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name("http_fastcgi", tests, NULL, NULL);
}
