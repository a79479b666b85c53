/*
 * What answers `aviation-weather get`, as any bytes: what is read is told apart into a report or a code, and
 * what is no answer leaves nothing behind.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_require.h"

#include "base/utc.h"
#include "cli/get_answer.h"

/* Every byte of it is there. */
static void require_text(struct slice text)
{
    volatile char last = '\0';
    REQUIRE(text.ptr || text.len == 0);
    for (size_t i = 0; i < text.len; i++)
        last = text.ptr[i];
    (void)last;
}

static void require_report(const struct got_report *report)
{
    const struct slice texts[] = {report->raw, report->freshness, report->feed, report->source};
    REQUIRE(report->present == (report->raw.ptr != NULL));
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        require_text(texts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct got_answer nothing;
    struct got_answer got;
    enum result result = get_answer_parse(slice_make((const char *)data, size), &got);
    REQUIRE(result == RESULT_OK || result == RESULT_INVALID);
    if (result) {
        REQUIRE(memcmp(&got, &nothing, sizeof(got)) == 0);
        return 0;
    }
    const struct slice texts[] = {got.station, got.resolved_from, got.name,   got.taf_absent,
                                  got.code,    got.error,         got.nearest};
    REQUIRE(got.success ? got.metar.present : got.code.ptr != NULL);
    require_report(&got.metar);
    require_report(&got.taf);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        require_text(texts[i]);
    get_answer_free(&got);
    REQUIRE(memcmp(&got, &nothing, sizeof(got)) == 0);
    return 0;
}
