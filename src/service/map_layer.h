/*
 * The static map layer of current METARs: GeoJSON that nginx serves as a file. It says when it was made and
 * what was known of the feed then; what draws it greys what has aged since (DESIGN.md, "Which report is
 * current").
 */
#ifndef AW_SERVICE_MAP_LAYER_H
#define AW_SERVICE_MAP_LAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "service/freshness.h"
#include "store/store.h"

/* More than all stations of the world need. */
#define MAP_LAYER_BYTES_MAX ((size_t)64 << 20)

/*
 * Writes {"type":"FeatureCollection","simulated","generated_at","feed","checked_at","features":[…]} of all
 * stations that have a METAR and a position. A feature's properties: station, observed_at, next_expected_at,
 * flight_category (null when expired), and, as far as they are reported, flight_category_at_best,
 * wind_direction_deg, wind_variable, wind_speed_kt, wind_gust_kt, visibility_m, visibility_statute_miles,
 * visibility_bound ("less_than", "greater_than"), ceiling_ft_agl, weather, temperature_c, dewpoint_c. `hot`:
 * a read of the hot environment. *features counts them.
 */
enum result map_layer_write(struct store_read *hot, bool simulated, int64_t now, struct buffer *out,
                            size_t *features);

#endif
