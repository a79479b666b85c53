#include "upstream/service_get.h"

#include <curl/curl.h>
#include <stdio.h>

#include "base/number.h"
#include "base/utc.h"

#define CLOCK_OFFSET_MAX_S ((int64_t)100 * 365 * UTC_DAY)

struct reading {
    struct service_answer *answer;
    int64_t date;
    int64_t offset_s;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct reading *r = context;
    buffer_append(&r->answer->body, bytes, size * count);
    return buffer_result(&r->answer->body) ? 0 : size * count;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct reading *r = context;
    struct slice line = slice_make(bytes, size * count);
    size_t colon = slice_find(line, ':');
    struct slice name = slice_sub(line, 0, colon), value = slice_trim(slice_sub(line, colon + 1, line.len));
    if (slice_equal_nocase(name, SLICE("Date")))
        (void)utc_parse_http(value, &r->date);
    else if (slice_equal_nocase(name, SLICE("X-Simulated-Clock-Offset")))
        (void)number_parse_int(value, -CLOCK_OFFSET_MAX_S, CLOCK_OFFSET_MAX_S, &r->offset_s);
    return line.len;
}

static enum result result_of(CURLcode code, const struct buffer *body)
{
    if (code == CURLE_OK)
        return RESULT_OK;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return RESULT_TIMEOUT;
    if (code == CURLE_OUT_OF_MEMORY)
        return RESULT_NO_MEMORY;
    return buffer_result(body) ? buffer_result(body) : RESULT_UNAVAILABLE;
}

static CURLcode perform(CURL *curl, const char *url, int64_t timeout_ms, struct reading *reading)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "aviation-weather");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reading);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, reading);
    return curl_easy_perform(curl);
}

enum result service_get(const char *url, int64_t timeout_ms, struct service_answer *out,
                        char detail[SERVICE_DETAIL_MAX])
{
    struct reading reading = {out, UTC_NONE, 0};
    long status = 0;
    CURL *curl = curl_easy_init();
    if (!curl) {
        snprintf(detail, SERVICE_DETAIL_MAX, "no memory");
        return RESULT_NO_MEMORY;
    }
    CURLcode code = perform(curl, url, timeout_ms, &reading);
    enum result r = result_of(code, &out->body);
    if (r) {
        snprintf(detail, SERVICE_DETAIL_MAX, "%s", curl_easy_strerror(code));
    } else {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        out->status = (int)status;
        out->now = reading.date == UTC_NONE ? UTC_NONE : reading.date + reading.offset_s;
    }
    curl_easy_cleanup(curl);
    return r;
}
