/*
 * What to say when the store has no report under a code: which station the code may mean otherwise, or why
 * there is nothing and who near it reports. Private to the weather services.
 */
#ifndef AW_SERVICE_WEATHER_ABSENT_H
#define AW_SERVICE_WEATHER_ABSENT_H

#include "service/weather_read.h"

/* All fill *error, with "nearest" or "candidates" in extra. The read may be closed; it is open afterwards. */

/* The code's station into out->station (and resolved_from, name). RESULT_NOT_FOUND, RESULT_AMBIGUOUS, as in
 * weather_get. */
enum result weather_absent_resolve(struct weather *w, enum product product, struct slice code,
                                   struct weather_answer *out, struct service_error *error);

/* A listed station of which nobody has a report: RESULT_NOT_FOUND. */
enum result weather_absent_report(struct weather *w, enum product product, struct slice station,
                                  struct service_error *error);

/* ingestd does not list the station: RESULT_NOT_FOUND. */
enum result weather_absent_unlisted(struct weather *w, enum product product, struct slice station,
                                    struct service_error *error);

#endif
