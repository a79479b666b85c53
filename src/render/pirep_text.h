/* A decoded PIREP or AIREP in plain English, a sentence a line. */
#ifndef AW_RENDER_PIREP_TEXT_H
#define AW_RENDER_PIREP_TEXT_H

#include "base/buffer.h"
#include "render/options.h"
#include "tac/pirep.h"

/* Heights in feet, or with RENDER_UNITS_METRIC in metres beside them. `o` may be NULL. */
void pirep_text_write(struct buffer *out, const struct pirep *p, const struct render_options *o);

#endif
