/*
 * PIREP (UA, UUA) and AIREP (ARP) texts: FAA JO 7110.10 chapter 9 section 2, AIM 7-1-18..23 (PIREP form and
 * elements), ICAO Doc 4444 appendix 1 (position, level, temperature and wind of an air-report), and what
 * pilots and offices write instead of the contractions ("LIGHT CHOP", "SMOOTH", "OGG20412"). Pure: no
 * allocation, never reads past `raw`. References are returned as written; nothing is looked up.
 *
 * Absent: times are UTC_NONE, numbers the sentinel named beside them, texts "" or NULL, slices absent.
 * Slices and offsets in *out point into `raw`, which must outlive it; names point to static strings.
 */
#ifndef AW_TAC_PIREP_H
#define AW_TAC_PIREP_H

#include "base/civil.h"
#include "base/result.h"
#include "base/slice.h"
#include "tac/coordinate.h"
#include "tac/error.h"
#include "tac/span.h"
#include "tac/temperature.h"
#include "tac/time.h"
#include "tac/visibility.h"
#include "tac/weather.h"
#include "tac/wind.h"

#define PIREP_SKY_MAX        8
#define PIREP_TURBULENCE_MAX 6
#define PIREP_ICING_MAX      6
#define PIREP_FEET_NONE      INT32_MIN

enum pirep_kind { PIREP_KIND_UA, PIREP_KIND_UUA, PIREP_KIND_AIREP };

enum pirep_altitude_kind {
    PIREP_ALTITUDE_UNKNOWN,
    PIREP_ALTITUDE_AT,
    PIREP_ALTITUDE_CLIMB,   /* DURC */
    PIREP_ALTITUDE_DESCENT, /* DURD */
};

/* A point: a reference (navaid, fix or aerodrome), perhaps with radial and distance; or coordinates. */
struct pirep_point {
    char reference[6];   /* "" = none */
    char direction[4];   /* the compass point that was reported instead of a radial ("SE"); "" = none */
    int16_t distance_nm; /* -1 */
    double radial_deg;   /* 0..360 as reported, or that of the compass point; -1 */
    bool has_position;
    struct tac_position position;
};

struct pirep_location {
    struct slice text; /* all that was said of the place, out of raw */
    struct pirep_point at;
    struct pirep_point to; /* the far end of a route segment ("ANC-ENA"), when has_to */
    bool has_to;
};

struct pirep_sky {
    char cover[8]; /* "BKN", "SCT-BKN", "SKC"; "" = not said */
    int32_t base_ft_msl;
    int32_t top_ft_msl; /* both PIREP_FEET_NONE when not said */
};

/* Turbulence or icing. A level without a range is base and top at once; SFC is 0. */
struct pirep_hazard {
    const char
        *intensity;   /* NEG TRC LGT LGT-MOD MOD MOD-SEV SEV SEV-EXTRM EXTRM (and NEG-LGT, TRC-LGT); NULL */
    const char *type; /* CHOP CAT LLWS MWAVE; RIME CLEAR MIXED; NULL */
    const char *frequency; /* OCNL INTMT CONT ISOL; NULL. Turbulence only */
    int32_t base_ft;
    int32_t top_ft; /* both PIREP_FEET_NONE when not said */
};

struct pirep {
    struct slice raw;
    uint8_t kind;     /* enum pirep_kind */
    char station[5];  /* the office, or the Canadian region, before UA; "" for AIREPs */
    char aircraft[9]; /* AIREP: call sign; "" */
    char aircraft_type[9];
    int64_t time;
    struct pirep_location location;
    int32_t altitude_ft; /* PIREP_FEET_NONE */
    uint8_t altitude_kind;
    const char *flight_conditions; /* "IMC", "VMC" when said; NULL */
    uint8_t sky_count;
    uint8_t weather_count;
    uint8_t turbulence_count;
    uint8_t icing_count;
    struct pirep_sky sky[PIREP_SKY_MAX];
    struct tac_weather weather[TAC_WEATHER_MAX];
    struct pirep_hazard turbulence[PIREP_TURBULENCE_MAX];
    struct pirep_hazard icing[PIREP_ICING_MAX];
    struct tac_visibility visibility; /* flight visibility */
    bool visibility_unrestricted;     /* FV99SM: visibility is then absent */
    int16_t temperature_c;            /* TAC_TEMPERATURE_NONE */
    struct tac_wind wind;
    struct slice route;   /* AIREP: next positions and times */
    struct slice remarks; /* the text after RM */
    struct tac_spans spans;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * RESULT_OK, or RESULT_INVALID with *error (may be NULL) when the text is no PIREP or AIREP. A report without
 * a place, a time or a level is decoded as far as it goes. *out is undefined on failure.
 */
enum result pirep_decode(struct slice raw, int64_t reference_time, struct pirep *out,
                         struct tac_error *error);

const char *pirep_kind_name(enum pirep_kind kind);                   /* "UA" */
const char *pirep_altitude_kind_name(enum pirep_altitude_kind kind); /* "at", "climb"... */

#ifdef __cplusplus
}
#endif

#endif
