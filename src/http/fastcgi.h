/* The FastCGI gateway: one request after another from the socket on descriptor 0 (spawn-fcgi). The only user
 * of libfcgi. */
#ifndef AW_HTTP_FASTCGI_H
#define AW_HTTP_FASTCGI_H

#include <stdint.h>

#include "base/result.h"
#include "http/server.h"

#define FASTCGI_REQUEST_MAX_S 10
#define FASTCGI_TIMEOUT_EXIT  70

struct fastcgi_options {
    struct http_server *server;
    /* Ends after so many; 0: never. Up to an eighth more, so that a pool does not end as one. */
    int64_t max_requests;
    /* A request that takes longer ends the process; 0: FASTCGI_REQUEST_MAX_S. */
    int64_t request_max_s;
    /* Called in the signal handler before _exit(FASTCGI_TIMEOUT_EXIT); may be NULL. */
    void (*on_timeout)(void);
};

/*
 * RESULT_OK: ended as it should, by TERM, HUP or USR1 (after the request under way) or after max_requests.
 * RESULT_INVALID: descriptor 0 is no listening socket. RESULT_IO: accepting failed. Installs handlers for
 * those signals, SIGALRM and SIGPIPE; once in a process.
 */
enum result fastcgi_serve(const struct fastcgi_options *options);

#endif
