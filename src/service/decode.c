#include "service/decode.h"

#include "render/metar_json.h"
#include "render/taf_json.h"
#include "tac/metar.h"
#include "tac/taf.h"

static void write_error(struct json_writer *json, const struct tac_error *error)
{
    json_member_string_z(json, "error", error->text);
}

static bool write_metar(struct json_writer *json, struct slice raw, const struct decode_options *o)
{
    struct metar metar;
    struct tac_error error = {"not a METAR", 0};
    if (metar_decode(raw, o->reference_time, &metar, &error)) {
        write_error(json, &error);
        return false;
    }
    json_key(json, "decoded");
    metar_json_write(json, &metar, &o->render);
    if (o->provenance) {
        json_key(json, "spans");
        metar_json_write_spans(json, &metar);
    }
    return true;
}

static bool write_taf(struct json_writer *json, struct slice raw, const struct decode_options *o)
{
    struct taf taf;
    struct tac_error error = {"not a TAF", 0};
    if (taf_decode(raw, o->reference_time, &taf, &error)) {
        write_error(json, &error);
        return false;
    }
    json_key(json, "decoded");
    taf_json_write(json, &taf, &o->render);
    if (o->provenance) {
        json_key(json, "spans");
        taf_json_write_spans(json, &taf);
    }
    if (o->has_at) {
        json_key(json, "at");
        taf_json_write_at(json, &taf, o->at, &o->render);
    }
    return true;
}

bool decode_write(struct json_writer *json, struct slice raw, const struct decode_options *options)
{
    json_object_begin(json);
    json_member_string(json, "raw", raw);
    bool whole =
        options->product == PRODUCT_TAF ? write_taf(json, raw, options) : write_metar(json, raw, options);
    json_object_end(json);
    return whole;
}
