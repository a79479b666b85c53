/*
 * The provider's list of stations as hosts share it: one value of a tier. Pure. Layout:
 *
 *   0  format version (1)
 *   1  CRC-32 (zlib's), little-endian, of all that follows
 *   5  simulated (1 byte), checked_at (8), etag, last_modified (texts), number of stations (4), bytes of the
 *      stations (4)
 *   -  the stations, a zlib stream: of each its identifier (text) and its record as the store keeps it, in
 *      the order of their identifiers
 */
#ifndef AW_STORE_STATION_LIST_H
#define AW_STORE_STATION_LIST_H

#include "base/buffer.h"
#include "store/station_store.h"

/* Of the stations before they are packed: twenty times what the world's stations take. */
#define STATION_LIST_BYTES_MAX ((size_t)16 << 20)

struct station_list {
    bool simulated;
    int64_t checked_at;                /* the provider's last answer, 304 included */
    char etag[128], last_modified[64]; /* as in store/product_state.h; "" = none */
    uint32_t count;
    struct buffer stations; /* as laid out above */
    struct buffer record;   /* of the station being added */
};

void station_list_init(struct station_list *l); /* empty, never checked */
void station_list_free(struct station_list *l); /* accepts a freed or zeroed one */

/* A listed station (else RESULT_INVALID), identifiers ascending. RESULT_TOO_LARGE, RESULT_NO_MEMORY. */
enum result station_list_add(struct station_list *l, const struct stored_station *station);

/* Appends to *out. RESULT_INVALID: it has no station; RESULT_TOO_LARGE: it does not fit `out`;
 * RESULT_NO_MEMORY. */
enum result station_list_pack(const struct station_list *l, struct buffer *out);

/*
 * Into an initialised list, which has no station after a failure. RESULT_CORRUPT: damaged, cut, not ours,
 * without a station, or more than STATION_LIST_BYTES_MAX when unpacked; RESULT_NO_MEMORY. What it takes is
 * whole: every station is valid, listed, and there once. Validators are printable ASCII.
 */
enum result station_list_unpack(struct slice packed, struct station_list *l);

/* Of an unpacked list; names point into it. False from `each` stops. */
void station_list_each(const struct station_list *l,
                       bool (*each)(void *context, const struct stored_station *station), void *context);

#endif
