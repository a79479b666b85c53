/* Inside of notam.h: its parts that have a file of their own. */
#ifndef AW_TAC_NOTAM_PARSE_H
#define AW_TAC_NOTAM_PARSE_H

#include "tac/notam.h"

/*
 * Reads `text`. valid_from and valid_to (UTC_NONE: not known or none) place dates in time. All of it is
 * understood, or `understood` is false and there are no windows.
 */
void notam_schedule_parse(struct slice text, int64_t valid_from, int64_t valid_to,
                          struct notam_schedule *out);

/* Reads `body`, n->raw without its trailer, from the word SNOWTAM on and fills identification, location,
 * validity, text, runways and spans. False when there is no SNOWTAM with at least one runway. */
bool notam_snowtam_decode(struct notam *n, struct slice body, int64_t reference_time);

#endif
