/*
 * What is missing of a product's history after an outage, kept in the hot environment until ingestd has
 * filled it from the provider's history, station after station.
 */
#ifndef AW_STORE_HISTORY_HOLE_H
#define AW_STORE_HISTORY_HOLE_H

#include "base/result.h"
#include "store/report_store.h"
#include "store/store.h"

/* A product that was not checked for longer than this has a hole in its history. */
#define HISTORY_OUTAGE_S ((int64_t)900)

/* `after`: stations up to this one are filled; "": none. */
struct history_hole {
    int64_t from, to; /* UTC_NONE: there is no hole */
    char after[STATION_MAX];
};

/* METAR and TAF only. RESULT_NOT_FOUND: there is none. RESULT_CORRUPT also for a text that is none. */
enum result history_hole_get(struct store_read *hot, enum product product, struct history_hole *out);
/* Deletes it where `from` is UTC_NONE. */
enum result history_hole_put(struct store_write *hot, enum product product, const struct history_hole *hole);

/*
 * What can't be filled any more, because the provider's history does not go back so far: one time a product,
 * from the first such moment to the last. `after` is "".
 */
enum result history_lost_get(struct store_read *hot, enum product product, struct history_hole *out);
enum result history_lost_add(struct store_write *hot, enum product product, int64_t from, int64_t to);

/* The stored text, "FROM TO AFTER"; pure. The write gives the length. */
#define HISTORY_HOLE_TEXT_MAX 64
size_t history_hole_write(const struct history_hole *hole, char out[HISTORY_HOLE_TEXT_MAX]);
enum result history_hole_parse(struct slice text, struct history_hole *out);

#endif
