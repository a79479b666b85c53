#include "geo/airport_db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "geo/airport_file.h"

static enum result db_create(const uint8_t *base, size_t size, bool mapped, struct airport_db **out)
{
    struct airport_db *db = calloc(1, sizeof *db);
    enum result r;

    if (!db)
        return RESULT_NO_MEMORY;
    db->base = base;
    db->size = size;
    db->mapped = mapped;
    r = airport_file_check(db);
    if (r != RESULT_OK) {
        free(db);
        return r;
    }
    *out = db;
    return RESULT_OK;
}

enum result airport_db_open_memory(struct slice bytes, struct airport_db **out)
{
    return db_create((const uint8_t *)bytes.ptr, bytes.len, false, out);
}

enum result airport_db_open(const char *path, struct airport_db **out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum result r = RESULT_IO;
    void *base = MAP_FAILED;
    struct stat st = {0};
    int error;

    if (fd < 0)
        return RESULT_IO;
    if (fstat(fd, &st) != 0)
        goto out;
    if (!S_ISREG(st.st_mode) || st.st_size < HEADER_SIZE || st.st_size > (off_t)AIRPORT_FILE_SIZE_MAX) {
        r = RESULT_CORRUPT;
        goto out;
    }
    base = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (base == MAP_FAILED)
        goto out;
    r = db_create(base, (size_t)st.st_size, true, out);
out:
    error = errno;
    if (r != RESULT_OK && base != MAP_FAILED)
        (void)munmap(base, (size_t)st.st_size);
    (void)close(fd);
    errno = error;
    return r;
}

void airport_db_close(struct airport_db *db)
{
    if (!db)
        return;
    if (db->mapped)
        (void)munmap((void *)(uintptr_t)db->base, db->size);
    free(db);
}

uint32_t airport_db_count(const struct airport_db *db)
{
    return db->airports;
}

uint32_t airport_db_runway_count(const struct airport_db *db)
{
    return db->runways;
}

uint32_t airport_db_frequency_count(const struct airport_db *db)
{
    return db->frequencies;
}

void airport_db_get(const struct airport_db *db, uint32_t index, struct airport *out)
{
    const uint8_t *p;

    assert(index < db->airports);
    p = airport_record(db, index);
    *out = (struct airport){
        .index = index,
        .ident = airport_string(db, file_u32(p + AIRPORT_AT_IDENT)),
        .icao = airport_string(db, file_u32(p + AIRPORT_AT_ICAO)),
        .gps = airport_string(db, file_u32(p + AIRPORT_AT_GPS)),
        .iata = airport_string(db, file_u32(p + AIRPORT_AT_IATA)),
        .faa = airport_string(db, file_u32(p + AIRPORT_AT_FAA)),
        .local = airport_string(db, file_u32(p + AIRPORT_AT_LOCAL)),
        .name = airport_string(db, file_u32(p + AIRPORT_AT_NAME)),
        .city = airport_string(db, file_u32(p + AIRPORT_AT_CITY)),
        .region = airport_string(db, file_u32(p + AIRPORT_AT_REGION)),
        .country_code = airport_string(db, file_u32(p + AIRPORT_AT_COUNTRY)),
        .type = (enum airport_type)file_u32(p + AIRPORT_AT_TYPE),
        .latitude_deg = degrees_of(file_i32(p + AIRPORT_AT_LATITUDE)),
        .longitude_deg = degrees_of(file_i32(p + AIRPORT_AT_LONGITUDE)),
        .elevation_ft = file_i32(p + AIRPORT_AT_ELEVATION),
        .runway_first = file_u32(p + AIRPORT_AT_RUNWAY_FIRST),
        .runway_count = file_u32(p + AIRPORT_AT_RUNWAY_COUNT),
        .frequency_first = file_u32(p + AIRPORT_AT_FREQUENCY_FIRST),
        .frequency_count = file_u32(p + AIRPORT_AT_FREQUENCY_COUNT),
    };
}

static double unless_unknown(int32_t value, double unit)
{
    return value == INT32_MIN ? NAN : value / unit;
}

void airport_db_runway(const struct airport_db *db, const struct airport *a, uint32_t i, struct runway *out)
{
    const uint8_t *p;

    assert(i < a->runway_count);
    p = db->section[SECTION_RUNWAYS].ptr + (size_t)(a->runway_first + i) * RUNWAY_RECORD_SIZE;
    out->length_ft = file_i32(p + RUNWAY_AT_LENGTH);
    out->width_ft = file_i32(p + RUNWAY_AT_WIDTH);
    out->surface = (enum runway_surface)file_u32(p + RUNWAY_AT_SURFACE);
    out->lighted = file_u32(p + RUNWAY_AT_LIGHTED) != 0;
    for (size_t side = 0; side < 2; side++) {
        const uint8_t *e = p + RUNWAY_AT_ENDS + side * END_SIZE;
        out->ends[side] = (struct runway_end){
            .ident = airport_string(db, file_u32(e + END_AT_IDENT)),
            .heading_true_deg = unless_unknown(file_i32(e + END_AT_HEADING), 10.0),
            .latitude_deg = unless_unknown(file_i32(e + END_AT_LATITUDE), 1e6),
            .longitude_deg = unless_unknown(file_i32(e + END_AT_LONGITUDE), 1e6),
            .displaced_threshold_ft = file_i32(e + END_AT_DISPLACED),
            .elevation_ft = file_i32(e + END_AT_ELEVATION),
        };
    }
}

void airport_db_frequency(const struct airport_db *db, const struct airport *a, uint32_t i,
                          struct frequency *out)
{
    const uint8_t *p;

    assert(i < a->frequency_count);
    p = db->section[SECTION_FREQUENCIES].ptr + (size_t)(a->frequency_first + i) * FREQUENCY_RECORD_SIZE;
    out->service = (enum frequency_service)file_u32(p + FREQUENCY_AT_SERVICE);
    out->khz = file_i32(p + FREQUENCY_AT_KHZ);
}

const char *frequency_service_name(enum frequency_service service)
{
    static const char *const names[FREQUENCY_SERVICES] = {
        [FREQUENCY_ATIS] = "atis",           [FREQUENCY_TOWER] = "tower",   [FREQUENCY_GROUND] = "ground",
        [FREQUENCY_CLEARANCE] = "clearance", [FREQUENCY_UNICOM] = "unicom", [FREQUENCY_APPROACH] = "approach",
        [FREQUENCY_DEPARTURE] = "departure",
    };

    assert((unsigned)service < FREQUENCY_SERVICES);
    return names[service];
}

/* The code as the index has it; false if it can't be one. */
static bool code_pad(struct slice code, uint8_t out[AIRPORT_CODE_MAX])
{
    if (code.len == 0 || code.len > AIRPORT_CODE_MAX)
        return false;
    memset(out, 0, AIRPORT_CODE_MAX);
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c == '\0')
            return false;
        out[i] = (uint8_t)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    return true;
}

size_t airport_db_find(const struct airport_db *db, enum airport_code kind, struct slice code, uint32_t *out,
                       size_t max)
{
    const struct airport_section_view *index = &db->section[SECTION_CODES + kind];
    uint32_t n = index->len / CODE_RECORD_SIZE, low = 0, high = n;
    uint8_t key[AIRPORT_CODE_MAX];
    size_t found = 0;

    assert((unsigned)kind < AIRPORT_CODES);
    if (!code_pad(code, key))
        return 0;
    while (low < high) { /* the first entry not less than key */
        uint32_t middle = low + (high - low) / 2;
        if (memcmp(index->ptr + (size_t)middle * CODE_RECORD_SIZE, key, sizeof key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n; low++) {
        const uint8_t *p = index->ptr + (size_t)low * CODE_RECORD_SIZE;
        if (memcmp(p, key, sizeof key) != 0)
            break;
        if (found < max)
            out[found] = file_u32(p + CODE_AT_AIRPORT);
        found++;
    }
    return found;
}

/* The first open airport of those that hold the code, else the first. */
static bool find_open_first(const struct airport_db *db, enum airport_code kind, struct slice code,
                            struct airport *out)
{
    uint32_t found[8];
    size_t n = airport_db_find(db, kind, code, found, sizeof found / sizeof found[0]);

    if (n > sizeof found / sizeof found[0])
        n = sizeof found / sizeof found[0];
    for (size_t i = 0; i < n; i++) {
        airport_db_get(db, found[i], out);
        if (out->type != AIRPORT_CLOSED)
            return true;
    }
    if (n > 0)
        airport_db_get(db, found[0], out);
    return n > 0;
}

enum result airport_db_find_station(const struct airport_db *db, struct slice station, struct airport *out)
{
    static const enum airport_code kinds[] = {AIRPORT_CODE_ICAO, AIRPORT_CODE_GPS, AIRPORT_CODE_IDENT};
    struct airport a, closed;
    bool have_closed = false;

    if (station.len != 4)
        return RESULT_NOT_FOUND;
    for (size_t i = 0; i <= sizeof kinds / sizeof kinds[0]; i++) {
        bool by_faa = i == sizeof kinds / sizeof kinds[0];

        if (by_faa && station.ptr[0] != 'K' && station.ptr[0] != 'k')
            break;
        if (!find_open_first(db, by_faa ? AIRPORT_CODE_FAA : kinds[i],
                             by_faa ? slice_sub(station, 1, 4) : station, &a))
            continue;
        if (a.type != AIRPORT_CLOSED) {
            *out = a;
            return RESULT_OK;
        }
        if (!have_closed)
            closed = a;
        have_closed = true;
    }
    if (!have_closed)
        return RESULT_NOT_FOUND;
    *out = closed;
    return RESULT_OK;
}
