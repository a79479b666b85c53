/* Which stations the service knows as reporting: what is not listed is asked of no provider. */
#ifndef AW_SERVICE_LISTED_H
#define AW_SERVICE_LISTED_H

#include <stdbool.h>

#include "geo/airport_db.h"
#include "store/store.h"

/*
 * It has a report in the store, or is in the provider's list of stations, or, until one has been received, is
 * an airport with a four-letter ICAO code (DESIGN.md, "Processes"). `hot`: a read of the hot environment;
 * `airports` may be NULL.
 */
bool station_listed(struct store_read *hot, const struct airport_db *airports, struct slice station);

#endif
