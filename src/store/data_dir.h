/*
 * The layout of DATA_DIR:
 *
 *   hot.N.mdb     the hot environment; the greatest N is the one in use, a rebuilt one gets the next number
 *   durable.mdb   the durable environment; a damaged one is renamed durable.damaged-TIME.mdb
 *   hot.replaced-TIME.mdb, durable.replaced-TIME.mdb   what a restore has taken the place of
 *   *.mdb-lock    LMDB's lock files
 *   hot.damaged, durable.damaged   marks, see store/damage.h
 *   simulation    the stamp, see store/stamp.h
 *   writer.lock   locked by the writer as long as it lives
 */
#ifndef AW_STORE_DATA_DIR_H
#define AW_STORE_DATA_DIR_H

#include <limits.h>
#include <stdint.h>

#include "base/result.h"
#include "store/store.h"

/* Makes the directory if it is not there (its parent must be); the group may write: any process leaves marks
 * in it. */
enum result data_dir_make(const char *data_dir);

/* RESULT_BUSY: another writer. The lock lasts until *fd is closed. */
enum result data_dir_lock(const char *data_dir, int *fd);

/* The greatest N of hot.N.mdb; RESULT_NOT_FOUND: there is none. */
enum result data_dir_hot_number(const char *data_dir, uint64_t *out);
/* Removes every hot.N.mdb with N < number and what unfinished makings left. */
void data_dir_hot_clean(const char *data_dir, uint64_t number);

/* Paths; RESULT_TOO_LARGE when one does not fit. `number` counts for the hot environment only. */
enum result data_dir_file(const char *data_dir, enum store_environment environment, uint64_t number,
                          char out[PATH_MAX]);
enum result data_dir_mark(const char *data_dir, enum store_environment environment, char out[PATH_MAX]);
/* A name not in use for a file that is set aside at `now` because it was `why` ("damaged", "replaced"). */
enum result data_dir_aside(const char *data_dir, enum store_environment environment, const char *why,
                           int64_t now, char out[PATH_MAX]);

/* Makes changes of names in the directory last. */
enum result data_dir_sync(const char *data_dir);

#endif
