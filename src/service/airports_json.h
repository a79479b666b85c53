/* Airports and their runways as JSON. Private to service/airports. */
#ifndef AW_SERVICE_AIRPORTS_JSON_H
#define AW_SERVICE_AIRPORTS_JSON_H

#include "base/json_writer.h"
#include "geo/code_resolve.h"
#include "geo/runway.h"

/* The members of an airport (service/airports.h), into an object that is open. */
void airport_json_members(const struct station_directory *d, const struct airport *a, struct json_writer *w);
/* The members of coordinates. */
void airport_json_position(const struct airport *a, struct json_writer *w);
/* "runways", "frequencies" and "wind". */
void airport_json_details(const struct airport_db *db, const struct airport *a,
                          const struct surface_wind *wind, struct json_writer *w);

/* A number of feet, null for GEO_FT_UNKNOWN. */
void json_member_ft(struct json_writer *w, const char *key, int32_t feet);

#endif
