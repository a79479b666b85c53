#include "store/station_store.h"

#include <math.h>
#include <stdio.h>

#include "store/internal.h"
#include "store/record.h"
#include "store/records.h"

#define STATION_VERSION 1
#define CELL_VERSION    1

#define LATITUDE_CELLS  180
#define LONGITUDE_CELLS 360

enum flag { FLAG_LISTED = 1, FLAG_METAR = 2, FLAG_TAF = 4, FLAGS_ALL = 7 };

/* ---- stations: the key is the identifier ---- */

void station_record_encode(const struct stored_station *station, struct buffer *b)
{
    record_put_u8(b, STATION_VERSION);
    record_put_u8(b, (uint8_t)((station->listed ? FLAG_LISTED : 0) | (station->has_metar ? FLAG_METAR : 0) |
                               (station->has_taf ? FLAG_TAF : 0)));
    record_put_text(b, station->iata);
    record_put_text(b, station->faa);
    record_put_text(b, station->country);
    record_put_double(b, station->latitude_deg);
    record_put_double(b, station->longitude_deg);
    record_put_double(b, station->elevation_m);
    record_put_slice(b, station->name);
}

enum result station_record_decode(struct slice key, struct slice value, struct stored_station *out)
{
    struct stored_station station = {0};
    if (!station_id_valid(key) || !slice_copy(key, station.id, sizeof(station.id)))
        return RESULT_CORRUPT;
    struct record_reader r = record_begin(value, STATION_VERSION);
    uint8_t flags = record_get_u8(&r, FLAGS_ALL);
    station.listed = flags & FLAG_LISTED;
    station.has_metar = flags & FLAG_METAR;
    station.has_taf = flags & FLAG_TAF;
    record_get_text(&r, station.iata, sizeof(station.iata));
    record_get_text(&r, station.faa, sizeof(station.faa));
    record_get_text(&r, station.country, sizeof(station.country));
    station.latitude_deg = record_get_double(&r, -90, 90);
    station.longitude_deg = record_get_double(&r, -180, 180);
    station.elevation_m = record_get_double(&r, -100000, 100000);
    station.name = record_get_slice(&r);
    if (record_end(&r))
        return RESULT_CORRUPT;
    *out = station;
    return RESULT_OK;
}

enum result station_store_get(struct store_read *r, struct slice id, struct stored_station *out)
{
    struct slice value;
    if (!station_id_valid(id))
        return RESULT_INVALID;
    enum result result = store_read_get(r, STORE_STATION, id, &value);
    return result ? result : station_record_decode(id, value, out);
}

enum result station_store_get_for_update(struct store_write *w, struct slice id, struct stored_station *out)
{
    struct slice value;
    if (!station_id_valid(id))
        return RESULT_INVALID;
    enum result result = store_write_get(w, STORE_STATION, id, &value);
    return result ? result : station_record_decode(id, value, out);
}

static bool position_valid(const struct stored_station *station)
{
    return station->latitude_deg >= -90 && station->latitude_deg <= 90 && station->longitude_deg >= -180 &&
           station->longitude_deg <= 180;
}

enum result station_store_put(struct store_write *w, const struct stored_station *station)
{
    struct slice id = slice_from_string(station->id);
    bool no_position = isnan(station->latitude_deg) || isnan(station->longitude_deg);
    if (!station_id_valid(id) || (!no_position && !position_valid(station)))
        return RESULT_INVALID;
    struct buffer *b = store_write_scratch(w);
    station_record_encode(station, b);
    enum result result = buffer_result(b);
    return result ? result : store_write_put(w, STORE_STATION, id, buffer_slice(b));
}

struct walk {
    bool (*each)(void *context, const struct stored_station *station);
    void *context;
    bool corrupt; /* a record was skipped */
};

static bool walk_entry(void *context, struct slice key, struct slice value)
{
    struct walk *walk = context;
    struct stored_station station;
    if (station_record_decode(key, value, &station)) {
        walk->corrupt = true;
        return true;
    }
    return walk->each(walk->context, &station);
}

enum result station_store_each(struct store_read *r,
                               bool (*each)(void *context, const struct stored_station *station),
                               void *context)
{
    struct walk walk = {each, context, false};
    struct slice all = slice_make(NULL, 0);
    enum result result = store_read_scan(r, STORE_STATION, all, all, walk_entry, &walk);
    return !result && walk.corrupt ? RESULT_CORRUPT : result;
}

/*
 * ---- cells ----
 * Key: degrees above 90 S, degrees east of 180 W, station: "130:106:KJFK". Beside it a key "at:KJFK" with the
 * same value tells in which cell a station was entered, so that it can be moved.
 */

#define CELL_KEY_MAX 32

/* The pole and the date line belong to the last cell of their row. */
static int cell_number(double degrees, int offset, int count)
{
    int n = (int)floor(degrees) + offset;
    return n < 0 ? 0 : n >= count ? count - 1 : n;
}

static struct slice cell_key(double latitude_deg, double longitude_deg, struct slice id,
                             char out[CELL_KEY_MAX])
{
    int len = snprintf(out, CELL_KEY_MAX, "%03d:%03d:%.*s", cell_number(latitude_deg, 90, LATITUDE_CELLS),
                       cell_number(longitude_deg, 180, LONGITUDE_CELLS), (int)id.len, id.ptr);
    return slice_make(out, (size_t)len);
}

static struct slice at_key(struct slice id, char out[CELL_KEY_MAX])
{
    int len = snprintf(out, CELL_KEY_MAX, "at:%.*s", (int)id.len, id.ptr);
    return slice_make(out, (size_t)len);
}

/* A number of exactly three digits below `count`, or -1. */
static int parse_cell_number(struct slice s, int count)
{
    int n = 0;
    if (s.len != 3)
        return -1;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return -1;
        n = n * 10 + (s.ptr[i] - '0');
    }
    return n < count ? n : -1;
}

static enum result decode_position(struct slice value, double *latitude_deg, double *longitude_deg)
{
    struct record_reader r = record_begin(value, CELL_VERSION);
    double latitude = record_get_double(&r, -90, 90);
    double longitude = record_get_double(&r, -180, 180);
    if (record_end(&r) || isnan(latitude) || isnan(longitude))
        return RESULT_CORRUPT;
    *latitude_deg = latitude;
    *longitude_deg = longitude;
    return RESULT_OK;
}

enum result cell_record_decode(struct slice key, struct slice value, struct cell_entry *out)
{
    struct cell_entry entry;
    struct slice rest = key, latitude, longitude;
    if (!slice_next(&rest, ':', &latitude) || !slice_next(&rest, ':', &longitude) || !station_id_valid(rest))
        return RESULT_CORRUPT;
    entry.id = rest;
    entry.latitude = parse_cell_number(latitude, LATITUDE_CELLS);
    entry.longitude = parse_cell_number(longitude, LONGITUDE_CELLS);
    if (entry.latitude < 0 || entry.longitude < 0)
        return RESULT_CORRUPT;
    if (decode_position(value, &entry.latitude_deg, &entry.longitude_deg))
        return RESULT_CORRUPT;
    *out = entry;
    return RESULT_OK;
}

/* Takes the station out of the cell it was entered in, if that is another one than `key`. */
static enum result leave_cell(struct store_write *w, struct slice id, struct slice at, struct slice key)
{
    struct slice value;
    double latitude, longitude;
    char bytes[CELL_KEY_MAX];
    enum result result = store_write_get(w, STORE_CELL, at, &value);
    if (result == RESULT_NOT_FOUND || (!result && decode_position(value, &latitude, &longitude)))
        return RESULT_OK;
    if (result)
        return result;
    struct slice old = cell_key(latitude, longitude, id, bytes);
    return slice_equal(old, key) ? RESULT_OK : store_write_delete(w, STORE_CELL, old);
}

enum result station_cell_put(struct store_write *w, const struct stored_station *station)
{
    struct slice id = slice_from_string(station->id);
    if (!station_id_valid(id))
        return RESULT_INVALID;
    if (!position_valid(station))
        return RESULT_OK;
    char key_bytes[CELL_KEY_MAX], at_bytes[CELL_KEY_MAX];
    struct slice key = cell_key(station->latitude_deg, station->longitude_deg, id, key_bytes);
    struct slice at = at_key(id, at_bytes);
    enum result result = leave_cell(w, id, at, key);
    if (result)
        return result;
    struct buffer *b = store_write_scratch(w);
    record_put_u8(b, CELL_VERSION);
    record_put_double(b, station->latitude_deg);
    record_put_double(b, station->longitude_deg);
    result = buffer_result(b);
    if (!result)
        result = store_write_put(w, STORE_CELL, key, buffer_slice(b));
    return result ? result : store_write_put(w, STORE_CELL, at, buffer_slice(b));
}

struct box {
    double south, west, north, east; /* west <= east */
    bool (*each)(void *context, struct slice id, double latitude_deg, double longitude_deg);
    void *context;
    bool stopped, corrupt;
};

static bool box_entry(void *context, struct slice key, struct slice value)
{
    struct box *box = context;
    struct cell_entry entry;
    if (cell_record_decode(key, value, &entry)) {
        box->corrupt = true;
        return true;
    }
    if (entry.longitude > cell_number(box->east, 180, LONGITUDE_CELLS))
        return false;
    if (entry.latitude_deg < box->south || entry.latitude_deg > box->north ||
        entry.longitude_deg < box->west || entry.longitude_deg > box->east)
        return true;
    box->stopped = !box->each(box->context, entry.id, entry.latitude_deg, entry.longitude_deg);
    return !box->stopped;
}

/* One row of cells, from the box's west to its east. */
static enum result scan_row(struct store_read *r, int row, struct box *box)
{
    char prefix[8], from[16];
    int prefix_len = snprintf(prefix, sizeof(prefix), "%03d:", row);
    int from_len =
        snprintf(from, sizeof(from), "%03d:%03d:", row, cell_number(box->west, 180, LONGITUDE_CELLS));
    return store_read_scan(r, STORE_CELL, slice_make(prefix, (size_t)prefix_len),
                           slice_make(from, (size_t)from_len), box_entry, box);
}

enum result station_cell_each(struct store_read *r, double south, double west, double north, double east,
                              bool (*each)(void *context, struct slice id, double latitude_deg,
                                           double longitude_deg),
                              void *context)
{
    if (!(south >= -90 && south <= north && north <= 90) || !(west >= -180 && west <= 180) ||
        !(east >= -180 && east <= 180))
        return RESULT_INVALID;
    bool corrupt = false;
    struct box whole = {south, west, north, east, each, context, false, false};
    struct box parts[2] = {whole, whole};
    int count = 1;
    if (west > east) { /* across the date line: to 180 E, then from 180 W */
        parts[0].east = 180;
        parts[1].west = -180;
        count = 2;
    }
    for (int row = cell_number(south, 90, LATITUDE_CELLS); row <= cell_number(north, 90, LATITUDE_CELLS);
         row++) {
        for (int i = 0; i < count; i++) {
            enum result result = scan_row(r, row, &parts[i]);
            corrupt = corrupt || parts[i].corrupt || result == RESULT_CORRUPT;
            if (result && result != RESULT_CORRUPT)
                return result;
            if (parts[i].stopped)
                return corrupt ? RESULT_CORRUPT : RESULT_OK;
        }
    }
    return corrupt ? RESULT_CORRUPT : RESULT_OK;
}
