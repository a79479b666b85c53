#include "cli/get.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/utc.h"
#include "cli/command.h"
#include "cli/get_answer.h"
#include "render/metar_text.h"
#include "render/taf_text.h"
#include "upstream/service_get.h"

#define DEFAULT_URL "http://localhost:8080"
#define TIMEOUT_MS  15000
#define BODY_MAX    ((size_t)4 * 1024 * 1024)
#define URL_MAX     2048

enum get_status { GET_FRESH = 0, GET_OLD = 3, GET_UNKNOWN = 4, GET_UNREACHABLE = 5 };

struct get_options {
    const char *url;
    bool as_json;
    struct slice code;
};

static int usage(void)
{
    fputs("usage: aviation-weather get [--url URL] [--json] CODE\n", stderr);
    return COMMAND_USAGE;
}

/* Letters, digits and hyphens: nothing that would need an escape in a URL. */
static bool is_code(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return s.len >= 2 && s.len <= 8;
}

static bool parse_options(int argc, char **argv, struct get_options *out)
{
    static const struct option options[] = {
        {"url", required_argument, NULL, 'u'}, {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    int c;
    optind = 1;
    *out = (struct get_options){.url = DEFAULT_URL};
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 'u')
            out->url = optarg;
        else if (c == 'j')
            out->as_json = true;
        else
            return false;
    }
    if (optind + 1 != argc)
        return false;
    out->code = slice_from_string(argv[optind]);
    return is_code(out->code);
}

static void write_age(struct buffer *out, int64_t time, int64_t now)
{
    char iso[UTC_ISO_LEN];
    if (time == UTC_NONE) {
        buffer_append_slice(out, SLICE("time unknown"));
        return;
    }
    int64_t minutes = (now - time) / UTC_MINUTE;
    utc_format_iso(time, iso);
    buffer_append(out, iso, 10);
    buffer_append_char(out, ' ');
    buffer_append(out, iso + 11, 5);
    if (minutes < 120)
        buffer_append_format(out, "Z, %lld min ago", (long long)minutes);
    else
        buffer_append_format(out, "Z, %lld h %lld min ago", (long long)(minutes / 60),
                             (long long)(minutes % 60));
}

static void write_plain(struct buffer *out, const struct got_report *r, bool is_taf, int64_t reference)
{
    struct render_options options = {.expired = slice_equal(r->freshness, SLICE("expired"))};
    struct metar metar;
    struct taf taf;
    if (is_taf && taf_decode(r->raw, reference, &taf, NULL) == RESULT_OK)
        taf_text_write(out, &taf, &options);
    else if (!is_taf && metar_decode(r->raw, reference, &metar, NULL) == RESULT_OK)
        metar_text_write(out, &metar, &options);
}

static void write_report(struct buffer *out, const struct got_report *r, const char *kind, bool is_taf,
                         int64_t now)
{
    buffer_append_format(out, "%s, ", kind);
    write_age(out, r->time, now);
    buffer_append_slice(out, SLICE(", "));
    buffer_append_slice(out, r->freshness);
    if (!slice_equal(r->feed, SLICE("ok"))) {
        buffer_append_slice(out, SLICE(" (feed "));
        buffer_append_slice(out, r->feed);
        buffer_append_char(out, ')');
    }
    buffer_append_slice(out, SLICE(", from "));
    buffer_append_slice(out, r->source);
    buffer_append_char(out, '\n');
    buffer_append_slice(out, r->raw);
    buffer_append_char(out, '\n');
    write_plain(out, r, is_taf, r->time == UTC_NONE ? now : r->time);
    buffer_append_char(out, '\n');
}

static void write_answer(struct buffer *out, const struct got_answer *a, int64_t now)
{
    if (a->simulated)
        buffer_append_slice(out, SLICE("SIMULATED: this weather is made up\n"));
    if (a->resolved_from.ptr) {
        buffer_append_slice(out, a->resolved_from);
        buffer_append_slice(out, SLICE(" is "));
        buffer_append_slice(out, a->station);
        buffer_append_slice(out, SLICE(", "));
        buffer_append_slice(out, a->name);
        buffer_append_char(out, '\n');
    }
    if (a->metar.present)
        write_report(out, &a->metar, "METAR", false, now);
    if (a->taf.present)
        write_report(out, &a->taf, "TAF", true, now);
    else if (slice_equal(a->taf_absent, SLICE("not_issued")))
        buffer_append_slice(out, SLICE("This station issues no TAF.\n"));
    else if (a->taf_absent.ptr)
        buffer_append_slice(out, SLICE("The TAF can't be had at the moment.\n"));
    if (!a->success) {
        buffer_append_slice(out, a->error);
        if (a->nearest.ptr)
            buffer_append_format(out, " The nearest station that reports is %.*s.", (int)a->nearest.len,
                                 a->nearest.ptr);
        buffer_append_char(out, '\n');
    }
    buffer_append_slice(out, SLICE("This is not an official briefing.\n"));
}

static bool is_fresh(const struct got_report *r)
{
    return !r->present || slice_equal(r->freshness, SLICE("fresh"));
}

static int status_of(const struct got_answer *a, int http_status)
{
    if (a->metar.present)
        return a->success && is_fresh(&a->metar) && is_fresh(&a->taf) ? GET_FRESH : GET_OLD;
    return http_status >= 500 || http_status == 429 ? GET_UNREACHABLE : GET_UNKNOWN;
}

static int print_answer(const struct get_options *o, const struct service_answer *answer)
{
    struct got_answer got;
    struct buffer out;
    struct slice body = buffer_slice(&answer->body);
    if (get_answer_parse(body, &got)) {
        fprintf(stderr, "aviation-weather: %s did not answer as the service does (HTTP %d)\n", o->url,
                answer->status);
        return GET_UNREACHABLE;
    }
    buffer_init(&out, BODY_MAX);
    if (o->as_json)
        buffer_append_slice(&out, body);
    else
        write_answer(&out, &got, answer->now == UTC_NONE ? clock_now() : answer->now);
    int status = status_of(&got, answer->status);
    bool written = buffer_result(&out) == RESULT_OK && fwrite(out.ptr, 1, out.len, stdout) == out.len;
    if (o->as_json && written)
        written = putchar('\n') != EOF;
    written = fflush(stdout) == 0 && written;
    buffer_free(&out);
    get_answer_free(&got);
    return written ? status : COMMAND_FAILED;
}

int command_get(int argc, char **argv)
{
    struct get_options o;
    struct service_answer answer = {0};
    char url[URL_MAX], detail[SERVICE_DETAIL_MAX];
    if (!parse_options(argc, argv, &o))
        return usage();
    struct slice base = slice_from_string(o.url);
    if (slice_ends_with(base, SLICE("/")))
        base.len--;
    int n = snprintf(url, sizeof(url), "%.*s/api/weather/current/%.*s?taf=1", (int)base.len, base.ptr,
                     (int)o.code.len, o.code.ptr);
    if (n < 0 || (size_t)n >= sizeof(url))
        return usage();
    buffer_init(&answer.body, BODY_MAX);
    int status = GET_UNREACHABLE;
    if (service_get(url, TIMEOUT_MS, &answer, detail))
        fprintf(stderr, "aviation-weather: %s can't be reached: %s\n", o.url, detail);
    else
        status = print_answer(&o, &answer);
    buffer_free(&answer.body);
    return status;
}
