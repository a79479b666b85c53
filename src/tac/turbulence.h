/*
 * Turbulence as Australian forecasts state it after their other groups (Bureau of Meteorology, AIP GEN 3.5):
 * "FM142200 MOD TURB BLW 5000FT TILL150400", in trend forecasts "FM0034 MOD/SEV TURB BLW 5000FT TL1200". Its
 * FM begins no other conditions.
 */
#ifndef AW_TAC_TURBULENCE_H
#define AW_TAC_TURBULENCE_H

#include "tac/token.h"

/* The groups of such a statement from t[0] on, with or without its times; 0 when it is none. */
unsigned tac_turbulence_match(const struct tac_token *t, size_t n);

#endif
