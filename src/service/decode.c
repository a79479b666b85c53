#include "service/decode.h"

#include "render/metar_json.h"
#include "render/pirep_json.h"
#include "render/sigmet_json.h"
#include "render/taf_json.h"
#include "tac/metar.h"
#include "tac/pirep.h"
#include "tac/sigmet.h"
#include "tac/taf.h"

union report {
    struct metar metar;
    struct taf taf;
    struct pirep pirep;
    struct sigmet sigmet;
};

/* What a kind of report has of its own. */
struct form {
    enum result (*decode)(struct slice raw, int64_t reference_time, union report *out,
                          struct tac_error *error);
    void (*write)(struct json_writer *json, const union report *report, const struct render_options *render);
    void (*write_spans)(struct json_writer *json, const union report *report);
    /* NULL: it is of one moment, or its conditions don't change */
    void (*write_at)(struct json_writer *json, const union report *report, int64_t at,
                     const struct render_options *render);
};

static enum result decode_metar(struct slice raw, int64_t reference_time, union report *out,
                                struct tac_error *error)
{
    return metar_decode(raw, reference_time, &out->metar, error);
}

static void write_metar(struct json_writer *json, const union report *r, const struct render_options *render)
{
    metar_json_write(json, &r->metar, render);
}

static void write_metar_spans(struct json_writer *json, const union report *r)
{
    metar_json_write_spans(json, &r->metar);
}

static enum result decode_taf(struct slice raw, int64_t reference_time, union report *out,
                              struct tac_error *error)
{
    return taf_decode(raw, reference_time, &out->taf, error);
}

static void write_taf(struct json_writer *json, const union report *r, const struct render_options *render)
{
    taf_json_write(json, &r->taf, render);
}

static void write_taf_spans(struct json_writer *json, const union report *r)
{
    taf_json_write_spans(json, &r->taf);
}

static void write_taf_at(struct json_writer *json, const union report *r, int64_t at,
                         const struct render_options *render)
{
    taf_json_write_at(json, &r->taf, at, render);
}

static enum result decode_pirep(struct slice raw, int64_t reference_time, union report *out,
                                struct tac_error *error)
{
    return pirep_decode(raw, reference_time, &out->pirep, error);
}

static void write_pirep(struct json_writer *json, const union report *r, const struct render_options *render)
{
    (void)render;
    pirep_json_write(json, &r->pirep);
}

static void write_pirep_spans(struct json_writer *json, const union report *r)
{
    pirep_json_write_spans(json, &r->pirep);
}

static enum result decode_sigmet(struct slice raw, int64_t reference_time, union report *out,
                                 struct tac_error *error)
{
    return sigmet_decode(raw, reference_time, &out->sigmet, error);
}

static void write_sigmet(struct json_writer *json, const union report *r, const struct render_options *render)
{
    (void)render;
    sigmet_json_write(json, &r->sigmet);
}

static void write_sigmet_spans(struct json_writer *json, const union report *r)
{
    sigmet_json_write_spans(json, &r->sigmet);
}

static const struct form forms[] = {
    [TAC_REPORT_METAR] = {decode_metar, write_metar, write_metar_spans, NULL},
    [TAC_REPORT_TAF] = {decode_taf, write_taf, write_taf_spans, write_taf_at},
    [TAC_REPORT_PIREP] = {decode_pirep, write_pirep, write_pirep_spans, NULL},
    [TAC_REPORT_SIGMET] = {decode_sigmet, write_sigmet, write_sigmet_spans, NULL},
};

static void write_decoded(struct json_writer *json, const struct form *form, const union report *report,
                          const struct decode_options *options)
{
    json_key(json, "decoded");
    form->write(json, report, &options->render);
    if (options->provenance) {
        json_key(json, "spans");
        form->write_spans(json, report);
    }
    if (options->has_at && form->write_at) {
        json_key(json, "at");
        form->write_at(json, report, options->at, &options->render);
    }
}

bool decode_write(struct json_writer *json, struct slice raw, const struct decode_options *options)
{
    const struct form *form = &forms[options->kind];
    union report report;
    struct tac_error error;
    json_object_begin(json);
    json_member_string(json, "raw", raw);
    bool decoded = form->decode(raw, options->reference_time, &report, &error) == RESULT_OK;
    if (decoded)
        write_decoded(json, form, &report, options);
    else
        json_member_string_z(json, "error", error.text);
    json_object_end(json);
    return decoded;
}
