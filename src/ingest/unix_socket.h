/* Listening Unix sockets in RUN_DIR. */
#ifndef AW_INGEST_UNIX_SOCKET_H
#define AW_INGEST_UNIX_SOCKET_H

#include "base/result.h"

/*
 * A bound socket of `type` (SOCK_SEQPACKET: listening, too; SOCK_DGRAM), non-blocking, close-on-exec, with
 * mode 0660. A socket file that another process left is replaced. RESULT_TOO_LARGE: the path is too long for
 * a socket; RESULT_IO (errno).
 */
enum result unix_socket_open(const char *path, int type, int *fd);

#endif
