/* Decoding what a caller sends: one report's text to `{"raw":…,"decoded":…}` or `{"raw":…,"error":…}`. Needs
 * no store. */
#ifndef AW_SERVICE_DECODE_H
#define AW_SERVICE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_writer.h"
#include "base/slice.h"
#include "render/options.h"
#include "store/report_store.h"

struct decode_options {
    enum product product; /* PRODUCT_METAR or PRODUCT_TAF */
    int64_t reference_time;
    struct render_options render;
    bool provenance; /* "spans" beside "decoded" */
    bool has_at;     /* TAF: "at", the conditions at that moment */
    int64_t at;
};

/* Writes one object. False when it is an error. */
bool decode_write(struct json_writer *json, struct slice raw, const struct decode_options *options);

#endif
