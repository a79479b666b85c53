/* What holds for every input to the PIREP decoder, good or hostile; see report_check.h. */
#ifndef AW_TESTS_UNIT_PIREP_CHECK_H
#define AW_TESTS_UNIT_PIREP_CHECK_H

#include "report_check.h"

#include "render/pirep_json.h"
#include "render/pirep_text.h"

/* Each span of a list's member names a member that is there. */
static inline void pirep_check_indexes(const struct pirep *p)
{
    for (unsigned i = 0; i < p->spans.count; i++) {
        const struct tac_span *s = &p->spans.list[i];
        unsigned count = s->group == TAC_GROUP_SKY          ? p->sky_count
                         : s->group == TAC_GROUP_WEATHER    ? p->weather_count
                         : s->group == TAC_GROUP_TURBULENCE ? p->turbulence_count
                         : s->group == TAC_GROUP_ICING      ? p->icing_count
                                                            : 1;
        if (s->index >= count)
            report_check_fail("a span names a member that is not there");
    }
}

static inline void report_check_pirep(struct slice raw)
{
    struct pirep p;
    struct tac_error error = {NULL, 0};
    struct render_options metric = {.units = RENDER_UNITS_METRIC};
    struct json_writer w;
    struct buffer out;
    if (pirep_decode(raw, REPORT_CHECK_REFERENCE, &p, &error) != RESULT_OK) {
        if (!error.text || error.offset > raw.len)
            report_check_fail("an error without a text or outside the report");
        return;
    }
    report_check_spans(raw, &p.spans);
    pirep_check_indexes(&p);
    buffer_init(&out, 1 << 20);
    json_writer_init(&w, &out);
    pirep_json_write(&w, &p);
    report_check_output(&out);
    json_writer_init(&w, &out);
    pirep_json_write_spans(&w, &p);
    pirep_text_write(&out, &p, &metric);
    report_check_output(&out);
    buffer_free(&out);
}

#endif
