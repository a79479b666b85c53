#include "store/mongo/mongo_tier.h"

#include <stdlib.h>

static void engine_close(void *engine)
{
    struct mongo_tier *m = engine;
    mongo_link_free(&m->link);
    free(m);
}

/* The driver logs in when it connects, so that a ping tells of a login refused as well. */
static enum result engine_ping(void *engine)
{
    struct mongo_tier *m = engine;
    bson_t reply, command;
    bson_init(&command);
    BSON_APPEND_INT32(&command, "ping", 1);
    enum result result = mongo_link_command(&m->link, NULL, &command, &reply);
    bson_destroy(&reply);
    bson_destroy(&command);
    return result;
}

static const struct tier_operations operations = {
    .close = engine_close,
    .ping = engine_ping,
    .item_put = mongo_item_put,
    .item_get = mongo_item_get,
    .item_delete = mongo_item_delete,
    .item_page = mongo_item_page,
    .item_sweep = mongo_item_sweep,
    .counter_add = mongo_counter_add,
    .report_put = mongo_report_put,
    .report_newest = mongo_report_newest,
    .history_page = mongo_history_page,
    .history_prune = mongo_history_prune,
};

enum result mongo_tier_open(const struct tier_options *options, struct tier *t, char detail[200])
{
    struct mongo_tier *m = calloc(1, sizeof(*m));
    if (!m)
        return RESULT_NO_MEMORY;
    enum result result = mongo_link_init(options, t->last_error, &m->link, detail);
    if (result) {
        free(m);
        return result;
    }
    t->operations = &operations;
    t->state = m;
    return RESULT_OK;
}
