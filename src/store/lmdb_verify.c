#include "store/lmdb_environment.h"

#include <limits.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/frame.h"
#include "store/lmdb_file.h"
#include "store/table.h"

#define PROGRESS_EVERY 4096

/* Pages before this one are LMDB's two meta pages. */
#define FIRST_PAGE 2

static enum result entry_check(MDB_txn *txn, MDB_dbi dbi, enum store_table table, MDB_val *k,
                               const MDB_val *v)
{
    struct slice key = slice_make(k->mv_data, k->mv_size), value;
    if (!frame_key_valid(key))
        return RESULT_CORRUPT;
    enum result result = frame_open(table, key, slice_make(v->mv_data, v->mv_size), &value);
    if (result)
        return result;
    /* A damaged branch page leads a lookup astray from what the walk along the leaves finds. */
    MDB_val found;
    return mdb_get(txn, dbi, k, &found) == 0 && found.mv_data == v->mv_data ? RESULT_OK : RESULT_CORRUPT;
}

/* Ascending keys, and no more of them than the table says, also end the walk of a cycle. */
static enum result walk(MDB_txn *txn, MDB_dbi dbi, enum store_table table, MDB_cursor *cursor,
                        void (*progress)(void), uint64_t *walked)
{
    MDB_stat stat;
    int rc = mdb_stat(txn, dbi, &stat);
    if (rc)
        return lmdb_result(rc);
    MDB_val k, v, before = {0, NULL};
    uint64_t n = 0;
    for (rc = mdb_cursor_get(cursor, &k, &v, MDB_FIRST); !rc; rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) {
        if (n++ % PROGRESS_EVERY == 0)
            progress();
        *walked = n;
        if (n > stat.ms_entries || (n > 1 && mdb_cmp(txn, dbi, &before, &k) >= 0))
            return RESULT_CORRUPT;
        enum result result = entry_check(txn, dbi, table, &k, &v);
        if (result)
            return result;
        before = k;
    }
    if (rc != MDB_NOTFOUND)
        return lmdb_result(rc);
    return n == stat.ms_entries ? RESULT_OK : RESULT_CORRUPT;
}

static enum result verify_table(MDB_txn *txn, enum store_table table, void (*progress)(void))
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    int rc = mdb_dbi_open(txn, store_table_name(table), 0, &dbi);
    if (!rc)
        rc = mdb_cursor_open(txn, dbi, &cursor);
    if (rc)
        return lmdb_result(rc);
    uint64_t walked = 0;
    enum result result = walk(txn, dbi, table, cursor, progress, &walked);
    mdb_cursor_close(cursor);
    if (result)
        log_error("store_damage_found", LOG_STR("table", store_table_name(table)), LOG_INT("entry", walked),
                  LOG_RESULT(result), LOG_END);
    return result;
}

/*
 * A record of the list of free pages is a count and so many page numbers, descending. A page number out of
 * bounds or free twice would have the writer overwrite pages in use.
 */
static enum result free_pages_check(struct slice record, size_t last_page, unsigned char *seen)
{
    size_t count, page, before = SIZE_MAX;
    if (record.len < sizeof(count) || record.len % sizeof(count))
        return RESULT_CORRUPT;
    memcpy(&count, record.ptr, sizeof(count));
    if (count > record.len / sizeof(count) - 1)
        return RESULT_CORRUPT;
    for (size_t i = 1; i <= count; i++) {
        memcpy(&page, record.ptr + i * sizeof(page), sizeof(page));
        if (page < FIRST_PAGE || page > last_page || page >= before || (seen[page / 8] >> (page % 8) & 1))
            return RESULT_CORRUPT;
        seen[page / 8] |= (unsigned char)(1 << (page % 8));
        before = page;
    }
    return RESULT_OK;
}

static enum result verify_free_list(MDB_txn *txn, size_t last_page, void (*progress)(void))
{
    MDB_cursor *cursor;
    unsigned char *seen = calloc(last_page / 8 + 1, 1);
    if (!seen)
        return RESULT_NO_MEMORY;
    int rc = mdb_cursor_open(txn, 0, &cursor); /* table 0 of LMDB is its list of free pages */
    if (rc) {
        free(seen);
        return lmdb_result(rc);
    }
    enum result result = RESULT_OK;
    MDB_val k, v;
    progress();
    size_t n = 0;
    for (rc = mdb_cursor_get(cursor, &k, &v, MDB_FIRST); !rc && !result;
         rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) {
        result = n++ > last_page ? RESULT_CORRUPT
                                 : free_pages_check(slice_make(v.mv_data, v.mv_size), last_page, seen);
    }
    if (!result && rc && rc != MDB_NOTFOUND)
        result = lmdb_result(rc);
    mdb_cursor_close(cursor);
    free(seen);
    if (result)
        log_error("store_damage_found", LOG_STR("table", "free pages"), LOG_INT("entry", n),
                  LOG_RESULT(result), LOG_END);
    return result;
}

enum result lmdb_environment_verify(const struct lmdb_options *options, void (*progress)(void))
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_envinfo info;
    progress();
    enum result result = lmdb_file_open(options, MDB_RDONLY | MDB_NOLOCK, &env);
    if (result)
        return result;
    int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
    if (rc) {
        result = lmdb_result(rc);
        goto out;
    }
    rc = mdb_env_info(env, &info);
    result = rc ? lmdb_result(rc) : verify_free_list(txn, info.me_last_pgno, progress);
    for (int t = 0; t < STORE_TABLES && !result; t++) {
        if (store_table_environment((enum store_table)t) == options->environment)
            result = verify_table(txn, (enum store_table)t, progress);
    }
    mdb_txn_abort(txn);
out:
    mdb_env_close(env);
    return result;
}
