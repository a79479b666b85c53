/*
 * What is owed to the durable tier (MongoDB), in the durable environment: one entry a history row, in the
 * order in which rows were committed, entered in the same transaction as the row itself. An entry names its
 * row; the row holds the report. It leaves the journal when the tier has acknowledged it; since every write
 * to a tier can be repeated, a crash in between costs a repetition and nothing else.
 *
 * Pruning of history spares what is owed (journal_oldest): a journal that nobody settles any more keeps all
 * rows since then.
 */
#ifndef AW_STORE_JOURNAL_H
#define AW_STORE_JOURNAL_H

#include "base/arena.h"
#include "base/result.h"
#include "store/history_store.h"
#include "store/store.h"

/* Within the transaction that puts the row. Entered twice, a row is owed twice, which does no harm. */
enum result journal_append(struct store_write *durable, const struct history_entry *entry);

struct journal_entry {
    uint64_t number; /* rises by one */
    struct history_entry entry;
    bool lost; /* its row is gone (pruned, damaged): entry has only product, station, observed_at */
};

/* The oldest up to `max` after number `after` (0: from the first), texts copied into the arena. */
enum result journal_read(struct store_read *durable, uint64_t after, struct arena *arena,
                         struct journal_entry *out, size_t max, size_t *count);
/* Forgets every entry up to this number, as far as there are any. Numbers are never used again. */
enum result journal_settle(struct store_write *durable, uint64_t number);
/* How many are owed, and the observed_at of the one that has waited longest (UTC_NONE: none); at once,
 * however many there are. */
enum result journal_state(struct store_read *durable, uint64_t *entries, int64_t *oldest_observed_at);
/* A moment that no row owed was observed before: the least since the journal was last empty. UTC_NONE: it is
 * empty. */
enum result journal_oldest(struct store_write *durable, int64_t *observed_at);

#endif
