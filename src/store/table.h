/*
 * What is fixed about each table: its name in the engine and the environment it lives in.
 */
#ifndef AW_STORE_TABLE_H
#define AW_STORE_TABLE_H

#include "store/store.h"

#define STORE_ENVIRONMENTS 2

/* "report", "history", ...; static. Names are part of the format: never renamed. */
const char *store_table_name(enum store_table table);
enum store_environment store_table_environment(enum store_table table);
/* "hot" or "durable"; static. */
const char *store_environment_name(enum store_environment environment);

#endif
