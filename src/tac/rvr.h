/*
 * Runway visual range: R24L/0600FT, R04R/0500V1000U, R15/0600VP1500FT/D, R27/////.
 * FMH-1 12.6.7; WMO No. 306 FM 15, 15.7.
 */
#ifndef AW_TAC_RVR_H
#define AW_TAC_RVR_H

#include <stdbool.h>
#include <stdint.h>

#define TAC_RVR_MAX 12

struct tac_rvr {
    char runway[4];
    bool feet;           /* else metres */
    bool less_than;      /* M before the value: it is below what the sensor measures */
    bool greater_than;   /* P before the value, or before variable_to when there is one */
    char tendency;       /* U, D, N or NUL */
    int32_t value;       /* -1: missing (////) */
    int32_t variable_to; /* -1: not variable; `value` is then the lower end */
};

#endif
