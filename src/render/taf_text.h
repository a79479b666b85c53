/* A decoded TAF in plain English: the base forecast, then each change with its period. */
#ifndef AW_RENDER_TAF_TEXT_H
#define AW_RENDER_TAF_TEXT_H

#include "base/buffer.h"
#include "render/options.h"
#include "tac/taf.h"

void taf_text_write(struct buffer *out, const struct taf *t, const struct render_options *o);

#endif
