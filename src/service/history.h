/*
 * The reports of a station as they were issued: oldest first, by pages, with the holes that an outage has
 * left and what could not be asked for (API.md, "meta.gaps"). They come from the local history, HISTORY_DAYS
 * of it, and from the durable tier for what is older. No provider is asked: what is given is what was
 * received while it was received.
 */
#ifndef AW_SERVICE_HISTORY_H
#define AW_SERVICE_HISTORY_H

#include "base/json_writer.h"
#include "service/history_rows.h"
#include "service/weather.h"

/* Changes when the same report is answered differently: part of ETags. */
#define HISTORY_JSON_VERSION 2

#define HISTORY_LIMIT_MAX     500
#define HISTORY_LIMIT_DEFAULT 100
#define HISTORY_CURSOR_MAX    48
/* What could not be asked for, what can't be filled any more, a hole being filled, an outage that goes on. */
#define HISTORY_GAPS_MAX 4

struct history_question {
    enum product product; /* PRODUCT_METAR or PRODUCT_TAF */
    struct slice code;    /* as the caller wrote it */
    int64_t from, to;     /* from <= observed_at < to */
    size_t limit;         /* 1..HISTORY_LIMIT_MAX */
    struct slice cursor;  /* "next" of the page before; absent: from the beginning */
    int64_t now;
};

/* A time in which reports may have been issued that are not in the answer. */
enum history_gap_reason {
    HISTORY_GAP_OUTAGE,           /* they were not received */
    HISTORY_GAP_TIER_UNAVAILABLE, /* they are in the durable tier, which could not be asked */
};
struct history_gap {
    int64_t from, to; /* to UTC_NONE: it goes on */
    enum history_gap_reason reason;
};
/* "outage", "tier_unavailable"; static. */
const char *history_gap_reason_name(enum history_gap_reason reason);

/* The gaps of an answer, its feed and who it comes from. */
struct history_state {
    struct weather_feed feed; /* of the product */
    bool complete;            /* feed ok, no gap in the range, and nothing that could not be read */
    bool archived;            /* the durable tier has answered too, beside the local one */
    size_t gaps_count;        /* those that touch the range */
    struct history_gap gaps[HISTORY_GAPS_MAX];
};

/* The station that was asked for. */
struct history_station {
    char id[STATION_MAX];
    char resolved_from[STATION_MAX]; /* the code as asked, when it is not the station's; else "" */
    struct slice name;               /* of the airport, when resolved_from is set */
};

struct history_page {
    struct history_station station;
    struct history_state state;
    size_t count;
    struct history_entry *entries;
    char next[HISTORY_CURSOR_MAX]; /* "": this was all */
};

/*
 * Everything in `arena` (and `name` in the file of airports); no read of the store is open afterwards. A
 * station without reports in the range is an empty page. RESULT_INVALID (code, cursor), RESULT_NOT_FOUND and
 * RESULT_AMBIGUOUS as in weather_get, RESULT_UNAVAILABLE (the store can't be read; nothing there and the
 * product never received), RESULT_NO_MEMORY; *error is filled. `archive` may be NULL: there is no durable
 * tier. Where it can't be asked, the answer is what is here, with a gap.
 */
enum result history_read(struct weather *w, struct archive *archive, const struct history_question *q,
                         struct arena *arena, struct history_page *out, struct service_error *error);

/* Members gaps, checked_at, feed, complete and tiers of "meta". */
void history_state_write(struct json_writer *json, const struct history_state *state);

/* One report: {station, raw, decoded, observed_at (TAF: issued_at, valid_from, valid_to), received_at, source
 * [, simulated]}. It is decoded now; what can't be is null. */
void history_entry_write(struct json_writer *json, const struct history_entry *entry, bool simulated);

#endif
