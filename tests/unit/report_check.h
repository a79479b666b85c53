/*
 * What holds for every input to the METAR and TAF decoders, good or hostile; used by unit tests and fuzz
 * targets. A broken promise aborts.
 */
#ifndef AW_TESTS_UNIT_REPORT_CHECK_H
#define AW_TESTS_UNIT_REPORT_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "render/metar_json.h"
#include "render/metar_text.h"
#include "render/taf_json.h"
#include "render/taf_text.h"
#include "tac/metar.h"
#include "tac/taf.h"

/* 2026-10-15T00:00:00Z */
#define REPORT_CHECK_REFERENCE INT64_C(1792022400)

static inline void report_check_fail(const char *what)
{
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

static inline bool report_check_separator(unsigned char c)
{
    return c <= ' ' || c == '=' || c == 0x7f;
}

/* Spans are in the order of the text, overlap nowhere, and leave out nothing but separators. */
static inline void report_check_spans(struct slice raw, const struct tac_spans *spans)
{
    size_t at = 0;
    for (unsigned i = 0; i <= spans->count; i++) {
        size_t start = i < spans->count ? spans->list[i].start : raw.len;
        size_t end = i < spans->count ? spans->list[i].end : raw.len;
        if (start < at || end < start || end > raw.len)
            report_check_fail("a span is out of order or outside the report");
        for (; at < start; at++)
            if (!report_check_separator((unsigned char)raw.ptr[at]))
                report_check_fail("a byte is in no span");
        at = end;
    }
}

static inline void report_check_output(struct buffer *out)
{
    struct slice s = buffer_slice(out);
    if (buffer_result(out) != RESULT_OK || s.len == 0)
        report_check_fail("nothing was rendered");
    buffer_reset(out);
}

static inline void report_check_metar(struct slice raw)
{
    struct metar m;
    struct tac_error error = {NULL, 0};
    struct render_options metric = {.units = RENDER_UNITS_METRIC};
    struct json_writer w;
    struct buffer out;
    if (metar_decode(raw, REPORT_CHECK_REFERENCE, &m, &error) != RESULT_OK) {
        if (!error.text || error.offset > raw.len)
            report_check_fail("an error without a text or outside the report");
        return;
    }
    report_check_spans(raw, &m.spans);
    buffer_init(&out, 1 << 20);
    json_writer_init(&w, &out);
    metar_json_write(&w, &m, &metric);
    report_check_output(&out);
    json_writer_init(&w, &out);
    metar_json_write_spans(&w, &m);
    metar_text_write(&out, &m, NULL);
    report_check_output(&out);
    buffer_free(&out);
}

static inline void report_check_taf(struct slice raw)
{
    struct taf t;
    struct tac_error error = {NULL, 0};
    struct json_writer w;
    struct buffer out;
    if (taf_decode(raw, REPORT_CHECK_REFERENCE, &t, &error) != RESULT_OK) {
        if (!error.text || error.offset > raw.len)
            report_check_fail("an error without a text or outside the report");
        return;
    }
    report_check_spans(raw, &t.spans);
    buffer_init(&out, 1 << 20);
    json_writer_init(&w, &out);
    taf_json_write(&w, &t, NULL);
    report_check_output(&out);
    for (int64_t hour = 0; hour < 36 && t.valid_from != UTC_NONE; hour += 3) {
        json_writer_init(&w, &out);
        taf_json_write_at(&w, &t, t.valid_from + hour * UTC_HOUR, NULL);
        report_check_output(&out);
    }
    json_writer_init(&w, &out);
    taf_json_write_spans(&w, &t);
    taf_text_write(&out, &t, NULL);
    report_check_output(&out);
    buffer_free(&out);
}

#endif
