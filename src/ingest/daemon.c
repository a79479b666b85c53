#include "ingest/daemon.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/shared.h"
#include "base/utc.h"
#include "geo/airport_db.h"
#include "ingest/cluster.h"
#include "ingest/directory.h"
#include "ingest/durable.h"
#include "ingest/edge_log.h"
#include "ingest/housekeeping.h"
#include "ingest/intake.h"
#include "ingest/layer.h"
#include "ingest/loop.h"
#include "ingest/metrics_listen.h"
#include "ingest/ondemand.h"
#include "ingest/outage.h"
#include "ingest/polls.h"
#include "ingest/signals.h"
#include "ingest/watchdog.h"
#include "store/store.h"

#define OPEN_MAX_S (30 * UTC_MINUTE)

struct service {
    const struct config *config;
    const char *config_path; /* for reading it again; NULL: the usual one */
    struct shared *shared;
    struct store *store;
    struct airport_db *airports;
    struct upstream *upstream;
    struct loop *loop;
    struct intake *intake;
    struct durable *durable;    /* NULL: MONGODB_URI is not set */
    struct cluster *cluster;    /* NULL: REDIS_URL is not set */
    struct tier_search *search; /* NULL: neither is */
    struct layer_publisher *layer;
    struct polls *polls;
    struct ondemand *ondemand;
    struct outage *outage;
    struct housekeeping *housekeeping;
    struct edge_log *edge_log;
    struct metrics_listen *metrics_listen;
    struct metric *turns;
    bool stop;
};

static enum result failed(const char *what, const char *detail, enum result r)
{
    log_error("start_failed", LOG_STR("what", what), LOG_STR("detail", detail), LOG_RESULT(r),
              LOG_ERRNO(errno), LOG_END);
    return r;
}

static void on_checked(void *context, enum product product, int64_t checked_before, int64_t now)
{
    struct service *s = context;
    outage_note_poll(s->outage, product, checked_before, now);
    cluster_note_poll(s->cluster, product, now);
    /* Stations bring positions, METARs the rest. */
    if (product != PRODUCT_TAF)
        layer_publisher_note(s->layer);
}

static void on_emptied(void *context, enum store_environment env)
{
    struct service *s = context;
    intake_forget(s->intake, env);
    if (env == STORE_DURABLE)
        durable_forget(s->durable);
    if (env == STORE_HOT)
        cluster_forget(s->cluster);
    polls_restart(s->polls);
    ondemand_forget(s->ondemand);
}

static bool may_poll(void *context, enum product product, int64_t now)
{
    struct service *s = context;
    return cluster_may_poll(s->cluster, product, now);
}

static void on_nothing(void *context, enum product product, const char *station, int64_t answered_at)
{
    struct service *s = context;
    cluster_note_nothing(s->cluster, product, station, answered_at);
}

/* What other hosts have received or been told, after it has been stored. */

static void on_shared_reports(void *context, enum product product)
{
    struct service *s = context;
    if (product != PRODUCT_TAF)
        layer_publisher_note(s->layer);
}

static void on_shared_check(void *context, enum product product, int64_t checked_before, int64_t checked_at)
{
    struct service *s = context;
    if (intake_owes_history(s->intake, product)) /* only a poll of one's own enters it */
        polls_demand(s->polls, product);
    else
        polls_note_checked(s->polls, product, checked_at);
    /* While nobody polled, nobody received what the provider had. */
    outage_note_poll(s->outage, product, checked_before, checked_at);
    on_shared_reports(s, product);
}

static void on_shared_nothing(void *context, enum product product, const char *station, int64_t answered_at)
{
    struct service *s = context;
    ondemand_note_nothing(s->ondemand, product, station, answered_at);
}

static void on_shared_incomplete(void *context, enum product product)
{
    struct service *s = context;
    log_warning("shared_reports_incomplete", LOG_STR("product", product_name(product)), LOG_END);
    polls_demand(s->polls, product);
}

static void say_what_is_not_used(const struct config *c)
{
    static const char simulated[] = "a simulation uses it only with SIMULATED_TIERS=1";
    if (c->redis_url[0] && !config_redis_url(c)[0])
        log_warning("tier_not_used", LOG_STR("key", "REDIS_URL"), LOG_STR("detail", simulated), LOG_END);
    if (c->mongodb_uri[0] && !config_mongodb_uri(c)[0])
        log_warning("tier_not_used", LOG_STR("key", "MONGODB_URI"), LOG_STR("detail", simulated), LOG_END);
}

/* What is the machine's: directories, clock, shared memory, files. */
static enum result open_ground(struct service *s)
{
    const struct config *c = s->config;
    enum result r = directory_make(c->run_dir, 0770);
    if (r != RESULT_OK)
        return failed("RUN_DIR", c->run_dir, r);
    if (c->simulated && (r = clock_simulate(c->simulated_clock)) != RESULT_OK)
        return failed("SIMULATED_CLOCK", c->simulated_clock, r);
    if ((r = shared_open(c->run_dir, &s->shared)) != RESULT_OK)
        return failed("shared memory", c->run_dir, r);
    size_t size;
    void *region = shared_metrics_region(s->shared, &size);
    metrics_open(region, size);
    struct store_options options = {.data_dir = c->data_dir,
                                    .role = STORE_WRITER,
                                    .map_mb = c->store_map_mb,
                                    .shared = s->shared,
                                    .simulated = c->simulated};
    watchdog_allow_s(OPEN_MAX_S); /* a damaged file is repaired here */
    r = store_open(&options, &s->store);
    watchdog_allow_s(0);
    if (r != RESULT_OK)
        return failed("the store in DATA_DIR", c->data_dir, r);
    /* Without it the service runs; until the provider's list has come, no station that has no report is
     * listed. */
    if ((r = airport_db_open(c->airports, &s->airports)) != RESULT_OK)
        log_warning("airports_not_opened", LOG_STR("path", c->airports), LOG_RESULT(r), LOG_ERRNO(errno),
                    LOG_END);
    return RESULT_OK;
}

/* Before anything is taken in: what is entered into history from now on is owed to it. */
static enum result open_durable(struct service *s)
{
    const struct config *c = s->config;
    struct durable_options options = {.loop = s->loop,
                                      .store = s->store,
                                      .shared = s->shared,
                                      .tier = {.engine = TIER_ENGINE_MONGO,
                                               .url = config_mongodb_uri(c),
                                               .space = config_tier_space(c),
                                               .timeout_ms = c->mongodb_timeout_ms,
                                               .published = true},
                                      .history_days = c->mongodb_history_days};
    char detail[200] = "";
    if (!options.tier.url[0])
        return RESULT_OK;
    enum result r = durable_open(&options, &s->durable, detail);
    if (r != RESULT_OK)
        return failed("MONGODB_URI", detail, r);
    intake_keep_journal(s->intake);
    return RESULT_OK;
}

/* Of the configuration only the order of the providers can change without a restart. */
static void reload(void *context)
{
    static struct config fresh; /* some 20 KB */
    struct config_error error;
    struct service *s = context;
    if (config_load(s->config_path, &fresh, &error) != RESULT_OK) {
        log_error("reload_failed", LOG_STR("key", error.key), LOG_STR("detail", error.message), LOG_END);
        return;
    }
    upstream_primary_set(s->upstream, fresh.primary_weather_api);
    log_info("reloaded", LOG_STR("primary_weather_api", fresh.primary_weather_api), LOG_END);
}

static enum result open_work(struct service *s)
{
    const struct config *c = s->config;
    enum result r = upstream_create(c, &s->upstream);
    if (r != RESULT_OK)
        return failed("providers", c->awc_base_url, r);
    s->loop = loop_create(s->upstream);
    s->intake = intake_create(s->store, s->airports);
    if (!s->loop || !s->intake)
        return failed("memory", "", RESULT_NO_MEMORY);
    if ((r = signals_watch(s->loop, &s->stop, reload, s)) != RESULT_OK)
        return failed("signals", "", r);
    if ((r = open_durable(s)) != RESULT_OK)
        return r;
    if ((r = layer_publisher_create(s->store, c->layer_dir, c->simulated, &s->layer)) != RESULT_OK)
        return failed("LAYER_DIR", c->layer_dir, r);
    struct polls_options polls = {s->upstream, s->store, s->intake, on_checked, may_poll, s};
    struct housekeeping_options housekeeping = {
        s->store, s->shared, s->upstream, c->history_days, s->durable != NULL, on_emptied, s};
    s->polls = polls_create(&polls);
    s->housekeeping = housekeeping_create(&housekeeping);
    if (!s->polls || !s->housekeeping)
        return failed("memory", "", RESULT_NO_MEMORY);
    return RESULT_OK;
}

/* Who asks for a single station does not wait for a slow tier longer than for Redis. */
#define SEARCH_TIMEOUT_MS ((int64_t)400)

static enum result open_shared(struct service *s)
{
    const struct config *c = s->config;
    char detail[200] = "";
    struct tier_options redis = {.engine = TIER_ENGINE_REDIS,
                                 .url = config_redis_url(c),
                                 .space = config_tier_space(c),
                                 .timeout_ms = c->redis_timeout_ms};
    struct tier_options mongodb = {
        .engine = TIER_ENGINE_MONGO,
        .url = config_mongodb_uri(c),
        .space = config_tier_space(c),
        .timeout_ms = c->mongodb_timeout_ms < SEARCH_TIMEOUT_MS ? c->mongodb_timeout_ms : SEARCH_TIMEOUT_MS};
    struct cluster_options cluster = {
        .loop = s->loop,
        .shared = s->shared,
        .store = s->store,
        .intake = s->intake,
        .redis = redis,
        .simulated = c->simulated,
        .handler = {s, on_shared_reports, on_shared_check, on_shared_nothing, on_shared_incomplete}};
    enum result r = redis.url[0] ? cluster_open(&cluster, &s->cluster, detail) : RESULT_OK;
    if (r != RESULT_OK)
        return failed("REDIS_URL", detail, r);
    for (int p = 0; p < PRODUCT_COUNT; p++)
        if (cluster_checked_at(s->cluster, (enum product)p) != UTC_NONE)
            polls_note_checked(s->polls, (enum product)p, cluster_checked_at(s->cluster, (enum product)p));
    struct tier_search_options search = {.loop = s->loop,
                                         .store = s->store,
                                         .intake = s->intake,
                                         .redis = redis.url[0] ? &redis : NULL,
                                         .mongodb = mongodb.url[0] ? &mongodb : NULL,
                                         .owner = cluster_owner(s->cluster),
                                         .simulated = c->simulated};
    if (search.redis || search.mongodb)
        r = tier_search_open(&search, &s->search);
    return r == RESULT_OK ? r : failed("a tier's thread", "", r);
}

static enum result open_sockets(struct service *s)
{
    const struct config *c = s->config;
    struct ondemand_options ondemand = {.loop = s->loop,
                                        .store = s->store,
                                        .upstream = s->upstream,
                                        .intake = s->intake,
                                        .airports = s->airports,
                                        .run_dir = c->run_dir,
                                        .search = s->search,
                                        .on_nothing = on_nothing,
                                        .context = s};
    enum result r = ondemand_open(&ondemand, &s->ondemand);
    if (r != RESULT_OK)
        return failed("the workers' socket in RUN_DIR", c->run_dir, r);
    s->outage = outage_create(s->store, s->upstream, s->intake, s->ondemand);
    if (!s->outage)
        return failed("memory", "", RESULT_NO_MEMORY);
    if (c->edge_log_socket[0] && (r = edge_log_open(s->loop, c->edge_log_socket, &s->edge_log)) != RESULT_OK)
        return failed("EDGE_LOG_SOCKET", c->edge_log_socket, r);
    if (c->metrics_listen[0] &&
        (r = metrics_listen_open(s->loop, c->metrics_listen, &s->metrics_listen)) != RESULT_OK)
        return failed("METRICS_LISTEN", c->metrics_listen, r);
    /* In this order each turn: damage before it is run into, answers before new questions. */
    if (loop_work_add(s->loop, housekeeping_work, s->housekeeping) != RESULT_OK ||
        loop_work_add(s->loop, polls_work, s->polls) != RESULT_OK ||
        loop_work_add(s->loop, outage_work, s->outage) != RESULT_OK ||
        loop_work_add(s->loop, layer_publisher_work, s->layer) != RESULT_OK)
        return failed("memory", "", RESULT_NO_MEMORY);
    return RESULT_OK;
}

/* The tiers' threads, then the providers: what is under way ends with answers to who waits, into a store that
 * is still open. */
static void close_all(struct service *s)
{
    tier_search_stop(s->search);
    cluster_stop(s->cluster);
    upstream_destroy(s->upstream);
    durable_close(s->durable);
    metrics_listen_close(s->metrics_listen);
    edge_log_close(s->edge_log);
    outage_destroy(s->outage);
    ondemand_close(s->ondemand);
    tier_search_close(s->search);
    housekeeping_destroy(s->housekeeping);
    polls_destroy(s->polls);
    cluster_close(s->cluster);
    layer_publisher_destroy(s->layer);
    intake_destroy(s->intake);
    loop_destroy(s->loop);
    airport_db_close(s->airports);
    store_close(s->store);
}

static enum result turn_until_stopped(struct service *s)
{
    enum result r = RESULT_OK;
    while (!s->stop && r == RESULT_OK) {
        r = loop_turn(s->loop);
        if (r != RESULT_OK)
            break;
        metric_add(s->turns, 1);
        if (!polls_stuck(s->polls))
            watchdog_feed();
    }
    return r;
}

int daemon_run(const struct config *config, const char *config_path)
{
    struct service s = {.config = config, .config_path = config_path};
    say_what_is_not_used(config);
    enum result r = open_ground(&s);
    if (r == RESULT_OK)
        r = open_work(&s);
    if (r == RESULT_OK)
        r = open_shared(&s);
    if (r == RESULT_OK)
        r = open_sockets(&s);
    if (r == RESULT_OK) {
        s.turns = metrics_series("ingest_loop_turns_total", NULL);
        metric_set(metrics_series("process_start_timestamp_seconds", NULL), clock_now());
        log_info("started", LOG_STR("data_dir", config->data_dir), LOG_STR("run_dir", config->run_dir),
                 LOG_BOOL("simulated", config->simulated), LOG_END);
        watchdog_ready();
        watchdog_status(config->simulated ? "SIMULATED data" : "polling the providers");
        r = turn_until_stopped(&s);
        watchdog_stopping();
        if (r != RESULT_OK)
            log_error("loop_failed", LOG_RESULT(r), LOG_ERRNO(errno), LOG_END);
    }
    close_all(&s);
    log_info("stopped", LOG_RESULT(r), LOG_END);
    return r == RESULT_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
