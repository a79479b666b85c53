/*
 * Which station or airport a caller means by a code: the rules of the interface ("A station: …" in API.md).
 * Letter case is ignored. Who reports is not known here: the caller says.
 */
#ifndef AW_GEO_CODE_RESOLVE_H
#define AW_GEO_CODE_RESOLVE_H

#include "geo/airport_db.h"
#include "geo/nearest.h"

/* The airports, and who of them reports. */
struct station_directory {
    const struct airport_db *db; /* borrowed */
    /* Has the station (four characters, upper case) a report in the store, or is it listed (DESIGN.md)? Asked
     * often: keep it cheap. NULL: not known; then whatever has an ICAO code counts as reporting. */
    bool (*reports)(void *context, struct slice station);
    void *context;
};

#define RESOLVE_CANDIDATES_MAX 16

struct code_resolution {
    char code[AIRPORT_CODE_MAX + 1]; /* as asked, in upper case */
    char station[5];                 /* code_resolve_station: under which the reports come; "" on failure */
    bool reports;                    /* the station reports */
    bool resolved;   /* the code was another one than the station's: say so ("resolved_from") */
    bool at_airport; /* `airport` is set: always with code_resolve_airport; on NOT_FOUND the one that does not
                        report */
    struct airport airport;
    /* RESULT_AMBIGUOUS: whom the code may mean, at most RESOLVE_CANDIDATES_MAX, in order of ident. */
    uint32_t candidates[RESOLVE_CANDIDATES_MAX];
    size_t candidate_count;
};

/*
 * For weather. A four-character code under which reports come is the station; so is an airport's ICAO code
 * (reports then tells whether it reports; its reports may come under a former code, see airport_stations).
 * Any other code counts only for open airports that report: one is it, several are RESULT_AMBIGUOUS.
 * RESULT_NOT_FOUND: nobody has the code (at_airport false), or only airports that do not report (at_airport
 * true: the most important). RESULT_INVALID: no code at all (2 to 8 letters, digits or '-'). *out is always
 * set.
 */
enum result code_resolve_station(const struct station_directory *d, struct slice code,
                                 struct code_resolution *out);

/*
 * For airports, by rank: ICAO code; IATA code of an airport that reports; FAA identifier; national code; IATA
 * code of one that does not report; GPS code; ident. Within a rank open airports go before closed ones;
 * several are RESULT_AMBIGUOUS. RESULT_NOT_FOUND, RESULT_INVALID as above. *out is always set; station is "".
 */
enum result code_resolve_airport(const struct station_directory *d, struct slice code,
                                 struct code_resolution *out);

/* The station under which the airport's reports come; false if it does not report. */
bool airport_reporting_station(const struct station_directory *d, const struct airport *a, char station[5]);

/*
 * The nearest airports that report, within radius_nm, nearest first: what to suggest instead. Closed airports
 * are left out. At most `max` (1..NEAREST_MAX); returns how many.
 */
size_t airport_nearest_reporting(const struct station_directory *d, struct geo_point point, double radius_nm,
                                 struct nearest_hit *out, size_t max);

#endif
