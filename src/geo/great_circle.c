#include "geo/great_circle.h"

#include <math.h>

#define RADIANS(deg) ((deg) * (M_PI / 180.0))
#define DEGREES(rad) ((rad) * (180.0 / M_PI))

/* Points nearer than this (a tenth of a millimetre on Earth) are one point: between them no bearing is
 * defined. */
#define SAME_POINT_RAD 2e-11

/* The terms of the arctangent form: distance is atan2(hypot(y, x), z), initial bearing atan2(y, x). */
struct great_circle_terms {
    double x, y, z;
};

static struct great_circle_terms terms(struct geo_point from, struct geo_point to)
{
    double lat1 = RADIANS(from.latitude_deg), lat2 = RADIANS(to.latitude_deg);
    double dlon = RADIANS(to.longitude_deg - from.longitude_deg);

    return (struct great_circle_terms){
        .x = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(dlon),
        .y = cos(lat2) * sin(dlon),
        .z = sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(dlon),
    };
}

static double normal_longitude(double deg)
{
    double d = fmod(deg + 180.0, 360.0);
    return (d < 0 ? d + 360.0 : d) - 180.0;
}

static double normal_bearing(double deg)
{
    double d = fmod(deg, 360.0);
    if (d < 0)
        d += 360.0;
    return d >= 360.0 ? 0.0 : d; /* a tiny negative angle rounds up to 360 */
}

double great_circle_distance_nm(struct geo_point from, struct geo_point to)
{
    struct great_circle_terms t = terms(from, to);
    return atan2(hypot(t.x, t.y), t.z) * EARTH_RADIUS_NM;
}

double great_circle_initial_bearing_deg(struct geo_point from, struct geo_point to)
{
    struct great_circle_terms t = terms(from, to);

    if (hypot(t.x, t.y) < SAME_POINT_RAD)
        return NAN;
    return normal_bearing(DEGREES(atan2(t.y, t.x)));
}

double great_circle_final_bearing_deg(struct geo_point from, struct geo_point to)
{
    return normal_bearing(great_circle_initial_bearing_deg(to, from) + 180.0);
}

struct geo_point great_circle_destination(struct geo_point from, double bearing_deg, double distance_nm)
{
    double lat = RADIANS(from.latitude_deg), bearing = RADIANS(bearing_deg);
    double arc = distance_nm / EARTH_RADIUS_NM;
    double sin_lat = sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(bearing);
    double y = sin(bearing) * sin(arc) * cos(lat);
    double x = cos(arc) - sin(lat) * sin_lat;

    return (struct geo_point){
        .latitude_deg = DEGREES(asin(fmax(-1.0, fmin(1.0, sin_lat)))),
        .longitude_deg = normal_longitude(from.longitude_deg + DEGREES(atan2(y, x))),
    };
}

struct geo_point great_circle_point_at(struct geo_point from, struct geo_point to, double fraction)
{
    double distance_nm = great_circle_distance_nm(from, to);
    double bearing_deg = great_circle_initial_bearing_deg(from, to);

    return great_circle_destination(from, isnan(bearing_deg) ? 0.0 : bearing_deg, distance_nm * fraction);
}
