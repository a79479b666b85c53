#define _GNU_SOURCE
#include "store/lmdb/lmdb_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/table.h"

/* Each worker, tool and dead process that is not reaped yet holds one. */
#define READERS_MAX 512
#define DATA_MODE   0640

/* How long the writer is given to lengthen a file. */
#define LENGTHENING_US 50000

enum result lmdb_result(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return RESULT_OK;
    case MDB_NOTFOUND:
        return RESULT_NOT_FOUND;
    case ENOENT:
        return RESULT_UNAVAILABLE;
    case ENOMEM:
        return RESULT_NO_MEMORY;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
        return RESULT_TOO_LARGE;
    case MDB_READERS_FULL:
    case MDB_MAP_RESIZED: /* again and again: its owner is enlarging it */
        return RESULT_BUSY;
    case MDB_PANIC:
    case MDB_BAD_TXN:
        errno = EIO;
        return RESULT_IO;
    default:
        break;
    }
    if (rc < 0)
        return RESULT_CORRUPT;
    errno = rc;
    return RESULT_IO;
}

/* LMDB makes both files with one mode, cut by the umask. */
static void set_modes(const char *path)
{
    char lock[PATH_MAX];
    (void)!chmod(path, DATA_MODE);
    if (snprintf(lock, sizeof(lock), "%s" LMDB_LOCK_SUFFIX, path) < (int)sizeof(lock))
        (void)!chmod(lock, LMDB_LOCK_MODE);
}

enum result lmdb_file_open(const struct lmdb_options *options, unsigned flags, MDB_env **out)
{
    MDB_env *env;
    int rc = mdb_env_create(&env);
    if (rc)
        return lmdb_result(rc);
    rc = mdb_env_set_maxreaders(env, READERS_MAX);
    if (!rc)
        rc = mdb_env_set_maxdbs(env, STORE_TABLES);
    if (!rc && options->map_mb)
        rc = mdb_env_set_mapsize(env, (size_t)options->map_mb << 20);
    if (!rc)
        rc = mdb_env_open(env, options->path, MDB_NOSUBDIR | MDB_NOTLS | flags, LMDB_LOCK_MODE);
    if (rc) {
        mdb_env_close(env);
        return lmdb_result(rc);
    }
    if (!(flags & MDB_RDONLY))
        set_modes(options->path);
    *out = env;
    return RESULT_OK;
}

enum result lmdb_file_sizes(MDB_env *env, uint64_t *actual, uint64_t *needed)
{
    MDB_envinfo info;
    MDB_stat stat;
    mdb_filehandle_t fd;
    struct stat file;
    int rc = mdb_env_info(env, &info);
    if (!rc)
        rc = mdb_env_stat(env, &stat);
    if (!rc)
        rc = mdb_env_get_fd(env, &fd);
    if (!rc && fstat(fd, &file) != 0)
        rc = errno;
    if (rc)
        return lmdb_result(rc);
    *actual = (uint64_t)file.st_size;
    *needed = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
    return RESULT_OK;
}

enum result lmdb_file_check_size(MDB_env *env)
{
    for (int attempt = 0;; attempt++) {
        uint64_t actual, needed;
        enum result result = lmdb_file_sizes(env, &actual, &needed);
        if (result || actual >= needed)
            return result;
        if (attempt == 1)
            return RESULT_CORRUPT;
        usleep(LENGTHENING_US);
    }
}
