#include "ingest/stations_intake.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utc.h"
#include "store/product_state.h"
#include "store/report_store.h"

#define STATIONS_MAX       200000
#define STATIONS_BYTES_MAX ((size_t)64 << 20)
#define NAME_MAX_LEN       200

enum result stations_intake_init(struct stations_intake *s)
{
    struct arena *arena = arena_create(STATIONS_BYTES_MAX);
    if (!arena)
        return RESULT_NO_MEMORY;
    *s = (struct stations_intake){.arena = arena};
    return RESULT_OK;
}

void stations_intake_free(struct stations_intake *s)
{
    free(s->stations);
    arena_destroy(s->arena);
    memset(s, 0, sizeof(*s));
}

static bool grow(struct stations_intake *s)
{
    if (s->count < s->capacity)
        return true;
    size_t capacity = s->capacity ? s->capacity * 2 : 1024;
    if (capacity > STATIONS_MAX)
        return false;
    struct stored_station *stations = reallocarray(s->stations, capacity, sizeof(*stations));
    if (!stations)
        return false;
    s->stations = stations;
    s->capacity = capacity;
    return true;
}

static bool is_station_id(struct slice id)
{
    if (id.len < 3 || id.len >= STATION_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!((id.ptr[i] >= 'A' && id.ptr[i] <= 'Z') || (id.ptr[i] >= '0' && id.ptr[i] <= '9')))
            return false;
    return true;
}

void stations_intake_add(struct stations_intake *s, const struct upstream_station *given)
{
    if (!is_station_id(given->id) || !grow(s)) {
        s->dropped++;
        return;
    }
    struct stored_station station = {
        .latitude_deg = given->latitude_deg,
        .longitude_deg = given->longitude_deg,
        .elevation_m = given->elevation_m,
        .listed = true,
        .has_metar = given->has_metar,
        .has_taf = given->has_taf,
    };
    slice_copy(given->id, station.id, sizeof(station.id));
    slice_copy(given->iata, station.iata, sizeof(station.iata));
    slice_copy(given->faa, station.faa, sizeof(station.faa));
    slice_copy(given->country, station.country, sizeof(station.country));
    if (!(fabs(station.latitude_deg) <= 90 && fabs(station.longitude_deg) <= 180))
        station.latitude_deg = station.longitude_deg = NAN;
    if (given->name.len > 0 && given->name.len <= NAME_MAX_LEN)
        station.name = arena_copy(s->arena, given->name);
    s->stations[s->count++] = station;
}

void stations_intake_relay(struct stations_intake *s, const struct stored_station *station)
{
    struct upstream_station given = {
        .id = slice_from_string(station->id),
        .iata = slice_from_string(station->iata),
        .faa = slice_from_string(station->faa),
        .name = station->name,
        .country = slice_from_string(station->country),
        .latitude_deg = station->latitude_deg,
        .longitude_deg = station->longitude_deg,
        .elevation_m = station->elevation_m,
        .has_metar = station->has_metar,
        .has_taf = station->has_taf,
    };
    stations_intake_add(s, &given);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct stored_station *)a)->id, ((const struct stored_station *)b)->id);
}

static bool has_station(const struct stations_intake *s, const char *id)
{
    struct stored_station key = {.id = ""};
    slice_copy(slice_from_string(id), key.id, sizeof(key.id));
    return s->count > 0 && bsearch(&key, s->stations, s->count, sizeof(key), compare_ids) != NULL;
}

/* What stands in the store: how many are listed, and which of them the new list does not have. */
struct census {
    struct stations_intake *given;
    size_t listed;
    struct stored_station *gone; /* in the arena */
    size_t gone_count, gone_capacity;
    bool failed;
};

static bool count_station(void *context, const struct stored_station *station)
{
    struct census *c = context;
    if (!station->listed)
        return true;
    c->listed++;
    if (has_station(c->given, station->id))
        return true;
    if (c->gone_count == c->gone_capacity) {
        size_t capacity = c->gone_capacity ? c->gone_capacity * 2 : 256;
        struct stored_station *gone = arena_alloc_array(c->given->arena, capacity, sizeof(*gone));
        if (!gone) {
            c->failed = true;
            return false;
        }
        if (c->gone_count)
            memcpy(gone, c->gone, c->gone_count * sizeof(*gone));
        c->gone = gone;
        c->gone_capacity = capacity;
    }
    struct stored_station *copy = &c->gone[c->gone_count++];
    *copy = *station;
    if (station->name.ptr)
        copy->name = arena_copy(c->given->arena, station->name);
    copy->listed = copy->has_metar = copy->has_taf = false;
    return true;
}

static enum result take_census(struct store *store, struct census *c)
{
    struct store_read *read;
    enum result r = store_read_begin(store, STORE_HOT, &read);
    if (r != RESULT_OK)
        return r;
    r = station_store_each(read, count_station, c);
    store_read_end(read);
    if (c->failed)
        return RESULT_NO_MEMORY;
    return r == RESULT_CORRUPT ? RESULT_OK : r;
}

/* A station that has reports is found by its position: it may have moved, or had none before. */
static enum result put_station(struct store_write *w, const struct stored_station *station)
{
    struct stored_report report;
    struct slice id = slice_from_string(station->id);
    enum result r = station_store_put(w, station);
    if (r != RESULT_OK)
        return r;
    r = report_store_get_for_update(w, PRODUCT_METAR, SLOT_CURRENT, id, &report);
    if (r == RESULT_NOT_FOUND)
        r = report_store_get_for_update(w, PRODUCT_TAF, SLOT_CURRENT, id, &report);
    if (r == RESULT_OK)
        return station_cell_put(w, station);
    return r == RESULT_NOT_FOUND || r == RESULT_CORRUPT ? RESULT_OK : r;
}

static enum result put_state(struct store_write *w, const char *etag, const char *last_modified,
                             int64_t checked_at)
{
    struct product_state state;
    enum result r = product_state_get_for_update(w, PRODUCT_STATIONS, &state);
    if (r == RESULT_NOT_FOUND || r == RESULT_CORRUPT)
        state = (struct product_state){.newest_at = UTC_NONE};
    else if (r != RESULT_OK)
        return r;
    state.checked_at = state.received_at = checked_at;
    slice_copy(slice_from_string(etag), state.etag, sizeof(state.etag));
    slice_copy(slice_from_string(last_modified), state.last_modified, sizeof(state.last_modified));
    return product_state_put(w, PRODUCT_STATIONS, &state);
}

enum result stations_intake_store(struct stations_intake *s, struct store *store, const char *etag,
                                  const char *last_modified, int64_t checked_at, struct stations_summary *out)
{
    if (s->count > 0)
        qsort(s->stations, s->count, sizeof(s->stations[0]), compare_ids);
    struct census c = {.given = s};
    enum result r = take_census(store, &c);
    if (r != RESULT_OK)
        return r;
    *out = (struct stations_summary){.listed = s->count, .before = c.listed, .delisted = c.gone_count};
    if (s->count == 0 || s->count < c.listed - c.listed / 5)
        return RESULT_REFUSED;
    struct store_write *w;
    r = store_write_begin(store, STORE_HOT, &w);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; r == RESULT_OK && i < s->count; i++)
        r = put_station(w, &s->stations[i]);
    for (size_t i = 0; r == RESULT_OK && i < c.gone_count; i++)
        r = station_store_put(w, &c.gone[i]);
    if (r == RESULT_OK)
        r = put_state(w, etag, last_modified, checked_at);
    if (r != RESULT_OK) {
        store_write_abort(w);
        return r;
    }
    return store_write_commit(w);
}
