/*
 * Sunrise and sunset: the upper limb on a flat horizon, centre at zenith distance 90.833 degrees. The general
 * solar position equations of the NOAA Global Monitoring Laboratory ("Low-Accuracy General Solar Position
 * Equations", after Spencer 1971): within about two minutes between the polar circles. Pure.
 */
#ifndef AW_TAC_SUN_H
#define AW_TAC_SUN_H

#include <stdbool.h>
#include <stdint.h>

enum sun_event { SUN_RISE, SUN_SET };

#define SUN_ZENITH_HORIZON_DEG        90.833
#define SUN_ZENITH_CIVIL_TWILIGHT_DEG 96.0

/*
 * The moment within the UTC day that begins at `day` (seconds, a multiple of 86,400) at which the sun comes
 * up to, or goes down to, the zenith distance. False where it does not do so that day.
 */
bool tac_sun_event_find(enum sun_event event, int64_t day, double latitude_deg, double longitude_deg,
                        double zenith_deg, int64_t *out);

#endif
