/*
 * Current METARs as CSV (RFC 4180, lines end with CR LF): one row a station. An empty field is null; the unit
 * is in the column's name.
 */
#ifndef AW_SERVICE_WEATHER_CSV_H
#define AW_SERVICE_WEATHER_CSV_H

#include "base/buffer.h"
#include "service/weather.h"

void weather_csv_write_header(struct buffer *out);
/* `position` may be NAN. */
void weather_csv_write_row(struct buffer *out, const struct weather_report *metar, struct geo_point position);

#endif
