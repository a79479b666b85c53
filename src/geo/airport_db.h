/*
 * The airports, runways and frequencies of the world, mapped read-only from airports.bin: all workers share
 * its pages.
 *
 * Opening checks the whole file (CRC and every offset in it, some 20 ms), so that a damaged or hostile one is
 * RESULT_CORRUPT and nothing after that can fail or read outside. The file must not be changed in place while
 * it is mapped: renew by rename. Immutable after opening, hence usable from any thread.
 */
#ifndef AW_GEO_AIRPORT_DB_H
#define AW_GEO_AIRPORT_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "geo/airport.h"
#include "geo/runway.h"

enum airport_code {
    AIRPORT_CODE_ICAO,
    AIRPORT_CODE_GPS,
    AIRPORT_CODE_IATA,
    AIRPORT_CODE_FAA,
    AIRPORT_CODE_LOCAL,
    AIRPORT_CODE_IDENT,
    AIRPORT_CODES
};

enum frequency_service {
    FREQUENCY_ATIS,
    FREQUENCY_TOWER,
    FREQUENCY_GROUND,
    FREQUENCY_CLEARANCE,
    FREQUENCY_UNICOM,
    FREQUENCY_APPROACH,
    FREQUENCY_DEPARTURE,
    FREQUENCY_SERVICES
};

struct frequency {
    enum frequency_service service;
    int32_t khz;
};

struct airport_db;

/* RESULT_IO (errno), RESULT_CORRUPT, RESULT_UNSUPPORTED (a file of another version), RESULT_NO_MEMORY. Close
 * with airport_db_close. */
enum result airport_db_open(const char *path, struct airport_db **out);
/* The same over bytes that the caller keeps until it closes. */
enum result airport_db_open_memory(struct slice bytes, struct airport_db **out);
void airport_db_close(struct airport_db *db); /* accepts NULL */

uint32_t airport_db_count(const struct airport_db *db);
uint32_t airport_db_runway_count(const struct airport_db *db);
uint32_t airport_db_frequency_count(const struct airport_db *db);

/* `index` < airport_db_count(); larger is a programmer's error. */
void airport_db_get(const struct airport_db *db, uint32_t index, struct airport *out);

/*
 * The airports that hold `code` as that kind of code, in order of ident; letter case is ignored. Writes at
 * most `max` indexes and returns how many there are: ICAO, IATA and ident are held by one at most.
 */
size_t airport_db_find(const struct airport_db *db, enum airport_code kind, struct slice code, uint32_t *out,
                       size_t max);

/*
 * The airport whose reports come under `station` (see airport_stations): by ICAO code, GPS code, ident, K and
 * FAA identifier, in that order, open ones before closed ones. RESULT_NOT_FOUND: many stations are not at an
 * airport.
 */
enum result airport_db_find_station(const struct airport_db *db, struct slice station, struct airport *out);

/* `i` < a->runway_count, < a->frequency_count. */
void airport_db_runway(const struct airport_db *db, const struct airport *a, uint32_t i, struct runway *out);
void airport_db_frequency(const struct airport_db *db, const struct airport *a, uint32_t i,
                          struct frequency *out);

/* "atis" …; static. */
const char *frequency_service_name(enum frequency_service service);

#endif
