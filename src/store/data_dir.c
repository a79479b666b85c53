#define _GNU_SOURCE
#include "store/data_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/number.h"
#include "base/utc.h"
#include "store/lmdb/lmdb_environment.h"
#include "store/table.h"

enum result data_dir_make(const char *data_dir)
{
    if (mkdir(data_dir, 0770) != 0 && errno != EEXIST)
        return RESULT_IO;
    return RESULT_OK;
}

/* A lock of the open file (not of the process), so that a second writer is seen in the same process too. */
enum result data_dir_lock(const char *data_dir, int *fd)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/writer.lock", data_dir) >= (int)sizeof(path))
        return RESULT_TOO_LARGE;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (lock < 0)
        return RESULT_IO;
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(lock, F_OFD_SETLK, &whole) != 0) {
        enum result result = errno == EAGAIN || errno == EACCES ? RESULT_BUSY : RESULT_IO;
        close(lock);
        return result;
    }
    *fd = lock;
    return RESULT_OK;
}

/* The number in "hot.N.mdb", or 0 for another name. */
static uint64_t hot_number(struct slice name)
{
    int64_t number;
    if (!slice_starts_with(name, SLICE("hot.")) || !slice_ends_with(name, SLICE(".mdb")) || name.len <= 8)
        return 0;
    if (number_parse_int(slice_sub(name, 4, name.len - 4), 1, INT64_MAX, &number))
        return 0;
    return (uint64_t)number;
}

enum result data_dir_hot_number(const char *data_dir, uint64_t *out)
{
    DIR *dir = opendir(data_dir);
    if (!dir)
        return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
    uint64_t greatest = 0;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        uint64_t number = hot_number(slice_from_string(entry->d_name));
        if (number > greatest)
            greatest = number;
    }
    closedir(dir);
    if (greatest == 0)
        return RESULT_NOT_FOUND;
    *out = greatest;
    return RESULT_OK;
}

/* An unfinished making: "hot.N.mdb.new", "durable.mdb.new", or the lock file of one. */
static bool is_leftover(struct slice name)
{
    return slice_ends_with(name, SLICE(".mdb.new")) || slice_ends_with(name, SLICE(".mdb.new-lock"));
}

void data_dir_hot_clean(const char *data_dir, uint64_t number)
{
    DIR *dir = opendir(data_dir);
    if (!dir)
        return;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        struct slice name = slice_from_string(entry->d_name);
        uint64_t found = hot_number(name);
        char path[PATH_MAX];
        if ((!is_leftover(name) && (found == 0 || found >= number)) ||
            snprintf(path, sizeof(path), "%s/%s", data_dir, entry->d_name) >= (int)sizeof(path))
            continue;
        log_info("store_file_removed", LOG_STR("path", path), LOG_END);
        lmdb_environment_unlink(path);
    }
    closedir(dir);
}

static enum result fits(int written)
{
    return written > 0 && written < PATH_MAX ? RESULT_OK : RESULT_TOO_LARGE;
}

enum result data_dir_file(const char *data_dir, enum store_environment environment, uint64_t number,
                          char out[PATH_MAX])
{
    if (environment == STORE_HOT)
        return fits(snprintf(out, PATH_MAX, "%s/hot.%llu.mdb", data_dir, (unsigned long long)number));
    return fits(snprintf(out, PATH_MAX, "%s/durable.mdb", data_dir));
}

enum result data_dir_mark(const char *data_dir, enum store_environment environment, char out[PATH_MAX])
{
    return fits(snprintf(out, PATH_MAX, "%s/%s.damaged", data_dir, store_environment_name(environment)));
}

enum result data_dir_aside(const char *data_dir, enum store_environment environment, const char *why,
                           int64_t now, char out[PATH_MAX])
{
    struct utc_civil c;
    utc_to_civil(now, &c);
    for (int n = 0; n < 100; n++) {
        enum result result = fits(snprintf(out, PATH_MAX, "%s/%s.%s-%04d%02d%02dT%02d%02d%02dZ%02d.mdb",
                                           data_dir, store_environment_name(environment), why, c.year,
                                           c.month, c.day, c.hour, c.minute, c.second, n));
        if (result || access(out, F_OK) != 0)
            return result;
    }
    return RESULT_BUSY;
}

enum result data_dir_sync(const char *data_dir)
{
    int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    int rc = fsync(fd);
    close(fd);
    return rc == 0 ? RESULT_OK : RESULT_IO;
}
