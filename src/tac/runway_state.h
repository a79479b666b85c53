/*
 * State of the runway: R24L/451293, R26/CLRD70, R88/190055, R/SNOCLO, and the old eight figures 24451293.
 * WMO No. 306 FM 15, 15.13.6, code tables 0366, 0519, 0919, 1079.
 */
#ifndef AW_TAC_RUNWAY_STATE_H
#define AW_TAC_RUNWAY_STATE_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_RUNWAY_STATE_MAX 8

struct tac_runway_state {
    char runway[4];   /* "24L"; "" for all runways and for a repetition */
    bool all_runways; /* 88, and R/SNOCLO */
    bool repeated;    /* 99: the last message again, none new was received */
    bool closed;      /* SNOCLO, or depth 99 */
    bool cleared;     /* CLRD */
    int8_t deposit;   /* code 0919, 0..9; -1: not reported */
    int8_t extent;    /* code 0519, 1, 2, 5, 9; -1 */
    int16_t depth_mm; /* -1: not reported or not significant */
    int16_t friction; /* hundredths; -1 */
    int8_t braking;   /* code 0366, 91..95; 99 unreliable; -1 */
};

#ifdef __cplusplus
extern "C" {
#endif

const char *tac_deposit_word(int deposit); /* NULL when unknown */
const char *tac_extent_word(int extent);
const char *tac_braking_word(int braking);

#ifdef __cplusplus
}
#endif

#endif
