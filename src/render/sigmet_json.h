/*
 * A decoded SIGMET, AIRMET or CWA as JSON: the form of the interface's "SIGMET and kin". Beside it stand
 * area_radius_nm (a circle: area is its centre), area_width_nm (a corridor: area is its middle line), hail,
 * freezing_rain, base_freezing_level, top_above, movement.from_deg (as reported by "MOV FROM"; direction_deg
 * is always where it moves to), forecast, outlook and details. Rings are closed and in the order of the text;
 * longitudes are as reported, a ring over 180 degrees is not cut.
 */
#ifndef AW_RENDER_SIGMET_JSON_H
#define AW_RENDER_SIGMET_JSON_H

#include "base/json_writer.h"
#include "tac/sigmet.h"

/* Changes when the same report is written differently. */
#define SIGMET_JSON_VERSION 1

void sigmet_json_write(struct json_writer *w, const struct sigmet *s);
void sigmet_json_write_spans(struct json_writer *w, const struct sigmet *s);

#endif
