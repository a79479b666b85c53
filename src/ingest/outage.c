#include "ingest/outage.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utc.h"
#include "ingest/loop.h"

#define SETTLE_S        (2 * UTC_MINUTE) /* after the provider is back: first things first */
#define STATIONS_MAX    400
#define ENTRIES_A_CALL  400 /* more than that in one answer are cut by the provider */
#define ENTRIES_AN_HOUR 2
#define HOURS_MAX       360
#define RETRY_LEAST_S   5

struct fill {
    struct outage *owner;
    enum product product;
    struct history_hole hole;
    int64_t due_at; /* wall clock */
    bool under_way;
    struct report_batch batch;
    char last[STATION_MAX]; /* of the call under way */
};

struct outage {
    struct store *store;
    struct upstream *upstream;
    struct intake *intake;
    const struct ondemand *ondemand;
    struct fill fills[2]; /* METAR, TAF */
};

static void load(struct outage *o)
{
    struct store_read *hot;
    if (store_read_begin(o->store, STORE_HOT, &hot) != RESULT_OK)
        return;
    for (int i = 0; i < 2; i++) {
        struct fill *f = &o->fills[i];
        if (history_hole_get(hot, f->product, &f->hole) == RESULT_OK)
            f->due_at = clock_now() + SETTLE_S;
    }
    store_read_end(hot);
}

/* `begin`: of the outage; what lies before the hole is lost. UTC_NONE: nothing is. */
static void save(const struct fill *f, int64_t begin)
{
    struct store_write *w;
    enum result r = store_write_begin(f->owner->store, STORE_HOT, &w);
    if (r == RESULT_OK) {
        r = history_hole_put(w, f->product, &f->hole);
        if (r == RESULT_OK && begin != UTC_NONE && begin < f->hole.from)
            r = history_lost_add(w, f->product, begin, f->hole.from);
        if (r == RESULT_OK)
            r = store_write_commit(w);
        else
            store_write_abort(w);
    }
    if (r != RESULT_OK)
        log_error("hole_not_stored", LOG_STR("product", product_name(f->product)), LOG_RESULT(r), LOG_END);
}

struct outage *outage_create(struct store *store, struct upstream *upstream, struct intake *intake,
                             const struct ondemand *ondemand)
{
    struct outage *o = calloc(1, sizeof(*o));
    if (!o)
        return NULL;
    *o = (struct outage){.store = store, .upstream = upstream, .intake = intake, .ondemand = ondemand};
    for (int i = 0; i < 2; i++)
        o->fills[i] = (struct fill){.owner = o,
                                    .product = i ? PRODUCT_TAF : PRODUCT_METAR,
                                    .hole = {.from = UTC_NONE, .to = UTC_NONE}};
    load(o);
    return o;
}

void outage_destroy(struct outage *o)
{
    free(o);
}

void outage_note_poll(struct outage *o, enum product product, int64_t checked_before, int64_t now)
{
    if (product != PRODUCT_METAR && product != PRODUCT_TAF)
        return;
    struct fill *f = &o->fills[product == PRODUCT_TAF];
    bool open = f->hole.from != UTC_NONE && f->hole.from < checked_before;
    int64_t begin = open ? f->hole.from : checked_before;
    if (!outage_hole_extend(&f->hole, checked_before, now))
        return;
    f->due_at = now + SETTLE_S;
    log_warning("outage_ended", LOG_STR("product", product_name(product)),
                LOG_INT("seconds", now - checked_before), LOG_END);
    save(f, begin);
}

/* The next stations of the store in their order. */
struct chunk {
    const char *after;
    char (*ids)[STATION_MAX];
    size_t count, max;
};

static bool take_station(void *context, const struct stored_report *report)
{
    struct chunk *c = context;
    if (strcmp(report->station, c->after) > 0)
        memcpy(c->ids[c->count++], report->station, STATION_MAX);
    return c->count < c->max;
}

static size_t next_stations(struct fill *f, size_t max, char ids[][STATION_MAX])
{
    struct store_read *hot;
    struct chunk c = {.after = f->hole.after, .ids = ids, .max = max};
    if (store_read_begin(f->owner->store, STORE_HOT, &hot) != RESULT_OK)
        return 0;
    report_store_each(hot, f->product, SLOT_CURRENT, take_station, &c);
    store_read_end(hot);
    return c.count;
}

static void finish(struct fill *f)
{
    log_info("hole_filled", LOG_STR("product", product_name(f->product)), LOG_INT("from", f->hole.from),
             LOG_INT("to", f->hole.to), LOG_END);
    f->hole = (struct history_hole){.from = UTC_NONE, .to = UTC_NONE};
    save(f, UTC_NONE);
}

static void on_report(void *context, const struct upstream_report *report)
{
    struct fill *f = context;
    report_batch_add(&f->batch, report);
}

static void on_done(void *context, const struct upstream_outcome *outcome)
{
    struct fill *f = context;
    struct intake_summary summary;
    struct intake_answer answer = {.product = f->product,
                                   .kind = INTAKE_FILL,
                                   .received_at = clock_now(),
                                   .etag = "",
                                   .last_modified = ""};
    enum result r = outcome->verdict == UPSTREAM_WHOLE
                        ? intake_take(f->owner->intake, &answer, &f->batch, &summary)
                        : RESULT_UNAVAILABLE;
    report_batch_free(&f->batch);
    f->under_way = false;
    if (r != RESULT_OK) {
        int64_t wait_s = outcome->retry_after_s > RETRY_LEAST_S ? outcome->retry_after_s : RETRY_LEAST_S;
        f->due_at = clock_now() + wait_s;
        return;
    }
    memcpy(f->hole.after, f->last, sizeof(f->hole.after));
    save(f, UTC_NONE);
}

static int hours_back(const struct fill *f, int64_t now)
{
    int64_t hours = (now - f->hole.from) / UTC_HOUR + 1;
    return (int)(hours < 1 ? 1 : hours > HOURS_MAX ? HOURS_MAX : hours);
}

static void go_on(struct fill *f, int64_t now)
{
    char ids[STATIONS_MAX][STATION_MAX];
    struct slice stations[STATIONS_MAX];
    int hours = hours_back(f, now);
    size_t max = ENTRIES_A_CALL / (size_t)(hours * ENTRIES_AN_HOUR);
    size_t count = next_stations(f, max < 1 ? 1 : max, ids);
    if (count == 0) {
        finish(f);
        return;
    }
    for (size_t i = 0; i < count; i++)
        stations[i] = slice_from_string(ids[i]);
    memcpy(f->last, ids[count - 1], sizeof(f->last));
    struct upstream_handler handler = {.context = f, .on_report = on_report, .on_done = on_done};
    enum result r = report_batch_init(&f->batch);
    if (r == RESULT_OK)
        r = upstream_fetch_history(f->owner->upstream,
                                   f->product == PRODUCT_TAF ? UPSTREAM_TAF : UPSTREAM_METAR, stations, count,
                                   hours, &handler);
    f->under_way = r == RESULT_OK;
    if (r != RESULT_OK) {
        report_batch_free(&f->batch);
        f->due_at = now + RETRY_LEAST_S;
    }
}

int64_t outage_work(void *outage)
{
    struct outage *o = outage;
    int64_t now = clock_now();
    if (!ondemand_idle(o->ondemand) || o->fills[0].under_way || o->fills[1].under_way)
        return LOOP_TURN_MS;
    for (int i = 0; i < 2; i++) {
        struct fill *f = &o->fills[i];
        if (f->hole.from != UTC_NONE && now >= f->due_at) {
            go_on(f, now);
            break;
        }
    }
    return LOOP_TURN_MS;
}
