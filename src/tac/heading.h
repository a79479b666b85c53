/*
 * The head of METAR, SPECI and TAF: bulletin heading, type words, COR and AMD, the station and the time of
 * the report, doubled as transmission sometimes doubles them.
 */
#ifndef AW_TAC_HEADING_H
#define AW_TAC_HEADING_H

#include "tac/span.h"
#include "tac/time.h"
#include "tac/token.h"

struct tac_heading {
    char station[5];
    bool has_metar; /* the words that stood before the station */
    bool has_speci;
    bool has_taf;
    bool corrected;
    bool amended;
    bool time_has_zone;       /* the time had its Z */
    struct tac_day_time time; /* day 0: none */
    uint32_t offset;          /* where the reading stopped, for errors */
};

/*
 * Reads the head, records its spans and returns the number of groups it takes; 0 when there is no station.
 */
unsigned tac_heading_decode(const struct tac_token *t, size_t n, struct tac_heading *out,
                            struct tac_spans *spans);

/* Does another report begin here? Its type word, or a station and a time with a Z, or with AUTO or a wind
 * after it. */
bool tac_heading_is_next(const struct tac_token *t, size_t n);

/* COR, CCA..CCZ. */
bool tac_is_correction(const struct tac_token *t);

#endif
