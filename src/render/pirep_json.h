/*
 * A decoded PIREP or AIREP as JSON: the form of the interface's "Decoded PIREP", with `aircraft` (an AIREP's
 * call sign), `flight_conditions` (IMC, VMC when said), `visibility_unrestricted` (FV99SM) and `route` (an
 * AIREP's next positions) beside it. null = not reported.
 */
#ifndef AW_RENDER_PIREP_JSON_H
#define AW_RENDER_PIREP_JSON_H

#include "base/json_writer.h"
#include "tac/pirep.h"

/* Changes when the same report is written differently. */
#define PIREP_JSON_VERSION 1

void pirep_json_write(struct json_writer *w, const struct pirep *p);
void pirep_json_write_spans(struct json_writer *w, const struct pirep *p);

#endif
