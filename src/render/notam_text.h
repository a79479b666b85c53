/* A decoded NOTAM in plain English: short sentences, one a line; nothing that the NOTAM does not say. */
#ifndef AW_RENDER_NOTAM_TEXT_H
#define AW_RENDER_NOTAM_TEXT_H

#include "base/buffer.h"
#include "tac/notam.h"

/* `at`: the moment to say whether it is active then; UTC_NONE says nothing of it. */
void notam_text_write(struct buffer *out, const struct notam *n, int64_t at);

#endif
