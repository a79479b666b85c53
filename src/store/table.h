/*
 * What is fixed about each table: its name in the engine and the environment it lives in.
 */
#ifndef AW_STORE_TABLE_H
#define AW_STORE_TABLE_H

#include "store/store.h"

#define STORE_ENVIRONMENTS 2

/* What an item's record has beside its value: version and expiry. */
#define STORE_ITEM_HEAD 9

/* "report", "history", ...; static. Names are part of the format: never renamed. */
const char *store_table_name(enum store_table table);
enum store_environment store_table_environment(enum store_table table);
/* What a value of the table may be long, in bytes: STORE_VALUE_MAX, and for an item what its record adds. */
size_t store_table_value_max(enum store_table table);
/*
 * Whether a file may be older than the table. Such tables are made all at once, by the first writer that
 * knows them: a reader takes a file that has none of them as one where they are empty, one that has some as
 * damaged.
 */
bool store_table_is_recent(enum store_table table);
/* "hot" or "durable"; static. */
const char *store_environment_name(enum store_environment environment);

#endif
