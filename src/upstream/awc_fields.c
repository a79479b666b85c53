#include "upstream/awc_fields.h"

#define TABLE(fields)                                                                                        \
    {                                                                                                        \
        (fields), sizeof(fields) / sizeof(*(fields)), false                                                  \
    }

enum { NEEDED = 1, OPTIONAL = 0, TEXT_OR_NUMBER = FIELD_TEXT | FIELD_NUMBER };

static const struct field_known metar_csv[] = {
    {"raw_text", NEEDED, FIELD_TEXT},
    {"station_id", NEEDED, FIELD_TEXT},
    {"observation_time", NEEDED, FIELD_TIME},
    {"latitude", NEEDED, FIELD_NUMBER},
    {"longitude", NEEDED, FIELD_NUMBER},
    {"temp_c", OPTIONAL, FIELD_NUMBER},
    {"dewpoint_c", OPTIONAL, FIELD_NUMBER},
    {"wind_dir_degrees", OPTIONAL, TEXT_OR_NUMBER},
    {"wind_speed_kt", OPTIONAL, FIELD_NUMBER},
    {"wind_gust_kt", OPTIONAL, FIELD_NUMBER},
    {"visibility_statute_mi", OPTIONAL, TEXT_OR_NUMBER},
    {"altim_in_hg", OPTIONAL, FIELD_NUMBER},
    {"sea_level_pressure_mb", OPTIONAL, FIELD_NUMBER},
    {"corrected", OPTIONAL, FIELD_BOOL},
    {"auto", OPTIONAL, FIELD_BOOL},
    {"auto_station", OPTIONAL, FIELD_BOOL},
    {"maintenance_indicator_on", OPTIONAL, FIELD_BOOL},
    {"no_signal", OPTIONAL, FIELD_BOOL},
    {"lightning_sensor_off", OPTIONAL, FIELD_BOOL},
    {"freezing_rain_sensor_off", OPTIONAL, FIELD_BOOL},
    {"present_weather_sensor_off", OPTIONAL, FIELD_BOOL},
    {"wx_string", OPTIONAL, FIELD_TEXT},
    {"sky_cover", OPTIONAL, FIELD_TEXT},
    {"cloud_base_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"flight_category", OPTIONAL, FIELD_TEXT},
    {"three_hr_pressure_tendency_mb", OPTIONAL, FIELD_NUMBER},
    {"maxT_c", OPTIONAL, FIELD_NUMBER},
    {"minT_c", OPTIONAL, FIELD_NUMBER},
    {"maxT24hr_c", OPTIONAL, FIELD_NUMBER},
    {"minT24hr_c", OPTIONAL, FIELD_NUMBER},
    {"precip_in", OPTIONAL, FIELD_NUMBER},
    {"pcp3hr_in", OPTIONAL, FIELD_NUMBER},
    {"pcp6hr_in", OPTIONAL, FIELD_NUMBER},
    {"pcp24hr_in", OPTIONAL, FIELD_NUMBER},
    {"snow_in", OPTIONAL, FIELD_NUMBER},
    {"vert_vis_ft", OPTIONAL, FIELD_NUMBER},
    {"metar_type", OPTIONAL, FIELD_TEXT},
    {"elevation_m", OPTIONAL, FIELD_NUMBER},
};

static const struct field_known metar_xml[] = {
    {"raw_text", NEEDED, FIELD_TEXT},
    {"station_id", NEEDED, FIELD_TEXT},
    {"observation_time", NEEDED, FIELD_TIME},
    {"latitude", OPTIONAL, FIELD_NUMBER},
    {"longitude", OPTIONAL, FIELD_NUMBER},
    {"temp_c", OPTIONAL, FIELD_NUMBER},
    {"dewpoint_c", OPTIONAL, FIELD_NUMBER},
    {"wind_dir_degrees", OPTIONAL, TEXT_OR_NUMBER},
    {"wind_speed_kt", OPTIONAL, FIELD_NUMBER},
    {"wind_gust_kt", OPTIONAL, FIELD_NUMBER},
    {"visibility_statute_mi", OPTIONAL, TEXT_OR_NUMBER},
    {"altim_in_hg", OPTIONAL, FIELD_NUMBER},
    {"sea_level_pressure_mb", OPTIONAL, FIELD_NUMBER},
    {"quality_control_flags", OPTIONAL, FIELD_ANY},
    {"wx_string", OPTIONAL, FIELD_TEXT},
    {"sky_condition", OPTIONAL, FIELD_ANY},
    {"flight_category", OPTIONAL, FIELD_TEXT},
    {"three_hr_pressure_tendency_mb", OPTIONAL, FIELD_NUMBER},
    {"maxT_c", OPTIONAL, FIELD_NUMBER},
    {"minT_c", OPTIONAL, FIELD_NUMBER},
    {"maxT24hr_c", OPTIONAL, FIELD_NUMBER},
    {"minT24hr_c", OPTIONAL, FIELD_NUMBER},
    {"precip_in", OPTIONAL, FIELD_NUMBER},
    {"pcp3hr_in", OPTIONAL, FIELD_NUMBER},
    {"pcp6hr_in", OPTIONAL, FIELD_NUMBER},
    {"pcp24hr_in", OPTIONAL, FIELD_NUMBER},
    {"snow_in", OPTIONAL, FIELD_NUMBER},
    {"vert_vis_ft", OPTIONAL, FIELD_NUMBER},
    {"metar_type", OPTIONAL, FIELD_TEXT},
    {"elevation_m", OPTIONAL, FIELD_NUMBER},
};

/* The leading columns of the CSV and, after them, those of the first period; elements of the XML are the
 * same. */
static const struct field_known taf_csv[] = {
    {"raw_text", NEEDED, FIELD_TEXT},
    {"station_id", NEEDED, FIELD_TEXT},
    {"issue_time", NEEDED, FIELD_TIME},
    {"bulletin_time", OPTIONAL, FIELD_TIME},
    {"valid_time_from", NEEDED, FIELD_TIME},
    {"valid_time_to", NEEDED, FIELD_TIME},
    {"remarks", OPTIONAL, FIELD_TEXT},
    {"latitude", OPTIONAL, FIELD_NUMBER},
    {"longitude", OPTIONAL, FIELD_NUMBER},
    {"elevation_m", OPTIONAL, FIELD_NUMBER},
    {"fcst_time_from", OPTIONAL, FIELD_TIME},
    {"fcst_time_to", OPTIONAL, FIELD_TIME},
    {"change_indicator", OPTIONAL, FIELD_TEXT},
    {"time_becoming", OPTIONAL, FIELD_TIME},
    {"probability", OPTIONAL, FIELD_NUMBER},
    {"wind_dir_degrees", OPTIONAL, TEXT_OR_NUMBER},
    {"wind_speed_kt", OPTIONAL, FIELD_NUMBER},
    {"wind_gust_kt", OPTIONAL, FIELD_NUMBER},
    {"wind_shear_hgt_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"wind_shear_dir_degrees", OPTIONAL, FIELD_NUMBER},
    {"wind_shear_speed_kt", OPTIONAL, FIELD_NUMBER},
    {"visibility_statute_mi", OPTIONAL, TEXT_OR_NUMBER},
    {"altim_in_hg", OPTIONAL, FIELD_NUMBER},
    {"vert_vis_ft", OPTIONAL, FIELD_NUMBER},
    {"wx_string", OPTIONAL, FIELD_TEXT},
    {"not_decoded", OPTIONAL, FIELD_TEXT},
    {"sky_cover", OPTIONAL, FIELD_TEXT},
    {"cloud_base_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"cloud_type", OPTIONAL, FIELD_TEXT},
    {"turbulence_intensity", OPTIONAL, TEXT_OR_NUMBER},
    {"turbulence_min_alt_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"turbulence_max_alt_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"icing_intensity", OPTIONAL, TEXT_OR_NUMBER},
    {"icing_min_alt_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"icing_max_alt_ft_agl", OPTIONAL, FIELD_NUMBER},
    {"valid_time", OPTIONAL, FIELD_TIME},
    {"sfc_temp_c", OPTIONAL, FIELD_NUMBER},
    {"max_or_min_temp_c", OPTIONAL, TEXT_OR_NUMBER},
};

static const struct field_known taf_xml[] = {
    {"raw_text", NEEDED, FIELD_TEXT},        {"station_id", NEEDED, FIELD_TEXT},
    {"issue_time", NEEDED, FIELD_TIME},      {"bulletin_time", OPTIONAL, FIELD_TIME},
    {"valid_time_from", NEEDED, FIELD_TIME}, {"valid_time_to", NEEDED, FIELD_TIME},
    {"remarks", OPTIONAL, FIELD_TEXT},       {"latitude", OPTIONAL, FIELD_NUMBER},
    {"longitude", OPTIONAL, FIELD_NUMBER},   {"elevation_m", OPTIONAL, FIELD_NUMBER},
    {"forecast", OPTIONAL, FIELD_ANY},
};

static const struct field_known station_xml[] = {
    {"station_id", NEEDED, FIELD_TEXT},   {"icao_id", OPTIONAL, FIELD_TEXT},
    {"iata_id", OPTIONAL, FIELD_TEXT},    {"faa_id", OPTIONAL, TEXT_OR_NUMBER},
    {"wmo_id", OPTIONAL, TEXT_OR_NUMBER}, {"latitude", NEEDED, FIELD_NUMBER},
    {"longitude", NEEDED, FIELD_NUMBER},  {"elevation_m", OPTIONAL, FIELD_NUMBER},
    {"site", OPTIONAL, FIELD_TEXT},       {"state", OPTIONAL, TEXT_OR_NUMBER},
    {"country", OPTIONAL, FIELD_TEXT},    {"priority", OPTIONAL, FIELD_NUMBER},
    {"site_type", OPTIONAL, FIELD_ANY},
};

static const struct field_known metar_json[] = {
    {"icaoId", NEEDED, FIELD_TEXT},
    {"receiptTime", OPTIONAL, FIELD_TIME},
    {"obsTime", NEEDED, FIELD_NUMBER | FIELD_TIME},
    {"reportTime", OPTIONAL, FIELD_TIME},
    {"temp", OPTIONAL, FIELD_NUMBER},
    {"dewp", OPTIONAL, FIELD_NUMBER},
    {"wdir", OPTIONAL, TEXT_OR_NUMBER},
    {"wspd", OPTIONAL, FIELD_NUMBER},
    {"wgst", OPTIONAL, FIELD_NUMBER},
    {"visib", OPTIONAL, TEXT_OR_NUMBER},
    {"altim", OPTIONAL, FIELD_NUMBER},
    {"slp", OPTIONAL, FIELD_NUMBER},
    {"qcField", OPTIONAL, FIELD_NUMBER},
    {"wxString", OPTIONAL, FIELD_TEXT},
    {"presTend", OPTIONAL, FIELD_NUMBER},
    {"maxT", OPTIONAL, FIELD_NUMBER},
    {"minT", OPTIONAL, FIELD_NUMBER},
    {"maxT24", OPTIONAL, FIELD_NUMBER},
    {"minT24", OPTIONAL, FIELD_NUMBER},
    {"precip", OPTIONAL, FIELD_NUMBER},
    {"pcp3hr", OPTIONAL, FIELD_NUMBER},
    {"pcp6hr", OPTIONAL, FIELD_NUMBER},
    {"pcp24hr", OPTIONAL, FIELD_NUMBER},
    {"snow", OPTIONAL, FIELD_NUMBER},
    {"vertVis", OPTIONAL, FIELD_NUMBER},
    {"metarType", OPTIONAL, FIELD_TEXT},
    {"rawOb", NEEDED, FIELD_TEXT},
    {"lat", OPTIONAL, FIELD_NUMBER},
    {"lon", OPTIONAL, FIELD_NUMBER},
    {"elev", OPTIONAL, FIELD_NUMBER},
    {"name", OPTIONAL, FIELD_TEXT},
    {"cover", OPTIONAL, FIELD_TEXT},
    {"clouds", OPTIONAL, FIELD_LIST},
    {"fltCat", OPTIONAL, FIELD_TEXT},
    {"metar_id", OPTIONAL, FIELD_NUMBER},
    {"mostRecent", OPTIONAL, FIELD_NUMBER},
    {"prior", OPTIONAL, FIELD_NUMBER},
};

static const struct field_known taf_json[] = {
    {"icaoId", NEEDED, FIELD_TEXT},          {"dbPopTime", OPTIONAL, FIELD_TIME},
    {"bulletinTime", OPTIONAL, FIELD_TIME},  {"issueTime", NEEDED, FIELD_TIME},
    {"validTimeFrom", NEEDED, FIELD_NUMBER}, {"validTimeTo", NEEDED, FIELD_NUMBER},
    {"rawTAF", NEEDED, FIELD_TEXT},          {"mostRecent", OPTIONAL, FIELD_NUMBER},
    {"remarks", OPTIONAL, FIELD_TEXT},       {"lat", OPTIONAL, FIELD_NUMBER},
    {"lon", OPTIONAL, FIELD_NUMBER},         {"elev", OPTIONAL, FIELD_NUMBER},
    {"prior", OPTIONAL, FIELD_NUMBER},       {"name", OPTIONAL, FIELD_TEXT},
    {"fcsts", OPTIONAL, FIELD_LIST},         {"tafId", OPTIONAL, FIELD_NUMBER},
};

static const struct field_known station_json[] = {
    {"id", NEEDED, FIELD_TEXT},          {"icaoId", NEEDED, FIELD_TEXT},
    {"iataId", OPTIONAL, FIELD_TEXT},    {"faaId", OPTIONAL, TEXT_OR_NUMBER},
    {"wmoId", OPTIONAL, TEXT_OR_NUMBER}, {"site", OPTIONAL, FIELD_TEXT},
    {"lat", NEEDED, FIELD_NUMBER},       {"lon", NEEDED, FIELD_NUMBER},
    {"elev", OPTIONAL, FIELD_NUMBER},    {"state", OPTIONAL, TEXT_OR_NUMBER},
    {"country", OPTIONAL, FIELD_TEXT},   {"priority", OPTIONAL, FIELD_NUMBER},
    {"siteType", NEEDED, FIELD_LIST},
};

const struct field_table *awc_fields_csv(enum upstream_product product)
{
    /* Whether today's TAFs still have all of these columns is not established. */
    static const struct field_table metar = {metar_csv, sizeof(metar_csv) / sizeof(*metar_csv), true};
    static const struct field_table taf = TABLE(taf_csv);
    return product == UPSTREAM_TAF ? &taf : &metar;
}

const struct field_table *awc_fields_xml(enum upstream_product product)
{
    static const struct field_table tables[] = {TABLE(metar_xml), TABLE(taf_xml), TABLE(station_xml)};
    return &tables[product];
}

const struct field_table *awc_fields_json(enum upstream_product product)
{
    static const struct field_table tables[] = {TABLE(metar_json), TABLE(taf_json), TABLE(station_json)};
    return &tables[product];
}
