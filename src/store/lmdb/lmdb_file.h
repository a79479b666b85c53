/*
 * Opening an LMDB file, shared by the engine (lmdb_environment.c), the verification (lmdb_verify.c) and
 * copying (lmdb_copy.c). With those .c files the only place that includes lmdb.h.
 */
#ifndef AW_STORE_LMDB_LMDB_FILE_H
#define AW_STORE_LMDB_LMDB_FILE_H

#include <lmdb.h>

#include "base/result.h"
#include "store/lmdb/lmdb_environment.h"

#define LMDB_LOCK_SUFFIX "-lock"
#define LMDB_LOCK_MODE   0660 /* readers need to write to it: it is the group's, as the data file */

/* rc of LMDB or errno as a result; a system error is left in errno. */
enum result lmdb_result(int rc);

/*
 * A handle on the file with the options that all its openers must share; `flags` are added. Closed by
 * mdb_env_close. Does not look at the file's size.
 */
enum result lmdb_file_open(const struct lmdb_options *options, unsigned flags, MDB_env **out);

/* RESULT_CORRUPT: the file is shorter than its pages, and stays so for as long as a writer may take between a
 * commit and the lengthening that follows it. */
enum result lmdb_file_check_size(MDB_env *env);

/* The size of the file, and what its last page number asks for. */
enum result lmdb_file_sizes(MDB_env *env, uint64_t *actual, uint64_t *needed);

#endif
