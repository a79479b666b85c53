#include "store/lmdb/lmdb_environment.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "store/frame.h"
#include "store/lmdb/lmdb_file.h"
#include "store/table.h"

#define PROGRESS_EVERY 4096

/* Pages before this one are LMDB's two meta pages. */
#define FIRST_PAGE 2

/* What a verification knows; `free_pages` has a bit for each page of the file. */
struct verification {
    MDB_txn *txn;
    void (*progress)(void);
    size_t page_size; /* 0: pages cannot be told by their addresses */
    size_t last_page;
    unsigned char *free_pages;
};

/* ---- the list of free pages ---- */

/*
 * A record of the list is a count and so many page numbers, descending. A page number out of bounds, free
 * twice, or in use would have the writer overwrite what is still needed.
 */
static enum result take_free_pages(struct verification *v, struct slice record)
{
    size_t count, page, before = SIZE_MAX;
    if (record.len < sizeof(count) || record.len % sizeof(count))
        return RESULT_CORRUPT;
    memcpy(&count, record.ptr, sizeof(count));
    if (count > record.len / sizeof(count) - 1)
        return RESULT_CORRUPT;
    for (size_t i = 1; i <= count; i++) {
        memcpy(&page, record.ptr + i * sizeof(page), sizeof(page));
        if (page < FIRST_PAGE || page > v->last_page || page >= before ||
            (v->free_pages[page / 8] >> page % 8 & 1))
            return RESULT_CORRUPT;
        v->free_pages[page / 8] |= (unsigned char)(1 << page % 8);
        before = page;
    }
    return RESULT_OK;
}

/*
 * Whether `len` bytes at p, which LMDB says are in use, lie on a page that it also says is free. LMDB's page
 * begins with its own number; a value too large for a page has pages to itself, of which only the first is
 * numbered.
 */
static bool on_free_page(const struct verification *v, const void *p, size_t len)
{
    if (v->page_size == 0)
        return false;
    size_t offset = (uintptr_t)p & (v->page_size - 1), first;
    memcpy(&first, (const char *)p - offset, sizeof(first));
    for (size_t page = first; page <= first + (offset + len - 1) / v->page_size; page++) {
        if (page < FIRST_PAGE || page > v->last_page || (v->free_pages[page / 8] >> page % 8 & 1))
            return true;
    }
    return false;
}

/* Walks a table of LMDB's own; `take` sees its values, or else its pages must not be free. */
static enum result walk_own(struct verification *v, MDB_dbi dbi,
                            enum result (*take)(struct verification *v, struct slice record))
{
    MDB_cursor *cursor;
    int rc = mdb_cursor_open(v->txn, dbi, &cursor);
    if (rc)
        return lmdb_result(rc);
    enum result result = RESULT_OK;
    MDB_val key, value;
    size_t n = 0;
    v->progress();
    for (rc = mdb_cursor_get(cursor, &key, &value, MDB_FIRST); !rc && !result;
         rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
        if (n++ > v->last_page)
            result = RESULT_CORRUPT;
        else if (take)
            result = take(v, slice_make(value.mv_data, value.mv_size));
        else if (on_free_page(v, key.mv_data, key.mv_size) || on_free_page(v, value.mv_data, value.mv_size))
            result = RESULT_CORRUPT;
    }
    mdb_cursor_close(cursor);
    return !result && rc && rc != MDB_NOTFOUND ? lmdb_result(rc) : result;
}

/* Table 0 of LMDB is its list of free pages, its main table names the others. */
static enum result verify_own(struct verification *v)
{
    MDB_dbi main_table;
    enum result result = walk_own(v, 0, take_free_pages);
    if (!result)
        result = walk_own(v, 0, NULL);
    if (!result)
        result = lmdb_result(mdb_dbi_open(v->txn, NULL, 0, &main_table));
    if (!result)
        result = walk_own(v, main_table, NULL);
    if (result)
        log_error("store_damage_found", LOG_STR("table", "free pages"), LOG_RESULT(result), LOG_END);
    return result;
}

/* ---- tables ---- */

static enum result verify_entry(const struct verification *v, MDB_dbi dbi, enum store_table table, MDB_val *k,
                                const MDB_val *stored)
{
    struct slice key = slice_make(k->mv_data, k->mv_size), value;
    if (!frame_key_valid(key))
        return RESULT_CORRUPT;
    enum result result = frame_open(table, key, slice_make(stored->mv_data, stored->mv_size), &value);
    if (result)
        return result;
    if (on_free_page(v, k->mv_data, k->mv_size) || on_free_page(v, stored->mv_data, stored->mv_size))
        return RESULT_CORRUPT;
    /* A damaged branch page leads a lookup astray from what the walk along the leaves finds. */
    MDB_val found;
    return mdb_get(v->txn, dbi, k, &found) == 0 && found.mv_data == stored->mv_data ? RESULT_OK
                                                                                    : RESULT_CORRUPT;
}

/* Ascending keys, and no more of them than the table says, also end the walk of a cycle. */
static enum result walk(const struct verification *v, MDB_dbi dbi, enum store_table table, MDB_cursor *cursor,
                        uint64_t *walked)
{
    MDB_stat stat;
    int rc = mdb_stat(v->txn, dbi, &stat);
    if (rc)
        return lmdb_result(rc);
    MDB_val key, stored, before = {0, NULL};
    uint64_t n = 0;
    for (rc = mdb_cursor_get(cursor, &key, &stored, MDB_FIRST); !rc;
         rc = mdb_cursor_get(cursor, &key, &stored, MDB_NEXT)) {
        if (n++ % PROGRESS_EVERY == 0)
            v->progress();
        *walked = n;
        if (n > stat.ms_entries || (n > 1 && mdb_cmp(v->txn, dbi, &before, &key) >= 0))
            return RESULT_CORRUPT;
        enum result result = verify_entry(v, dbi, table, &key, &stored);
        if (result)
            return result;
        before = key;
    }
    if (rc != MDB_NOTFOUND)
        return lmdb_result(rc);
    return n == stat.ms_entries ? RESULT_OK : RESULT_CORRUPT;
}

/* A table that is not there yet counts for nothing: the writer makes it. */
static enum result verify_table(const struct verification *v, enum store_table table, size_t *found)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    int rc = mdb_dbi_open(v->txn, store_table_name(table), 0, &dbi);
    if (rc == MDB_NOTFOUND)
        return RESULT_OK;
    ++*found;
    if (!rc)
        rc = mdb_cursor_open(v->txn, dbi, &cursor);
    if (rc)
        return lmdb_result(rc);
    uint64_t walked = 0;
    enum result result = walk(v, dbi, table, cursor, &walked);
    mdb_cursor_close(cursor);
    if (result)
        log_error("store_damage_found", LOG_STR("table", store_table_name(table)), LOG_INT("entry", walked),
                  LOG_RESULT(result), LOG_END);
    return result;
}

/* All tables, and no entry of the main table that names none of them: one with a damaged name. */
static enum result verify_tables(const struct verification *v, enum store_environment environment)
{
    size_t found = 0;
    enum result result = RESULT_OK;
    for (int t = 0; t < STORE_TABLES && !result; t++) {
        if (store_table_environment((enum store_table)t) == environment)
            result = verify_table(v, (enum store_table)t, &found);
    }
    MDB_stat stat;
    MDB_dbi main_table;
    if (!result)
        result = lmdb_result(mdb_dbi_open(v->txn, NULL, 0, &main_table));
    if (!result)
        result = lmdb_result(mdb_stat(v->txn, main_table, &stat));
    return !result && stat.ms_entries != found ? RESULT_CORRUPT : result;
}

/* A transaction and what it takes to judge pages. */
static enum result begin(struct verification *v, MDB_env *env)
{
    MDB_envinfo info;
    MDB_stat stat;
    int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &v->txn);
    if (!rc)
        rc = mdb_env_info(env, &info);
    if (!rc)
        rc = mdb_env_stat(env, &stat);
    if (rc)
        return lmdb_result(rc);
    /* The map of a file that was made on a machine with larger pages is not aligned to them. */
    v->page_size = stat.ms_psize <= (unsigned long)sysconf(_SC_PAGESIZE) ? stat.ms_psize : 0;
    v->last_page = info.me_last_pgno;
    v->free_pages = calloc(v->last_page / 8 + 1, 1);
    return v->free_pages ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result lmdb_environment_verify(const struct lmdb_options *options, void (*progress)(void))
{
    struct verification v = {.progress = progress};
    MDB_env *env;
    progress();
    enum result result = lmdb_file_open(options, MDB_RDONLY | MDB_NOLOCK, &env);
    if (result)
        return result;
    result = begin(&v, env);
    if (!result)
        result = verify_own(&v);
    if (!result)
        result = verify_tables(&v, options->environment);
    free(v.free_pages);
    if (v.txn)
        mdb_txn_abort(v.txn);
    mdb_env_close(env);
    return result;
}
