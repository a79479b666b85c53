#include "geo/code_resolve.h"

#include <assert.h>

#define CODE_MIN    2
#define STATION_LEN 4

/* Begins a resolution: the code in upper case, everything else nothing. False if it can't be a code. */
static bool resolution_begin(struct slice code, struct code_resolution *out)
{
    *out = (struct code_resolution){.station = ""};
    if (code.len < CODE_MIN || code.len > AIRPORT_CODE_MAX)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - ('a' - 'A'));
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
        out->code[i] = c;
    }
    return true;
}

static bool station_reports(const struct station_directory *d, struct slice station)
{
    if (d->reports)
        return d->reports(d->context, station);
    return airport_db_find(d->db, AIRPORT_CODE_ICAO, station, NULL, 0) > 0;
}

bool airport_reporting_station(const struct station_directory *d, const struct airport *a, char station[5])
{
    struct airport_station stations[AIRPORT_STATIONS_MAX];
    size_t n = airport_stations(a, stations);

    for (size_t i = 0; i < n; i++)
        if (station_reports(d, slice_make(stations[i].code, STATION_LEN))) {
            memcpy(station, stations[i].code, sizeof stations[i].code);
            return true;
        }
    return false;
}

/* Whom to count of the airports that hold a code. */
enum whom { ANYONE, REPORTING, NOT_REPORTING };

struct candidates {
    uint32_t airports[RESOLVE_CANDIDATES_MAX];
    size_t count; /* may be more than are kept */
    bool any_open;
};

static void candidate_add(struct candidates *c, const struct airport *a, bool open_only)
{
    bool open = a->type != AIRPORT_CLOSED;

    if (!open && (open_only || c->any_open))
        return;
    if (open && !c->any_open)
        c->count = 0; /* closed ones yield */
    c->any_open = c->any_open || open;
    for (size_t i = 0; i < c->count && i < RESOLVE_CANDIDATES_MAX; i++)
        if (c->airports[i] == a->index)
            return;
    if (c->count < RESOLVE_CANDIDATES_MAX)
        c->airports[c->count] = a->index;
    c->count++;
}

static void candidates_collect(const struct station_directory *d, enum airport_code kind, struct slice code,
                               enum whom whom, bool open_only, struct candidates *c)
{
    uint32_t found[RESOLVE_CANDIDATES_MAX];
    size_t n = airport_db_find(d->db, kind, code, found, RESOLVE_CANDIDATES_MAX);

    for (size_t i = 0; i < n && i < RESOLVE_CANDIDATES_MAX; i++) {
        struct airport a;
        char station[5];

        airport_db_get(d->db, found[i], &a);
        if (whom == ANYONE || airport_reporting_station(d, &a, station) == (whom == REPORTING))
            candidate_add(c, &a, open_only);
    }
}

/* One: the airport. Several: the candidates, in order of ident. */
static enum result candidates_settle(const struct airport_db *db, const struct candidates *c,
                                     struct code_resolution *out)
{
    size_t kept = c->count < RESOLVE_CANDIDATES_MAX ? c->count : RESOLVE_CANDIDATES_MAX;

    if (c->count == 1) {
        airport_db_get(db, c->airports[0], &out->airport);
        out->at_airport = true;
        return RESULT_OK;
    }
    for (size_t i = 0; i < kept; i++) {
        size_t at = i;
        while (at > 0 && out->candidates[at - 1] > c->airports[i]) {
            out->candidates[at] = out->candidates[at - 1];
            at--;
        }
        out->candidates[at] = c->airports[i];
    }
    out->candidate_count = kept;
    return RESULT_AMBIGUOUS;
}

/* The code is the station's own: as such, or the present ICAO code of an airport whose reports come under
 * another. */
static bool resolve_as_station(const struct station_directory *d, struct slice code,
                               struct code_resolution *out)
{
    uint32_t index;

    if (code.len != STATION_LEN)
        return false;
    out->reports = station_reports(d, code);
    if (out->reports)
        out->at_airport = airport_db_find_station(d->db, code, &out->airport) == RESULT_OK;
    else if (airport_db_find(d->db, AIRPORT_CODE_ICAO, code, &index, 1) > 0) {
        out->at_airport = true;
        airport_db_get(d->db, index, &out->airport);
        out->reports = out->resolved = airport_reporting_station(d, &out->airport, out->station);
    } else
        return false;
    if (!out->resolved)
        memcpy(out->station, out->code, sizeof out->station);
    return true;
}

/* No airport with the code reports: the most important of those that have it, if any, for a suggestion. */
static void resolve_silent(const struct station_directory *d, struct slice code, struct code_resolution *out)
{
    for (int kind = 0; kind < AIRPORT_CODES; kind++) {
        uint32_t found[RESOLVE_CANDIDATES_MAX];
        size_t n = airport_db_find(d->db, (enum airport_code)kind, code, found, RESOLVE_CANDIDATES_MAX);

        for (size_t i = 0; i < n && i < RESOLVE_CANDIDATES_MAX; i++) {
            struct airport a;
            airport_db_get(d->db, found[i], &a);
            if (!out->at_airport || a.type < out->airport.type)
                out->airport = a;
            out->at_airport = true;
        }
    }
}

enum result code_resolve_station(const struct station_directory *d, struct slice code,
                                 struct code_resolution *out)
{
    struct candidates c = {.count = 0};
    enum result r;

    if (!resolution_begin(code, out))
        return RESULT_INVALID;
    code = slice_make(out->code, code.len);
    if (resolve_as_station(d, code, out))
        return RESULT_OK;

    for (int kind = 0; kind < AIRPORT_CODES; kind++)
        candidates_collect(d, (enum airport_code)kind, code, REPORTING, true, &c);
    if (c.count == 0) {
        resolve_silent(d, code, out);
        return RESULT_NOT_FOUND;
    }
    r = candidates_settle(d->db, &c, out);
    if (r == RESULT_OK)
        out->reports = out->resolved = airport_reporting_station(d, &out->airport, out->station);
    return r;
}

enum result code_resolve_airport(const struct station_directory *d, struct slice code,
                                 struct code_resolution *out)
{
    static const struct {
        enum airport_code kind;
        enum whom whom;
    } ranks[] = {
        {AIRPORT_CODE_ICAO, ANYONE},  {AIRPORT_CODE_IATA, REPORTING},     {AIRPORT_CODE_FAA, ANYONE},
        {AIRPORT_CODE_LOCAL, ANYONE}, {AIRPORT_CODE_IATA, NOT_REPORTING}, {AIRPORT_CODE_GPS, ANYONE},
        {AIRPORT_CODE_IDENT, ANYONE},
    };

    if (!resolution_begin(code, out))
        return RESULT_INVALID;
    code = slice_make(out->code, code.len);
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        struct candidates c = {.count = 0};
        candidates_collect(d, ranks[i].kind, code, ranks[i].whom, false, &c);
        if (c.count > 0)
            return candidates_settle(d->db, &c, out);
    }
    return RESULT_NOT_FOUND;
}

static bool accept_reporting(void *context, const struct airport *a)
{
    const struct station_directory *d = context;
    char station[5];

    return a->type != AIRPORT_CLOSED && airport_reporting_station(d, a, station);
}

size_t airport_nearest_reporting(const struct station_directory *d, struct geo_point point, double radius_nm,
                                 struct nearest_hit *out, size_t max)
{
    return airport_nearest(d->db, point, radius_nm, accept_reporting, (void *)(uintptr_t)d, out, max);
}
