#include "store/table.h"

#include "store/frame.h"

static const struct {
    const char *name;
    enum store_environment environment;
} tables[STORE_TABLES] = {
    [STORE_REPORT] = {"report", STORE_HOT},       [STORE_STATION] = {"station", STORE_HOT},
    [STORE_CELL] = {"cell", STORE_HOT},           [STORE_STATE] = {"state", STORE_HOT},
    [STORE_HISTORY] = {"history", STORE_DURABLE}, [STORE_ITEM] = {"item", STORE_DURABLE},
    [STORE_COUNTER] = {"counter", STORE_DURABLE}, [STORE_JOURNAL] = {"journal", STORE_DURABLE},
    [STORE_ABOUT] = {"about", STORE_DURABLE},
};

const char *store_table_name(enum store_table table)
{
    return tables[table].name;
}

enum store_environment store_table_environment(enum store_table table)
{
    return tables[table].environment;
}

size_t store_table_value_max(enum store_table table)
{
    return table == STORE_ITEM ? STORE_VALUE_MAX + STORE_ITEM_HEAD : STORE_VALUE_MAX;
}

bool store_table_is_recent(enum store_table table)
{
    return table > STORE_HISTORY;
}

const char *store_environment_name(enum store_environment environment)
{
    return environment == STORE_HOT ? "hot" : "durable";
}
