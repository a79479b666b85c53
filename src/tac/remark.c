#include "tac/remark.h"

#include "tac/remark_parse.h"

/* In the order of trial: exact forms before loose ones. */
static tac_remark_parser *const parsers[] = {
    tac_remark_station_type,
    tac_remark_pressure,
    tac_remark_temperature,
    tac_remark_precipitation,
    tac_remark_figures,
    tac_remark_peak_wind,
    tac_remark_wind_shift,
    tac_remark_sensor_status,
    tac_remark_visibility,
    tac_remark_ceiling,
    tac_remark_weather_events,
    tac_remark_lightning,
    tac_remark_tornadic,
    tac_remark_hailstone,
    tac_remark_snow,
    tac_remark_altitude,
    tac_remark_site_wind,
    tac_remark_metric,
    tac_remark_next_observation,
    tac_remark_sea,
    tac_remark_service,
    tac_remark_canada,
    tac_remark_national,
    tac_remark_cloud_layers,
    tac_remark_variable_sky,
    tac_remark_phrase,
    tac_remark_located_weather,
};

static void remark_clear(struct tac_remark *r)
{
    *r = (struct tac_remark){.at = UTC_NONE};
    for (unsigned i = 0; i < TAC_REMARK_VALUES_MAX; i++)
        r->value[i] = TAC_REMARK_VALUE_NONE;
}

unsigned tac_remark_take(const struct tac_token *t, size_t n, const struct tac_remark_context *context,
                         struct tac_remarks *out)
{
    struct tac_remark_input in = {t, n, context, out};
    if (n == 0 || out->count == TAC_REMARKS_MAX)
        return 0;
    struct tac_remark *r = &out->list[out->count];
    unsigned events = out->events_count;
    for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
        remark_clear(r);
        unsigned taken = parsers[i](&in, r);
        if (taken) {
            r->start = t[0].start;
            r->end = t[taken - 1].end;
            out->count++;
            return taken;
        }
        out->events_count = (uint8_t)events;
    }
    return 0;
}

void tac_remark_detail(struct tac_remark *r, const struct tac_token *t, unsigned n)
{
    r->detail_start = t[0].start;
    r->detail_end = t[n - 1].end;
}

int64_t tac_remark_past_time(struct slice digits, int64_t observed)
{
    struct tac_scan s = tac_scan_start(digits);
    int hour = 0, minute;
    if (observed == UTC_NONE || (digits.len != 2 && digits.len != 4))
        return UTC_NONE;
    if (digits.len == 4 && (!tac_scan_digits(&s, 2, &hour) || hour > 24))
        return UTC_NONE;
    if (!tac_scan_digits(&s, 2, &minute) || minute > 59)
        return UTC_NONE;
    int64_t period = digits.len == 4 ? UTC_DAY : UTC_HOUR;
    int64_t t = observed - observed % period + hour * UTC_HOUR + minute * UTC_MINUTE;
    while (t > observed)
        t -= period;
    return t;
}
