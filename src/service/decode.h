/* Decoding what a caller sends: one report's text to `{"raw":…,"decoded":…}` or `{"raw":…,"error":…}`. Needs
 * no store: a PIREP's position is there only where the report itself gives it. */
#ifndef AW_SERVICE_DECODE_H
#define AW_SERVICE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_writer.h"
#include "base/slice.h"
#include "render/options.h"
#include "tac/report_kind.h"

struct decode_options {
    enum tac_report_kind kind; /* METAR, TAF, PIREP, or SIGMET, which is for AIRMET and CWA too */
    int64_t reference_time;
    struct render_options render; /* METAR and TAF */
    bool provenance;              /* "spans" beside "decoded" */
    bool has_at;                  /* TAF: "at", the conditions at that moment */
    int64_t at;
};

/* Writes one object. False when it is an error. */
bool decode_write(struct json_writer *json, struct slice raw, const struct decode_options *options);

#endif
