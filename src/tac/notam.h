/*
 * NOTAM: the ICAO form with its items Q) and A) to G) (Annex 15; PANS-AIM, Doc 10066, appendix 3; Doc 8126),
 * the domestic form of the USA with FDC NOTAMs (FAA Order JO 7930.2), SNOWTAM in its current form (PANS-AIM
 * appendix 4), and fragments of these. Pure: no allocation, no globals, never reads past `raw`. All of the
 * text is accounted for: each part is in a field and in `spans`, or is an undecoded span.
 *
 * Absent: a time is UTC_NONE, a number is -1 unless said otherwise, a text is "" or NULL. Slices and offsets
 * in *out point into `raw`, which must outlive it. Line ends may be written as "\n" in two characters:
 * archives do that; they separate words as a blank does.
 */
#ifndef AW_TAC_NOTAM_H
#define AW_TAC_NOTAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/result.h"
#include "base/slice.h"
#include "base/civil.h"
#include "tac/error.h"
#include "tac/notam_schedule.h"
#include "tac/notam_snowtam.h"
#include "tac/span.h"

#define NOTAM_LOCATIONS_MAX 16

enum notam_kind {
    NOTAM_KIND_UNKNOWN, /* a fragment that does not say; SNOWTAM, which has no kinds */
    NOTAM_KIND_NEW,
    NOTAM_KIND_REPLACE,
    NOTAM_KIND_CANCEL
};

enum notam_form { NOTAM_FORM_ICAO, NOTAM_FORM_FAA_DOMESTIC, NOTAM_FORM_OTHER };

enum notam_limit_reference {
    NOTAM_LIMIT_NONE, /* not given, or not understood */
    NOTAM_LIMIT_SURFACE,
    NOTAM_LIMIT_UNLIMITED,
    NOTAM_LIMIT_FLIGHT_LEVEL,
    NOTAM_LIMIT_AMSL,
    NOTAM_LIMIT_AGL,
    NOTAM_LIMIT_UNSAID /* feet or metres above what it does not say */
};

/* Item F) or G). */
struct notam_limit {
    struct slice text; /* as given; absent without the item */
    int32_t ft; /* metres are turned into feet (0.3048 m), rounded; a flight level is in hundreds of feet */
    uint8_t reference; /* enum notam_limit_reference */
};

/* Item Q). What it leaves out stays absent. */
struct notam_qualifiers {
    char fir[5];
    char code[6];    /* "QMRLC" */
    char traffic[4]; /* I, V, IV, K */
    char purpose[6]; /* of N B O M K */
    char scope[4];   /* of A E W K */
    int32_t lower_ft;
    int32_t upper_ft;     /* -1 where it is 999, unlimited, too */
    bool upper_unlimited; /* 999 */
    bool center_given;
    double latitude_deg;
    double longitude_deg;
    int16_t radius_nm;
};

/*
 * `rank` is how much it changes a flight:
 *
 *  - 1: it can't land, take off or pass: aerodrome or runway closed, airspace prohibited or restricted
 *  - 2: it is flown otherwise: approach and navigation aids, procedures, runway limits, approach lights, fuel
 *  - 3: look out: activities in the air, obstacles at an aerodrome, services; and all whose effect is not
 *    known, which is never ranked below
 *  - 4: on the ground: taxiways, aprons, stands; lights of obstacles
 *  - 5: nothing to do: cancellations, checklists, charts and notices
 */
struct notam {
    struct slice raw;
    char id[24];        /* "A1234/26", "05/232", "JFK 05/142", "FDC 2/6747"; "": none in the text */
    char refers_to[24]; /* the NOTAM that this one replaces or cancels */
    uint8_t kind;       /* enum notam_kind; NEW for the domestic form, which has no mark of it */
    uint8_t form;       /* enum notam_form */
    struct notam_qualifiers q;
    const char *subject;   /* in words; static; NULL: not known */
    const char *condition; /* likewise */
    uint8_t locations_count;
    char locations[NOTAM_LOCATIONS_MAX][6]; /* item A), or the affected location of the domestic form */
    uint8_t part;                           /* "PART 1 OF 4"; 0: not in parts */
    uint8_t parts;
    int64_t valid_from;
    int64_t valid_to; /* UTC_NONE: permanent, until further notice, or not given */
    bool permanent;
    bool estimated;                 /* the end is: EST */
    bool until_further_notice;      /* UFN: in force until replaced or cancelled */
    struct notam_schedule schedule; /* item D) */
    bool
        times_in_text; /* no item D), but item E) speaks of times of days: it is open whether they bound it */
    struct slice text; /* item E); absent without one */
    struct notam_limit lower_limit; /* item F) */
    struct notam_limit upper_limit; /* item G) */
    int64_t created_at;             /* of an archive's trailer "CREATED: …" */
    struct slice source;            /* of its "SOURCE: …" */
    struct notam_snowtam snowtam;   /* runways_count 0: no SNOWTAM */
    uint8_t rank;                   /* 1 (greatest effect on a flight) .. 5 */
    const char *rank_reason;        /* static */
    struct tac_spans spans;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * RESULT_OK, or RESULT_INVALID with *error (which may be NULL) when nothing marks the text as a NOTAM:
 * neither an identification nor an item. *out is about 10 KB; its content is undefined on failure. Years are
 * in the text: no reference time is needed, but a SNOWTAM's, which has none.
 */
enum result notam_decode(struct slice raw, int64_t reference_time, struct notam *out,
                         struct tac_error *error);

/* Do the F) and G) items and the Q) line give limits? Feet, -1 unknown or unlimited: item Q)'s; where it
 * gives none, item F)'s and G)'s when they are flight levels, above mean sea level or the surface. */
int32_t notam_lower_ft(const struct notam *n);
int32_t notam_upper_ft(const struct notam *n);

#ifdef __cplusplus
}
#endif

#endif
