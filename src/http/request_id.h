/* The name by which a request is found in the logs of nginx and of the worker. */
#ifndef AW_HTTP_REQUEST_ID_H
#define AW_HTTP_REQUEST_ID_H

#include "base/slice.h"
#include "http/request.h"

/* Takes `given` over when it is 8 to HTTP_REQUEST_ID_MAX bytes of [A-Za-z0-9._-]; else makes up 32
 * hexadecimal digits. */
void http_request_id_set(struct slice given, char out[HTTP_REQUEST_ID_MAX + 1]);

#endif
