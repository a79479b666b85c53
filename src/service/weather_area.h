/* The stations in a box or circle, in the order of their pages. Private to the weather services. */
#ifndef AW_SERVICE_WEATHER_AREA_H
#define AW_SERVICE_WEATHER_AREA_H

#include "service/weather_list.h"

struct weather_place {
    char station[STATION_MAX];
    int64_t distance_m; /* box: 0 */
};

struct weather_area {
    size_t count;
    struct weather_place *places; /* in order of (distance_m, station) */
};

/* RESULT_NO_MEMORY; RESULT_CORRUPT from the store. */
enum result weather_area_find(struct store_read *read, const struct weather_list_question *q,
                              struct arena *arena, struct weather_area *out);

/* A page's cursor: the place after which it begins. RESULT_INVALID: not one of ours. */
enum result weather_area_cursor_parse(struct slice text, struct weather_place *out);
void weather_area_cursor_write(const struct weather_place *last, char out[WEATHER_CURSOR_MAX]);
/* Number of places not after `last`. */
size_t weather_area_skip(const struct weather_area *area, const struct weather_place *last);

#endif
