/*
 * http on hostile requests. Lines of the input: method, URI, If-None-Match, request id, Content-Type; the
 * rest is the body. Whatever comes, the answer is whole: a status, headers without stray line breaks, and a
 * body of its stated length.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/envelope.h"
#include "http/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads all that a handler can read. */
static void echo(void *context, const struct http_request *request, struct http_response *response)
{
    struct http_problem problem;
    struct etag_hash hash;
    bool flag;
    int64_t number;
    (void)context;
    if (http_request_flag(request, "flag", &flag, &problem) ||
        http_request_int(request, "number", 1, 500, 7, &number, &problem)) {
        envelope_failure(response, request, &problem);
        return;
    }
    etag_hash_begin(&hash);
    etag_hash_bytes(&hash, request->body);
    struct etag etag = etag_hash_end(&hash);
    if (http_response_not_modified(response, &etag, request->if_none_match))
        return;
    struct json_writer *w = envelope_begin(response);
    json_object_begin(w);
    json_member_string(w, "id", http_request_path(request, "id"));
    json_member_string(w, "q", http_request_query(request, "q"));
    json_member_int(w, "number", number);
    json_member_string(w, "type", request->content_type);
    json_object_end(w);
    envelope_end(response);
}

static const char *const parameters[] = {"q", "flag", "number", NULL};
static const struct http_route routes[] = {
    {HTTP_GET, "/a/:id", parameters, HTTP_CACHE_WEATHER, echo},
    {HTTP_POST, "/a/:id", parameters, HTTP_CACHE_NEVER, echo},
    {HTTP_GET, "/a/b/:id/c", NULL, HTTP_CACHE_HOUR, echo},
};

static void check(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void check_head(struct slice head, struct slice body, bool has_body)
{
    char length[64];
    check(slice_starts_with(head, SLICE("Status: ")), "no status");
    check(slice_ends_with(head, SLICE("\r\n\r\n")), "no end of the headers");
    for (size_t i = 0; i + 4 < head.len; i++) {
        check(memcmp(head.ptr + i, "\r\n\r\n", 4) != 0, "an empty line among the headers");
        check(head.ptr[i] != '\n' || head.ptr[i - 1] == '\r', "a line break in a header");
        check(head.ptr[i] != '\0', "NUL in a header");
    }
    int n = snprintf(length, sizeof(length), "Content-Length: %zu\r\n", body.len);
    check(!has_body || memmem(head.ptr, head.len, length, (size_t)n), "wrong length");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_server *server;
    struct http_server_options options = {routes, sizeof(routes) / sizeof(routes[0]), NULL, false};
    struct slice rest = slice_make((const char *)data, size), head, body;
    struct http_input in = {0};
    struct slice *const lines[] = {&in.method, &in.uri, &in.if_none_match, &in.request_id, &in.content_type};
    if (!server && http_server_create(&options, &server))
        abort();
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        (void)slice_next(&rest, '\n', lines[i]);
    in.body = rest;
    http_server_begin(server);
    http_server_answer(server, &in, &head, &body);
    check_head(head, body, body.len > 0);
    return 0;
}
