#include "service/airports.h"

#include <math.h>

#include "geo/airport_search.h"
#include "service/airports_json.h"

#define EXTRA_MAX        ((size_t)8192)
#define KM_PER_NM        (METERS_PER_NM / 1000.0)
#define QUOTED_MAX       32 /* of what the caller sent, in a message */
#define BEARING_DECIMALS 1
#define NM_DECIMALS      1

/* `"candidates":[…]`; absent without memory. */
static struct slice candidates_of(const struct airport_db *db, const struct code_resolution *r,
                                  struct arena *arena)
{
    struct slice kept = {NULL, 0};
    struct json_writer w;
    struct buffer text;

    buffer_init(&text, EXTRA_MAX);
    json_writer_init(&w, &text);
    json_key(&w, "candidates");
    json_array_begin(&w);
    for (size_t i = 0; i < r->candidate_count; i++) {
        struct airport a;
        airport_db_get(db, r->candidates[i], &a);
        json_object_begin(&w);
        airport_json_position(&a, &w);
        json_member_string_z(&w, "type", airport_type_name(a.type));
        json_member_string(&w, "country_code", a.country_code);
        json_object_end(&w);
    }
    json_array_end(&w);
    if (buffer_result(&text) == RESULT_OK)
        kept = arena_copy(arena, buffer_slice(&text));
    buffer_free(&text);
    return kept;
}

enum result airports_resolve(const struct station_directory *d, struct slice code, const char *field,
                             struct code_resolution *out, struct service_error *e)
{
    enum result r = code_resolve_airport(d, code, out);
    struct slice quoted = slice_sub(code, 0, QUOTED_MAX);

    if (r == RESULT_INVALID)
        service_error_set(e, r, CODE_INVALID_REQUEST, field,
                          "\"%.*s\" is not an airport code: 2 to 8 letters, digits or '-'.", (int)quoted.len,
                          quoted.len ? quoted.ptr : "");
    else if (r == RESULT_NOT_FOUND)
        service_error_set(e, r, CODE_AIRPORT_NOT_FOUND, field, "No airport has the code %s.", out->code);
    else if (r == RESULT_AMBIGUOUS) {
        service_error_set(e, r, CODE_AMBIGUOUS, field, "Several airports have the code %s.", out->code);
        e->extra = candidates_of(d->db, out, e->arena);
    }
    return r;
}

static void write_resolved_from(const struct code_resolution *r, struct json_writer *w)
{
    struct slice code = slice_from_string(r->code);

    if (!slice_equal(code, r->airport.icao) && !slice_equal(code, r->airport.ident))
        json_member_string(w, "resolved_from", code);
}

enum result airports_lookup_write(const struct station_directory *d, struct slice code, struct json_writer *w,
                                  struct service_error *e)
{
    struct code_resolution found;
    enum result r = airports_resolve(d, code, "code", &found, e);

    if (r != RESULT_OK)
        return r;
    json_object_begin(w);
    airport_json_members(d, &found.airport, w);
    write_resolved_from(&found, w);
    json_object_end(w);
    return RESULT_OK;
}

enum result airports_info_write(const struct station_directory *d, struct slice code,
                                const struct surface_wind *wind, struct json_writer *w,
                                struct service_error *e)
{
    struct code_resolution found;
    enum result r = airports_resolve(d, code, "code", &found, e);

    if (r != RESULT_OK)
        return r;
    json_object_begin(w);
    airport_json_members(d, &found.airport, w);
    write_resolved_from(&found, w);
    airport_json_details(d->db, &found.airport, wind, w);
    json_object_end(w);
    return RESULT_OK;
}

enum result airports_coordinates_write(const struct station_directory *d, struct slice code,
                                       struct json_writer *w, struct service_error *e)
{
    struct code_resolution found;
    enum result r = airports_resolve(d, code, "code", &found, e);

    if (r != RESULT_OK)
        return r;
    json_object_begin(w);
    airport_json_position(&found.airport, w);
    write_resolved_from(&found, w);
    json_object_end(w);
    return RESULT_OK;
}

static struct geo_point point_of(const struct airport *a)
{
    return (struct geo_point){a->latitude_deg, a->longitude_deg};
}

static void write_end_point(const char *key, const struct airport *a, struct json_writer *w)
{
    json_key(w, key);
    json_object_begin(w);
    airport_json_position(a, w);
    json_object_end(w);
}

enum result airports_distance_write(const struct station_directory *d, struct slice from, struct slice to,
                                    struct json_writer *w, struct service_error *e)
{
    struct code_resolution a, b;
    enum result r = airports_resolve(d, from, "from", &a, e);
    struct geo_point p, q;
    double nm;

    if (r == RESULT_OK)
        r = airports_resolve(d, to, "to", &b, e);
    if (r != RESULT_OK)
        return r;
    p = point_of(&a.airport);
    q = point_of(&b.airport);
    nm = great_circle_distance_nm(p, q);
    json_object_begin(w);
    write_end_point("from", &a.airport, w);
    write_end_point("to", &b.airport, w);
    json_member_number(w, "distance_nm", nm, NM_DECIMALS);
    json_member_number(w, "distance_km", nm * KM_PER_NM, NM_DECIMALS);
    json_member_number(w, "initial_bearing_true_deg", great_circle_initial_bearing_deg(p, q),
                       BEARING_DECIMALS);
    json_member_number(w, "final_bearing_true_deg", great_circle_final_bearing_deg(p, q), BEARING_DECIMALS);
    json_object_end(w);
    return RESULT_OK;
}

static enum result check_limit(int64_t limit, int64_t max, struct service_error *e)
{
    if (limit >= 1 && limit <= max)
        return RESULT_OK;
    return service_error_set(e, RESULT_INVALID, CODE_INVALID_REQUEST, "limit", "limit must be from 1 to %d.",
                             (int)max);
}

static const char *match_name(enum airport_match match)
{
    static const char *const names[] = {
        [AIRPORT_MATCH_CODE] = "code",
        [AIRPORT_MATCH_PREFIX] = "prefix",
        [AIRPORT_MATCH_WORDS] = "words",
        [AIRPORT_MATCH_PARTIAL] = "partial",
        [AIRPORT_MATCH_CODE_PREFIX] = "code_prefix",
    };
    return names[match];
}

enum result airports_search_write(const struct station_directory *d, struct slice query, int64_t limit,
                                  struct json_writer *w, size_t *count, struct service_error *e)
{
    struct airport_found found[AIRPORT_SEARCH_LIMIT_MAX];
    size_t n;
    enum result r = check_limit(limit, AIRPORT_SEARCH_LIMIT_MAX, e);

    if (r != RESULT_OK)
        return r;
    r = airport_search(d->db, query, (size_t)limit, found, &n);
    if (r != RESULT_OK)
        return service_error_set(e, r, CODE_INVALID_REQUEST, "q",
                                 "q must have from %d letters or digits to %d bytes, and at most 8 words.",
                                 AIRPORT_SEARCH_QUERY_MIN, AIRPORT_SEARCH_QUERY_MAX);
    json_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        struct airport a;
        airport_db_get(d->db, found[i].airport, &a);
        json_object_begin(w);
        airport_json_members(d, &a, w);
        json_member_string_z(w, "match", match_name(found[i].match));
        json_object_end(w);
    }
    json_array_end(w);
    *count = n;
    return RESULT_OK;
}

static bool accept_open(void *context, const struct airport *a)
{
    return a->type != AIRPORT_CLOSED;
}

static enum result check_nearby(const struct airports_nearby *query, struct service_error *e)
{
    if (!(query->point.latitude_deg >= -90 && query->point.latitude_deg <= 90))
        return service_error_set(e, RESULT_INVALID, CODE_INVALID_REQUEST, "lat",
                                 "lat must be from -90 to 90 degrees.");
    if (!(query->point.longitude_deg >= -180 && query->point.longitude_deg <= 180))
        return service_error_set(e, RESULT_INVALID, CODE_INVALID_REQUEST, "lon",
                                 "lon must be from -180 to 180 degrees.");
    if (!(query->radius_nm > 0 && query->radius_nm <= AIRPORTS_NEARBY_RADIUS_MAX_NM))
        return service_error_set(e, RESULT_INVALID, CODE_INVALID_REQUEST, "radius",
                                 "radius must be above 0 and at most %.0f NM.",
                                 AIRPORTS_NEARBY_RADIUS_MAX_NM);
    return check_limit(query->limit, NEAREST_MAX, e);
}

enum result airports_nearby_write(const struct station_directory *d, const struct airports_nearby *query,
                                  struct json_writer *w, size_t *count, struct service_error *e)
{
    struct nearest_hit hits[NEAREST_MAX];
    enum result r = check_nearby(query, e);
    size_t n, max = (size_t)query->limit;

    if (r != RESULT_OK)
        return r;
    n = query->reporting
            ? airport_nearest_reporting(d, query->point, query->radius_nm, hits, max)
            : airport_nearest(d->db, query->point, query->radius_nm, accept_open, NULL, hits, max);
    json_array_begin(w);
    for (size_t i = 0; i < n; i++) {
        struct airport a;
        airport_db_get(d->db, hits[i].airport, &a);
        json_object_begin(w);
        airport_json_members(d, &a, w);
        json_member_number(w, "distance_nm", hits[i].distance_nm, NM_DECIMALS);
        json_member_number(w, "bearing_true_deg",
                           great_circle_initial_bearing_deg(query->point, point_of(&a)), BEARING_DECIMALS);
        json_object_end(w);
    }
    json_array_end(w);
    *count = n;
    return RESULT_OK;
}

static void write_legs(const struct code_resolution *points, size_t count, struct json_writer *w)
{
    double total_nm = 0;

    json_key(w, "legs");
    json_array_begin(w);
    for (size_t i = 1; i < count; i++) {
        struct geo_point p = point_of(&points[i - 1].airport), q = point_of(&points[i].airport);
        double nm = great_circle_distance_nm(p, q);

        total_nm += nm;
        json_object_begin(w);
        json_member_string_z(w, "from", points[i - 1].code);
        json_member_string_z(w, "to", points[i].code);
        json_member_number(w, "distance_nm", nm, NM_DECIMALS);
        json_member_number(w, "initial_bearing_true_deg", great_circle_initial_bearing_deg(p, q),
                           BEARING_DECIMALS);
        json_object_end(w);
    }
    json_array_end(w);
    json_member_number(w, "total_distance_nm", total_nm, NM_DECIMALS);
}

enum result airports_route_write(const struct station_directory *d, const struct slice *codes, size_t count,
                                 struct json_writer *w, struct service_error *e)
{
    struct code_resolution points[AIRPORTS_ROUTE_MAX];

    if (count < 1 || count > AIRPORTS_ROUTE_MAX)
        return service_error_set(e, RESULT_INVALID, CODE_INVALID_REQUEST, "airports",
                                 "A route has from 1 to %d airports.", AIRPORTS_ROUTE_MAX);
    for (size_t i = 0; i < count; i++) {
        enum result r = airports_resolve(d, codes[i], "airports", &points[i], e);
        if (r != RESULT_OK)
            return r;
    }
    json_object_begin(w);
    json_key(w, "points");
    json_array_begin(w);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(w);
        json_member_string_z(w, "code", points[i].code);
        airport_json_position(&points[i].airport, w);
        json_object_end(w);
    }
    json_array_end(w);
    write_legs(points, count, w);
    json_object_end(w);
    return RESULT_OK;
}

static void write_source(struct json_writer *w)
{
    json_key(w, "source");
    json_object_begin(w);
    json_member_string_z(w, "name", "OurAirports");
    json_member_string_z(w, "url", "https://ourairports.com/data/");
    json_member_string_z(w, "license", "ODbL-1.0");
    json_member_string_z(w, "license_url", "https://opendatacommons.org/licenses/odbl/1.0/");
    json_member_string_z(w, "attribution", AIRPORTS_ATTRIBUTION);
    json_object_end(w);
}

void airports_stats_write(const struct airport_db *db, struct json_writer *w)
{
    int64_t by_type[AIRPORT_TYPES] = {0}, icao = 0, iata = 0, faa = 0, countries = 0;
    bool seen[256][256] = {{false}};

    for (uint32_t i = 0; i < airport_db_count(db); i++) {
        struct airport a;
        airport_db_get(db, i, &a);
        by_type[a.type]++;
        icao += a.icao.ptr != NULL;
        iata += a.iata.ptr != NULL;
        faa += a.faa.ptr != NULL;
        if (a.country_code.len == 2) {
            bool *country = &seen[(unsigned char)a.country_code.ptr[0]][(unsigned char)a.country_code.ptr[1]];
            countries += !*country;
            *country = true;
        }
    }
    json_object_begin(w);
    json_member_int(w, "airports", airport_db_count(db));
    json_key(w, "by_type");
    json_object_begin(w);
    for (int i = 0; i < AIRPORT_TYPES; i++)
        json_member_int(w, airport_type_name((enum airport_type)i), by_type[i]);
    json_object_end(w);
    json_member_int(w, "with_icao", icao);
    json_member_int(w, "with_iata", iata);
    json_member_int(w, "with_faa", faa);
    json_member_int(w, "countries", countries);
    json_member_int(w, "runways", airport_db_runway_count(db));
    json_member_int(w, "frequencies", airport_db_frequency_count(db));
    write_source(w);
    json_object_end(w);
}
