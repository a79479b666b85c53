#include "tac/sun.h"

#include <math.h>

#include "base/civil.h"

#define RADIANS(degrees) ((degrees)*3.14159265358979323846 / 180.0)
#define DEGREES(radians) ((radians)*180.0 / 3.14159265358979323846)

/* Equation of time in minutes and declination in radians. */
static void solar_position(int64_t t, double *equation_min, double *declination)
{
    struct utc_civil c;
    utc_to_civil(t, &c);
    struct utc_civil new_year = {.year = c.year, .month = 1, .day = 1};
    double days = (double)(t - utc_from_civil(&new_year)) / (double)UTC_DAY;
    double year = utc_days_in_month(c.year, 2) == 29 ? 366.0 : 365.0;
    double g = RADIANS(360.0) / year * (days - 0.5);
    *equation_min = 229.18 * (0.000075 + 0.001868 * cos(g) - 0.032077 * sin(g) - 0.014615 * cos(2 * g) -
                              0.040849 * sin(2 * g));
    *declination = 0.006918 - 0.399912 * cos(g) + 0.070257 * sin(g) - 0.006758 * cos(2 * g) +
                   0.000907 * sin(2 * g) - 0.002697 * cos(3 * g) + 0.00148 * sin(3 * g);
}

bool tac_sun_event_find(enum sun_event event, int64_t day, double latitude_deg, double longitude_deg,
                        double zenith_deg, int64_t *out)
{
    /* The sun's position changes within the day: found again at the time that was found. */
    double latitude = RADIANS(latitude_deg), equation, declination, minute = 720.0;
    for (int round = 0; round < 3; round++) {
        solar_position(day + (int64_t)(minute * 60.0), &equation, &declination);
        double cosine =
            cos(RADIANS(zenith_deg)) / (cos(latitude) * cos(declination)) - tan(latitude) * tan(declination);
        if (!(cosine > -1.0 && cosine < 1.0))
            return false;
        double angle = DEGREES(acos(cosine));
        minute = 720.0 - 4.0 * (longitude_deg + (event == SUN_RISE ? angle : -angle)) - equation;
        minute = fmod(fmod(minute, 1440.0) + 1440.0, 1440.0);
    }
    *out = day + (int64_t)(minute * 60.0);
    return true;
}
