#include "http/request_id.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

static bool well_formed(struct slice s)
{
    if (s.len < 8 || s.len > HTTP_REQUEST_ID_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
            return false;
    }
    return true;
}

void http_request_id_set(struct slice given, char out[HTTP_REQUEST_ID_MAX + 1])
{
    if (well_formed(given)) {
        slice_copy(given, out, HTTP_REQUEST_ID_MAX + 1);
        return;
    }
    uint64_t random[2];
    if (getrandom(random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random)) {
        /* An id only has to differ from its neighbours. */
        random[0] = (uint64_t)clock_now_ms();
        random[1] = (uint64_t)clock_monotonic_us();
    }
    snprintf(out, HTTP_REQUEST_ID_MAX + 1, "%016llx%016llx", (unsigned long long)random[0],
             (unsigned long long)random[1]);
}
