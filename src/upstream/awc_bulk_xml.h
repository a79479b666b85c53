/*
 * The AWC's XML cache files, read as they stream: <response><data num_results="n"> and in it METAR, TAF or
 * Station elements, whose children hold the values. Bytes that are not UTF-8 are taken as Latin-1 before the
 * parser sees them, and control characters as blanks: both end an XML document otherwise. A DOCTYPE, and with
 * it every entity, is refused.
 */
#ifndef AW_UPSTREAM_AWC_BULK_XML_H
#define AW_UPSTREAM_AWC_BULK_XML_H

#include "upstream/parser.h"

extern const struct parser_ops awc_bulk_xml_parser; /* all products */

#endif
