/*
 * Numbers and times as any bytes. Input: a byte that names the kind ('i' a whole number, 'd' a decimal one,
 * 't' an ISO time, 'h' a time of HTTP), then the text. What is taken lies within its range, and written and
 * read again it is the same; what is not leaves the output alone.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_require.h"

#include "base/number.h"
#include "base/utc.h"

#define UNTOUCHED ((int64_t)0x5A5A5A5A5A5A5A5A)
/* Years 1 to 9999; an offset leads up to a day out of them. */
#define YEARS_LEAST ((int64_t)-62135596800)
#define YEARS_MOST  ((int64_t)253402300799)

static void check_int(struct slice text)
{
    static const struct {
        int64_t min, max;
    } ranges[] = {{INT64_MIN, INT64_MAX}, {0, INT64_MAX / 2}, {-90, 90}, {1, 65535}};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        int64_t value = UNTOUCHED, again;
        char written[32];
        enum result result = number_parse_int(text, ranges[i].min, ranges[i].max, &value);
        REQUIRE(result == RESULT_OK || result == RESULT_INVALID || result == RESULT_TOO_LARGE);
        if (result) {
            REQUIRE(value == UNTOUCHED);
            continue;
        }
        REQUIRE(value >= ranges[i].min && value <= ranges[i].max);
        int len = snprintf(written, sizeof(written), "%lld", (long long)value);
        REQUIRE(!number_parse_int(slice_make(written, (size_t)len), ranges[i].min, ranges[i].max, &again));
        REQUIRE(again == value);
    }
}

static void check_double(struct slice text)
{
    double value = 1e300, again;
    char written[64];
    enum result result = number_parse_double(text, -180, 180, &value);
    REQUIRE(result == RESULT_OK || result == RESULT_INVALID || result == RESULT_TOO_LARGE);
    if (result) {
        REQUIRE(value == 1e300);
        return;
    }
    REQUIRE(isfinite(value) && value >= -180 && value <= 180);
    int len = snprintf(written, sizeof(written), "%.17g", value);
    REQUIRE(!number_parse_double(slice_make(written, (size_t)len), -180, 180, &again) && again == value);
}

static void check_iso(struct slice text)
{
    int64_t t = UNTOUCHED, again;
    char written[UTC_ISO_LEN];
    if (utc_parse_iso(text, &t)) {
        REQUIRE(t == UNTOUCHED);
        return;
    }
    REQUIRE(t > YEARS_LEAST - UTC_DAY && t < YEARS_MOST + UTC_DAY);
    if (t < YEARS_LEAST || t > YEARS_MOST)
        return;
    utc_format_iso(t, written);
    REQUIRE(!utc_parse_iso(slice_make(written, sizeof(written)), &again) && again == t);
}

static void check_http(struct slice text)
{
    int64_t t = UNTOUCHED, again;
    char written[UTC_HTTP_LEN];
    if (utc_parse_http(text, &t)) {
        REQUIRE(t == UNTOUCHED);
        return;
    }
    REQUIRE(t >= YEARS_LEAST && t <= YEARS_MOST);
    utc_format_http(t, written);
    REQUIRE(!utc_parse_http(slice_make(written, sizeof(written)), &again) && again == t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice text = slice_make((const char *)data + 1, size - 1);
    switch (data[0]) {
    case 'i':
        check_int(text);
        break;
    case 'd':
        check_double(text);
        break;
    case 't':
        check_iso(text);
        break;
    case 'h':
        check_http(text);
        break;
    default:
        break;
    }
    return 0;
}
