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

/* The same for reports without sections: which fields each group fills, '%' being the group's index. */
#define SPANS_JSON_FIELDS_MAX 10
void spans_json_write_plain(struct json_writer *w, const struct tac_spans *spans,
                            const char *const fields[TAC_GROUP_COUNT][SPANS_JSON_FIELDS_MAX]);

#endif
