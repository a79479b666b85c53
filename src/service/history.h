/*
 * The reports of a station as they were issued, out of the local history: oldest first, by pages, with the
 * holes that an outage has left (API.md, "meta.gaps"). No provider is asked: what is given is what was
 * received while it was received, and HISTORY_DAYS of it.
 */
#ifndef AW_SERVICE_HISTORY_H
#define AW_SERVICE_HISTORY_H

#include "base/json_writer.h"
#include "service/weather.h"
#include "store/history_store.h"

/* Changes when the same report is answered differently: part of ETags. */
#define HISTORY_JSON_VERSION 1

#define HISTORY_LIMIT_MAX     500
#define HISTORY_LIMIT_DEFAULT 100
/* Raw text a page; one that would have more ends before. Decoded it stays far below an answer's maximum. */
#define HISTORY_PAGE_BYTES_MAX ((size_t)256 * 1024)
#define HISTORY_CURSOR_MAX     48
#define HISTORY_GAPS_MAX       2 /* one being filled, one that goes on */

struct history_question {
    enum product product; /* PRODUCT_METAR or PRODUCT_TAF */
    struct slice code;    /* as the caller wrote it */
    int64_t from, to;     /* from <= observed_at < to */
    size_t limit;         /* 1..HISTORY_LIMIT_MAX */
    struct slice cursor;  /* "next" of the page before; absent: from the beginning */
    int64_t now;
};

/* A time in which reports may have been issued that are not in the history. */
struct history_gap {
    int64_t from, to; /* to UTC_NONE: it goes on */
};

struct history_page {
    char station[STATION_MAX];
    char resolved_from[STATION_MAX]; /* the code as asked, when it is not the station's; else "" */
    struct slice name;               /* of the airport, when resolved_from is set */
    struct weather_feed feed;        /* of the product */
    bool complete;                   /* feed ok, no gap in the range, and nothing that could not be read */
    size_t count;
    struct history_entry *entries;
    size_t gaps_count; /* those that touch the range, whole */
    struct history_gap gaps[HISTORY_GAPS_MAX];
    char next[HISTORY_CURSOR_MAX]; /* "": this was all */
};

/*
 * Everything in `arena` (and `name` in the file of airports); no read of the store is open afterwards. A
 * station without reports in the range is an empty page. RESULT_INVALID (code, cursor), RESULT_NOT_FOUND and
 * RESULT_AMBIGUOUS as in weather_get, RESULT_UNAVAILABLE (the store can't be read; nothing there and the
 * product never received), RESULT_NO_MEMORY; *error is filled.
 */
enum result history_read(struct weather *w, const struct history_question *q, struct arena *arena,
                         struct history_page *out, struct service_error *error);

/* One report: {station, raw, decoded, observed_at (TAF: issued_at, valid_from, valid_to), received_at, source
 * [, simulated]}. It is decoded now; what can't be is null. */
void history_entry_write(struct json_writer *json, const struct history_entry *entry, bool simulated);

#endif
