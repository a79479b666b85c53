/*
 * What each part of a report was understood as: every group's place in the text. Kept from the first day
 * because "provenance" (each byte in exactly one group's span, one undecoded span, or a separator) is made of
 * it, and because what is not understood is listed, never lost.
 */
#ifndef AW_TAC_SPAN_H
#define AW_TAC_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_SPANS_MAX 256

enum tac_group {
    TAC_GROUP_UNDECODED,
    TAC_GROUP_MISSING, /* a mark that something is missing, without saying what */
    TAC_GROUP_HEADING, /* WMO bulletin heading, "TAF TAF" and the like: understood, carries no field */
    TAC_GROUP_TYPE,
    TAC_GROUP_STATION,
    TAC_GROUP_TIME,
    TAC_GROUP_AUTO,
    TAC_GROUP_CORRECTED,
    TAC_GROUP_AMENDED,
    TAC_GROUP_CANCELLED,
    TAC_GROUP_NIL,
    TAC_GROUP_VALIDITY,
    TAC_GROUP_WIND,
    TAC_GROUP_WIND_VARIATION,
    TAC_GROUP_CAVOK,
    TAC_GROUP_VISIBILITY,
    TAC_GROUP_VISIBILITY_DIRECTIONAL, /* indexed */
    TAC_GROUP_RVR,                    /* indexed */
    TAC_GROUP_WEATHER,                /* indexed */
    TAC_GROUP_WEATHER_STATE,          /* NSW and // */
    TAC_GROUP_CLOUD,                  /* indexed */
    TAC_GROUP_SKY_STATE,              /* ////// */
    TAC_GROUP_VERTICAL_VISIBILITY,
    TAC_GROUP_TEMPERATURE,
    TAC_GROUP_ALTIMETER,
    TAC_GROUP_WIND_SHEAR,   /* indexed */
    TAC_GROUP_SEA,          /* sea temperature and state: stands in remarks; indexed */
    TAC_GROUP_RUNWAY_STATE, /* indexed */
    TAC_GROUP_COLOR_STATE,
    TAC_GROUP_TREND_TYPE, /* NOSIG, BECMG, TEMPO and their times */
    TAC_GROUP_CHANGE,     /* TAF: FM, BECMG, TEMPO, INTER, PROB and their period */
    TAC_GROUP_MAX_TEMPERATURE,
    TAC_GROUP_MIN_TEMPERATURE,
    TAC_GROUP_ICING,       /* indexed */
    TAC_GROUP_TURBULENCE,  /* indexed */
    TAC_GROUP_REMARK_MARK, /* RMK itself */
    TAC_GROUP_REMARK,      /* indexed */
    TAC_GROUP_FIELD_MARK,  /* PIREP: /OV, /TM...; carries no field */
    TAC_GROUP_LOCATION,
    TAC_GROUP_ALTITUDE,
    TAC_GROUP_AIRCRAFT,
    TAC_GROUP_SKY, /* PIREP; indexed */
    TAC_GROUP_FLIGHT_CONDITIONS,
    TAC_GROUP_ROUTE,
    TAC_GROUP_REMARKS, /* free text */
    TAC_GROUP_OFFICE,  /* SIGMET and kin */
    TAC_GROUP_FIR,
    TAC_GROUP_SEQUENCE,
    TAC_GROUP_CANCELS,
    TAC_GROUP_TEST,
    TAC_GROUP_HAZARD,
    TAC_GROUP_QUALIFIER,
    TAC_GROUP_OBSERVED, /* OBS, FCST and their time */
    TAC_GROUP_AREA,
    TAC_GROUP_LEVELS,
    TAC_GROUP_MOVEMENT,
    TAC_GROUP_INTENSITY_CHANGE,
    TAC_GROUP_VOLCANO,
    TAC_GROUP_CYCLONE,
    TAC_GROUP_FORECAST, /* the position at the end of validity */
    TAC_GROUP_OUTLOOK,  /* what is added to a US convective SIGMET */
    TAC_GROUP_NOTAM_ID, /* NOTAM */
    TAC_GROUP_NOTAM_KIND,
    TAC_GROUP_NOTAM_REFERS_TO,
    TAC_GROUP_NOTAM_FIR,
    TAC_GROUP_NOTAM_CODE,
    TAC_GROUP_NOTAM_TRAFFIC,
    TAC_GROUP_NOTAM_PURPOSE,
    TAC_GROUP_NOTAM_SCOPE,
    TAC_GROUP_NOTAM_LOWER, /* of item Q), as UPPER */
    TAC_GROUP_NOTAM_UPPER,
    TAC_GROUP_NOTAM_CENTER,
    TAC_GROUP_NOTAM_LOCATION, /* indexed */
    TAC_GROUP_NOTAM_PART,
    TAC_GROUP_NOTAM_FROM,
    TAC_GROUP_NOTAM_TO,
    TAC_GROUP_NOTAM_SCHEDULE, /* item D) */
    TAC_GROUP_NOTAM_TEXT,
    TAC_GROUP_NOTAM_LOWER_LIMIT, /* item F) */
    TAC_GROUP_NOTAM_UPPER_LIMIT, /* item G) */
    TAC_GROUP_NOTAM_CREATED,
    TAC_GROUP_NOTAM_SOURCE,
    TAC_GROUP_NOTAM_RUNWAY, /* SNOWTAM; indexed */
    TAC_GROUP_COUNT
};

struct tac_span {
    uint32_t start; /* byte offsets into the report as given, end exclusive */
    uint32_t end;
    uint8_t group;   /* enum tac_group */
    uint8_t section; /* METAR: 0 body, 1 + n trend[n]. TAF: 0 base, 1 + n changes[n] */
    uint8_t index;   /* which cloud, weather, remark...; 0 for groups that are not lists */
    bool missing;    /* it says that its element is not reported: that is null as a whole */
};

struct tac_spans {
    uint16_t count;
    struct tac_span list[TAC_SPANS_MAX];
};

#ifdef __cplusplus
extern "C" {
#endif

/* A short name of the group for provenance ("wind"); static, never NULL. */
const char *tac_group_name(enum tac_group group);

#ifdef __cplusplus
}
#endif

#endif
