#include "geo/runway.h"

#include <assert.h>
#include <math.h>

#define RADIANS(deg) ((deg) * (M_PI / 180.0))

const char *runway_surface_name(enum runway_surface surface)
{
    static const char *const names[SURFACES] = {
        [SURFACE_UNKNOWN] = NULL,    [SURFACE_ASPHALT] = "asphalt", [SURFACE_CONCRETE] = "concrete",
        [SURFACE_GRAVEL] = "gravel", [SURFACE_GRASS] = "grass",     [SURFACE_DIRT] = "dirt",
        [SURFACE_WATER] = "water",   [SURFACE_METAL] = "metal",
    };

    assert((unsigned)surface < SURFACES);
    return names[surface];
}

struct runway_wind runway_wind_components(double heading_true_deg, const struct surface_wind *wind)
{
    struct runway_wind w = {NAN, NAN, NAN, NAN};
    double angle;

    if (wind->speed_kt == 0.0) {
        w.headwind_kt = w.crosswind_kt = 0.0;
        return w;
    }
    if (wind->variable)
        return w;
    angle = RADIANS(wind->direction_true_deg - heading_true_deg); /* NAN carries through */
    w.headwind_kt = wind->speed_kt * cos(angle);
    w.crosswind_kt = wind->speed_kt * sin(angle);
    w.gust_headwind_kt = wind->gust_kt * cos(angle);
    w.gust_crosswind_kt = wind->gust_kt * sin(angle);
    return w;
}
