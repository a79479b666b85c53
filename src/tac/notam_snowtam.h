/*
 * SNOWTAM in the form of the Global Reporting Format (PANS-AIM, Doc 10066, appendix 4, since November 2021):
 * per runway the time of assessment, its lower designator, and for each third the runway condition code,
 * coverage, depth and kind of contaminant. Pure.
 */
#ifndef AW_TAC_NOTAM_SNOWTAM_H
#define AW_TAC_NOTAM_SNOWTAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define NOTAM_RUNWAYS_MAX 12
/* The longest validity of a SNOWTAM, from the assessment on. */
#define NOTAM_SNOWTAM_HOURS 8

struct notam_snowtam_runway {
    int64_t assessed_at;        /* its year is that nearest the reference time */
    char runway[4];             /* lower designator: "09L" */
    int8_t code[3];             /* RWYCC 0..6; -1: not reported (NR) */
    int8_t coverage_pct[3];     /* 25, 50, 75, 100; 0..100 where others are written; -1: NR or not given */
    int16_t depth_mm[3];        /* -1: NR or not given */
    const char *contaminant[3]; /* "WET SNOW"; static; NULL: NR */
    int16_t width_m;            /* to which the code applies; -1: all of the runway's */
};

struct notam_snowtam {
    uint8_t runways_count;
    struct notam_snowtam_runway runways[NOTAM_RUNWAYS_MAX];
};

#endif
