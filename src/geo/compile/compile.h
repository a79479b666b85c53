/*
 * Build-time compiler of data/(airports, runways, frequencies).csv into airports.bin; runs on the build
 * machine only and is not installed. Its files print what is wrong to standard error, with file and line, and
 * answer false.
 */
#ifndef AW_GEO_COMPILE_COMPILE_H
#define AW_GEO_COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"
#include "geo/airport_file.h"

#define FOLDED_MAX 255

/* One row of airports.csv: slices into the file's text, numbers as the file format has them. */
struct compile_airport {
    struct slice ident, icao, gps, iata, faa, local, name, city, region, country;
    uint32_t type;
    int32_t latitude, longitude, elevation;
    uint32_t runway_first, runway_count, frequency_first, frequency_count;
    char folded[FOLDED_MAX];
    uint8_t folded_len;
};

/* Strings, each once; see airport_file.h. */
struct string_pool {
    struct buffer bytes;
    uint32_t *slots; /* offsets by hash; 0: free */
    size_t slot_count, used;
};

bool string_pool_init(struct string_pool *pool);
void string_pool_free(struct string_pool *pool);
/* The offset of `s`, entered if it is new; 0 for an absent or empty one, or with pool->bytes failed. At most
 * 255 bytes. */
uint32_t string_pool_put(struct string_pool *pool, struct slice s);

void put_u32(struct buffer *b, uint32_t v);
void put_i32(struct buffer *b, int32_t v);

struct compile {
    struct compile_airport *airports;
    uint32_t count;
    struct string_pool strings;
    struct buffer sections[SECTIONS]; /* SECTION_STRINGS stays empty: it is strings.bytes */
};

/*
 * compile_file.c: the whole of it. Appends the bytes of airports.bin to `out`, which the caller initialised
 * with a maximum of at most AIRPORT_FILE_SIZE_MAX.
 */
bool compile_file(const char *airports_csv, const char *runways_csv, const char *frequencies_csv,
                  struct buffer *out);

/* compile_rows.c: the three files. */
bool compile_airports_csv(struct compile *c, const char *path, struct buffer *text);
bool compile_runways_csv(struct compile *c, const char *path);
bool compile_frequencies_csv(struct compile *c, const char *path);

/* compile_index.c: everything that is looked up. False without memory. */
bool compile_airport_records(struct compile *c);
bool compile_code_indexes(struct compile *c);
bool compile_words(struct compile *c);
bool compile_cells(struct compile *c);

#endif
