/*
 * SIGMET and AIRMET in the form of ICAO Annex 3, Appendix 6, tables A6-1A and A6-1B, with the US practice for
 * oceanic areas; US convective SIGMET, domestic SIGMET and AIRMET texts and their outlooks (NWSI 10-811);
 * Center Weather Advisories (NWSI 10-803). Pure: no allocation, never reads past `raw`. Points named by
 * navaids and FIR boundaries are not looked up: area.text has them.
 *
 * Absent: times are UTC_NONE, numbers the sentinel named beside them, texts "" or NULL, slices absent.
 * Slices and offsets in *out point into `raw`, which must outlive it; hazard and qualifier are static
 * strings.
 */
#ifndef AW_TAC_SIGMET_H
#define AW_TAC_SIGMET_H

#include "base/civil.h"
#include "base/result.h"
#include "base/slice.h"
#include "tac/coordinate.h"
#include "tac/error.h"
#include "tac/span.h"
#include "tac/time.h"

#define SIGMET_POINTS_MAX 128
#define SIGMET_PARTS_MAX  8
#define SIGMET_FEET_NONE  INT32_MIN

enum sigmet_kind {
    SIGMET_KIND_SIGMET,
    SIGMET_KIND_CONVECTIVE,
    SIGMET_KIND_AIRMET,
    SIGMET_KIND_CWA,
    SIGMET_KIND_OUTLOOK, /* a convective bulletin with nothing but its outlook */
};

enum sigmet_geometry {
    SIGMET_GEOMETRY_NONE, /* the text alone does not give it, or it was cut short */
    SIGMET_GEOMETRY_POINT,
    SIGMET_GEOMETRY_LINE,
    SIGMET_GEOMETRY_POLYGON, /* one or more rings, each closed, in the order of the text */
};

struct sigmet_area {
    struct slice text;
    uint8_t geometry;
    uint8_t parts;    /* rings of a polygon */
    uint16_t count;   /* points */
    double radius_nm; /* of a circle round a point ("WI 100NM OF CENTRE"); -1 */
    double width_nm;  /* of a corridor along a line ("60NM WID LINE BTN"): its whole width; -1 */
    uint16_t part_end[SIGMET_PARTS_MAX]; /* each ring's end in points */
    struct tac_position points[SIGMET_POINTS_MAX];
};

/* OBS with FCST after it in one phrase is both. */
enum sigmet_observed {
    SIGMET_OBSERVED_NOT_SAID,
    SIGMET_OBSERVED,
    SIGMET_FORECAST,
    SIGMET_OBSERVED_AND_FORECAST
};

enum sigmet_change {
    SIGMET_CHANGE_NOT_SAID,
    SIGMET_CHANGE_NONE,
    SIGMET_CHANGE_WEAKENING,
    SIGMET_CHANGE_INTENSIFYING
};

struct sigmet_levels {
    int32_t base_ft;
    int32_t top_ft;
    bool base_freezing; /* the base is the freezing level, whatever that is; base_ft is then absent */
    bool above;         /* "TOP ABV FL450": the top is above top_ft */
};

struct sigmet_movement {
    bool present;
    bool stationary;
    bool little;            /* MOV LTL */
    int16_t direction_ddeg; /* tenths of a degree, towards which it moves; -1 */
    int16_t from_deg;       /* "MOV FROM 24035KT": as reported; -1 */
    int16_t speed_kt;       /* -1 */
};

/* A volcano or a tropical cyclone. */
struct sigmet_source {
    struct slice name;
    struct slice position_text;
    bool has_position;
    struct tac_position position;
};

/* Where it is forecast to be at the end of validity. */
struct sigmet_forecast {
    bool present;
    bool none_expected; /* NO VA EXP */
    int64_t at;
    bool has_position; /* of a cyclone's centre */
    struct tac_position position;
    struct sigmet_levels levels;
    struct sigmet_area area;
};

struct sigmet {
    struct slice raw;
    uint8_t kind;
    bool test;      /* TEST or EXER */
    bool none;      /* "CONVECTIVE SIGMET...NONE", "NO SGFNT TURB EXP" */
    bool corrected; /* COR, or AMD of a US text */
    bool hail;      /* TSGR */
    bool freezing_rain;
    char office[5]; /* that issued it */
    char fir[5];    /* "" where only a name or no FIR is given */
    struct slice fir_name;
    struct slice sequence;
    int64_t issued_at; /* of the bulletin heading */
    int64_t valid_from;
    int64_t valid_to;
    bool cancelled;       /* it cancels another and says nothing else */
    struct slice cancels; /* sequence of the one cancelled */
    int64_t cancels_from;
    int64_t cancels_to;
    const char
        *hazard; /* TS TURB ICE MTW DS SS VA TC RDOACT_CLD CB TCU IFR MTN_OBSCN LLWS SFC_WIND SFC_VIS CLD */
    const char
        *qualifier;   /* EMBD FRQ OBSC SQL OCNL ISOL SCT SEV MOD MOD/SEV HVY BKN OVC, "SEV EMBD"...; NULL */
    uint8_t observed; /* enum sigmet_observed */
    uint8_t change;   /* enum sigmet_change */
    int64_t at;       /* of the observation or forecast */
    struct sigmet_area area;
    struct sigmet_levels levels;
    struct sigmet_movement movement;
    struct sigmet_source source; /* of VA and TC */
    struct sigmet_forecast forecast;
    struct slice outlook; /* text of the outlook that US bulletins end with */
    int64_t outlook_from;
    int64_t outlook_to;
    struct slice details; /* US texts: from the first to the last word that is in no field; else the surface's
                             wind or visibility */
    struct tac_spans spans;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * RESULT_OK, or RESULT_INVALID with *error (may be NULL) when the text is none of these kinds. A text that
 * was cut short is decoded as far as it goes; an area that may lack points has no geometry. *out is some 10
 * KB and undefined on failure.
 */
enum result sigmet_decode(struct slice raw, int64_t reference_time, struct sigmet *out,
                          struct tac_error *error);

const char *sigmet_kind_name(enum sigmet_kind kind);             /* "CONVECTIVE_SIGMET" */
const char *sigmet_observed_name(enum sigmet_observed observed); /* "OBS"; NULL */
const char *sigmet_change_name(enum sigmet_change change);       /* "weakening"; NULL */

#ifdef __cplusplus
}
#endif

#endif
