/*
 * Since when the durable environment holds what it should: the moment it was made, as a fresh one or in the
 * place of one that was set aside. Its history has nothing that was received before that moment (what is
 * older in it has been fetched again from a provider), so that a history answer must not claim to be whole
 * there.
 */
#ifndef AW_STORE_DURABLE_SINCE_H
#define AW_STORE_DURABLE_SINCE_H

#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "store/store.h"

/* UTC seconds; UTC_NONE: made by a version that did not note it. RESULT_CORRUPT. */
enum result durable_since_get(struct store_read *durable, int64_t *since);

/*
 * Since when the history has all that was received: since the environment was made or, if that is later, the
 * moment before which rows were last deleted. HISTORY_DAYS does not tell: it may have been less.
 */
enum result durable_whole_since_get(struct store_read *durable, int64_t *since);
/* Rows before this moment are deleted in the same transaction. An earlier moment than the last changes
 * nothing. */
enum result durable_whole_since_raise(struct store_write *durable, int64_t since);

/* The record, for who makes the environment. */
#define DURABLE_SINCE_KEY  SLICE("since")
#define DURABLE_SINCE_SIZE 9
struct slice durable_since_write(int64_t since, char out[DURABLE_SINCE_SIZE]);

#endif
