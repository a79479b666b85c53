/*
 * Present and recent weather: intensity or vicinity, descriptor, phenomena. FMH-1 12.6.8, WMO No. 306 code
 * table 4678.
 */
#ifndef AW_TAC_WEATHER_H
#define AW_TAC_WEATHER_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_PHENOMENA_MAX 4
#define TAC_WEATHER_MAX   8

enum tac_weather_state {
    TAC_WEATHER_NOT_STATED,
    TAC_WEATHER_REPORTED,
    TAC_WEATHER_NONE,    /* no group, CAVOK or NSW */
    TAC_WEATHER_MISSING, /* //, or the present weather sensor is out (PWINO) */
};

enum tac_intensity {
    TAC_INTENSITY_NOT_APPLICABLE, /* fog, haze, in the vicinity... without a sign */
    TAC_INTENSITY_LIGHT,
    TAC_INTENSITY_MODERATE, /* precipitation without a sign */
    TAC_INTENSITY_HEAVY,
};

struct tac_weather {
    char code[20];     /* as reported, folded: "-SHRA", "VCTS", "RETS"; terminated */
    uint8_t intensity; /* enum tac_intensity */
    bool vicinity;
    bool recent;
    uint8_t phenomena_count;
    char descriptor[3]; /* "SH"; "" = none */
    char phenomena[TAC_PHENOMENA_MAX][3];
};

#ifdef __cplusplus
extern "C" {
#endif

/* English for a two-letter code ("thunderstorm"); NULL for others. */
const char *tac_weather_word(const char code[3]);

#ifdef __cplusplus
}
#endif

#endif
