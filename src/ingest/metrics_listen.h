/*
 * METRICS_LISTEN: GET /metrics in Prometheus' text format, which answers when the pool of workers is down.
 * Its descriptor is watched by the loop: no thread. The only user of libmicrohttpd.
 */
#ifndef AW_INGEST_METRICS_LISTEN_H
#define AW_INGEST_METRICS_LISTEN_H

#include "ingest/loop.h"

struct metrics_listen;

/* `address`: "127.0.0.1:9464" or "[::1]:9464". RESULT_INVALID: it is not such; RESULT_IO: it can't be
 * listened on. */
enum result metrics_listen_open(struct loop *loop, const char *address, struct metrics_listen **out);
void metrics_listen_close(struct metrics_listen *m); /* accepts NULL */

#endif
