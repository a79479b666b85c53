/*
 * Decoding of each kind of record from stored bytes, frame taken off: for the stores of records, and for the
 * fuzzer, which gives them any bytes. Each answers RESULT_CORRUPT and leaves *out untouched when key or value
 * are not its own, and never reads outside them. Slices in *out point into the value.
 */
#ifndef AW_STORE_RECORDS_H
#define AW_STORE_RECORDS_H

#include "base/buffer.h"
#include "store/history_store.h"
#include "store/product_state.h"
#include "store/report_store.h"
#include "store/station_store.h"

enum result report_record_decode(struct slice key, struct slice value, struct stored_report *out);
/* Appends the record without its key, the identifier. */
void station_record_encode(const struct stored_station *station, struct buffer *b);
enum result station_record_decode(struct slice key, struct slice value, struct stored_station *out);
enum result product_state_record_decode(struct slice value, struct product_state *out);
enum result history_record_decode(struct slice key, struct slice value, struct history_entry *out);

/* A row of the history by its key, as the journal names it. RESULT_INVALID: no station, or no time. */
#define HISTORY_KEY_MAX 64
enum result history_record_key(const struct history_entry *entry, char out[HISTORY_KEY_MAX],
                               struct slice *key);
/* Fills product, station and observed_at, and the hash of the raw text. */
enum result history_record_parse_key(struct slice key, struct history_entry *out, uint32_t *hash);

/* An item, `value` pointing into the record, and a counter; expires_at UTC_NONE: never. */
struct item_record {
    int64_t expires_at;
    struct slice value;
};
enum result item_record_decode(struct slice value, struct item_record *out);
struct counter_record {
    int64_t sum;
    int64_t expires_at;
};
enum result counter_record_decode(struct slice value, struct counter_record *out);

/* What is owed: the key of a row, pointing into the record. */
enum result journal_record_decode(struct slice value, struct slice *row);

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
