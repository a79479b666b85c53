/* One blocking GET of this system's own interface, for the command line. Here because curl is used in this
 * folder only. */
#ifndef AW_UPSTREAM_SERVICE_GET_H
#define AW_UPSTREAM_SERVICE_GET_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/result.h"

#define SERVICE_DETAIL_MAX 256

struct service_answer {
    int status;
    int64_t
        now; /* the service's time: Date, in a simulation plus its clock's offset; UTC_NONE: it gave none */
    struct buffer body; /* initialised by the caller, with its maximum; freed by the caller */
};

/* RESULT_OK whatever the status. RESULT_UNAVAILABLE, RESULT_TIMEOUT, RESULT_TOO_LARGE, RESULT_NO_MEMORY, with
 * a sentence in detail. */
enum result service_get(const char *url, int64_t timeout_ms, struct service_answer *out,
                        char detail[SERVICE_DETAIL_MAX]);

#endif
