/*
 * The AWC's CSV cache files, metars.cache.csv and tafs.cache.csv: up to 20 status lines ("No errors", "No
 * warnings", "55 ms", "data source=metars", "5073 results"), a header, rows. Columns are found by name; of
 * repeated names the first counts. raw_text, station_id and observation_time (TAF: issue_time) must be there,
 * else the format has drifted.
 */
#ifndef AW_UPSTREAM_AWC_BULK_CSV_H
#define AW_UPSTREAM_AWC_BULK_CSV_H

#include "upstream/parser.h"

extern const struct parser_ops awc_bulk_csv_parser; /* UPSTREAM_METAR, UPSTREAM_TAF */

#endif
