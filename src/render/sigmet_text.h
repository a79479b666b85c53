/* A decoded SIGMET, AIRMET or CWA in plain English, a sentence a line. */
#ifndef AW_RENDER_SIGMET_TEXT_H
#define AW_RENDER_SIGMET_TEXT_H

#include "base/buffer.h"
#include "render/options.h"
#include "tac/sigmet.h"

/* Levels in feet, or with RENDER_UNITS_METRIC in metres beside them. `o` may be NULL. */
void sigmet_text_write(struct buffer *out, const struct sigmet *s, const struct render_options *o);

#endif
