/*
 * What each part of a report was understood as: every group's place in the text. Kept from the first day
 * because "provenance" (each byte in exactly one group's span, one undecoded span, or a separator) is made of
 * it, and because what is not understood is listed, never lost.
 */
#ifndef AW_TAC_SPAN_H
#define AW_TAC_SPAN_H

#include <stdint.h>

#include "base/slice.h"
#include "tac/token.h"

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
    TAC_GROUP_COUNT
};

struct tac_span {
    uint32_t start; /* byte offsets into the report as given, end exclusive */
    uint32_t end;
    uint8_t group;   /* enum tac_group */
    uint8_t section; /* METAR: 0 body, 1 + n trend[n]. TAF: 0 base, 1 + n changes[n] */
    uint8_t index;   /* which cloud, weather, remark...; 0 for groups that are not lists */
};

struct tac_spans {
    uint16_t count;
    struct tac_span list[TAC_SPANS_MAX];
};

/* Records t[0..n) as one span. When the list is full its last span becomes undecoded and grows to take this
 * one in. */
void tac_spans_add(struct tac_spans *s, const struct tac_token *t, unsigned n, enum tac_group group,
                   unsigned section, unsigned index);
/* The same for bytes that are no token. */
void tac_spans_add_range(struct tac_spans *s, uint32_t start, uint32_t end, enum tac_group group,
                         unsigned section, unsigned index);

/* A short name of the group for provenance ("wind"); static, never NULL. */
const char *tac_group_name(enum tac_group group);

#endif
