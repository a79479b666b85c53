/*
 * The AWC's stations.cache.json: an array of objects {id, icaoId, iataId, faaId, site, lat, lon, elev
 * (metres), country, siteType: ["METAR", "TAF", …]}, many of them null.
 */
#ifndef AW_UPSTREAM_AWC_STATIONS_H
#define AW_UPSTREAM_AWC_STATIONS_H

#include "upstream/parser.h"

extern const struct parser_ops awc_stations_parser; /* UPSTREAM_STATIONS */

#endif
