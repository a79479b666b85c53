/*
 * CheckWX, /v2/{metar|taf}/{ICAO,…}/raw: {"results":n,"data":["METAR KTPA …",…]}. The objects of v1 and of
 * the other forms
 * ({icao, raw_text, observed or issued}) are read as well. What it says instead of a report ("KXYZ METAR Not
 * Currently Available") is no report, and no row that can't be read. At most 25 stations a call; a quota a
 * day.
 */
#ifndef AW_UPSTREAM_CHECKWX_H
#define AW_UPSTREAM_CHECKWX_H

#include "upstream/parser.h"

extern const struct parser_ops checkwx_parser; /* UPSTREAM_METAR, UPSTREAM_TAF */

#endif
