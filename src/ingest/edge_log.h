/*
 * nginx's access log as it comes by syslog on a socket of its own: edge_responses_total{status}. The log's
 * first word is the status (fcgi-conf, log_format aw_edge). Anything else that arrives is counted nowhere.
 */
#ifndef AW_INGEST_EDGE_LOG_H
#define AW_INGEST_EDGE_LOG_H

#include "base/slice.h"
#include "ingest/loop.h"

struct edge_log;

/* RESULT_IO, RESULT_TOO_LARGE, RESULT_NO_MEMORY. */
enum result edge_log_open(struct loop *loop, const char *path, struct edge_log **out);
void edge_log_close(struct edge_log *e); /* accepts NULL; removes the socket */

/* The HTTP status in a datagram "<190>Nov 24 06:19:51 aw: 200 …"; 0: there is none. Pure. */
int edge_log_status(struct slice datagram);

#endif
