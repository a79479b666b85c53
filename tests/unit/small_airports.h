/*
 * An airports.bin of three airports, for tests of damage and for the fuzzer; and a walk over everything that
 * a file's content leads to.
 */
#ifndef AW_TESTS_UNIT_SMALL_AIRPORTS_H
#define AW_TESTS_UNIT_SMALL_AIRPORTS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "geo/airport_file.h"
#include "geo/airport_search.h"
#include "geo/compile/compile.h"
#include "geo/nearest.h"

static const char small_airports_csv[] =
    "ident,iata,faa,local,name,type,latitude,longitude,elevation_ft,country_code,region,city,icao,gps\n"
    "AAAA,AAA,,X1,\"Ålesund, \"\"the\"\" Airport\",large_airport,0,180,,NO,NO-15,Ålesund,AAAA,\n"
    "BBBB,,BBB,,Southern Pole,closed,-90,-180,9300,AQ,,,,KBBB\n"
    "US-0001,,,,Elsewhere,heliport,12.5,-179.999999,0,US,US-XX,Town,,\n";
static const char small_runways_csv[] =
    "airport_ident,length_ft,width_ft,surface,lighted,le_ident,le_heading_true_deg,le_latitude,le_longitude,"
    "le_displaced_threshold_ft,le_elevation_ft,he_ident,he_heading_true_deg,he_latitude,he_longitude,"
    "he_displaced_threshold_ft,he_elevation_ft\n"
    "AAAA,10000,150,asphalt,1,18,180.5,0.01,179.99,,3,36,360,-0.01,180,500,\n"
    "BBBB,,,,,,,,,,,,,,,,\n";
static const char small_frequencies_csv[] =
    "airport_ident,service,frequency_mhz\nAAAA,atis,118.250\nBBBB,tower,257.800\n";

/* Writes `text` to a new file, whose name it puts into path. */
static inline bool small_text_write(const char *text, char path[32])
{
    size_t len = strlen(text);
    int fd;
    bool ok;

    memcpy(path, "/tmp/aw-airports-XXXXXX", sizeof "/tmp/aw-airports-XXXXXX");
    fd = mkstemp(path);
    if (fd < 0)
        return false;
    ok = write(fd, text, len) == (ssize_t)len;
    close(fd);
    return ok;
}

/* Compiles the airports with the runways and frequencies above; false if the compiler refuses them. */
static inline bool small_airports_compile(const char *airports, struct buffer *out)
{
    const char *const texts[] = {airports, small_runways_csv, small_frequencies_csv};
    char paths[3][32];
    bool ok = true;

    for (size_t i = 0; i < 3; i++)
        ok = small_text_write(texts[i], paths[i]) && ok;
    ok = ok && compile_file(paths[0], paths[1], paths[2], out);
    for (size_t i = 0; i < 3; i++)
        (void)unlink(paths[i]);
    return ok;
}

/* Makes the CRC right again. */
static inline void small_airports_reseal(struct buffer *b)
{
    uint32_t crc =
        htole32((uint32_t)crc32(0, (const Bytef *)b->ptr + HEADER_AT_SIZE, (uInt)(b->len - HEADER_AT_SIZE)));
    memcpy(b->ptr + HEADER_AT_CRC, &crc, sizeof crc);
}

static inline bool airports_walk_name(void *context, const struct airport *a)
{
    size_t *sum = context;
    *sum += a->name.len;
    for (size_t i = 0; i < a->name.len; i++)
        *sum += (unsigned char)a->name.ptr[i];
    return true;
}

/* Touches everything that a file of any content can lead to. */
static inline size_t airports_walk(const struct airport_db *db)
{
    static const char *const queries[] = {"AAAA", "aalesund the", "pole", "el", "zz"};
    struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX];
    struct nearest_hit hits[8];
    struct airport a;
    struct runway r;
    struct frequency f;
    size_t sum = 0, n;

    for (uint32_t i = 0; i < airport_db_count(db); i++) {
        airport_db_get(db, i, &a);
        airports_walk_name(&sum, &a);
        for (uint32_t k = 0; k < a.runway_count; k++) {
            airport_db_runway(db, &a, k, &r);
            sum += r.ends[1].ident.len;
        }
        for (uint32_t k = 0; k < a.frequency_count; k++) {
            airport_db_frequency(db, &a, k, &f);
            sum += (size_t)f.service;
        }
    }
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        if (airport_search(db, slice_from_string(queries[i]), 5, found, &n) == RESULT_OK)
            sum += n;
    sum += airport_nearest(db, (struct geo_point){0, 179}, 1e9, NULL, NULL, hits, 8);
    airport_box_each(db, -90, -180, 90, 180, airports_walk_name, &sum);
    return sum;
}

#endif
