#define _GNU_SOURCE
#include "store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/damage.h"
#include "store/data_dir.h"
#include "store/lmdb/lmdb_environment.h"
#include "store/stamp.h"

#define COPY_AT_ONCE ((size_t)1 << 30)
#define DATA_MODE    0640

static enum result present_file(const char *data_dir, enum store_environment environment, char out[PATH_MAX])
{
    uint64_t number = 0;
    enum result result = environment == STORE_HOT ? data_dir_hot_number(data_dir, &number) : RESULT_OK;
    if (result)
        return result == RESULT_NOT_FOUND ? RESULT_UNAVAILABLE : result;
    result = data_dir_file(data_dir, environment, number, out);
    return !result && access(out, F_OK) != 0 ? RESULT_UNAVAILABLE : result;
}

enum result snapshot_take(const char *data_dir, enum store_environment environment, const char *path)
{
    char source[PATH_MAX], mark[PATH_MAX];
    enum result result = data_dir_mark(data_dir, environment, mark);
    if (!result)
        result = damage_watch();
    if (!result && damage_marked(mark))
        result = RESULT_UNAVAILABLE;
    if (!result)
        result = present_file(data_dir, environment, source);
    if (result)
        return result;
    struct lmdb_options options = {source, environment, false, 0};
    damage_enter(mark);
    result = lmdb_environment_copy(&options, path);
    damage_leave();
    return result;
}

static enum result verify(void *context, void (*progress)(void))
{
    return lmdb_environment_verify(context, progress);
}

enum result snapshot_check(enum store_environment environment, const char *path,
                           uint64_t entries[STORE_TABLES])
{
    struct lmdb_options options = {path, environment, false, 0};
    if (access(path, R_OK) != 0)
        return RESULT_IO;
    enum result result = damage_check_in_child(verify, &options);
    return result ? result : lmdb_environment_count(&options, entries);
}

enum result snapshot_writer_check(const char *data_dir)
{
    int fd;
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/writer.lock", data_dir) >= PATH_MAX)
        return RESULT_TOO_LARGE;
    if (access(path, F_OK) != 0) /* locking would make it, as root's */
        return errno == ENOENT ? RESULT_OK : RESULT_IO;
    enum result result = data_dir_lock(data_dir, &fd);
    if (!result)
        close(fd);
    return result;
}

/* ---- restoring ---- */

/* One environment on its way in. */
struct arrival {
    enum store_environment environment;
    char final[PATH_MAX], fresh[PATH_MAX];
    char *aside; /* of struct snapshot_aside */
    bool copied;
};

static bool copy_bytes(int from, int to)
{
    ssize_t n;
    while ((n = sendfile(to, from, NULL, COPY_AT_ONCE)) > 0)
        ;
    return n == 0 && fsync(to) == 0;
}

/* As ingestd would have made it: who restores may be root. */
static bool give_to_owner(int fd, const char *data_dir)
{
    struct stat owner;
    return geteuid() != 0 || (stat(data_dir, &owner) == 0 && fchown(fd, owner.st_uid, owner.st_gid) == 0);
}

static enum result copy_file(const char *from, const char *to, const char *data_dir)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, DATA_MODE);
    bool good =
        out >= 0 && copy_bytes(in, out) && fchmod(out, DATA_MODE) == 0 && give_to_owner(out, data_dir);
    int reason = errno;
    if (out >= 0 && !good)
        unlink(to);
    if (out >= 0)
        close(out);
    if (in >= 0)
        close(in);
    errno = reason;
    return good ? RESULT_OK : RESULT_IO;
}

/* A hot file gets the next number, so that readers and ingestd take it for a rebuilt one. */
static enum result arrive(struct arrival *a, const char *data_dir, const char *snapshot)
{
    uint64_t number = 0;
    enum result result = a->environment == STORE_HOT ? data_dir_hot_number(data_dir, &number) : RESULT_OK;
    if (result && result != RESULT_NOT_FOUND)
        return result;
    char final[PATH_MAX];
    result = data_dir_file(data_dir, a->environment, number + 1, final);
    if (!result && snprintf(a->fresh, PATH_MAX, "%s.new", final) >= PATH_MAX)
        result = RESULT_TOO_LARGE;
    if (!result)
        slice_copy(slice_from_string(final), a->final, PATH_MAX);
    if (!result)
        result = copy_file(snapshot, a->fresh, data_dir);
    a->copied = !result;
    return result;
}

static enum result set_aside(struct arrival *a, const char *data_dir)
{
    char present[PATH_MAX], aside[PATH_MAX];
    enum result result = present_file(data_dir, a->environment, present);
    if (result == RESULT_UNAVAILABLE)
        return RESULT_OK;
    if (!result)
        result = data_dir_aside(data_dir, a->environment, "replaced", clock_now(), aside);
    if (!result)
        result = lmdb_environment_rename(present, aside);
    if (!result)
        slice_copy(slice_from_string(aside), a->aside, PATH_MAX);
    return result;
}

/* rename(2) after the old one is gone from that name; between the two a crash leaves it under its other name.
 */
static enum result put_in_place(struct arrival *a, const char *data_dir)
{
    char mark[PATH_MAX];
    enum result result = set_aside(a, data_dir);
    if (!result && rename(a->fresh, a->final) != 0)
        result = RESULT_IO;
    if (!result)
        a->copied = false;
    if (!result)
        result = data_dir_sync(data_dir);
    if (!result)
        result = data_dir_mark(data_dir, a->environment, mark);
    return result ? result : damage_clear(mark);
}

enum result snapshot_restore(const char *data_dir, bool simulated,
                             const char *const paths[STORE_ENVIRONMENTS], struct snapshot_aside *aside)
{
    struct arrival arrivals[STORE_ENVIRONMENTS] = {0};
    int lock = -1;
    memset(aside, 0, sizeof(*aside));
    enum result result = data_dir_make(data_dir);
    if (!result)
        result = stamp_take(data_dir, simulated);
    if (!result)
        result = data_dir_lock(data_dir, &lock);
    if (!result && !give_to_owner(lock, data_dir))
        result = RESULT_IO;
    for (int e = 0; e < STORE_ENVIRONMENTS && !result; e++) {
        arrivals[e].environment = (enum store_environment)e;
        arrivals[e].aside = aside->path[e];
        if (paths[e])
            result = arrive(&arrivals[e], data_dir, paths[e]);
    }
    for (int e = 0; e < STORE_ENVIRONMENTS && !result; e++)
        if (paths[e])
            result = put_in_place(&arrivals[e], data_dir);
    for (int e = 0; e < STORE_ENVIRONMENTS; e++)
        if (arrivals[e].copied)
            unlink(arrivals[e].fresh);
    if (lock >= 0)
        close(lock);
    return result;
}
