#include "geo/airport.h"

#include <assert.h>

#define STATION_LEN 4

const char *airport_type_name(enum airport_type type)
{
    static const char *const names[AIRPORT_TYPES] = {
        [AIRPORT_LARGE] = "large_airport", [AIRPORT_MEDIUM] = "medium_airport",
        [AIRPORT_SMALL] = "small_airport", [AIRPORT_SEAPLANE_BASE] = "seaplane_base",
        [AIRPORT_HELIPORT] = "heliport",   [AIRPORT_BALLOONPORT] = "balloonport",
        [AIRPORT_CLOSED] = "closed",
    };

    assert((unsigned)type < AIRPORT_TYPES);
    return names[type];
}

static bool is_station(struct slice code)
{
    if (code.len != STATION_LEN)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

static size_t station_add(struct airport_station *out, size_t n, struct slice code)
{
    if (!is_station(code))
        return n;
    for (size_t i = 0; i < n; i++)
        if (memcmp(out[i].code, code.ptr, STATION_LEN) == 0)
            return n;
    (void)slice_copy(code, out[n].code, sizeof out[n].code);
    return n + 1;
}

size_t airport_stations(const struct airport *a, struct airport_station out[AIRPORT_STATIONS_MAX])
{
    size_t n = 0;

    n = station_add(out, n, a->icao);
    n = station_add(out, n, a->gps);
    n = station_add(out, n, a->ident);
    if (a->faa.len == STATION_LEN - 1) {
        char code[STATION_LEN] = {'K', a->faa.ptr[0], a->faa.ptr[1], a->faa.ptr[2]};
        n = station_add(out, n, slice_make(code, sizeof code));
    }
    return n;
}
