/* Remarks in plain English, one line each. */
#ifndef AW_RENDER_REMARK_TEXT_H
#define AW_RENDER_REMARK_TEXT_H

#include "base/buffer.h"
#include "tac/remark.h"

void remark_text_write(struct buffer *out, struct slice raw, const struct tac_remarks *remarks,
                       const char *indent);

#endif
