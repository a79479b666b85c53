/*
 * Current METARs (with TAFs) of many stations: by their codes, in a box, or around a point. No
 * answer waits for a provider: of a list by codes, what is listed but not there is missing, and handed to
 * ingestd afterwards.
 *
 * Like weather_get it leaves the read open: read the items, compose, then weather_release.
 */
#ifndef AW_SERVICE_WEATHER_LIST_H
#define AW_SERVICE_WEATHER_LIST_H

#include "service/weather.h"

#define WEATHER_LIST_IDS_MAX   400
#define WEATHER_LIST_LIMIT_MAX 500
#define WEATHER_CURSOR_MAX     32

enum weather_selection { SELECT_IDS, SELECT_BOX, SELECT_NEAR };

struct weather_list_question {
    enum weather_selection selection;
    struct slice ids;                /* codes with commas between them */
    double south, west, north, east; /* degrees; west > east crosses the date line */
    struct geo_point point;
    double radius_nm;
    size_t limit;        /* 1..WEATHER_LIST_LIMIT_MAX; box and near */
    struct slice cursor; /* "next" of the page before; absent: from the beginning */
    bool with_taf;
    int64_t now;
};

struct weather_list_item {
    char station[STATION_MAX];
    char resolved_from[STATION_MAX]; /* "": asked for by its own code */
    struct slice name;               /* of the airport, when resolved_from is set */
    double distance_nm;              /* near; else NAN */
};

struct weather_missing {
    struct slice id;  /* as asked */
    const char *code; /* AIRPORT_NOT_FOUND, AMBIGUOUS_CODE, STATION_NOT_REPORTING, WEATHER_DATA_UNAVAILABLE */
};

struct weather_list {
    struct weather_feed feed; /* of METAR */
    bool complete;            /* feed is ok: what is not in the list does not report */
    size_t count;
    struct weather_list_item *items; /* ids: in the order asked; box: by station; near: by distance */
    size_t missing_count;
    struct weather_missing *missing; /* ids */
    char next[WEATHER_CURSOR_MAX];   /* "" = this was all */
};

/*
 * Everything in `arena`. RESULT_INVALID (too many codes, a cursor that is none), RESULT_NO_MEMORY,
 * RESULT_UNAVAILABLE (never received, or the store can't be read); *error is filled.
 */
enum result weather_list_select(struct weather *w, const struct weather_list_question *q, struct arena *arena,
                                struct weather_list *out, struct service_error *error);

/* The reports of an item, as weather_get gives them; expired ones too. */
enum result weather_list_read(struct weather *w, const struct weather_list_question *q,
                              const struct weather_list_item *item, struct weather_answer *out);

#endif
