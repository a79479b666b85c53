/* Places of groups in the text: the list of undecoded ones, and provenance. */
#ifndef AW_RENDER_SPANS_JSON_H
#define AW_RENDER_SPANS_JSON_H

#include "base/json_writer.h"
#include "tac/span.h"

/* The member "undecoded": [{text, start, end}]. */
void spans_json_write_undecoded(struct json_writer *w, struct slice raw, const struct tac_spans *spans);

enum spans_json_report { SPANS_JSON_METAR, SPANS_JSON_TAF };

/* The array [{group, start, end, fields}]. */
void spans_json_write(struct json_writer *w, const struct tac_spans *spans, enum spans_json_report report);

#endif
