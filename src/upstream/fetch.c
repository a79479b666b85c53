/*
 * upstream_fetch and upstream_fetch_history: single stations, provider after provider. A fetch is a list of
 * stations and a stack of calls; a call is a range of those stations and, for history, a window of time. An
 * answer with as many entries as its provider ever gives may have been cut there: the call is put again in
 * halves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utc.h"
#include "upstream/core.h"

#define STATIONS_MAX         400
#define CALLS_MAX            256
#define CALL_TIMEOUT_MS      ((int64_t)30000)
#define HISTORY_DEADLINE_MS  ((int64_t)900000)
#define HISTORY_ENTRIES_HOUR 2   /* a station's METARs, SPECI among them, as a guess */
#define HISTORY_DATE_HOURS   359 /* a date over 15 days ago is refused, and this one may wait for its turn */
#define FORECAST_STEP_HOURS  6   /* one issue to the next */
#define RETRY_MIN_MS         100
#define RETRY_SPREAD_MS      300
#define RETRY_LEAST_LEFT_MS  300 /* less time than that is not worth another try */

struct wanted {
    char id[9];
    bool found;
    unsigned answered; /* bits of the providers that have given a whole answer for it */
};

struct call {
    size_t first, count; /* of the wanted stations */
    int hours;
    int64_t until;
};

struct fetch {
    struct fetch *next, *previous;
    struct upstream *upstream;
    enum upstream_product product;
    struct upstream_handler handler;
    struct upstream_outcome outcome;
    int hours; /* 0: current reports */
    int64_t deadline_ms;
    const struct provider *order[UPSTREAM_PROVIDERS]; /* upstream's when it was begun */
    size_t order_count;
    size_t provider_at; /* in order */
    bool begun;
    bool retried; /* the call in hand has had its second try */
    bool anybody_asked;
    bool incomplete;              /* some call had no whole answer */
    size_t calls_made;            /* of this provider */
    struct call calls[CALLS_MAX]; /* a stack */
    size_t depth;
    struct call call; /* the one in hand */
    struct ask *ask;
    int64_t retry_at_ms; /* the call in hand waits until then; 0: it does not */
    size_t count;
    struct wanted wanted[];
};

static void fetch_step(struct fetch *f);

static const struct provider *fetch_provider(const struct fetch *f)
{
    return f->order[f->provider_at];
}

static struct slice wanted_id(const struct wanted *w)
{
    return slice_from_string(w->id);
}

/* The end. */

static bool every_provider_answered(const struct fetch *f)
{
    unsigned all = 0;
    for (size_t i = 0; i < f->order_count; i++)
        all |= 1U << f->order[i]->id;
    for (size_t i = 0; i < f->count; i++)
        if (!f->wanted[i].found && f->wanted[i].answered != all)
            return false;
    return f->order_count > 0;
}

/* Whether each station was found or somebody has answered that there is nothing. */
static bool is_whole(const struct fetch *f)
{
    if (f->hours)
        return !f->incomplete;
    for (size_t i = 0; i < f->count; i++)
        if (!f->wanted[i].found && !f->wanted[i].answered)
            return false;
    return true;
}

static void fetch_finish(struct fetch *f)
{
    struct upstream_outcome *o = &f->outcome;
    if (f->next)
        f->next->previous = f->previous;
    if (f->previous)
        f->previous->next = f->next;
    else
        f->upstream->fetches = f->next;
    bool whole = f->anybody_asked && is_whole(f);
    o->verdict = whole ? UPSTREAM_WHOLE : f->anybody_asked ? UPSTREAM_FAILED : UPSTREAM_SKIPPED;
    o->every_provider_answered = every_provider_answered(f);
    if (!whole && o->retry_after_s < 1)
        o->retry_after_s = 1;
    f->handler.on_done(f->handler.context, o);
    free(f);
}

/* Reports. */

static void give_report(void *context, const struct upstream_report *report)
{
    struct fetch *f = context;
    bool wanted = false;
    for (size_t i = 0; i < f->count; i++)
        if (slice_equal(wanted_id(&f->wanted[i]), report->station))
            wanted = f->wanted[i].found = true;
    if (!wanted) {
        f->outcome.rejected++; /* nobody asked for it */
        return;
    }
    f->outcome.reports++;
    if (f->handler.on_report)
        f->handler.on_report(f->handler.context, report);
}

/* Calls. */

static void push_call(struct fetch *f, struct call call)
{
    if (f->depth < CALLS_MAX)
        f->calls[f->depth++] = call;
    else
        f->incomplete = true;
}

static void plan_current(struct fetch *f, const struct provider *p)
{
    size_t step = p->stations_per_call[f->product];
    for (size_t first = 0; first < f->count; first += step)
        push_call(f, (struct call){first, f->count - first < step ? f->count - first : step, 0, UTC_NONE});
}

static void plan_metar_history(struct fetch *f, const struct provider *p)
{
    size_t entries = (size_t)f->hours * HISTORY_ENTRIES_HOUR;
    size_t step = p->entries_per_call / entries;
    if (step < 1)
        step = 1;
    for (size_t first = 0; first < f->count; first += step)
        push_call(
            f, (struct call){first, f->count - first < step ? f->count - first : step, f->hours, UTC_NONE});
}

static void plan_taf_history(struct fetch *f, const struct provider *p)
{
    int64_t now = clock_now();
    for (int64_t back = f->hours; back >= 0; back -= FORECAST_STEP_HOURS) {
        int64_t hours = back < HISTORY_DATE_HOURS ? back : HISTORY_DATE_HOURS;
        push_call(f, (struct call){0, f->count, 0, now - hours * UTC_HOUR});
    }
}

/* Halves of a call whose answer may have been cut; false when it can't be divided. */
static bool split_call(struct fetch *f)
{
    const struct call *c = &f->call;
    if (c->count > 1) {
        size_t half = c->count / 2;
        push_call(f, (struct call){c->first + half, c->count - half, c->hours, c->until});
        push_call(f, (struct call){c->first, half, c->hours, c->until});
        return true;
    }
    if (c->hours < 2)
        return false;
    int half = c->hours / 2;
    int64_t until = c->until == UTC_NONE ? clock_now() : c->until;
    push_call(f, (struct call){c->first, c->count, c->hours - half, until - half * UTC_HOUR});
    push_call(f, (struct call){c->first, c->count, half, until});
    return true;
}

/* The stations that the call in hand still has to ask for. */
static size_t collect_stations(const struct fetch *f, struct slice stations[STATIONS_MAX])
{
    size_t count = 0;
    for (size_t i = f->call.first; i < f->call.first + f->call.count; i++)
        if (f->hours || !f->wanted[i].found)
            stations[count++] = wanted_id(&f->wanted[i]);
    return count;
}

static void mark_answered(struct fetch *f)
{
    unsigned bit = 1U << fetch_provider(f)->id;
    for (size_t i = f->call.first; i < f->call.first + f->call.count; i++)
        f->wanted[i].answered |= bit;
}

static void note_retry_after(struct fetch *f, int64_t seconds)
{
    if (seconds > f->outcome.retry_after_s)
        f->outcome.retry_after_s = seconds;
}

static bool plan_retry(struct fetch *f, const struct exchange_result *result)
{
    int64_t now_ms = clock_monotonic_ms();
    int64_t at_ms = now_ms + RETRY_MIN_MS + core_random(RETRY_SPREAD_MS);
    if (!result->worth_retry || result->hold_s || f->retried || f->upstream->closing ||
        at_ms + RETRY_LEAST_LEFT_MS > f->deadline_ms)
        return false;
    f->retried = true;
    f->retry_at_ms = at_ms;
    return true;
}

static void on_answer(void *context, const struct exchange_result *result)
{
    struct fetch *f = context;
    const struct provider *p = fetch_provider(f);
    f->ask = NULL;
    f->outcome.status = result->response->status;
    f->outcome.rejected += result->progress.rejected;
    snprintf(f->outcome.detail, sizeof(f->outcome.detail), "%s", result->detail);
    note_retry_after(f, result->hold_s);
    if (result->verdict != UPSTREAM_WHOLE) {
        if (plan_retry(f, result))
            return;
        /* Its other calls would fare no better; the others' turn. */
        f->incomplete = true;
        f->depth = 0;
    } else {
        bool cut = p->entries_per_call && result->progress.rows >= p->entries_per_call;
        if (!cut)
            mark_answered(f);
        else if (!split_call(f))
            f->incomplete = true;
    }
    fetch_step(f);
}

/* What a call may take: a provider that is slow must leave time to ask the next one. */
static int64_t call_timeout_ms(const struct fetch *f, int64_t left_ms)
{
    bool others_follow = !f->hours && f->provider_at + 1 < f->order_count;
    if (others_follow && left_ms > 3)
        left_ms = left_ms * 2 / 3;
    return left_ms < CALL_TIMEOUT_MS ? left_ms : CALL_TIMEOUT_MS;
}

/* Puts the call in hand, now or when the budget allows. False when it can't be put. */
static bool put_call(struct fetch *f)
{
    const struct provider *p = fetch_provider(f);
    struct slice stations[STATIONS_MAX];
    size_t count = collect_stations(f, stations);
    struct provider_call call = {f->product, stations, count, f->call.hours, f->call.until};
    int64_t left_ms = f->deadline_ms - clock_monotonic_ms();
    struct buffer url;
    buffer_init(&url, 16384);
    provider_call_url(p, f->upstream->config, &call, &url);
    enum result result = left_ms <= 0 ? RESULT_TIMEOUT : buffer_result(&url);
    int64_t wait_ms = 0;
    if (result == RESULT_OK) {
        struct ask_request ask = {.provider = p,
                                  .use = f->hours ? GATE_HISTORY : GATE_CURRENT,
                                  .context = f,
                                  .on_done = on_answer,
                                  .exchange = {.product = f->product,
                                               .url = url.ptr,
                                               .parser = p->call_parser,
                                               .timeout_ms = call_timeout_ms(f, left_ms),
                                               .sink = {.context = f, .on_report = give_report}}};
        result = core_ask(f->upstream, &ask, &f->ask, &wait_ms);
    }
    buffer_free(&url);
    f->outcome.provider = p->id;
    if (result == RESULT_OK) {
        f->anybody_asked = true;
        return true;
    }
    if (result == RESULT_BUSY && f->hours && f->anybody_asked && left_ms > wait_ms) {
        /* A long history takes more than a minute's budget: once begun, it waits for the next one's. */
        f->retry_at_ms = clock_monotonic_ms() + wait_ms + 1;
        return true;
    }
    note_retry_after(f, core_seconds(wait_ms));
    if (!f->anybody_asked || result == RESULT_TIMEOUT)
        snprintf(f->outcome.detail, sizeof(f->outcome.detail), "%s: %s", upstream_provider_name(p->id),
                 result == RESULT_TIMEOUT ? "no time is left" : "not asked, breaker open or budget used up");
    return false;
}

/* The next call of this provider; false when there is none that can be put. */
static bool next_call(struct fetch *f)
{
    const struct provider *p = fetch_provider(f);
    struct slice stations[STATIONS_MAX];
    while (f->depth > 0) {
        f->call = f->calls[--f->depth];
        if (!collect_stations(f, stations))
            continue;
        f->retried = false;
        if ((f->hours || f->calls_made++ < p->calls_per_fetch) && put_call(f))
            return true;
        f->incomplete = true;
        f->depth = 0;
    }
    return false;
}

/* The next provider that is to be asked; false when there is none. */
static bool next_provider(struct fetch *f)
{
    bool missing = f->hours != 0;
    for (size_t i = 0; i < f->count; i++)
        missing |= !f->wanted[i].found;
    f->provider_at += f->begun;
    f->begun = true;
    while (f->hours && f->provider_at < f->order_count && !fetch_provider(f)->has_history)
        f->provider_at++;
    if (!missing || f->provider_at >= f->order_count || f->upstream->closing)
        return false;
    f->depth = f->calls_made = 0;
    if (!f->hours)
        plan_current(f, fetch_provider(f));
    else if (f->product == UPSTREAM_METAR)
        plan_metar_history(f, fetch_provider(f));
    else
        plan_taf_history(f, fetch_provider(f));
    return true;
}

static void fetch_step(struct fetch *f)
{
    for (;;) {
        if (f->begun && next_call(f))
            return;
        if (!next_provider(f))
            break;
    }
    fetch_finish(f);
}

int64_t fetch_run_timers(struct upstream *u, int64_t now_ms)
{
    int64_t due_ms = -1;
    for (struct fetch *f = u->fetches, *next; f; f = next) {
        next = f->next;
        if (!f->begun) {
            fetch_step(f);
        } else if (f->retry_at_ms && f->retry_at_ms <= now_ms) {
            f->retry_at_ms = 0;
            if (!put_call(f)) {
                f->incomplete = true;
                f->depth = 0;
                fetch_step(f);
            }
        } else if (f->retry_at_ms && (due_ms < 0 || f->retry_at_ms - now_ms < due_ms)) {
            due_ms = f->retry_at_ms - now_ms;
        }
    }
    return due_ms;
}

void fetch_end_all(struct upstream *u)
{
    while (u->fetches) {
        struct fetch *f = u->fetches;
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): both ways out unlink it before it is freed */
        if (f->ask)
            core_cancel(f->ask);
        else
            fetch_finish(f);
    }
}

/* Starting. */

static enum result fetch_start(struct upstream *u, enum upstream_product product,
                               const struct slice *stations, size_t count, int hours, int64_t deadline_ms,
                               const struct upstream_handler *handler)
{
    if (count == 0 || count > STATIONS_MAX || product == UPSTREAM_STATIONS)
        return RESULT_INVALID;
    struct fetch *f = calloc(1, sizeof(*f) + count * sizeof(f->wanted[0]));
    if (!f)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (!parser_is_station(stations[i]) ||
            !slice_copy(stations[i], f->wanted[i].id, sizeof(f->wanted[i].id))) {
            free(f);
            return RESULT_INVALID;
        }
    f->upstream = u;
    memcpy(f->order, u->order, sizeof(f->order));
    f->order_count = u->order_count;
    f->product = product;
    f->handler = *handler;
    f->hours = hours;
    f->deadline_ms = clock_monotonic_ms() + deadline_ms;
    f->count = count;
    f->next = u->fetches;
    if (f->next)
        f->next->previous = f;
    u->fetches = f;
    return RESULT_OK;
}

enum result upstream_fetch(struct upstream *u, enum upstream_product product, const struct slice *stations,
                           size_t count, int64_t deadline_ms, const struct upstream_handler *handler)
{
    return fetch_start(u, product, stations, count, 0, deadline_ms, handler);
}

enum result upstream_fetch_history(struct upstream *u, enum upstream_product product,
                                   const struct slice *stations, size_t count, int hours,
                                   const struct upstream_handler *handler)
{
    if (hours < 1 || hours > 360)
        return RESULT_INVALID;
    return fetch_start(u, product, stations, count, hours, HISTORY_DEADLINE_MS, handler);
}
