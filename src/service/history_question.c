#include "service/history_question.h"

#include <string.h>

#include "base/utc.h"
#include "service/weather_absent.h"
#include "store/history_hole.h"

static enum result find_station(struct weather *w, const struct history_question *q,
                                struct history_station *station, struct service_error *error)
{
    struct weather_answer found = {0};
    enum result r = weather_code_normalise(q->code, found.station, error);
    if (!r)
        r = weather_read_begin(w, error);
    if (!r && !weather_station_listed(w, slice_from_string(found.station)))
        r = weather_absent_resolve(w, q->product, slice_from_string(found.station), &found, error);
    if (r)
        return r;
    memcpy(station->id, found.station, sizeof(station->id));
    memcpy(station->resolved_from, found.resolved_from, sizeof(station->resolved_from));
    station->name = found.name;
    return RESULT_OK;
}

static void add_gap(struct history_state *state, const struct history_question *q, int64_t from, int64_t to)
{
    if (from < q->to && (to == UTC_NONE || to > q->from))
        state->gaps[state->gaps_count++] = (struct history_gap){from, to, HISTORY_GAP_OUTAGE};
}

/* What ingestd could not fill, what it has still to fill, and an outage that goes on. */
static enum result find_gaps(struct weather *w, const struct history_question *q, struct slice station,
                             struct history_state *state)
{
    struct history_hole hole, lost;
    enum result r = weather_feed_get(w, q->product, q->now, &state->feed);
    if (r)
        return r;
    if (history_lost_get(w->read, q->product, &lost) == RESULT_OK)
        add_gap(state, q, lost.from, lost.to);
    r = history_hole_get(w->read, q->product, &hole);
    state->complete = state->feed.feed == FEED_OK && (!r || r == RESULT_NOT_FOUND);
    if (!r && strcmp(station.ptr, hole.after) > 0)
        add_gap(state, q, hole.from, hole.to);
    if (state->feed.checked_at != UTC_NONE && q->now - state->feed.checked_at > HISTORY_OUTAGE_S)
        add_gap(state, q, state->feed.checked_at, UTC_NONE);
    state->complete = state->complete && state->gaps_count == 0;
    return RESULT_OK;
}

enum result history_question_begin(struct weather *w, const struct history_question *q,
                                   struct history_station *station, struct history_state *state,
                                   struct service_error *error)
{
    enum result r = find_station(w, q, station, error);
    if (!r) {
        r = find_gaps(w, q, slice_from_string(station->id), state);
        if (r)
            weather_store_failed(error, r);
    }
    weather_release(w);
    return r;
}

/* Pages follow each other: what one lacked and the next lacks is one gap. */
static void add_missing(struct history_state *state, int64_t from, int64_t to)
{
    for (size_t i = 0; i < state->gaps_count; i++) {
        struct history_gap *gap = &state->gaps[i];
        if (gap->reason != HISTORY_GAP_TIER_UNAVAILABLE)
            continue;
        if (from < gap->from)
            gap->from = from;
        return;
    }
    /* It is older than what an outage has left. */
    memmove(&state->gaps[1], &state->gaps[0], state->gaps_count * sizeof(state->gaps[0]));
    state->gaps[0] = (struct history_gap){from, to, HISTORY_GAP_TIER_UNAVAILABLE};
    state->gaps_count++;
}

void history_state_add(struct history_state *state, const struct history_rows *rows)
{
    if (rows->gap_from != UTC_NONE)
        add_missing(state, rows->gap_from, rows->gap_to);
    state->archived = state->archived || rows->archived;
    state->complete = state->complete && state->gaps_count == 0 && !rows->corrupt;
}

enum result history_rows_failed(struct service_error *error, enum result r)
{
    if (r == RESULT_NO_MEMORY)
        return service_error_set(error, RESULT_NO_MEMORY, CODE_SERVICE_UNAVAILABLE, NULL,
                                 "There is not enough memory for this answer.");
    return weather_store_failed(error, r);
}

enum result history_require_received(const struct history_state *state, struct service_error *error)
{
    if (state->feed.received)
        return RESULT_OK;
    service_error_set(error, RESULT_UNAVAILABLE, CODE_WEATHER_DATA_UNAVAILABLE, NULL,
                      "No reports of this kind have been received yet.");
    error->retry_after_s = 10;
    return RESULT_UNAVAILABLE;
}

_Static_assert(HISTORY_GAPS_MAX >= 4,
               "what is lost, a hole, an outage that goes on, and what could not be asked for");
