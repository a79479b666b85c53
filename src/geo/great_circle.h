/*
 * Great circles on a sphere of 6,371,008.8 m, the mean radius R1 of WGS 84 (IUGG: (2a + b) / 3). Distances
 * differ from those on the ellipsoid by at most 0.56 %, bearings by at most 0.2°; JFK-Heathrow is 2,991 NM
 * here, 2,999 NM on the ellipsoid. A nautical mile is 1,852 m. Latitudes and longitudes in degrees, north and
 * east positive; longitudes may lie outside ±180 on input and are within [-180, 180) on output. Pure.
 */
#ifndef AW_GEO_GREAT_CIRCLE_H
#define AW_GEO_GREAT_CIRCLE_H

#define EARTH_RADIUS_M          6371008.8
#define METERS_PER_NM           1852.0
#define EARTH_RADIUS_NM         (EARTH_RADIUS_M / METERS_PER_NM)
#define HALF_ROUND_THE_EARTH_NM (EARTH_RADIUS_NM * 3.14159265358979323846)

struct geo_point {
    double latitude_deg;
    double longitude_deg;
};

/* By the arctangent form, which keeps its precision for near and for opposite points. */
double great_circle_distance_nm(struct geo_point from, struct geo_point to);

/* Initial true bearing, in [0, 360); NAN where it is undefined: the same point, or opposite points. */
double great_circle_initial_bearing_deg(struct geo_point from, struct geo_point to);
/* True bearing on arrival, likewise. */
double great_circle_final_bearing_deg(struct geo_point from, struct geo_point to);

/* The point reached over the initial bearing. */
struct geo_point great_circle_destination(struct geo_point from, double bearing_deg, double distance_nm);

/* The point at `fraction` (0..1) of the way. Between opposite points any way is right: this goes north about.
 */
struct geo_point great_circle_point_at(struct geo_point from, struct geo_point to, double fraction);

#endif
