/*
 * The NOTAMs of aviation-weather decode: they have several lines, so its input is a JSON array of strings; an
 * input that is none is one NOTAM.
 */
#ifndef AW_CLI_DECODE_NOTAM_H
#define AW_CLI_DECODE_NOTAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"

/* Writes one decoded NOTAM, with "\n" after it. False: it could not be decoded and *error says why, static.
 */
bool decode_notam_json(struct buffer *out, struct slice raw, int64_t reference_time, int64_t at,
                       bool provenance, const char **error);
bool decode_notam_text(struct buffer *out, struct slice raw, int64_t reference_time, int64_t at,
                       const char **error);

/* Calls `each` for every NOTAM of the file; ends with false when it does, or when the file can't be read. */
bool decode_notam_stream(FILE *file, bool (*each)(void *context, struct slice raw), void *context);

#endif
