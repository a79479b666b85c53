/* A decoded TAF, and the conditions at a moment, as JSON: the interface's "A decoded TAF". null = not
 * reported. */
#ifndef AW_RENDER_TAF_JSON_H
#define AW_RENDER_TAF_JSON_H

#include "base/json_writer.h"
#include "render/options.h"
#include "tac/taf.h"
#include "tac/taf_at.h"

#define TAF_JSON_VERSION 1

void taf_json_write(struct json_writer *w, const struct taf *t, const struct render_options *o);
void taf_json_write_spans(struct json_writer *w, const struct taf *t);
/* The value of "at": null outside validity and for a cancelled or NIL TAF. */
void taf_json_write_at(struct json_writer *w, const struct taf *t, int64_t time,
                       const struct render_options *o);

#endif
