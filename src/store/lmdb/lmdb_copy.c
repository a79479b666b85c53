#include "store/lmdb/lmdb_environment.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lmdb/lmdb_file.h"
#include "store/table.h"

/* Compacting refuses a file in which LMDB has lost count of a page: such a one is copied page by page. */
static int copy_compact(MDB_env *env, const char *path)
{
    int rc = mdb_env_copy2(env, path, MDB_CP_COMPACT);
    if (rc != MDB_INCOMPATIBLE)
        return rc;
    unlink(path);
    return mdb_env_copy2(env, path, 0);
}

/* Opening makes the lock file where there is none; made by root, or with a narrow umask, it would keep
 * ingestd out. */
static void share_lock_file(const char *path)
{
    char lock[PATH_MAX];
    struct stat data;
    if (snprintf(lock, sizeof(lock), "%s" LMDB_LOCK_SUFFIX, path) >= (int)sizeof(lock) ||
        stat(path, &data) != 0)
        return;
    if (geteuid() == 0)
        (void)!chown(lock, data.st_uid, data.st_gid);
    (void)!chmod(lock, LMDB_LOCK_MODE);
}

enum result lmdb_environment_copy(const struct lmdb_options *options, const char *path)
{
    MDB_env *env;
    enum result result = lmdb_file_open(options, MDB_RDONLY, &env);
    if (result)
        return result;
    share_lock_file(options->path);
    result = lmdb_file_check_size(env);
    if (!result)
        result = lmdb_result(copy_compact(env, path));
    if (result && !(result == RESULT_IO && errno == EEXIST))
        unlink(path);
    mdb_env_close(env);
    return result;
}

/* A table that is not there has no entries. */
static int count_table(MDB_txn *txn, enum store_table table, uint64_t *entries)
{
    MDB_dbi dbi;
    MDB_stat stat;
    int rc = mdb_dbi_open(txn, store_table_name(table), 0, &dbi);
    if (rc == MDB_NOTFOUND) {
        *entries = 0;
        return 0;
    }
    if (!rc)
        rc = mdb_stat(txn, dbi, &stat);
    if (!rc)
        *entries = stat.ms_entries;
    return rc;
}

enum result lmdb_environment_count(const struct lmdb_options *options, uint64_t entries[STORE_TABLES])
{
    MDB_env *env;
    MDB_txn *txn = NULL;
    enum result result = lmdb_file_open(options, MDB_RDONLY | MDB_NOLOCK, &env);
    if (result)
        return result;
    int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
    for (int t = 0; t < STORE_TABLES && !rc; t++) {
        if (store_table_environment((enum store_table)t) == options->environment)
            rc = count_table(txn, (enum store_table)t, &entries[t]);
    }
    if (txn)
        mdb_txn_abort(txn);
    mdb_env_close(env);
    return lmdb_result(rc);
}
