/*
 * Airports by position: the nearest to a point, and those in a box, by the file's grid of one-degree cells.
 * Circles and boxes may cross the date line, and circles may hold a pole.
 */
#ifndef AW_GEO_NEAREST_H
#define AW_GEO_NEAREST_H

#include "geo/airport_db.h"
#include "geo/great_circle.h"

#define NEAREST_MAX 500

struct nearest_hit {
    uint32_t airport; /* for airport_db_get */
    double distance_nm;
};

/*
 * The nearest `max` airports (1..NEAREST_MAX) within radius_nm of the point that `accept` takes (NULL takes
 * all), nearest first; returns how many. Searches outwards, so that a radius of the whole Earth costs little
 * where there are enough airports near. `accept` is asked only about airports that would have a place among
 * the hits.
 */
size_t airport_nearest(const struct airport_db *db, struct geo_point point, double radius_nm,
                       bool (*accept)(void *context, const struct airport *a), void *context,
                       struct nearest_hit *out, size_t max);

/*
 * Every airport inside the box, edges included, row by row from the south; west > east crosses the date line.
 * `each` returns false to stop. South > north is an empty box. Latitudes -90..90, longitudes -180..180.
 */
void airport_box_each(const struct airport_db *db, double south, double west, double north, double east,
                      bool (*each)(void *context, const struct airport *a), void *context);

#endif
