/*
 * Asks each configured provider once for everything that the service uses of it and judges the answers: what
 * a person wants to know before trusting a configuration, or when the weather has stopped. Blocks; no breaker
 * and no budget.
 */
#ifndef AW_UPSTREAM_PROVIDER_CHECK_H
#define AW_UPSTREAM_PROVIDER_CHECK_H

#include "upstream/field_census.h"
#include "upstream/upstream.h"

struct provider_check {
    enum upstream_provider provider;
    char endpoint[160]; /* path and query, without the base URL */
    bool right;         /* nothing is wrong; notes may stand all the same */
    int status;         /* HTTP; 0: none */
    int64_t elapsed_ms;
    size_t bytes; /* of the body as it came, packed */
    size_t reports, rejected;
    int64_t newest_age_s;       /* of the newest report; -1: it has none with a time */
    bool has_date;              /* there was a Date header */
    int64_t clock_difference_s; /* its clock minus ours */
    /* Names of fields, parted by blanks, "" for none: needed and not there, of another type, gone but not
     * needed, new. */
    char missing[FIELD_NAMES_MAX], changed[FIELD_NAMES_MAX], gone[FIELD_NAMES_MAX], unknown[FIELD_NAMES_MAX];
    char problems[400]; /* sentences; "" when right */
    char notes[200];    /* worth knowing, not wrong */
};

/*
 * Calls `on_check` for each question in turn. `station` is asked of the interfaces (an ICAO code).
 * RESULT_INVALID: not a station; RESULT_NO_MEMORY, RESULT_IO.
 */
enum result provider_check_all(const struct config *config, struct slice station, void *context,
                               void (*on_check)(void *context, const struct provider_check *check));

#endif
