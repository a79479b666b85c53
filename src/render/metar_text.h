/* A decoded METAR in plain English: short sentences, one a line; nothing that the report does not say. */
#ifndef AW_RENDER_METAR_TEXT_H
#define AW_RENDER_METAR_TEXT_H

#include "base/buffer.h"
#include "render/options.h"
#include "tac/metar.h"

void metar_text_write(struct buffer *out, const struct metar *m, const struct render_options *o);

#endif
