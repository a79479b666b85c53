#include "store/table.h"

static const struct {
    const char *name;
    enum store_environment environment;
} tables[STORE_TABLES] = {
    [STORE_REPORT] = {"report", STORE_HOT},       [STORE_STATION] = {"station", STORE_HOT},
    [STORE_CELL] = {"cell", STORE_HOT},           [STORE_STATE] = {"state", STORE_HOT},
    [STORE_HISTORY] = {"history", STORE_DURABLE},
};

const char *store_table_name(enum store_table table)
{
    return tables[table].name;
}

enum store_environment store_table_environment(enum store_table table)
{
    return tables[table].environment;
}

const char *store_environment_name(enum store_environment environment)
{
    return environment == STORE_HOT ? "hot" : "durable";
}
