/* What holds for every input to the SIGMET decoder, good or hostile; see report_check.h. */
#ifndef AW_TESTS_UNIT_SIGMET_CHECK_H
#define AW_TESTS_UNIT_SIGMET_CHECK_H

#include "report_check.h"

#include "render/sigmet_json.h"
#include "render/sigmet_text.h"

/* Rings are closed and lie within the points; a line has two points, a point one. */
static inline void sigmet_check_area(const struct sigmet_area *a)
{
    unsigned from = 0;
    if (a->count > SIGMET_POINTS_MAX || a->parts > SIGMET_PARTS_MAX)
        report_check_fail("an area with more points than there is room for");
    if (a->geometry == SIGMET_GEOMETRY_POLYGON && (a->parts == 0 || a->part_end[a->parts - 1] != a->count))
        report_check_fail("a polygon with points in no ring");
    for (unsigned i = 0; i < a->parts; i++) {
        unsigned end = a->part_end[i];
        if (end < from + 4 || end > a->count ||
            a->points[from].latitude_deg != a->points[end - 1].latitude_deg ||
            a->points[from].longitude_deg != a->points[end - 1].longitude_deg)
            report_check_fail("a ring that is not closed");
        from = end;
    }
    if ((a->geometry == SIGMET_GEOMETRY_LINE && a->count < 2) ||
        (a->geometry == SIGMET_GEOMETRY_POINT && a->count != 1))
        report_check_fail("too few points");
}

static inline void report_check_sigmet(struct slice raw)
{
    struct sigmet s;
    struct tac_error error = {NULL, 0};
    struct render_options metric = {.units = RENDER_UNITS_METRIC};
    struct json_writer w;
    struct buffer out;
    if (sigmet_decode(raw, REPORT_CHECK_REFERENCE, &s, &error) != RESULT_OK) {
        if (!error.text || error.offset > raw.len)
            report_check_fail("an error without a text or outside the report");
        return;
    }
    report_check_spans(raw, &s.spans);
    sigmet_check_area(&s.area);
    sigmet_check_area(&s.forecast.area);
    buffer_init(&out, 1 << 20);
    json_writer_init(&w, &out);
    sigmet_json_write(&w, &s);
    report_check_output(&out);
    json_writer_init(&w, &out);
    sigmet_json_write_spans(&w, &s);
    sigmet_text_write(&out, &s, &metric);
    report_check_output(&out);
    buffer_free(&out);
}

#endif
