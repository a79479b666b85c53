/*
 * From a request's bytes to an answer's, whatever gateway brings them: parses, routes, calls the handler,
 * makes failures into envelopes, counts. One request at a time; its memory is used again for the next.
 */
#ifndef AW_HTTP_SERVER_H
#define AW_HTTP_SERVER_H

#include <stdbool.h>

#include "base/buffer.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

struct http_server;

struct http_server_options {
    const struct http_route *routes; /* must outlive the server */
    size_t count;
    void *context; /* given to the handlers */
    bool simulated;
};

/* RESULT_NO_MEMORY. After metrics_open. */
enum result http_server_create(const struct http_server_options *options, struct http_server **out);
void http_server_destroy(struct http_server *s); /* accepts NULL */

/* Memory for the request to come, emptied here; the body is read into it. */
struct arena *http_server_begin(struct http_server *s);

/*
 * The answer in CGI form: `head` ("Status: 200\r\n" … and the empty line) and body. Both are valid until
 * http_server_begin. Never fails: what goes wrong is an answer.
 */
void http_server_answer(struct http_server *s, const struct http_input *in, struct slice *head,
                        struct slice *body);

#endif
