#include <math.h>
#include <string.h>

#include "service/weather_read.h"
#include "tac/metar.h"

static double knots(int speed, enum tac_speed_unit unit)
{
    return speed < 0 ? (double)NAN : (double)tac_speed_to_kt(speed, unit);
}

void weather_wind_read(struct weather *w, struct slice station, int64_t now, struct weather_wind *out)
{
    struct weather_report report;
    struct weather_feed feed;
    struct metar metar;
    memset(out, 0, sizeof(*out));
    if (weather_feed_get(w, PRODUCT_METAR, now, &feed) ||
        weather_report_get(w, PRODUCT_METAR, SLOT_CURRENT, station, &feed, now, &report) ||
        report.freshness == EXPIRED ||
        metar_decode(report.stored.raw, report.stored.observed_at, &metar, NULL))
        return;
    const struct tac_wind *wind = &metar.conditions.wind;
    if (!wind->present)
        return;
    memcpy(out->station, report.stored.station, sizeof(out->station));
    out->known = true;
    out->observed_at = report.stored.observed_at;
    out->freshness = report.freshness;
    out->wind.direction_true_deg = wind->direction_deg < 0 ? (double)NAN : wind->direction_deg;
    out->wind.speed_kt = knots(wind->speed, wind->unit);
    out->wind.gust_kt = knots(wind->gust, wind->unit);
    out->wind.variable = wind->variable;
}
