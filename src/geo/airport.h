/*
 * One airport, heliport, seaplane base or balloonport as data/airports.csv has it. A view: its slices lie in
 * the map of the struct airport_db that gave it and live as long as that is open. An absent slice (ptr NULL)
 * is "not known".
 */
#ifndef AW_GEO_AIRPORT_H
#define AW_GEO_AIRPORT_H

#include <stdint.h>

#include "base/slice.h"

/* In order of importance to a search: the first are shown first. */
enum airport_type {
    AIRPORT_LARGE,
    AIRPORT_MEDIUM,
    AIRPORT_SMALL,
    AIRPORT_SEAPLANE_BASE,
    AIRPORT_HELIPORT,
    AIRPORT_BALLOONPORT,
    AIRPORT_CLOSED,
    AIRPORT_TYPES
};

/* An elevation, length or displacement that is not known. */
#define GEO_FT_UNKNOWN INT32_MIN

/* The longest code of any kind, without a NUL ("RU-10000"). */
#define AIRPORT_CODE_MAX 8

struct airport {
    uint32_t index; /* of this airport in this file: 0..airport_db_count()-1, in order of ident */
    struct slice
        ident; /* the source's key: ICAO code, a former one, national code or invented; never absent */
    struct slice icao; /* four letters, or absent */
    struct slice gps;  /* what GPS units and METARs call it, where that is no ICAO code ("K00A"), or absent */
    struct slice iata; /* three letters, or absent */
    struct slice faa;  /* FAA location identifier, or absent; a few are held by two places */
    struct slice local;        /* code within another country, or absent */
    struct slice name;         /* UTF-8, never absent */
    struct slice city;         /* UTF-8, or absent */
    struct slice region;       /* ISO 3166-2 as the source has it ("US-NY"), or absent */
    struct slice country_code; /* ISO 3166-1, two letters */
    enum airport_type type;
    double latitude_deg;                       /* WGS 84, -90..90 */
    double longitude_deg;                      /* -180..180 */
    int32_t elevation_ft;                      /* above mean sea level, or GEO_FT_UNKNOWN */
    uint32_t runway_first, runway_count;       /* for airport_db_runway */
    uint32_t frequency_first, frequency_count; /* for airport_db_frequency */
};

/* "large_airport" …, as in the data; static. */
const char *airport_type_name(enum airport_type type);

/*
 * The identifiers under which the airport's reports may come, the likeliest first: its ICAO code, its GPS
 * code, its ident (a former ICAO code) where that has the form of a station, and K before a three-character
 * FAA identifier (NWS Instruction 10-1302). Upper case, without repetitions; returns how many, at most
 * AIRPORT_STATIONS_MAX.
 */
#define AIRPORT_STATIONS_MAX 4
struct airport_station {
    char code[5]; /* four characters and a NUL */
};
size_t airport_stations(const struct airport *a, struct airport_station out[AIRPORT_STATIONS_MAX]);

#endif
