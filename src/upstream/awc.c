/*
 * aviationweather.gov. METARs are polled as CSV: a quarter of the XML's size, and a damaged row costs only
 * itself, where one bad byte ends an XML document. TAFs are polled as XML: the CSV repeats its 35 columns for
 * every period, and how often is not established. Each has the other as its second form.
 */
#include "upstream/awc_api.h"
#include "upstream/awc_bulk_csv.h"
#include "upstream/awc_bulk_xml.h"
#include "upstream/awc_stations.h"
#include "upstream/http_client.h"
#include "upstream/provider.h"

/* A METAR older than 3 h is no answer; the interface's own default, 1.5 h, would miss those of three-hourly
 * stations. */
#define CURRENT_METAR_HOURS 3

static bool is_configured(const struct config *config)
{
    return config->awc_base_url[0] != '\0';
}

static const char *base_url(const struct config *config)
{
    return config->awc_base_url;
}

static const char *key(const struct config *config)
{
    return "";
}

static void append_date(int64_t t, struct buffer *url)
{
    char iso[UTC_ISO_LEN];
    utc_format_iso(t, iso);
    buffer_append_slice(url, SLICE("&date="));
    http_query_append(url, slice_make(iso, sizeof(iso)));
}

static void append_call(const struct provider_call *call, struct buffer *url)
{
    bool metar = call->product == UPSTREAM_METAR;
    buffer_append_slice(url, metar ? SLICE("/api/data/metar?format=json&ids=")
                                   : SLICE("/api/data/taf?format=json&ids="));
    for (size_t i = 0; i < call->count; i++) {
        if (i)
            buffer_append_char(url, ',');
        http_query_append(url, call->stations[i]);
    }
    /* Forecasts have no hours: each moment asked has the one in force then. */
    if (metar)
        buffer_append_format(url, "&hours=%d", call->hours ? call->hours : CURRENT_METAR_HOURS);
    if (call->until != UTC_NONE)
        append_date(call->until, url);
}

const struct provider awc_provider = {
    .id = UPSTREAM_AWC,
    .files =
        {
            [UPSTREAM_METAR] = {{"/data/cache/metars.cache.csv.gz", &awc_bulk_csv_parser},
                                {"/data/cache/metars.cache.xml.gz", &awc_bulk_xml_parser}},
            [UPSTREAM_TAF] = {{"/data/cache/tafs.cache.xml.gz", &awc_bulk_xml_parser},
                              {"/data/cache/tafs.cache.csv.gz", &awc_bulk_csv_parser}},
            [UPSTREAM_STATIONS] = {{"/data/cache/stations.cache.json.gz", &awc_stations_parser},
                                   {"/data/cache/stations.cache.xml.gz", &awc_bulk_xml_parser}},
        },
    .call_parser = &awc_api_parser,
    /* 400 entries an answer: METARs come some four to a station in CURRENT_METAR_HOURS. */
    .stations_per_call = {[UPSTREAM_METAR] = 100, [UPSTREAM_TAF] = 400},
    .calls_per_fetch = 20,
    .entries_per_call = 400,
    .has_history = true,
    .is_configured = is_configured,
    .base_url = base_url,
    .key = key,
    .append_call = append_call,
};
