#include "geo/airport_file.h"

#include <zlib.h>

static bool string_ok(const struct airport_db *db, uint32_t offset)
{
    const struct airport_section_view *s = &db->section[SECTION_STRINGS];
    return offset < s->len && s->ptr[offset] < s->len - offset;
}

static bool strings_ok(const struct airport_db *db, const uint8_t *record, const uint8_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!string_ok(db, file_u32(record + at[i])))
            return false;
    return true;
}

static bool range_ok(uint32_t first, uint32_t count, uint32_t total)
{
    return first <= total && count <= total - first;
}

static bool position_ok(int32_t latitude, int32_t longitude)
{
    return latitude >= -90000000 && latitude <= 90000000 && longitude >= -180000000 && longitude <= 180000000;
}

static bool airports_ok(const struct airport_db *db)
{
    static const uint8_t strings[] = {
        AIRPORT_AT_IDENT,  AIRPORT_AT_ICAO,    AIRPORT_AT_GPS,    AIRPORT_AT_IATA,
        AIRPORT_AT_FAA,    AIRPORT_AT_LOCAL,   AIRPORT_AT_NAME,   AIRPORT_AT_CITY,
        AIRPORT_AT_REGION, AIRPORT_AT_COUNTRY, AIRPORT_AT_FOLDED,
    };

    for (uint32_t i = 0; i < db->airports; i++) {
        const uint8_t *p = airport_record(db, i);
        if (!strings_ok(db, p, strings, sizeof strings) || file_u32(p + AIRPORT_AT_TYPE) >= AIRPORT_TYPES ||
            file_u32(p + AIRPORT_AT_IDENT) == 0 || file_u32(p + AIRPORT_AT_NAME) == 0 ||
            !position_ok(file_i32(p + AIRPORT_AT_LATITUDE), file_i32(p + AIRPORT_AT_LONGITUDE)) ||
            !range_ok(file_u32(p + AIRPORT_AT_RUNWAY_FIRST), file_u32(p + AIRPORT_AT_RUNWAY_COUNT),
                      db->runways) ||
            !range_ok(file_u32(p + AIRPORT_AT_FREQUENCY_FIRST), file_u32(p + AIRPORT_AT_FREQUENCY_COUNT),
                      db->frequencies))
            return false;
    }
    return true;
}

static bool runways_ok(const struct airport_db *db)
{
    for (uint32_t i = 0; i < db->runways; i++) {
        const uint8_t *p = db->section[SECTION_RUNWAYS].ptr + (size_t)i * RUNWAY_RECORD_SIZE;
        if (file_u32(p + RUNWAY_AT_SURFACE) >= SURFACES ||
            !string_ok(db, file_u32(p + RUNWAY_AT_ENDS + END_AT_IDENT)) ||
            !string_ok(db, file_u32(p + RUNWAY_AT_ENDS + END_SIZE + END_AT_IDENT)))
            return false;
    }
    for (uint32_t i = 0; i < db->frequencies; i++)
        if (file_u32(db->section[SECTION_FREQUENCIES].ptr + (size_t)i * FREQUENCY_RECORD_SIZE +
                     FREQUENCY_AT_SERVICE) >= FREQUENCY_SERVICES)
            return false;
    return true;
}

/* Every number of an array of airport indexes, `stride` bytes apart, names an airport. */
static bool indexes_ok(const struct airport_db *db, const struct airport_section_view *s, size_t at,
                       size_t stride)
{
    for (size_t i = at; i < s->len; i += stride)
        if (file_u32(s->ptr + i) >= db->airports)
            return false;
    return true;
}

static bool search_index_ok(const struct airport_db *db)
{
    uint32_t postings = db->section[SECTION_POSTINGS].len / 4;

    for (int kind = 0; kind < AIRPORT_CODES; kind++)
        if (!indexes_ok(db, &db->section[SECTION_CODES + kind], CODE_AT_AIRPORT, CODE_RECORD_SIZE))
            return false;
    for (uint32_t i = 0; i < db->words; i++) {
        const uint8_t *p = db->section[SECTION_WORDS].ptr + (size_t)i * WORD_RECORD_SIZE;
        if (!string_ok(db, file_u32(p + WORD_AT_STRING)) ||
            !range_ok(file_u32(p + WORD_AT_FIRST), file_u32(p + WORD_AT_COUNT), postings))
            return false;
    }
    return indexes_ok(db, &db->section[SECTION_POSTINGS], 0, 4);
}

static bool cells_ok(const struct airport_db *db)
{
    const struct airport_section_view *cells = &db->section[SECTION_CELLS],
                                      *members = &db->section[SECTION_MEMBERS];
    uint32_t before = 0;

    if (cells->len != (CELLS + 1) * 4)
        return false;
    for (uint32_t i = 0; i <= CELLS; i++) {
        uint32_t offset = file_u32(cells->ptr + (size_t)i * 4);
        if (offset < before || offset > members->len / 4)
            return false;
        before = offset;
    }
    return indexes_ok(db, members, 0, 4);
}

/* Takes the sections from the header's table; each must lie inside the file and hold whole records. */
static bool sections_take(struct airport_db *db)
{
    for (int i = 0; i < SECTIONS; i++) {
        const uint8_t *entry = db->base + HEADER_AT_TABLE + (size_t)i * 8;
        uint32_t offset = file_u32(entry);
        uint32_t len = file_u32(entry + 4);
        uint32_t record = 4;

        if (i == SECTION_STRINGS)
            record = 1;
        else if (i == SECTION_AIRPORTS)
            record = AIRPORT_RECORD_SIZE;
        else if (i == SECTION_RUNWAYS)
            record = RUNWAY_RECORD_SIZE;
        else if (i == SECTION_FREQUENCIES)
            record = FREQUENCY_RECORD_SIZE;
        else if (i < SECTION_WORDS)
            record = CODE_RECORD_SIZE;
        else if (i == SECTION_WORDS)
            record = WORD_RECORD_SIZE;
        if (offset < HEADER_SIZE || !range_ok(offset, len, (uint32_t)db->size) || len % record != 0)
            return false;
        db->section[i] = (struct airport_section_view){db->base + offset, len};
    }
    db->airports = db->section[SECTION_AIRPORTS].len / AIRPORT_RECORD_SIZE;
    db->runways = db->section[SECTION_RUNWAYS].len / RUNWAY_RECORD_SIZE;
    db->frequencies = db->section[SECTION_FREQUENCIES].len / FREQUENCY_RECORD_SIZE;
    db->words = db->section[SECTION_WORDS].len / WORD_RECORD_SIZE;
    return true;
}

enum result airport_file_check(struct airport_db *db)
{
    const uint8_t *p = db->base;

    if (db->size < HEADER_SIZE || db->size > AIRPORT_FILE_SIZE_MAX || memcmp(p, AIRPORT_FILE_MAGIC, 8) != 0)
        return RESULT_CORRUPT;
    if (file_u32(p + HEADER_AT_VERSION) != AIRPORT_FILE_VERSION)
        return RESULT_UNSUPPORTED;
    if (file_u32(p + HEADER_AT_SIZE) != db->size || file_u32(p + HEADER_AT_SECTIONS) != SECTIONS ||
        file_u32(p + HEADER_AT_CRC) !=
            (uint32_t)crc32(0, p + HEADER_AT_SIZE, (uInt)(db->size - HEADER_AT_SIZE)))
        return RESULT_CORRUPT;
    if (!sections_take(db) || !airports_ok(db) || !runways_ok(db) || !search_index_ok(db) || !cells_ok(db))
        return RESULT_CORRUPT;
    return RESULT_OK;
}
