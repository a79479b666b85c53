/*
 * airports.bin: what compile_airports writes and airport_db reads. Private to src/geo.
 *
 * All numbers are little-endian 32-bit (i32 two's complement), at any alignment. A header:
 *   0 magic[8]  8 version  12 CRC-32 (zlib) of the bytes from 16 to the end  16 file size  20 number of
 * sections 24 per section: offset, length in bytes then the sections, in the order of enum airport_section. A
 * string is named by its offset in AIRPORT_STRINGS, where stands its length (one byte) and its bytes; offset
 * 0 is the absent string. Unknown numbers are INT32_MIN.
 */
#ifndef AW_GEO_AIRPORT_FILE_H
#define AW_GEO_AIRPORT_FILE_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/slice.h"
#include "geo/airport_db.h"

#define AIRPORT_FILE_MAGIC    "AWAIRPT1"
#define AIRPORT_FILE_VERSION  1
#define AIRPORT_FILE_SIZE_MAX (256u << 20)

enum airport_section {
    SECTION_STRINGS,
    SECTION_AIRPORTS,    /* in order of ident */
    SECTION_RUNWAYS,     /* grouped by airport */
    SECTION_FREQUENCIES, /* grouped by airport */
    SECTION_CODES,       /* one a kind of code, from here: sorted by (code, airport) */
    SECTION_WORDS = SECTION_CODES + AIRPORT_CODES, /* folded words of names and cities, sorted by bytes */
    SECTION_POSTINGS,                              /* the airports of each word, the most important first */
    SECTION_CELLS,   /* per cell the offset of its first member, and one more: the end */
    SECTION_MEMBERS, /* airports by cell */
    SECTIONS
};

enum {
    HEADER_AT_VERSION = 8,
    HEADER_AT_CRC = 12,
    HEADER_AT_SIZE = 16,
    HEADER_AT_SECTIONS = 20,
    HEADER_AT_TABLE = 24,
    HEADER_SIZE = HEADER_AT_TABLE + 8 * SECTIONS,
};

/* An airport's record: offsets of its members. */
enum {
    AIRPORT_AT_IDENT = 0,
    AIRPORT_AT_ICAO = 4,
    AIRPORT_AT_GPS = 8,
    AIRPORT_AT_IATA = 12,
    AIRPORT_AT_FAA = 16,
    AIRPORT_AT_LOCAL = 20,
    AIRPORT_AT_NAME = 24,
    AIRPORT_AT_CITY = 28,
    AIRPORT_AT_REGION = 32,
    AIRPORT_AT_COUNTRY = 36,
    AIRPORT_AT_FOLDED = 40, /* text_fold(name), a line feed, text_fold(city) */
    AIRPORT_AT_TYPE = 44,
    AIRPORT_AT_LATITUDE = 48,  /* micro-degrees */
    AIRPORT_AT_LONGITUDE = 52, /* micro-degrees */
    AIRPORT_AT_ELEVATION = 56,
    AIRPORT_AT_RUNWAY_FIRST = 60,
    AIRPORT_AT_RUNWAY_COUNT = 64,
    AIRPORT_AT_FREQUENCY_FIRST = 68,
    AIRPORT_AT_FREQUENCY_COUNT = 72,
    AIRPORT_RECORD_SIZE = 76,
};

enum {
    RUNWAY_AT_LENGTH = 0,
    RUNWAY_AT_WIDTH = 4,
    RUNWAY_AT_SURFACE = 8,  /* enum runway_surface */
    RUNWAY_AT_LIGHTED = 12, /* 1, or 0: not known */
    RUNWAY_AT_ENDS = 16,
    END_AT_IDENT = 0,
    END_AT_HEADING = 4, /* tenths of a degree, true */
    END_AT_LATITUDE = 8,
    END_AT_LONGITUDE = 12,
    END_AT_DISPLACED = 16,
    END_AT_ELEVATION = 20,
    END_SIZE = 24,
    RUNWAY_RECORD_SIZE = RUNWAY_AT_ENDS + 2 * END_SIZE,
};

enum {
    FREQUENCY_AT_SERVICE = 0, /* enum frequency_service */
    FREQUENCY_AT_KHZ = 4,
    FREQUENCY_RECORD_SIZE = 8,
};

enum {
    CODE_AT_CODE = 0, /* AIRPORT_CODE_MAX bytes, upper case, padded with NUL */
    CODE_AT_AIRPORT = AIRPORT_CODE_MAX,
    CODE_RECORD_SIZE = AIRPORT_CODE_MAX + 4,
};

enum {
    WORD_AT_STRING = 0,
    WORD_AT_FIRST = 4,
    WORD_AT_COUNT = 8,
    WORD_RECORD_SIZE = 12,
};

/* Cells of one degree, row 0 at the south pole, column 0 at 180° W. */
#define CELL_ROWS    180
#define CELL_COLUMNS 360
#define CELLS        (CELL_ROWS * CELL_COLUMNS)

static inline uint32_t file_u32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return le32toh(v);
}

static inline int32_t file_i32(const uint8_t *p)
{
    return (int32_t)file_u32(p);
}

struct airport_section_view {
    const uint8_t *ptr;
    uint32_t len; /* bytes */
};

struct airport_db {
    const uint8_t *base;
    size_t size;
    bool mapped; /* base is ours to unmap */
    struct airport_section_view section[SECTIONS];
    uint32_t airports, runways, frequencies, words; /* records */
};

/* Everything below trusts the file: airport_file_check has passed. */

static inline const uint8_t *airport_record(const struct airport_db *db, uint32_t index)
{
    return db->section[SECTION_AIRPORTS].ptr + (size_t)index * AIRPORT_RECORD_SIZE;
}

static inline struct slice airport_string(const struct airport_db *db, uint32_t offset)
{
    const uint8_t *p = db->section[SECTION_STRINGS].ptr + offset;
    return offset == 0 ? (struct slice){NULL, 0} : slice_make((const char *)p + 1, *p);
}

static inline struct slice airport_folded(const struct airport_db *db, uint32_t index)
{
    return airport_string(db, file_u32(airport_record(db, index) + AIRPORT_AT_FOLDED));
}

static inline double degrees_of(int32_t micro)
{
    return micro / 1e6;
}

static inline uint32_t cell_row(double latitude_deg)
{
    int row = (int)(latitude_deg + 90.0);
    return row < 0 ? 0 : row >= CELL_ROWS ? CELL_ROWS - 1 : (uint32_t)row;
}

static inline uint32_t cell_column(double longitude_deg)
{
    int column = (int)(longitude_deg + 180.0);
    return column < 0 ? 0 : column >= CELL_COLUMNS ? 0 : (uint32_t)column; /* 180° E is 180° W */
}

/*
 * RESULT_CORRUPT unless the file is whole (CRC) and no offset, count or index in it leads outside;
 * RESULT_UNSUPPORTED for another version. On success db's sections and counts are set.
 */
enum result airport_file_check(struct airport_db *db);

#endif
