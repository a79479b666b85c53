#include "cli/decode.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json_writer.h"
#include "base/utc.h"
#include "cli/command.h"
#include "cli/decode_notam.h"
#include "render/metar_text.h"
#include "render/pirep_text.h"
#include "render/sigmet_text.h"
#include "render/taf_text.h"
#include "service/decode.h"
#include "tac/metar.h"
#include "tac/pirep.h"
#include "tac/report_kind.h"
#include "tac/sigmet.h"
#include "tac/taf.h"

#define OUTPUT_MAX ((size_t)16 << 20)
/* Of standard output's own buffer: a line of JSON has a kilobyte or more. */
#define WRITE_SIZE 65536

struct decode_job {
    enum tac_report_kind kind; /* TAC_REPORT_UNKNOWN: guess each */
    int64_t reference_time;
    int64_t at; /* UTC_NONE: not asked */
    bool jsonl;
    bool provenance;
    struct render_options render;
    struct buffer out;
};

static const char *const kind_names[] = {
    [TAC_REPORT_UNKNOWN] = "auto", [TAC_REPORT_METAR] = "metar",   [TAC_REPORT_TAF] = "taf",
    [TAC_REPORT_PIREP] = "pirep",  [TAC_REPORT_SIGMET] = "sigmet", [TAC_REPORT_AIRMET] = "airmet",
    [TAC_REPORT_CWA] = "cwa",      [TAC_REPORT_NOTAM] = "notam",
};

static void write_error(struct decode_job *job, struct slice raw, const char *text)
{
    if (job->jsonl) {
        struct json_writer w;
        json_writer_init(&w, &job->out);
        json_object_begin(&w);
        json_member_string(&w, "raw", raw);
        json_member_string_z(&w, "error", text);
        json_object_end(&w);
        buffer_append_char(&job->out, '\n');
    } else {
        buffer_append_slice(&job->out, raw);
        buffer_append_format(&job->out, "\n  Not decoded: %s.\n\n", text);
    }
}

static void write_json(struct decode_job *job, enum tac_report_kind kind, struct slice raw)
{
    struct decode_options options = {.kind = kind,
                                     .reference_time = job->reference_time,
                                     .render = job->render,
                                     .provenance = job->provenance,
                                     .has_at = job->at != UTC_NONE,
                                     .at = job->at};
    struct json_writer w;
    json_writer_init(&w, &job->out);
    decode_write(&w, raw, &options);
}

/* False: it could not be decoded. */
static bool write_text(struct decode_job *job, enum tac_report_kind kind, struct slice raw,
                       struct tac_error *error)
{
    union {
        struct metar metar;
        struct taf taf;
        struct pirep pirep;
        struct sigmet sigmet;
    } r;
    switch (kind) {
    case TAC_REPORT_METAR:
        if (metar_decode(raw, job->reference_time, &r.metar, error) != RESULT_OK)
            return false;
        metar_text_write(&job->out, &r.metar, &job->render);
        return true;
    case TAC_REPORT_TAF:
        if (taf_decode(raw, job->reference_time, &r.taf, error) != RESULT_OK)
            return false;
        taf_text_write(&job->out, &r.taf, &job->render);
        return true;
    case TAC_REPORT_PIREP:
        if (pirep_decode(raw, job->reference_time, &r.pirep, error) != RESULT_OK)
            return false;
        pirep_text_write(&job->out, &r.pirep, &job->render);
        return true;
    default:
        if (sigmet_decode(raw, job->reference_time, &r.sigmet, error) != RESULT_OK)
            return false;
        sigmet_text_write(&job->out, &r.sigmet, &job->render);
        return true;
    }
}

static void decode_line(struct decode_job *job, enum tac_report_kind kind, struct slice raw)
{
    struct tac_error error;
    if (job->jsonl)
        write_json(job, kind, raw);
    else if (!write_text(job, kind, raw, &error)) {
        write_error(job, raw, error.text);
        return;
    }
    buffer_append_char(&job->out, '\n');
}

static void decode_notam(struct decode_job *job, struct slice raw)
{
    const char *error;
    bool ok = job->jsonl
                  ? decode_notam_json(&job->out, raw, job->reference_time, job->at, job->provenance, &error)
                  : decode_notam_text(&job->out, raw, job->reference_time, job->at, &error);
    if (!ok)
        write_error(job, raw, error);
}

/* Writes out what is there; false when standard output fails. */
static bool flush(struct decode_job *job)
{
    struct slice s = buffer_slice(&job->out);
    if (buffer_result(&job->out) != RESULT_OK || fwrite(s.ptr, 1, s.len, stdout) != s.len) {
        fputs("aviation-weather decode: can't write the output\n", stderr);
        return false;
    }
    buffer_reset(&job->out);
    return true;
}

static bool decode_report(struct decode_job *job, struct slice raw)
{
    enum tac_report_kind kind = job->kind == TAC_REPORT_UNKNOWN ? tac_report_kind_guess(raw) : job->kind;
    switch (kind) {
    case TAC_REPORT_METAR:
    case TAC_REPORT_TAF:
    case TAC_REPORT_PIREP:
        decode_line(job, kind, raw);
        break;
    case TAC_REPORT_SIGMET:
    case TAC_REPORT_AIRMET:
    case TAC_REPORT_CWA: /* one decoder tells them apart */
        decode_line(job, TAC_REPORT_SIGMET, raw);
        break;
    case TAC_REPORT_NOTAM:
        decode_notam(job, raw);
        break;
    case TAC_REPORT_UNKNOWN:
        write_error(job, raw, "no kind of report that is known");
        break;
    }
    return flush(job);
}

static bool decode_each_notam(void *job, struct slice raw)
{
    return decode_report(job, raw);
}

static bool decode_stream(struct decode_job *job, FILE *file)
{
    if (job->kind == TAC_REPORT_NOTAM)
        return decode_notam_stream(file, decode_each_notam, job);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    bool ok = true;
    while (ok && (len = getline(&line, &capacity, file)) >= 0) {
        if (len > 0 && line[len - 1] == '\n')
            len--;
        if (len > 0 && line[len - 1] == '\r')
            len--;
        ok = decode_report(job, slice_make(line, (size_t)len));
    }
    free(line);
    return ok && !ferror(file);
}

/* A file when there is one of that name, else the report itself. */
static bool decode_argument(struct decode_job *job, const char *argument)
{
    struct stat st;
    if (strcmp(argument, "-") == 0)
        return decode_stream(job, stdin);
    if (stat(argument, &st) != 0 || S_ISDIR(st.st_mode))
        return decode_report(job, slice_from_string(argument));
    FILE *file = fopen(argument, "r");
    bool ok = file && decode_stream(job, file);
    if (!ok)
        fprintf(stderr, "aviation-weather decode: can't read %s\n", argument);
    if (file)
        fclose(file);
    return ok;
}

static bool parse_kind(const char *text, enum tac_report_kind *out)
{
    for (unsigned i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++) {
        if (strcmp(text, kind_names[i]) == 0) {
            *out = (enum tac_report_kind)i;
            return true;
        }
    }
    fprintf(stderr, "aviation-weather decode: no type \"%s\"\n", text);
    return false;
}

static bool parse_time(const char *option, const char *text, int64_t *out)
{
    if (utc_parse_iso(slice_from_string(text), out) == RESULT_OK)
        return true;
    fprintf(stderr, "aviation-weather decode: --%s wants a time as 2026-10-15T00:00:00Z, not \"%s\"\n",
            option, text);
    return false;
}

static bool parse_units(const char *text, enum render_units *out)
{
    static const char *const names[] = {"reported", "aviation", "metric", "imperial"};
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (enum render_units)i;
            return true;
        }
    }
    fprintf(stderr, "aviation-weather decode: no units \"%s\"\n", text);
    return false;
}

static const char usage[] =
    "usage: aviation-weather decode [--type TYPE] [--reference-time TIME] [--jsonl|--text] [--provenance]\n"
    "                               [--at TIME] [--units aviation|metric|imperial] [FILE|REPORT...]\n"
    "Types: metar, taf, pirep, sigmet, airmet, cwa, notam, auto (the default).\n"
    "Decodes one report a line, from files, arguments or standard input; NOTAMs come as a JSON array of "
    "strings.\n";

static const struct option options[] = {
    {"type", required_argument, NULL, 't'},
    {"reference-time", required_argument, NULL, 'r'},
    {"jsonl", no_argument, NULL, 'j'},
    {"text", no_argument, NULL, 'x'},
    {"provenance", no_argument, NULL, 'p'},
    {"at", required_argument, NULL, 'a'},
    {"units", required_argument, NULL, 'u'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* COMMAND_OK to go on, else the status to end with; *done when help was asked. */
static int parse_options(int argc, char **argv, struct decode_job *job, bool *done)
{
    bool ok = true;
    int c;
    optind = 1;
    while (ok && (c = getopt_long(argc, argv, "t:r:jxpa:u:h", options, NULL)) != -1) {
        switch (c) {
        case 't':
            ok = parse_kind(optarg, &job->kind);
            break;
        case 'r':
            ok = parse_time("reference-time", optarg, &job->reference_time);
            break;
        case 'a':
            ok = parse_time("at", optarg, &job->at);
            break;
        case 'u':
            ok = parse_units(optarg, &job->render.units);
            break;
        case 'j':
        case 'x':
            job->jsonl = c == 'j';
            break;
        case 'p':
            job->provenance = true;
            break;
        case 'h':
            fputs(usage, stdout);
            *done = true;
            return COMMAND_OK;
        default:
            ok = false;
        }
    }
    if (!ok)
        fputs(usage, stderr);
    return ok ? COMMAND_OK : COMMAND_USAGE;
}

int command_decode(int argc, char **argv)
{
    static char write_buffer[WRITE_SIZE];
    struct decode_job job = {.reference_time = clock_now(), .at = UTC_NONE};
    bool done = false;
    int status = parse_options(argc, argv, &job, &done);
    if (status != COMMAND_OK || done)
        return status;
    buffer_init(&job.out, OUTPUT_MAX);
    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, write_buffer, _IOFBF, sizeof(write_buffer));
    bool ok = true;
    if (optind == argc)
        ok = decode_stream(&job, stdin);
    for (int i = optind; ok && i < argc; i++)
        ok = decode_argument(&job, argv[i]);
    if (fflush(stdout) != 0)
        ok = false;
    buffer_free(&job.out);
    return ok ? COMMAND_OK : COMMAND_FAILED;
}
