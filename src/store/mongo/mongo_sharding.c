#include "store/mongo/mongo_schema.h"

#include <assert.h>
#include <stdio.h>

/*
 * The commands of setup-sharding, in their order. Upserts name _id and shard key (mongo_document.h), so that
 * each goes to one shard.
 */

#define COMMAND_MAX 400

/* A sink of commands: told, and run unless it is a dry run. */
struct sharding {
    struct mongo_link link;
    char error[TIER_ERROR_MAX];
    const struct durable_sharding *plan;
    durable_each_command *each;
    void *context;
};

static const char *const zones[DURABLE_ZONES] = {"US-EAST", "US-WEST", "EUROPE"};

/* First letters of identifiers (ICAO Doc 7910): from, and before. */
static const struct range {
    size_t zone;
    const char *from, *before;
} ranges[] = {
    {0, "K", "L"}, /* contiguous United States */
    {1, "P", "Q"}, /* Alaska, Hawaii, the Pacific */
    {2, "E", "F"}, /* northern Europe */
    {2, "L", "M"}, /* southern Europe */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *durable_zone_name(size_t i)
{
    return zones[i];
}

/* `command` has ' for ". */
static enum result run(struct sharding *s, const char *database, char command[COMMAND_MAX])
{
    for (char *p = command; *p; p++) {
        if (*p == '\'')
            *p = '"';
    }
    s->each(s->context, database, command);
    return s->plan->dry_run ? RESULT_OK : mongo_schema_run(&s->link, database, command);
}

static enum result create_index(struct sharding *s, const char *collection, const char *keys,
                                const char *name)
{
    char command[COMMAND_MAX];
    snprintf(command, sizeof(command), "{'createIndexes': '%s', 'indexes': [{'key': %s, 'name': '%s'}]}",
             collection, keys, name);
    return run(s, s->link.database, command);
}

static enum result shard(struct sharding *s, const char *collection, const char *keys)
{
    char command[COMMAND_MAX];
    snprintf(command, sizeof(command), "{'shardCollection': '%s.%s', 'key': %s}", s->link.database,
             collection, keys);
    return run(s, "admin", command);
}

/* A key of a collection that has documents needs its index first. */
static enum result shard_collections(struct sharding *s)
{
    char command[COMMAND_MAX];
    enum result result =
        create_index(s, MONGO_REPORTS, "{'icao_code': 1, 'timestamp': 1}", "icao_code_1_timestamp_1");
    if (!result)
        result = create_index(s, MONGO_SESSIONS, "{'user_id': 1}", "user_id_1");
    if (!result)
        result = create_index(s, MONGO_ITEMS, "{'_id': 'hashed'}", "_id_hashed");
    snprintf(command, sizeof(command), "{'enableSharding': '%s'}", s->link.database);
    if (!result)
        result = run(s, "admin", command);
    if (!result)
        result = shard(s, MONGO_REPORTS, "{'icao_code': 1, 'timestamp': 1}");
    if (!result)
        result = shard(s, MONGO_SESSIONS, "{'user_id': 1}");
    return result ? result : shard(s, MONGO_ITEMS, "{'_id': 'hashed'}");
}

static enum result set_zones(struct sharding *s)
{
    char command[COMMAND_MAX];
    enum result result = RESULT_OK;
    size_t shards = s->plan->shards_count;
    assert(shards <= DURABLE_ZONES); /* check_plan */
    for (size_t i = 0; i < shards && !result; i++) {
        snprintf(command, sizeof(command), "{'addShardToZone': '%s', 'zone': '%s'}", s->plan->shards[i],
                 zones[i]);
        result = run(s, "admin", command);
    }
    for (size_t i = 0; i < COUNT(ranges) && !result; i++) {
        const struct range *r = &ranges[i];
        if (r->zone >= shards)
            continue;
        snprintf(command, sizeof(command),
                 "{'updateZoneKeyRange': '%s.%s', 'min': {'icao_code': '%s', 'timestamp': {'$minKey': 1}}, "
                 "'max': {'icao_code': '%s', 'timestamp': {'$minKey': 1}}, 'zone': '%s'}",
                 s->link.database, MONGO_REPORTS, r->from, r->before, zones[r->zone]);
        result = run(s, "admin", command);
    }
    return result;
}

/* A mongos says so in its greeting. */
static enum result require_mongos(struct sharding *s)
{
    bson_t command, reply;
    bson_iter_t at;
    bson_init(&command);
    BSON_APPEND_INT32(&command, "hello", 1);
    enum result result = mongo_link_command(&s->link, "admin", &command, &reply);
    if (!result) {
        uint32_t len = 0;
        const char *message = bson_iter_init_find(&at, &reply, "msg") && BSON_ITER_HOLDS_UTF8(&at)
                                  ? bson_iter_utf8(&at, &len)
                                  : "";
        if (!slice_equal(slice_make(message, len), SLICE("isdbgrid"))) {
            snprintf(
                s->error, sizeof(s->error),
                "the server is no mongos: sharding is set up through one, and MONGODB_URI names another");
            result = RESULT_UNSUPPORTED;
        }
    }
    bson_destroy(&reply);
    bson_destroy(&command);
    return result;
}

static bool shard_name_valid(struct slice name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    for (size_t i = 0; i < name.len; i++) {
        if (!memchr(allowed, name.ptr[i], sizeof(allowed) - 1))
            return false;
    }
    return name.len > 0 && name.len <= 64;
}

static enum result check_plan(const struct durable_sharding *plan, char detail[DURABLE_DETAIL_MAX])
{
    bool good = plan->shards_count <= DURABLE_ZONES;
    for (size_t i = 0; i < plan->shards_count && good; i++)
        good = shard_name_valid(slice_from_string(plan->shards[i]));
    if (!good)
        snprintf(detail, DURABLE_DETAIL_MAX, "shards: at most %d names of [A-Za-z0-9._-], one for each zone",
                 DURABLE_ZONES);
    return good ? RESULT_OK : RESULT_INVALID;
}

enum result durable_sharding_apply(const struct tier_options *options, const struct durable_sharding *plan,
                                   durable_each_command *each, void *context, char detail[DURABLE_DETAIL_MAX])
{
    struct sharding s = {.plan = plan, .each = each, .context = context};
    detail[0] = '\0';
    enum result result = check_plan(plan, detail);
    if (!result)
        result = mongo_link_init(options, s.error, &s.link, detail);
    if (result)
        return result;
    if (!plan->dry_run)
        result = require_mongos(&s);
    if (!result)
        result = shard_collections(&s);
    if (!result)
        result = set_zones(&s);
    if (result)
        snprintf(detail, DURABLE_DETAIL_MAX, "%s", s.error[0] ? s.error : result_text(result));
    mongo_link_free(&s.link);
    return result;
}
