#include "service/weather_csv.h"

#include <math.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "tac/metar.h"
#include "tac/taf.h"

#define DECODED_COLUMNS                                                                                      \
    "flight_category,wind_direction_deg,wind_variable,wind_speed_kt,wind_gust_kt,visibility_statute_miles,"  \
    "visibility_greater_than,ceiling_state,ceiling_ft_agl,temperature_c,dewpoint_c,altimeter_hpa"

void weather_csv_write_header(struct buffer *out)
{
    buffer_append_slice(out, SLICE("station,observed_at,freshness,feed,source," DECODED_COLUMNS
                                   ",latitude_deg,longitude_deg,raw\r\n"));
}

/* What a spreadsheet would compute. No report begins so, but what a provider sends as one may. */
static bool is_formula(struct slice s)
{
    struct slice signs = SLICE("=+-@\t\r");
    return s.len > 0 && slice_find(signs, s.ptr[0]) < signs.len;
}

static void text_field(struct buffer *out, struct slice s)
{
    bool quoted = slice_find(s, ',') < s.len || slice_find(s, '"') < s.len || slice_find(s, '\n') < s.len ||
                  slice_find(s, '\r') < s.len;
    if (quoted)
        buffer_append_char(out, '"');
    if (is_formula(s))
        buffer_append_char(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, s.ptr[i]);
    }
    if (quoted)
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

static void flag_field(struct buffer *out, bool value)
{
    name_field(out, value ? "true" : "false");
}

static void time_field(struct buffer *out, int64_t t)
{
    char text[UTC_ISO_LEN];
    comma(out);
    if (t == UTC_NONE)
        return;
    utc_format_iso(t, text);
    buffer_append(out, text, sizeof(text));
}

static void raw_field(struct buffer *out, struct slice raw)
{
    comma(out);
    text_field(out, raw);
    buffer_append(out, "\r\n", 2);
}

static void write_decoded(struct buffer *out, struct slice raw, int64_t observed_at, bool expired)
{
    struct metar m;
    bool decoded = metar_decode(raw, observed_at, &m, NULL) == RESULT_OK;
    if (!decoded) {
        buffer_append_slice(out, SLICE(",,,,,,,,,,,,"));
        return;
    }
    const struct tac_wind *wind = &m.conditions.wind;
    const struct tac_visibility *visibility = &m.conditions.visibility;
    name_field(out, expired ? "" : tac_flight_category_name(m.category.category));
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
    buffer_append_slice(out, slice_from_string(metar->stored.station));
    time_field(out, metar->stored.observed_at);
    name_field(out, freshness_name(metar->freshness));
    name_field(out, feed_name(metar->feed));
    name_field(out, report_source_name(metar->stored.source));
    write_decoded(out, metar->stored.raw, metar->stored.observed_at, metar->freshness == EXPIRED);
    number_field(out, position.latitude_deg, true, 5);
    number_field(out, position.longitude_deg, true, 5);
    raw_field(out, metar->stored.raw);
}

void weather_csv_write_history_header(struct buffer *out, enum product product)
{
    if (product == PRODUCT_TAF)
        buffer_append_slice(out, SLICE("station,issued_at,valid_from,valid_to,received_at,source,amended,"
                                       "corrected,cancelled,nil,raw\r\n"));
    else
        buffer_append_slice(out, SLICE("station,observed_at,received_at,source," DECODED_COLUMNS ",raw\r\n"));
}

static void write_taf_row(struct buffer *out, const struct history_entry *entry)
{
    struct taf t;
    bool decoded = taf_decode(entry->raw, entry->observed_at, &t, NULL) == RESULT_OK;
    time_field(out, decoded ? t.issued_at : UTC_NONE);
    time_field(out, decoded ? t.valid_from : UTC_NONE);
    time_field(out, decoded ? t.valid_to : UTC_NONE);
    time_field(out, entry->received_at);
    name_field(out, report_source_name(entry->source));
    if (!decoded) {
        buffer_append_slice(out, SLICE(",,,,"));
        return;
    }
    flag_field(out, t.amended);
    flag_field(out, t.corrected);
    flag_field(out, t.cancelled);
    flag_field(out, t.nil);
}

void weather_csv_write_history_row(struct buffer *out, const struct history_entry *entry)
{
    buffer_append_slice(out, slice_from_string(entry->station));
    if (entry->product == PRODUCT_TAF) {
        write_taf_row(out, entry);
    } else {
        time_field(out, entry->observed_at);
        time_field(out, entry->received_at);
        name_field(out, report_source_name(entry->source));
        write_decoded(out, entry->raw, entry->observed_at, false);
    }
    raw_field(out, entry->raw);
}
