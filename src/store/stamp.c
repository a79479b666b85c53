#define _GNU_SOURCE
#include "store/stamp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define STAMP_NAME "simulation"
#define STAMP_TEXT "Simulated weather: not for use. A real service refuses this directory.\n"

static bool stamp_path(const char *data_dir, char out[PATH_MAX])
{
    return snprintf(out, PATH_MAX, "%s/" STAMP_NAME, data_dir) < PATH_MAX;
}

static enum result directory_empty(const char *path, bool *empty)
{
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? RESULT_UNAVAILABLE : RESULT_IO;
    *empty = true;
    const struct dirent *entry;
    while (*empty && (entry = readdir(dir)))
        *empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                 strcmp(entry->d_name, "lost+found") == 0;
    closedir(dir);
    return RESULT_OK;
}

enum result stamp_check(const char *data_dir, bool simulated)
{
    char path[PATH_MAX];
    bool empty;
    if (!stamp_path(data_dir, path))
        return RESULT_TOO_LARGE;
    enum result result = directory_empty(data_dir, &empty);
    if (result)
        return result;
    bool stamped = access(path, F_OK) == 0;
    if (simulated ? !stamped && !empty : stamped) {
        log_error("data_dir_refused", LOG_STR("data_dir", data_dir), LOG_BOOL("simulation", simulated),
                  LOG_STR("because", stamped ? "it holds simulated data" : "it holds data of a real service"),
                  LOG_END);
        return RESULT_CONFLICT;
    }
    return RESULT_OK;
}

enum result stamp_take(const char *data_dir, bool simulated)
{
    enum result result = stamp_check(data_dir, simulated);
    if (result || !simulated)
        return result;
    char path[PATH_MAX];
    if (!stamp_path(data_dir, path))
        return RESULT_TOO_LARGE;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == EEXIST ? RESULT_OK : RESULT_IO;
    ssize_t n = write(fd, STAMP_TEXT, sizeof(STAMP_TEXT) - 1);
    int synced = fsync(fd);
    close(fd);
    return n == (ssize_t)sizeof(STAMP_TEXT) - 1 && synced == 0 ? RESULT_OK : RESULT_IO;
}
