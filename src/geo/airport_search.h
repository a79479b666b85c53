/*
 * Airports by what people type: a code, the beginning of a name or city, or words of them. Case and
 * diacritics do not matter (text_fold.h).
 */
#ifndef AW_GEO_AIRPORT_SEARCH_H
#define AW_GEO_AIRPORT_SEARCH_H

#include "geo/airport_db.h"

#define AIRPORT_SEARCH_QUERY_MIN 2  /* bytes when folded */
#define AIRPORT_SEARCH_QUERY_MAX 64 /* bytes as given */
#define AIRPORT_SEARCH_LIMIT_MAX 50

/* How a result matched, best first. */
enum airport_match {
    AIRPORT_MATCH_CODE,        /* the query is one of its codes */
    AIRPORT_MATCH_PREFIX,      /* its name or its city begins with the query */
    AIRPORT_MATCH_WORDS,       /* every word of the query is a word of its name or city */
    AIRPORT_MATCH_PARTIAL,     /* every word of the query begins one */
    AIRPORT_MATCH_CODE_PREFIX, /* its ICAO, IATA or FAA code begins with the query (of three characters or
                                  more) */
};

struct airport_found {
    uint32_t airport; /* for airport_db_get */
    enum airport_match match;
};

/*
 * The best `limit` airports (1..AIRPORT_SEARCH_LIMIT_MAX): those with the code; then those that match by
 * prefix or words, large and medium airports before smaller ones, closed ones last; then the partial matches
 * and code prefixes likewise; within each by match, type, having an IATA code, and ident. *count may be 0.
 * RESULT_INVALID: the query is too short, too long, or has more than 8 words.
 */
enum result airport_search(const struct airport_db *db, struct slice query, size_t limit,
                           struct airport_found *out, size_t *count);

#endif
