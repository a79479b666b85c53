#include "ingest/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/utc.h"
#include "ingest/history_lookup.h"
#include "ingest/intake_item.h"
#include "ingest/seen.h"
#include "service/currency.h"
#include "store/durable_since.h"
#include "store/history_store.h"
#include "store/journal.h"

#define SEEN_SLOTS         (1u << 17) /* both products' stations several times over */
#define SCRATCH_MAX        ((size_t)1 << 20)
#define QUARANTINED_LOGGED 20 /* of one answer */
#define SAME_TEXT_AGE_S    UTC_DAY

struct intake {
    struct store *store;
    const struct airport_db *airports;
    struct seen *seen; /* rows of polls */
    struct quarantine *quarantine;
    struct buffer scratch;
    bool owes_history[PRODUCT_COUNT];
    int64_t history_since; /* when the history that is there was made (store/durable_since.h) */
    struct intake_listener listener;
    bool keeps_journal;
};

/* One answer on its way through the steps. */
struct work {
    struct intake *intake;
    const struct intake_answer *answer;
    struct report_batch *batch;
    struct store_read *hot, *durable; /* while looking */
    struct intake_item **items;
    size_t count;
    int64_t newest_at; /* of the answer's reports that may be served */
    size_t quarantined;
    struct intake_summary *summary;
};

/*
 * ---- what history is owed ----
 * Beside the product's state stands which history, by the moment it was made, has got all that is current.
 * Where none stands, or another history is there now (set aside, restored), it is owed, also after a restart.
 */

#define SINCE_TEXT_MAX 24

static struct slice whole_key(enum product product)
{
    return product == PRODUCT_TAF ? SLICE("history_whole.taf") : SLICE("history_whole.metar");
}

static struct slice since_text(const struct intake *i, char out[SINCE_TEXT_MAX])
{
    int len = snprintf(out, SINCE_TEXT_MAX, "%lld", (long long)i->history_since);
    return slice_make(out, (size_t)len);
}

static void load_since(struct intake *i)
{
    struct store_read *durable;
    i->history_since = UTC_NONE;
    if (store_read_begin(i->store, STORE_DURABLE, &durable) != RESULT_OK)
        return;
    (void)durable_since_get(durable, &i->history_since); /* else UTC_NONE: of an unknown moment */
    store_read_end(durable);
}

static bool is_owed(const struct intake *i, struct store_read *hot, enum product product)
{
    char text[SINCE_TEXT_MAX];
    struct product_state state;
    struct slice whole;
    if (product_state_get(hot, product, &state) != RESULT_OK)
        return false;
    return store_read_get(hot, STORE_STATE, whole_key(product), &whole) != RESULT_OK ||
           !slice_equal(whole, since_text(i, text));
}

static void load_owed(struct intake *i)
{
    struct store_read *hot;
    load_since(i);
    if (store_read_begin(i->store, STORE_HOT, &hot) != RESULT_OK)
        return;
    for (int p = PRODUCT_METAR; p <= PRODUCT_TAF; p++)
        i->owes_history[p] = is_owed(i, hot, (enum product)p);
    store_read_end(hot);
}

static enum result put_owed(const struct intake *i, enum product product, struct store_write *hot)
{
    char text[SINCE_TEXT_MAX];
    return i->owes_history[product]
               ? store_write_delete(hot, STORE_STATE, whole_key(product))
               : store_write_put(hot, STORE_STATE, whole_key(product), since_text(i, text));
}

struct intake *intake_create(struct store *store, const struct airport_db *airports)
{
    struct intake *i = calloc(1, sizeof(*i));
    if (!i)
        return NULL;
    i->store = store;
    i->airports = airports;
    i->seen = seen_create(SEEN_SLOTS);
    i->quarantine = quarantine_create();
    buffer_init(&i->scratch, SCRATCH_MAX);
    if (!i->seen || !i->quarantine) {
        intake_destroy(i);
        return NULL;
    }
    load_owed(i);
    return i;
}

void intake_destroy(struct intake *i)
{
    if (!i)
        return;
    seen_destroy(i->seen);
    quarantine_destroy(i->quarantine);
    buffer_free(&i->scratch);
    free(i);
}

void intake_listen(struct intake *i, const struct intake_listener *listener)
{
    i->listener = *listener;
}

void intake_keep_journal(struct intake *i)
{
    i->keeps_journal = true;
}

bool intake_owes_history(const struct intake *i, enum product product)
{
    return i->owes_history[product];
}

void intake_forget(struct intake *i, enum store_environment env)
{
    seen_clear(i->seen);
    if (env != STORE_DURABLE)
        return;
    load_since(i);
    i->owes_history[PRODUCT_METAR] = i->owes_history[PRODUCT_TAF] = true;
}

static void later_of(int64_t *newest, int64_t t)
{
    if (t != UTC_NONE && t > *newest)
        *newest = t;
}

static int64_t received_at(const struct work *w, const struct upstream_report *given)
{
    return w->answer->relayed ? w->answer->relayed[given - w->batch->reports].received_at
                              : w->answer->received_at;
}

static int64_t checked_at(const struct work *w, const struct upstream_report *given)
{
    if (w->answer->relayed)
        return w->answer->relayed[given - w->batch->reports].checked_at;
    return w->answer->kind == INTAKE_FETCH ? w->answer->received_at : UTC_NONE;
}

/* What the store has of a report's station. */
struct known {
    bool has_current;
    bool current;        /* the report itself: the same text under the same time */
    int64_t received_at; /* current: when it was received first */
};

/* Known at a glance. */
static enum result is_current(struct work *w, const struct upstream_report *given, struct known *out)
{
    struct stored_report current;
    enum product product = given->product == UPSTREAM_TAF ? PRODUCT_TAF : PRODUCT_METAR;
    enum result r = report_store_get(w->hot, product, SLOT_CURRENT, given->station, &current);
    out->has_current = r == RESULT_OK;
    out->current = r == RESULT_OK && given->reported_at != UTC_NONE &&
                   current.observed_at / UTC_MINUTE == given->reported_at / UTC_MINUTE &&
                   report_text_same(current.raw, given->raw);
    if (out->current) {
        out->received_at = current.received_at;
        later_of(&w->newest_at, current.observed_at);
    }
    /* INVALID: no identifier of a station; the row will be refused, the others are none the worse. */
    return r == RESULT_NOT_FOUND || r == RESULT_CORRUPT || r == RESULT_INVALID ? RESULT_OK : r;
}

/* Has history got it? Where the only time known is that of the receipt, the same text of the last day is the
 * same report. */
static enum result look_into_history(struct work *w, bool has_current, struct intake_item *item)
{
    struct stored_report *record = &item->examined.record;
    int64_t time = currency_time(record) != UTC_NONE ? currency_time(record) : record->received_at;
    int64_t from = time == record->received_at ? time - SAME_TEXT_AGE_S : time;
    int64_t first_received_at;
    enum result r =
        history_lookup_report(w->durable, record, from, time + 1, &item->in_history, &first_received_at);
    if (r != RESULT_OK)
        return r;
    if (item->in_history)
        record->received_at = first_received_at;
    return has_current ? RESULT_OK : history_lookup_recent(w->durable, record);
}

static void note_quarantined(struct work *w, const struct intake_item *item)
{
    const struct stored_report *record = &item->examined.record;
    if (!quarantine_note(w->intake->quarantine, record->product, item->fingerprint, record->station,
                         record->raw, item->examined.reason, w->answer->received_at))
        return;
    if (++w->quarantined > QUARANTINED_LOGGED)
        return;
    log_warning("report_quarantined", LOG_STR("product", product_name(record->product)),
                LOG_STR("reason", quarantine_reason_name(item->examined.reason)),
                LOG_STR("station", record->station), LOG_SLICE("raw", record->raw), LOG_END);
}

/* Decodes what is not known and keeps what goes on. */
static enum result look_closely(struct work *w, const struct upstream_report *given, uint64_t fingerprint,
                                const struct known *known)
{
    struct intake_item *item = arena_alloc(w->batch->arena, sizeof(*item));
    if (!item)
        return RESULT_NO_MEMORY;
    item->given = given;
    item->fingerprint = fingerprint;
    item->checked_at = checked_at(w, given);
    enum result r =
        examine_report(given, received_at(w, given), w->batch->arena, &w->intake->scratch, &item->examined);
    if (r != RESULT_OK)
        return r;
    if (known->current) /* history that has it not gets it as it was */
        item->examined.record.received_at = known->received_at;
    switch (item->examined.verdict) {
    case EXAMINE_REFUSED:
        w->summary->outcomes[INTAKE_REFUSED]++;
        return RESULT_OK;
    case EXAMINE_QUARANTINED:
        w->summary->outcomes[INTAKE_QUARANTINED]++;
        note_quarantined(w, item);
        return RESULT_OK;
    case EXAMINE_UNDECODABLE:
        item->outcome = INTAKE_UNDECODABLE;
        log_debug("report_undecodable", LOG_STR("product", product_name(w->answer->product)),
                  LOG_STR("error", item->examined.error), LOG_SLICE("raw", given->raw), LOG_END);
        break;
    case EXAMINE_GOOD:
        later_of(&w->newest_at, item->examined.record.observed_at);
        break;
    }
    w->items[w->count++] = item;
    return look_into_history(w, known->has_current, item);
}

static enum result look_at(struct work *w, const struct upstream_report *given)
{
    bool poll = w->answer->kind == INTAKE_POLL, owed = w->intake->owes_history[w->answer->product];
    uint64_t fingerprint = seen_fingerprint(given);
    if (poll && !owed && seen_has(w->intake->seen, fingerprint)) {
        w->summary->outcomes[INTAKE_UNCHANGED]++;
        return RESULT_OK;
    }
    struct known known = {.has_current = false};
    enum result r = is_current(w, given, &known);
    if (r != RESULT_OK)
        return r;
    if (known.current && !owed && checked_at(w, given) == UTC_NONE) {
        w->summary->outcomes[INTAKE_UNCHANGED]++;
        if (poll)
            seen_add(w->intake->seen, fingerprint);
        return RESULT_OK;
    }
    return look_closely(w, given, fingerprint, &known);
}

static enum result look(struct work *w)
{
    w->items = arena_alloc_array(w->batch->arena, w->batch->count + 1, sizeof(struct intake_item *));
    if (!w->items)
        return RESULT_NO_MEMORY;
    enum result r = store_read_begin(w->intake->store, STORE_HOT, &w->hot);
    if (r == RESULT_OK)
        r = store_read_begin(w->intake->store, STORE_DURABLE, &w->durable);
    for (size_t n = 0; r == RESULT_OK && n < w->batch->count; n++)
        r = look_at(w, &w->batch->reports[n]);
    store_read_end(w->durable);
    store_read_end(w->hot);
    w->hot = w->durable = NULL;
    return r;
}

static struct history_entry history_row(const struct intake_item *item)
{
    const struct stored_report *record = &item->examined.record;
    struct history_entry entry = {
        .product = record->product,
        .observed_at = record->observed_at != UTC_NONE ? record->observed_at : record->valid_from,
        .received_at = record->received_at,
        .source = record->source,
        .raw = record->raw,
    };
    if (entry.observed_at == UTC_NONE)
        entry.observed_at = record->received_at;
    memcpy(entry.station, record->station, sizeof(entry.station));
    return entry;
}

/* What another host has received it owes to the durable tier itself. */
static enum result put_history(struct work *w, struct store_write *write, const struct intake_item *item)
{
    struct history_entry row = history_row(item);
    enum result r = history_store_put(write, &row);
    bool owed = w->intake->keeps_journal && w->answer->kind != INTAKE_RELAY;
    return r == RESULT_OK && owed ? journal_append(write, &row) : r;
}

/* A row's name in the log, by which it is found again in any tier. */
static void log_committed(const struct intake_item *item)
{
    struct history_entry row = history_row(item);
    char id[64];
    snprintf(id, sizeof(id), "%s:%s:%lld:%08x", row.station, product_name(row.product),
             (long long)row.observed_at, report_store_hash(row.raw));
    log_debug("report_committed", LOG_STR("id", id), LOG_STR("product", product_name(row.product)),
              LOG_STR("station", row.station), LOG_INT("observed_at", row.observed_at), LOG_END);
}

static enum result enter_history(struct work *w)
{
    size_t rows = 0;
    for (size_t n = 0; n < w->count; n++)
        rows += !w->items[n]->in_history;
    if (rows == 0)
        return RESULT_OK;
    struct store_write *write;
    enum result r = store_write_begin(w->intake->store, STORE_DURABLE, &write);
    if (r != RESULT_OK)
        return r;
    for (size_t n = 0; r == RESULT_OK && n < w->count; n++)
        if (!w->items[n]->in_history)
            r = put_history(w, write, w->items[n]);
    if (r != RESULT_OK) {
        store_write_abort(write);
        return r;
    }
    r = store_write_commit(write);
    if (r != RESULT_OK)
        return r;
    w->summary->history_rows = rows;
    for (size_t n = 0; n < w->count; n++)
        if (!w->items[n]->in_history)
            log_committed(w->items[n]);
    return RESULT_OK;
}

/* What a poll says of its product as a whole; a report fetched alone says nothing of it but that it is
 * quarantined. */
static enum result put_state(struct work *w, struct store_write *write)
{
    const struct intake_answer *a = w->answer;
    struct product_state state;
    enum result r = product_state_get_for_update(write, a->product, &state);
    if (r == RESULT_NOT_FOUND || r == RESULT_CORRUPT) {
        if (a->kind != INTAKE_POLL)
            return RESULT_OK;
        state =
            (struct product_state){.checked_at = UTC_NONE, .received_at = UTC_NONE, .newest_at = UTC_NONE};
    } else if (r != RESULT_OK) {
        return r;
    }
    state.quarantined += w->quarantined;
    if (a->kind == INTAKE_POLL) {
        bool whole = !w->intake->owes_history[a->product];
        state.checked_at = state.received_at = a->received_at;
        later_of(&state.newest_at, w->newest_at);
        /* Without validators the next poll brings everything again, and history gets what it is owed. */
        slice_copy(whole ? slice_from_string(a->etag) : SLICE(""), state.etag, sizeof(state.etag));
        slice_copy(whole ? slice_from_string(a->last_modified) : SLICE(""), state.last_modified,
                   sizeof(state.last_modified));
    }
    return product_state_put(write, a->product, &state);
}

static enum result enter_current(struct work *w)
{
    struct store_write *write;
    enum result r = store_write_begin(w->intake->store, STORE_HOT, &write);
    if (r != RESULT_OK)
        return r;
    for (size_t n = 0; r == RESULT_OK && n < w->count; n++)
        if (w->items[n]->examined.verdict == EXAMINE_GOOD)
            r = current_report_enter(write, w->intake->airports, w->answer->received_at, w->items[n]);
    if (r == RESULT_OK)
        r = put_state(w, write);
    if (r == RESULT_OK)
        r = put_owed(w->intake, w->answer->product, write);
    if (r == RESULT_OK && w->quarantined > 0)
        r = quarantine_store(w->intake->quarantine, write, w->answer->product);
    if (r != RESULT_OK) {
        store_write_abort(write);
        return r;
    }
    return store_write_commit(write);
}

static void count_outcomes(enum product product, const struct intake_summary *s)
{
    static const char *const names[INTAKE_OUTCOMES] = {
        [INTAKE_NEW] = "new",
        [INTAKE_UNCHANGED] = "unchanged",
        [INTAKE_LATE] = "late",
        [INTAKE_QUARANTINED] = "quarantined",
        [INTAKE_UNDECODABLE] = "undecodable",
        [INTAKE_REFUSED] = "refused",
    };
    for (int i = 0; i < INTAKE_OUTCOMES; i++)
        if (s->outcomes[i] > 0)
            metric_add(metrics_series("ingest_reports_total", product_name(product), names[i], NULL),
                       s->outcomes[i]);
    metric_add(metrics_series("ingest_history_rows_total", NULL), s->history_rows);
}

static bool is_to_pass_on(const struct work *w, const struct intake_item *item)
{
    return w->intake->listener.received &&
           (w->answer->kind == INTAKE_POLL || w->answer->kind == INTAKE_FETCH) &&
           (!item->in_history || item->outcome == INTAKE_NEW || item->checked_at != UTC_NONE);
}

/* Only now is it certain that they are stored. */
static void settle(struct work *w)
{
    const struct intake_listener *listener = &w->intake->listener;
    for (size_t n = 0; n < w->count; n++) {
        w->summary->outcomes[w->items[n]->outcome]++;
        if (w->answer->kind == INTAKE_POLL)
            seen_add(w->intake->seen, w->items[n]->fingerprint);
        if (is_to_pass_on(w, w->items[n]))
            listener->received(listener->context, w->items[n]->given, &w->items[n]->examined.record);
    }
    count_outcomes(w->answer->product, w->summary);
}

enum result intake_take(struct intake *i, const struct intake_answer *answer, struct report_batch *batch,
                        struct intake_summary *out)
{
    struct intake_summary summary = {.history_rows = 0};
    struct work w = {
        .intake = i, .answer = answer, .batch = batch, .newest_at = UTC_NONE, .summary = &summary};
    bool *owes = &i->owes_history[answer->product];
    if (answer->kind == INTAKE_POLL && batch->dropped > 0)
        return RESULT_TOO_LARGE;
    enum result r = look(&w);
    if (r != RESULT_OK)
        return r;
    r = enter_history(&w);
    /* Current weather matters more than its history: what history lacks is entered with a later poll. */
    if (r != RESULT_OK)
        log_error("history_not_written", LOG_STR("product", product_name(answer->product)), LOG_RESULT(r),
                  LOG_END);
    if (r != RESULT_OK)
        *owes = true;
    else if (answer->kind == INTAKE_POLL)
        *owes = false;
    r = enter_current(&w);
    if (r != RESULT_OK)
        return r;
    settle(&w);
    *out = summary;
    return RESULT_OK;
}

enum result intake_checked(struct intake *i, enum product product, int64_t checked_at)
{
    struct store_write *write;
    struct product_state state;
    enum result r = store_write_begin(i->store, STORE_HOT, &write);
    if (r != RESULT_OK)
        return r;
    r = product_state_get_for_update(write, product, &state);
    if (r == RESULT_OK) {
        state.checked_at = checked_at;
        r = product_state_put(write, product, &state);
    }
    if (r != RESULT_OK) {
        store_write_abort(write);
        return r;
    }
    return store_write_commit(write);
}
