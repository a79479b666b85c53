/*
 * Runways and the wind on them. Headings and wind directions are true: a METAR's wind is (WMO No. 306, FM
 * 15), and data/README.md says how the headings were checked; a runway's number is magnetic and is never used
 * here.
 */
#ifndef AW_GEO_RUNWAY_H
#define AW_GEO_RUNWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum runway_surface {
    SURFACE_UNKNOWN,
    SURFACE_ASPHALT,
    SURFACE_CONCRETE,
    SURFACE_GRAVEL,
    SURFACE_GRASS,
    SURFACE_DIRT,
    SURFACE_WATER,
    SURFACE_METAL,
    SURFACES
};

struct runway_end {
    struct slice ident;             /* "04L"; absent: not known */
    double heading_true_deg;        /* above 0 to 360 (north), or NAN */
    double latitude_deg;            /* NAN: not known */
    double longitude_deg;           /* NAN: not known */
    int32_t displaced_threshold_ft; /* GEO_FT_UNKNOWN: none, or not known */
    int32_t elevation_ft;           /* GEO_FT_UNKNOWN: not known */
};

struct runway {
    int32_t length_ft; /* GEO_FT_UNKNOWN: not known */
    int32_t width_ft;  /* GEO_FT_UNKNOWN: not known */
    enum runway_surface surface;
    bool lighted; /* false: not known */
    struct runway_end ends[2];
};

/* "asphalt" …; NULL for SURFACE_UNKNOWN; static. */
const char *runway_surface_name(enum runway_surface surface);

/* Wind as reported. */
struct surface_wind {
    double direction_true_deg; /* from where it blows; NAN: variable, or not reported */
    double speed_kt;           /* NAN: not reported */
    double gust_kt;            /* NAN: none reported */
    bool variable;             /* VRB */
};

struct runway_wind {
    double headwind_kt;      /* negative: tailwind; NAN: heading, direction or speed not known */
    double crosswind_kt;     /* positive: from the right; NAN likewise */
    double gust_headwind_kt; /* the same of the gust; NAN: none reported */
    double gust_crosswind_kt;
};

/*
 * headwind = speed * cos(direction - heading), crosswind = speed * sin(direction - heading). Calm (speed 0)
 * gives 0 on every heading, a known one or not; a variable wind has no components (NAN).
 */
struct runway_wind runway_wind_components(double heading_true_deg, const struct surface_wind *wind);

#endif
