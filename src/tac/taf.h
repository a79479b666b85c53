/*
 * TAF (FM 51), long and short, old style (without days) too; US (NWSI 10-813), US military, Australian INTER.
 * Pure, like metar.h; all of the text is accounted for.
 */
#ifndef AW_TAC_TAF_H
#define AW_TAC_TAF_H

#include "base/civil.h"
#include "base/result.h"
#include "base/slice.h"
#include "tac/conditions.h"
#include "tac/error.h"
#include "tac/flight_category.h"
#include "tac/span.h"
#include "tac/temperature.h"
#include "tac/time.h"

#define TAF_CHANGES_MAX      24
#define TAF_TEMPERATURES_MAX 4
#define TAF_LAYERS_MAX       24
#define TAF_REMARKS_MAX      8

enum taf_change_type { TAF_CHANGE_FM, TAF_CHANGE_BECMG, TAF_CHANGE_TEMPO, TAF_CHANGE_INTER, TAF_CHANGE_PROB };

struct taf_change {
    uint8_t type;        /* enum taf_change_type; PROB30 TEMPO is TEMPO with probability 30 */
    uint8_t probability; /* 30, 40; 0: none */
    bool to_derived;     /* FM: `to` is the next FM's start or the end of validity */
    int64_t from;        /* UTC seconds; UTC_NONE when the text has none, or one that may be another */
    int64_t to;          /* never before `from`: such a period is a slip, and neither end is known */
    struct tac_conditions conditions; /* only what it states */
};

struct taf_temperature {
    int16_t temperature_c;
    int64_t at; /* UTC_NONE: it can't be within a day of the validity */
};

/* 6IchhtI icing and 5BhhhtI turbulence layers: heights in feet. WMO No. 306 FM 51, 51.8, code tables 1733,
 * 0300. */
struct taf_layer {
    uint8_t section; /* 0 base, 1 + n changes[n] */
    uint8_t code;    /* 0..9, or 'X' for extreme turbulence */
    int32_t base_ft;
    int32_t depth_ft; /* 0: to the top of clouds */
};

/* "NXT FCST BY 06Z", "AMD NOT SKED": where it stands and what it means. */
struct taf_remark {
    uint32_t start;
    uint32_t end;
    const char *meaning;   /* static */
    int16_t temperature_c; /* "T30/1219Z": of a forecast temperature that is neither maximum nor minimum */
    int64_t at;            /* its time; UTC_NONE */
};

struct taf {
    struct slice raw;
    char station[5];
    bool amended;
    bool corrected;
    bool cancelled;
    bool nil;
    struct tac_day_time reported_time; /* as in the text; day 0: none */
    int64_t issued_at;                 /* UTC_NONE: the text has none */
    int64_t valid_from;                /* UTC_NONE: none (NIL) */
    int64_t valid_to;
    struct tac_conditions base; /* complete; meaningless when cancelled or nil */
    struct tac_ceiling base_ceiling;
    struct tac_category base_category;
    uint8_t changes_count;
    uint8_t max_temperature_count;
    uint8_t min_temperature_count;
    uint8_t icing_count;
    uint8_t turbulence_count;
    uint8_t remarks_count;
    struct taf_change changes[TAF_CHANGES_MAX];
    struct taf_temperature max_temperature[TAF_TEMPERATURES_MAX];
    struct taf_temperature min_temperature[TAF_TEMPERATURES_MAX];
    struct taf_layer icing[TAF_LAYERS_MAX];
    struct taf_layer turbulence[TAF_LAYERS_MAX];
    struct taf_remark remarks[TAF_REMARKS_MAX];
    struct tac_spans spans;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * RESULT_OK, or RESULT_INVALID with *error (which may be NULL): no station, or after it neither a validity
 * nor NIL or CNL. *out is about 25 KB; its content is undefined on failure.
 */
enum result taf_decode(struct slice raw, int64_t reference_time, struct taf *out, struct tac_error *error);

const char *taf_change_type_name(enum taf_change_type type);
const char *taf_icing_word(int code); /* NULL when unknown */
const char *taf_turbulence_word(int code);

#ifdef __cplusplus
}
#endif

#endif
