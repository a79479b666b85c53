/* Airports as plain text for `aviation-weather airports`. */
#ifndef AW_CLI_AIRPORTS_TEXT_H
#define AW_CLI_AIRPORTS_TEXT_H

#include "base/buffer.h"
#include "geo/code_resolve.h"

/* "KJFK JFK  John F. Kennedy International Airport, New York, US-NY", and a line break. */
void airport_text_write_line(struct buffer *out, const struct airport *a);
/* The same, and a line with type, position and elevation. */
void airport_text_write(struct buffer *out, const struct airport *a);
/* Runways and frequencies; what is not known is not said. */
void airport_text_write_details(struct buffer *out, const struct airport_db *db, const struct airport *a);
/* A line a leg, and the total. */
void airport_text_write_route(struct buffer *out, const struct code_resolution *points, size_t count);

#endif
