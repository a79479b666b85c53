/*
 * A decoded METAR as JSON: the form, order of members and nulls of the interface's "A decoded METAR". null =
 * not reported.
 */
#ifndef AW_RENDER_METAR_JSON_H
#define AW_RENDER_METAR_JSON_H

#include "base/json_writer.h"
#include "render/options.h"
#include "tac/metar.h"

/* Changes when the same report is written differently: part of ETags and of stored rendered values. */
#define METAR_JSON_VERSION 1

/* Writes one object. `o` may be NULL. */
void metar_json_write(struct json_writer *w, const struct metar *m, const struct render_options *o);
/* Writes the array "spans": [{group, start, end, fields}], which stands beside "decoded". */
void metar_json_write_spans(struct json_writer *w, const struct metar *m);

#endif
