/*
 * The AWC's API, /api/data/metar and /api/data/taf with format=json: an array of objects with icaoId, rawOb
 * and obsTime (taf: rawTAF and issueTime). Times are seconds since 1970 or ISO 8601 in the forms of 2023 and
 * of today; reportTime is rounded and never read. An empty body and an empty array are answers with nothing
 * in them.
 */
#ifndef AW_UPSTREAM_AWC_API_H
#define AW_UPSTREAM_AWC_API_H

#include "upstream/parser.h"

extern const struct parser_ops awc_api_parser; /* UPSTREAM_METAR, UPSTREAM_TAF */

#endif
