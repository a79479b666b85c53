#include "service/weather_csv.h"

#include <math.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "tac/metar.h"

void weather_csv_write_header(struct buffer *out)
{
    buffer_append_slice(
        out,
        SLICE("station,observed_at,freshness,feed,source,flight_category,wind_direction_deg,wind_variable,"
              "wind_speed_kt,wind_gust_kt,visibility_statute_miles,visibility_greater_than,ceiling_state,"
              "ceiling_ft_agl,temperature_c,dewpoint_c,altimeter_hpa,latitude_deg,longitude_deg,raw\r\n"));
}

static void text_field(struct buffer *out, struct slice s)
{
    bool quoted = slice_find(s, ',') < s.len || slice_find(s, '"') < s.len || slice_find(s, '\n') < s.len;
    if (!quoted) {
        buffer_append_slice(out, s);
        return;
    }
    buffer_append_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, s.ptr[i]);
    }
    buffer_append_char(out, '"');
}

static void comma(struct buffer *out)
{
    buffer_append_char(out, ',');
}

static void name_field(struct buffer *out, const char *name)
{
    comma(out);
    buffer_append_slice(out, slice_from_string(name));
}

static void int_field(struct buffer *out, int value, int absent)
{
    comma(out);
    if (value != absent)
        buffer_append_int(out, value);
}

static void number_field(struct buffer *out, double value, bool present, int decimals)
{
    comma(out);
    if (!present || !isfinite(value))
        return;
    struct json_writer number;
    json_writer_init(&number, out);
    json_number(&number, value, decimals);
}

static void write_decoded(struct buffer *out, const struct weather_report *r)
{
    struct metar m;
    bool decoded = metar_decode(r->stored.raw, r->stored.observed_at, &m, NULL) == RESULT_OK;
    if (!decoded) {
        buffer_append_slice(out, SLICE(",,,,,,,,,,,,"));
        return;
    }
    const struct tac_wind *wind = &m.conditions.wind;
    const struct tac_visibility *visibility = &m.conditions.visibility;
    name_field(out, r->freshness == EXPIRED ? "" : tac_flight_category_name(m.category.category));
    int_field(out, wind->present ? wind->direction_deg : -1, -1);
    name_field(out, !wind->present ? "" : wind->variable ? "true" : "false");
    int_field(out, wind->present ? tac_speed_to_kt(wind->speed, wind->unit) : -1, -1);
    int_field(out, wind->present ? tac_speed_to_kt(wind->gust, wind->unit) : -1, -1);
    number_field(out, visibility->statute_miles, visibility->present, 3);
    name_field(out, !visibility->present ? "" : visibility->greater_than ? "true" : "false");
    name_field(out, tac_ceiling_state_name(m.ceiling.state));
    int_field(out, m.ceiling.ft_agl, -1);
    int_field(out, m.temperature.temperature_c, TAC_TEMPERATURE_NONE);
    int_field(out, m.temperature.dewpoint_c, TAC_TEMPERATURE_NONE);
    number_field(out, m.conditions.altimeter.hpa, m.conditions.altimeter.reported_unit != TAC_PRESSURE_NONE,
                 1);
}

void weather_csv_write_row(struct buffer *out, const struct weather_report *metar, struct geo_point position)
{
    char observed[UTC_ISO_LEN];
    utc_format_iso(metar->stored.observed_at, observed);
    buffer_append_slice(out, slice_from_string(metar->stored.station));
    comma(out);
    buffer_append(out, observed, sizeof(observed));
    name_field(out, freshness_name(metar->freshness));
    name_field(out, feed_name(metar->feed));
    name_field(out, report_source_name(metar->stored.source));
    write_decoded(out, metar);
    number_field(out, position.latitude_deg, true, 5);
    number_field(out, position.longitude_deg, true, 5);
    comma(out);
    text_field(out, metar->stored.raw);
    buffer_append(out, "\r\n", 2);
}
