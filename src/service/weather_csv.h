/*
 * Reports as CSV (RFC 4180, lines end with CR LF): current METARs, one row a station, and METARs or TAFs of
 * the history, one row a report. An empty field is null; the unit is in the column's name.
 */
#ifndef AW_SERVICE_WEATHER_CSV_H
#define AW_SERVICE_WEATHER_CSV_H

#include "base/buffer.h"
#include "service/weather.h"
#include "store/history_store.h"

void weather_csv_write_header(struct buffer *out);
/* `position` may be NAN. */
void weather_csv_write_row(struct buffer *out, const struct weather_report *metar, struct geo_point position);

/* METAR and TAF have columns of their own; of a TAF's forecast there are none. */
void weather_csv_write_history_header(struct buffer *out, enum product product);
void weather_csv_write_history_row(struct buffer *out, const struct history_entry *entry);

#endif
