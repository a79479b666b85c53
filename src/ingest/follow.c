#include "ingest/follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/follow_read.h"
#include "ingest/shared_window.h"

#define PAUSE_MS    ((int64_t)1000)  /* after a failure */
#define TOO_MUCH_MS ((int64_t)30000) /* after a reading of everything that is more than we hold */
#define SETTLE_MS   ((int64_t)5000)  /* longer than this nobody waits for the first end of the stream */
#define GAP_MS      ((int64_t)5000) /* between gaps made good: entries that we can't read might go on coming */
#define PLACE_KEY   SLICE("stream")

struct follow {
    struct follow_read read;
    struct tier_thread *thread;
    struct store *store;
    struct intake *intake;
    bool simulated;
    struct follow_handler handler;
    char place[SHARED_STREAM_ID_MAX]; /* up to here everything has been taken in */
    bool whole; /* after a gap, or because nothing is known yet, everything has to be read; the stream goes on
                   from `place` then */
    bool lacking[PRODUCT_COUNT]; /* Redis had fewer stations than were polled: until all are here, no check
                                    of another host says anything of this one */
    bool under_way, settled, closing;
    bool dropped;               /* what is under way was asked for by a store that is no more */
    int64_t opened_ms, next_ms; /* monotonic */
    int64_t whole_ms;           /* monotonic: not before is the last gap made good */
    struct metric *received[SHARED_NOTHING + 1], *gaps;
};

static void ended(struct tier_job *job, enum result result);

static void load_place(struct follow *f)
{
    struct store_read *hot;
    struct slice place;
    f->place[0] = '\0';
    if (store_read_begin(f->store, STORE_HOT, &hot) != RESULT_OK)
        return;
    if (store_read_get(hot, STORE_STATE, PLACE_KEY, &place) == RESULT_OK)
        slice_copy(place, f->place, sizeof(f->place));
    store_read_end(hot);
}

static void free_follow(struct follow *f)
{
    follow_read_free(&f->read);
    free(f);
}

enum result follow_open(const struct follow_options *options, struct follow **out)
{
    struct follow *f = calloc(1, sizeof(*f));
    if (!f)
        return RESULT_NO_MEMORY;
    f->store = options->store;
    f->intake = options->intake;
    f->simulated = options->simulated;
    f->handler = options->handler;
    f->opened_ms = clock_monotonic_ms();
    f->read.job = (struct tier_job){.run = follow_read_run, .done = ended};
    f->read.follow = f;
    f->read.owner = slice_from_string(options->owner);
    f->received[SHARED_REPORT] = metrics_series("shared_changes_total", "report", "received", NULL);
    f->received[SHARED_CHECKED] = metrics_series("shared_changes_total", "checked", "received", NULL);
    f->received[SHARED_NOTHING] = metrics_series("shared_changes_total", "nothing", "received", NULL);
    f->gaps = metrics_series("shared_stream_gaps_total", NULL);
    load_place(f);
    f->whole = f->place[0] == '\0';
    struct tier_options redis = *options->redis;
    redis.timeout_ms += FOLLOW_BLOCK_MS;
    enum result r = follow_read_init(&f->read);
    if (r == RESULT_OK)
        r = tier_thread_start(options->loop, &redis, 1, &f->thread);
    if (r != RESULT_OK) {
        free_follow(f);
        return r;
    }
    *out = f;
    return RESULT_OK;
}

void follow_close(struct follow *f)
{
    if (!f)
        return;
    f->closing = true;
    tier_thread_stop(f->thread);
    free_follow(f);
}

void follow_restart(struct follow *f)
{
    f->whole = true;
    f->dropped = f->under_way;
}

void follow_link(const struct follow *f, struct shared_link_state *out)
{
    tier_thread_link(f->thread, out);
}

void follow_note_poll(struct follow *f, enum product product)
{
    f->lacking[product] = false;
}

bool follow_settled(const struct follow *f)
{
    return f->settled || clock_monotonic_ms() >= f->opened_ms + SETTLE_MS;
}

/* Moves the product's state to another host's poll; never backwards, but when the clock was set back, and
 * never beyond now, where it would hide that nothing comes any more. *before: what it was; UTC_NONE: never.
 */
static enum result move_state(struct store_write *w, const struct shared_change *c, int64_t now,
                              int64_t *before)
{
    struct product_state state;
    enum result r = product_state_get_for_update(w, c->product, &state);
    if (r == RESULT_NOT_FOUND || r == RESULT_CORRUPT)
        state =
            (struct product_state){.checked_at = UTC_NONE, .received_at = UTC_NONE, .newest_at = UTC_NONE};
    else if (r != RESULT_OK)
        return r;
    *before = state.checked_at;
    int64_t newest_at = relay_not_after(c->newest_at, now), checked_at = relay_not_after(c->checked_at, now);
    if (newest_at > state.newest_at)
        state.newest_at = newest_at;
    if (checked_at > state.checked_at || state.checked_at > now)
        state.checked_at = checked_at;
    if (state.received_at == UTC_NONE)
        state.received_at = checked_at;
    return product_state_put(w, c->product, &state);
}

/* The checks, and the place up to which all has been taken in, in one transaction. */
static enum result store_progress(struct follow *f, const char *place, const bool moves[PRODUCT_COUNT],
                                  int64_t now, int64_t before[PRODUCT_COUNT])
{
    struct store_write *w;
    enum result r = store_write_begin(f->store, STORE_HOT, &w);
    if (r != RESULT_OK)
        return r;
    for (int p = 0; r == RESULT_OK && p < PRODUCT_COUNT; p++)
        if (moves[p])
            r = move_state(w, &f->read.checked[p], now, &before[p]);
    if (r == RESULT_OK && place[0])
        r = store_write_put(w, STORE_STATE, PLACE_KEY,
                            slice_make(place, strnlen(place, SHARED_STREAM_ID_MAX)));
    if (r != RESULT_OK) {
        store_write_abort(w);
        return r;
    }
    return store_write_commit(w);
}

static enum result take_reports(struct follow *f)
{
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++) {
        const struct relay_list *l = &f->read.reports[p];
        enum result r = relay_take_in(f->intake, (enum product)p, l, f->simulated);
        if (r != RESULT_OK)
            return r;
        if (l->count > 0)
            f->handler.reports(f->handler.context, (enum product)p);
        metric_add(f->received[SHARED_REPORT], l->count);
    }
    return RESULT_OK;
}

/* Of each station the reports stand together. */
static bool is_complete(const struct follow *f, enum product product)
{
    const struct relay_list *l = &f->read.reports[product];
    const struct shared_change *checked = &f->read.checked[product];
    const char *station = "";
    uint64_t stations = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct history_entry *e = &l->reports[i].entry;
        if (strcmp(station, e->station) == 0 ||
            !shared_window_has(product, e->observed_at, checked->checked_at))
            continue;
        station = e->station;
        stations++;
    }
    log_info("shared_reports_read", LOG_STR("product", product_name(product)), LOG_INT("reports", l->count),
             LOG_INT("stations", stations), LOG_INT("stations_polled", checked->stations), LOG_END);
    return stations >= checked->stations;
}

/* What the checks that were read say of this host: whether its own moves, and whether there was too little.
 */
static void judge_checks(struct follow *f, bool moves[PRODUCT_COUNT], bool incomplete[PRODUCT_COUNT])
{
    const struct follow_read *read = &f->read;
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        if (read->whole && read->check_count[p] > 0)
            f->lacking[p] = !is_complete(f, (enum product)p);
        incomplete[p] = read->whole && f->lacking[p];
        moves[p] = read->check_count[p] > 0 && !f->lacking[p];
    }
}

/* Behind it nothing need be read again; "" while something is lacking: the next start finds the gap anew. */
static const char *place_to_store(const struct follow *f)
{
    bool lacking = false;
    for (int p = 0; p < PRODUCT_COUNT; p++)
        lacking = lacking || f->lacking[p];
    return lacking ? "" : f->read.place;
}

/* Each check with the one before it, so that the time without any shows, however many were read at once. */
static void tell_checks(const struct follow *f, enum product product, int64_t before, int64_t now)
{
    const struct follow_read *read = &f->read;
    for (size_t i = 0; i < read->check_count[product]; i++) {
        int64_t checked_at = relay_not_after(read->checks[product][i], now);
        f->handler.checked(f->handler.context, product, before, checked_at);
        if (checked_at > before || before > now)
            before = checked_at;
    }
}

/* Takes in what was read. On failure nothing has moved on, and it is read again. */
static enum result take_in(struct follow *f)
{
    struct follow_read *read = &f->read;
    bool moves[PRODUCT_COUNT], incomplete[PRODUCT_COUNT];
    int64_t now = clock_now(), before[PRODUCT_COUNT] = {UTC_NONE, UTC_NONE, UTC_NONE};
    enum result r = take_reports(f);
    if (r != RESULT_OK)
        return r;
    judge_checks(f, moves, incomplete);
    r = store_progress(f, place_to_store(f), moves, now, before);
    if (r != RESULT_OK)
        return r;
    const struct follow_handler *h = &f->handler;
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        metric_add(f->received[SHARED_CHECKED], read->check_count[p]);
        if (moves[p])
            tell_checks(f, (enum product)p, before[p], now);
        if (incomplete[p])
            h->incomplete(h->context, (enum product)p);
    }
    for (size_t i = 0; i < read->nothing_count; i++)
        h->nothing(h->context, read->nothing[i].product, read->nothing[i].station,
                   relay_not_after(read->nothing[i].answered_at, now));
    metric_add(f->received[SHARED_NOTHING], read->nothing_count);
    return RESULT_OK;
}

/* What is after the gap is read when all that Redis has was taken in. */
static void note_gap(struct follow *f)
{
    log_warning("shared_stream_gap", LOG_STR("after", f->place), LOG_STR("goes_on_after", f->read.place),
                LOG_END);
    metric_add(f->gaps, 1);
    memcpy(f->place, f->read.place, sizeof(f->place));
    f->whole = true;
    int64_t now_ms = clock_monotonic_ms();
    f->whole_ms = f->whole_ms + GAP_MS > now_ms ? f->whole_ms + GAP_MS : now_ms;
}

static enum result digest(struct follow *f)
{
    struct follow_read *read = &f->read;
    if (read->gap) {
        note_gap(f);
        return RESULT_OK;
    }
    if (read->changes == 0 && !read->whole) { /* nothing new */
        f->settled = true;
        return RESULT_OK;
    }
    enum result r = take_in(f);
    if (r != RESULT_OK) {
        log_error("shared_not_stored", LOG_RESULT(r), LOG_END);
        return r;
    }
    memcpy(f->place, read->place, sizeof(f->place));
    if (read->whole)
        f->whole = false;
    else if (read->changes < FOLLOW_READ_MAX)
        f->settled = true;
    return RESULT_OK;
}

static int64_t pause_after(const struct follow *f, enum result result)
{
    if (result == RESULT_OK)
        return 0;
    if (!f->read.whole || (result != RESULT_NO_MEMORY && result != RESULT_TOO_LARGE))
        return PAUSE_MS;
    /* The connection is well: nobody else says that this host does not follow. */
    log_error("shared_too_much", LOG_RESULT(result), LOG_END);
    return TOO_MUCH_MS;
}

static void ended(struct tier_job *job, enum result result)
{
    struct follow *f = ((struct follow_read *)job)->follow;
    f->under_way = false;
    if (f->closing) /* who hears of it may be gone; the next start reads it again */
        return;
    if (result == RESULT_OK && !f->dropped)
        result = digest(f);
    f->dropped = false;
    if (result != RESULT_OK)
        f->settled = true; /* it can't be waited for */
    f->next_ms = clock_monotonic_ms() + pause_after(f, result);
}

int64_t follow_work(void *follow)
{
    struct follow *f = follow;
    int64_t now_ms = clock_monotonic_ms();
    if (f->under_way)
        return LOOP_TURN_MS;
    int64_t from_ms = f->whole && f->whole_ms > f->next_ms ? f->whole_ms : f->next_ms;
    if (now_ms < from_ms)
        return from_ms - now_ms;
    follow_read_reset(&f->read);
    f->read.whole = f->whole;
    f->read.now = clock_now();
    memcpy(f->read.place, f->place, sizeof(f->place));
    if (tier_thread_give(f->thread, &f->read.job) == RESULT_OK)
        f->under_way = true;
    else
        f->next_ms = now_ms + PAUSE_MS;
    return LOOP_TURN_MS;
}
