#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "geo/compile/compile.h"
#include "geo/compile/csv.h"
#include "geo/text_fold.h"

#define AIRPORTS_MAX 1000000

/* A field as a whole number of `unit`ths; an empty one is INT32_MIN. */
static bool field_number(const struct csv *csv, struct slice field, double min, double max, double unit,
                         int32_t *out)
{
    double value;

    if (field.len == 0) {
        *out = INT32_MIN;
        return true;
    }
    if (number_parse_double(field, min, max, &value) != RESULT_OK)
        return csv_complain(csv, "not a number, or outside its range", field);
    *out = (int32_t)lround(value * unit);
    return true;
}

/* The index of `field` among `count` names (a NULL one is that of an empty field). */
static bool field_name(const struct csv *csv, struct slice field, const char *(*name)(int), int count,
                       uint32_t *out)
{
    for (int i = 0; i < count; i++)
        if (slice_equal(slice_from_string(name(i)), field)) {
            *out = (uint32_t)i;
            return true;
        }
    return csv_complain(csv, "not a known name", field);
}

static const char *type_name(int i)
{
    return airport_type_name((enum airport_type)i);
}

static const char *surface_name(int i)
{
    return runway_surface_name((enum runway_surface)i);
}

static const char *service_name(int i)
{
    return frequency_service_name((enum frequency_service)i);
}

static bool columns_find(const struct csv *csv, const char *const names[], size_t count, size_t out[])
{
    for (size_t i = 0; i < count; i++)
        if (!csv_column(csv, names[i], &out[i]))
            return false;
    return true;
}

static bool airport_fold(const struct csv *csv, struct compile_airport *a)
{
    size_t len = text_fold(a->name, a->folded, FOLDED_MAX);

    if (a->name.len == 0 || a->ident.len == 0)
        return csv_complain(csv, "no name or no ident", a->ident);
    if (a->name.len > FOLDED_MAX || a->city.len > FOLDED_MAX || len + 1 + 2 * a->city.len > FOLDED_MAX)
        return csv_complain(csv, "name or city too long", a->name);
    a->folded[len++] = '\n';
    len += text_fold(a->city, a->folded + len, FOLDED_MAX - len);
    a->folded_len = (uint8_t)len;
    return true;
}

bool compile_airports_csv(struct compile *c, const char *path, struct buffer *text)
{
    enum {
        IDENT,
        ICAO,
        GPS,
        IATA,
        FAA,
        LOCAL,
        NAME,
        CITY,
        REGION,
        COUNTRY,
        TYPE,
        LATITUDE,
        LONGITUDE,
        ELEVATION,
        COLUMNS
    };
    static const char *const names[COLUMNS] = {
        "ident", "icao",   "gps",          "iata", "faa",      "local",     "name",
        "city",  "region", "country_code", "type", "latitude", "longitude", "elevation_ft"};
    size_t at[COLUMNS], capacity = 0;
    struct csv csv;
    bool error = false;

    if (!csv_open(&csv, path, text) || !columns_find(&csv, names, COLUMNS, at))
        return false;
    while (csv_next(&csv, &error)) {
        const struct slice *f = csv.fields;
        struct compile_airport *a;

        if (c->count == capacity) {
            struct compile_airport *more;
            capacity = capacity ? 2 * capacity : 65536;
            more = capacity > AIRPORTS_MAX ? NULL : realloc(c->airports, capacity * sizeof *more);
            if (!more)
                return csv_complain(&csv, "too many airports", f[at[IDENT]]);
            c->airports = more;
        }
        a = &c->airports[c->count];
        *a = (struct compile_airport){
            .ident = f[at[IDENT]],
            .icao = f[at[ICAO]],
            .gps = f[at[GPS]],
            .iata = f[at[IATA]],
            .faa = f[at[FAA]],
            .local = f[at[LOCAL]],
            .name = f[at[NAME]],
            .city = f[at[CITY]],
            .region = f[at[REGION]],
            .country = f[at[COUNTRY]],
        };
        if (!field_name(&csv, f[at[TYPE]], type_name, AIRPORT_TYPES, &a->type) ||
            !field_number(&csv, f[at[LATITUDE]], -90, 90, 1e6, &a->latitude) ||
            !field_number(&csv, f[at[LONGITUDE]], -180, 180, 1e6, &a->longitude) ||
            !field_number(&csv, f[at[ELEVATION]], -2000, 30000, 1, &a->elevation) || !airport_fold(&csv, a))
            return false;
        if (a->latitude == INT32_MIN || a->longitude == INT32_MIN)
            return csv_complain(&csv, "no position", a->ident);
        c->count++;
    }
    return !error;
}

/* Finds the airport a row belongs to, at or after *index: rows are in the order of the airports. */
static bool owner_find(const struct csv *csv, const struct compile *c, struct slice ident, uint32_t *index)
{
    for (uint32_t i = *index; i < c->count; i++)
        if (slice_equal(c->airports[i].ident, ident)) {
            *index = i;
            return true;
        }
    return csv_complain(csv, "unknown airport, or not in the order of airports.csv", ident);
}

static bool runway_end_put(struct compile *c, const struct csv *csv, const size_t at[], struct buffer *out)
{
    enum { IDENT, HEADING, LATITUDE, LONGITUDE, DISPLACED, ELEVATION };
    const struct slice *f = csv->fields;
    int32_t heading = 0, latitude = 0, longitude = 0, displaced = 0, elevation = 0;

    if (!field_number(csv, f[at[HEADING]], 0.1, 360, 10, &heading) ||
        !field_number(csv, f[at[LATITUDE]], -90, 90, 1e6, &latitude) ||
        !field_number(csv, f[at[LONGITUDE]], -180, 180, 1e6, &longitude) ||
        !field_number(csv, f[at[DISPLACED]], 1, 20000, 1, &displaced) ||
        !field_number(csv, f[at[ELEVATION]], -2000, 30000, 1, &elevation))
        return false;
    put_u32(out, string_pool_put(&c->strings, f[at[IDENT]]));
    put_i32(out, heading);
    put_i32(out, latitude);
    put_i32(out, longitude);
    put_i32(out, displaced);
    put_i32(out, elevation);
    return true;
}

bool compile_runways_csv(struct compile *c, const char *path)
{
    enum { AIRPORT, LENGTH, WIDTH, SURFACE, LIGHTED, LE, HE = LE + 6, COLUMNS = HE + 6 };
    static const char *const names[COLUMNS] = {"airport_ident",
                                               "length_ft",
                                               "width_ft",
                                               "surface",
                                               "lighted",
                                               "le_ident",
                                               "le_heading_true_deg",
                                               "le_latitude",
                                               "le_longitude",
                                               "le_displaced_threshold_ft",
                                               "le_elevation_ft",
                                               "he_ident",
                                               "he_heading_true_deg",
                                               "he_latitude",
                                               "he_longitude",
                                               "he_displaced_threshold_ft",
                                               "he_elevation_ft"};
    struct buffer text, *out = &c->sections[SECTION_RUNWAYS];
    size_t at[COLUMNS];
    uint32_t owner = 0, surface = 0, n = 0;
    int32_t length = 0, width = 0;
    struct csv csv;
    bool error = false, ok = false;

    buffer_init(&text, AIRPORT_FILE_SIZE_MAX);
    if (!csv_open(&csv, path, &text) || !columns_find(&csv, names, COLUMNS, at))
        goto out;
    for (; csv_next(&csv, &error); n++) {
        const struct slice *f = csv.fields;

        if (!owner_find(&csv, c, f[at[AIRPORT]], &owner) ||
            !field_number(&csv, f[at[LENGTH]], 1, 100000, 1, &length) ||
            !field_number(&csv, f[at[WIDTH]], 1, 100000, 1, &width) ||
            !field_name(&csv, f[at[SURFACE]], surface_name, SURFACES, &surface))
            goto out;
        put_i32(out, length);
        put_i32(out, width);
        put_u32(out, surface);
        put_u32(out, slice_equal(f[at[LIGHTED]], SLICE("1")));
        if (!runway_end_put(c, &csv, at + LE, out) || !runway_end_put(c, &csv, at + HE, out))
            goto out;
        if (c->airports[owner].runway_count++ == 0)
            c->airports[owner].runway_first = n;
    }
    ok = !error;
out:
    buffer_free(&text);
    return ok;
}

bool compile_frequencies_csv(struct compile *c, const char *path)
{
    enum { AIRPORT, SERVICE, MHZ, COLUMNS };
    static const char *const names[COLUMNS] = {"airport_ident", "service", "frequency_mhz"};
    struct buffer text;
    size_t at[COLUMNS];
    uint32_t owner = 0, service = 0, n = 0;
    int32_t khz = 0;
    struct csv csv;
    bool error = false, ok = false;

    buffer_init(&text, AIRPORT_FILE_SIZE_MAX);
    if (!csv_open(&csv, path, &text) || !columns_find(&csv, names, COLUMNS, at))
        goto out;
    for (; csv_next(&csv, &error); n++) {
        const struct slice *f = csv.fields;

        if (!owner_find(&csv, c, f[at[AIRPORT]], &owner) ||
            !field_name(&csv, f[at[SERVICE]], service_name, FREQUENCY_SERVICES, &service) ||
            !field_number(&csv, f[at[MHZ]], 108, 400, 1000, &khz))
            goto out;
        put_u32(&c->sections[SECTION_FREQUENCIES], service);
        put_i32(&c->sections[SECTION_FREQUENCIES], khz);
        if (c->airports[owner].frequency_count++ == 0)
            c->airports[owner].frequency_first = n;
    }
    ok = !error;
out:
    buffer_free(&text);
    return ok;
}
