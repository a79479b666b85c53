/*
 * Decoding of each kind of record from stored bytes, frame taken off: for the stores of records, and for the
 * fuzzer, which gives them any bytes. Each answers RESULT_CORRUPT and leaves *out untouched when key or value
 * are not its own, and never reads outside them. Slices in *out point into the value.
 */
#ifndef AW_STORE_RECORDS_H
#define AW_STORE_RECORDS_H

#include "store/history_store.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/station_store.h"

enum result report_record_decode(struct slice key, struct slice value, struct stored_report *out);
enum result station_record_decode(struct slice key, struct slice value, struct stored_station *out);
enum result product_state_record_decode(struct slice value, struct product_state *out);
enum result history_record_decode(struct slice key, struct slice value, struct history_entry *out);

/* A station in a cell; `id` points into the key. */
struct cell_entry {
    struct slice id;
    int latitude,
        longitude; /* numbers of the cell: degrees above 90 S, 0 to 179, and east of 180 W, 0 to 359 */
    double latitude_deg, longitude_deg;
};
enum result cell_record_decode(struct slice key, struct slice value, struct cell_entry *out);

/* 1 to STATION_MAX - 1 bytes of [A-Z0-9]: what a station may be called in a key. */
bool station_id_valid(struct slice id);

#endif
