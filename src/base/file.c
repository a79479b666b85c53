#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define CHUNK ((size_t)4096)

static enum result read_all(int fd, struct buffer *out)
{
    for (;;) {
        /* Chunks of what is left below the maximum, so that a file of exactly that size fits. */
        size_t room = out->max - out->len;
        char probe = '\0';
        char *to = room ? buffer_reserve(out, room < CHUNK ? room : CHUNK) : &probe;
        if (!to)
            return buffer_result(out);
        ssize_t n = read(fd, to, room == 0 ? 1 : room < CHUNK ? room : CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return RESULT_IO;
        if (n == 0)
            return RESULT_OK;
        if (room == 0)
            return RESULT_TOO_LARGE;
        buffer_advance(out, (size_t)n);
    }
}

enum result file_read(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    enum result r = read_all(fd, out);
    int error = errno;
    close(fd);
    errno = error;
    return r;
}
