/* AIREPs as ground systems write them: "ARP BAW1 5230N 02000W 0215 F370 M55 290/110 ..."; see pirep.h. */
#ifndef AW_TAC_PIREP_AIREP_H
#define AW_TAC_PIREP_AIREP_H

#include "tac/pirep_parse.h"

/* Begins with ARP, ARS or AIREP, or has call sign, position, time and level in their places. */
bool pirep_airep_recognise(const struct tac_token *t, size_t n);
/* What stands before the first indicator. */
void pirep_airep_decode(const struct pirep_section *s, int64_t reference_time);

/* Shared with the fields of a PIREP. */
bool pirep_level_decode(struct slice s, int32_t *feet);
bool pirep_temperature_decode(struct slice s, int16_t *celsius);
bool pirep_wind_decode(struct slice s, struct tac_wind *out);

#endif
