#include "tac/remark.h"

#include "tac/remark_parse.h"

#define FIRST TAC_FIRST

/*
 * In the order of trial: exact forms before loose ones; each with what its remarks begin with. A remark that
 * a parser learns belongs into both.
 */
static const struct family {
    tac_remark_parser *parse;
    uint64_t first;
} families[] = {
    {tac_remark_station_type, FIRST('A')},
    {tac_remark_pressure, FIRST('P') | FIRST('S')},
    {tac_remark_temperature, FIRST('T') | FIRST('1') | FIRST('2') | FIRST('4')},
    {tac_remark_precipitation, FIRST('P') | FIRST('6') | FIRST('7')},
    {tac_remark_figures, FIRST('5') | FIRST('8') | FIRST('I')},
    {tac_remark_peak_wind, FIRST('P')},
    {tac_remark_wind_shift, FIRST('W')},
    {tac_remark_sensor_status,
     FIRST('C') | FIRST('F') | FIRST('P') | FIRST('R') | FIRST('T') | FIRST('V') | FIRST('$')},
    {tac_remark_visibility, FIRST('S') | FIRST('T') | FIRST('V')},
    {tac_remark_ceiling, FIRST('C')},
    {tac_remark_weather_events, TAC_FIRST_LETTER},
    {tac_remark_lightning, FIRST('C') | FIRST('F') | FIRST('L') | FIRST('O')},
    {tac_remark_tornadic, FIRST('F') | FIRST('T') | FIRST('W')},
    {tac_remark_hailstone, FIRST('G')},
    {tac_remark_snow, FIRST('S') | FIRST('4') | FIRST('9')},
    {tac_remark_altitude, FIRST('D') | FIRST('P')},
    {tac_remark_site_wind, TAC_FIRST_DIGIT | TAC_FIRST_LETTER},
    {tac_remark_metric, TAC_FIRST_DIGIT | TAC_FIRST_LETTER | FIRST('/')},
    {tac_remark_next_observation, FIRST('C') | FIRST('L') | FIRST('N')},
    {tac_remark_sea, FIRST('Q') | FIRST('W')},
    {tac_remark_service, FIRST('A') | FIRST('B') | FIRST('I')},
    {tac_remark_canada, TAC_FIRST_DIGIT | FIRST('A') | FIRST('C') | FIRST('V')},
    {tac_remark_national, TAC_FIRST_DIGIT | TAC_FIRST_LETTER | FIRST('/')},
    {tac_remark_cloud_layers, TAC_FIRST_DIGIT | TAC_FIRST_LETTER},
    {tac_remark_variable_sky, TAC_FIRST_LETTER | FIRST('-') | FIRST('+')},
    {tac_remark_phrase, TAC_FIRST_ANY},
    {tac_remark_located_weather, TAC_FIRST_ANY},
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
    uint64_t first = tac_first(t);
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (!(families[i].first & first))
            continue;
        remark_clear(r);
        unsigned taken = families[i].parse(&in, r);
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

/* What would be nearly a day ago is a slip: a time after the observation. */
#define PAST_LONGEST (20 * UTC_HOUR)

int64_t tac_remark_past_time(struct slice digits, int64_t observed)
{
    struct tac_scan s = tac_scan_start(digits);
    int hour = 0, minute;
    if (observed == UTC_NONE || (digits.len != 2 && digits.len != 4))
        return UTC_NONE;
    if (digits.len == 4 && (!tac_scan_digits(&s, 2, &hour) || hour > 24))
        return UTC_NONE;
    if (!tac_scan_digits(&s, 2, &minute) || minute > 59 || (hour == 24 && minute > 0))
        return UTC_NONE;
    int64_t period = digits.len == 4 ? UTC_DAY : UTC_HOUR;
    int64_t t = observed - observed % period + hour * UTC_HOUR + minute * UTC_MINUTE;
    while (t > observed)
        t -= period;
    return observed - t > PAST_LONGEST ? UTC_NONE : t;
}
