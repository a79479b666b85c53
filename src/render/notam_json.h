/*
 * A decoded NOTAM as JSON: the interface's "A decoded NOTAM", and beside its members `created_at`, `part`,
 * `times_in_text` (the text speaks of times of days in place of item D), `limits` (items F and G as written)
 * and `snowtam`. null = not given or not understood. `lower_ft` and `upper_ft` are item Q)'s flight levels in
 * feet; an unlimited upper one is null with `upper_unlimited` true.
 */
#ifndef AW_RENDER_NOTAM_JSON_H
#define AW_RENDER_NOTAM_JSON_H

#include "base/json_writer.h"
#include "tac/notam.h"

#define NOTAM_JSON_VERSION 1

/* `scratch` is emptied and used for the plain text; not the writer's own buffer. */
void notam_json_write(struct json_writer *w, const struct notam *n, struct buffer *scratch);
void notam_json_write_spans(struct json_writer *w, const struct notam *n);
/* The value of "active_at": true, false or null. */
void notam_json_write_active(struct json_writer *w, const struct notam *n, int64_t time);

#endif
