/*
 * Stations as the providers list them (AWC's stations file, the last good copy) or as they came with a
 * report, and the cells by which lists find those that have reports.
 */
#ifndef AW_STORE_STATION_STORE_H
#define AW_STORE_STATION_STORE_H

#include <stdbool.h>

#include "base/result.h"
#include "store/report_store.h"
#include "store/store.h"

struct stored_station {
    char id[STATION_MAX];
    char iata[4];
    char faa[STATION_MAX];
    char country[3];     /* ISO 3166, or "" */
    struct slice name;   /* UTF-8 or absent */
    double latitude_deg; /* NAN: not known */
    double longitude_deg;
    double elevation_m;      /* NAN: not known */
    bool listed;             /* in the stations file (else known from a report only) */
    bool has_metar, has_taf; /* by the file's siteType */
};

enum result station_store_get(struct store_read *r, struct slice id, struct stored_station *out);
enum result station_store_get_for_update(struct store_write *w, struct slice id, struct stored_station *out);
enum result station_store_put(struct store_write *w, const struct stored_station *station);
enum result station_store_each(struct store_read *r,
                               bool (*each)(void *context, const struct stored_station *station),
                               void *context);

/* Enters a station into the cell of its position; moves it when the position changed. Unknown position:
 * nothing. */
enum result station_cell_put(struct store_write *w, const struct stored_station *station);
/*
 * Every station entered whose position lies inside the box, edges included, south to north, cells west to
 * east. west > east crosses the date line.
 */
enum result station_cell_each(struct store_read *r, double south, double west, double north, double east,
                              bool (*each)(void *context, struct slice id, double latitude_deg,
                                           double longitude_deg),
                              void *context);

#endif
