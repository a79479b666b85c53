/*
 * The fields known of each of the AWC's and CheckWX's formats, from recorded answers: what a census compares
 * with.
 */
#ifndef AW_UPSTREAM_AWC_FIELDS_H
#define AW_UPSTREAM_AWC_FIELDS_H

#include "upstream/field_census.h"
#include "upstream/upstream.h"

/* All static. The cache files' CSV and XML (elements below a row, one level deep), and the API's JSON. */
const struct field_table *awc_fields_csv(enum upstream_product product);
const struct field_table *awc_fields_xml(enum upstream_product product);
const struct field_table *awc_fields_json(enum upstream_product product);

#endif
