/* The member "remarks": [{code, meaning, value...}], by the table of tac/remark.h. */
#ifndef AW_RENDER_REMARK_JSON_H
#define AW_RENDER_REMARK_JSON_H

#include "base/json_writer.h"
#include "tac/remark.h"

void remark_json_write(struct json_writer *w, struct slice raw, const struct tac_remarks *remarks);

#endif
