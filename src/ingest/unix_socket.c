#include "ingest/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/slice.h"

#define BACKLOG 1024

enum result unix_socket_open(const char *path, int type, int *fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!slice_copy(slice_from_string(path), address.sun_path, sizeof(address.sun_path)))
        return RESULT_TOO_LARGE;
    int s = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0)
        return RESULT_IO;
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(path);
    if (bind(s, (const struct sockaddr *)&address, sizeof(address)) != 0 || chmod(path, 0660) != 0 ||
        (type == SOCK_SEQPACKET && listen(s, BACKLOG) != 0)) {
        int saved = errno;
        close(s);
        errno = saved;
        return RESULT_IO;
    }
    *fd = s;
    return RESULT_OK;
}
