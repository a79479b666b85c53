/* What holds for every input to the NOTAM decoder, good or hostile. A broken promise aborts. */
#ifndef AW_TESTS_UNIT_NOTAM_CHECK_H
#define AW_TESTS_UNIT_NOTAM_CHECK_H

#include "report_check.h"

#include "render/notam_json.h"
#include "render/notam_text.h"
#include "tac/notam_active.h"

static inline void report_check_notam(struct slice raw)
{
    struct notam n;
    struct tac_error error = {NULL, 0};
    struct json_writer w;
    struct buffer out, scratch;
    if (notam_decode(raw, REPORT_CHECK_REFERENCE, &n, &error) != RESULT_OK) {
        if (!error.text || error.offset > raw.len)
            report_check_fail("an error without a text or outside the report");
        return;
    }
    report_check_spans(raw, &n.spans);
    if (n.rank < 1 || n.rank > 5 || !n.rank_reason)
        report_check_fail("a NOTAM without a rank");
    for (int64_t hour = -30; hour < 100 && n.valid_from != UTC_NONE; hour += 5)
        if (notam_active_at(&n, n.valid_from + hour * UTC_HOUR) == NOTAM_ACTIVE_TRUE && hour < 0)
            report_check_fail("active before its start");
    buffer_init(&out, 1 << 20);
    buffer_init(&scratch, 1 << 20);
    json_writer_init(&w, &out);
    notam_json_write(&w, &n, &scratch);
    report_check_output(&out);
    json_writer_init(&w, &out);
    notam_json_write_spans(&w, &n);
    notam_text_write(&out, &n, REPORT_CHECK_REFERENCE);
    report_check_output(&out);
    buffer_free(&scratch);
    buffer_free(&out);
}

#endif
