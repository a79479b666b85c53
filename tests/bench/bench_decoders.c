/*
 * bench_decoders KIND FILE [RUNS]: how many reports of a file one decoder decodes a second, and how often it
 * asks for memory meanwhile. FILE has a report a line; NOTAMs come as a JSON array of strings. The reports
 * are read before the clock starts. Prints one JSON object:
 *
 *   reports      in the file
 *   decoded      for which the decoder says RESULT_OK
 *   per_second   reports a second of the processor's time, median of RUNS (5); a run is as many passes over
 * the file as fill 0.2 s allocations  of a whole pass; any ends the program with status 1, for the decoders
 * promise none
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "allocation_count.h"
#include "decode_any.h"

#define RUNS_MAX 99
#define RUN_US   INT64_C(200000)
/* 2026-10-15T00:00:00Z */
#define REFERENCE INT64_C(1792022400)

struct report_list {
    enum tac_report_kind kind;
    struct slice *list; /* point into `lines` or `json`, whichever there is */
    size_t count;
    char *lines;
    struct json_object *json;
};

static const struct {
    const char *name;
    enum tac_report_kind kind;
} kinds[] = {
    {"metar", TAC_REPORT_METAR},   {"taf", TAC_REPORT_TAF},       {"pirep", TAC_REPORT_PIREP},
    {"sigmet", TAC_REPORT_SIGMET}, {"airmet", TAC_REPORT_AIRMET}, {"cwa", TAC_REPORT_CWA},
    {"notam", TAC_REPORT_NOTAM},
};

static enum tac_report_kind kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(name, kinds[i].name) == 0)
            return kinds[i].kind;
    return TAC_REPORT_UNKNOWN;
}

/* The whole file, terminated; NULL when it can't be read. */
static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size;
    if (!file)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0 &&
        (text = malloc((size_t)size + 1)) != NULL) {
        *len = fread(text, 1, (size_t)size, file);
        text[*len] = '\0';
    }
    fclose(file);
    return text;
}

static bool load_lines(struct report_list *reports, const char *path)
{
    size_t len, lines = 1;
    reports->lines = read_file(path, &len);
    if (!reports->lines)
        return false;
    for (size_t i = 0; i < len; i++)
        lines += reports->lines[i] == '\n';
    reports->list = calloc(lines, sizeof(*reports->list));
    if (!reports->list)
        return false;
    for (char *at = reports->lines, *end = at + len; at < end;) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        char *stop = newline ? newline : end;
        if (stop > at)
            reports->list[reports->count++] = slice_make(at, (size_t)(stop - at));
        at = stop + 1;
    }
    return true;
}

static bool load_json(struct report_list *reports, const char *path)
{
    reports->json = json_object_from_file(path);
    if (!json_object_is_type(reports->json, json_type_array))
        return false;
    reports->count = json_object_array_length(reports->json);
    reports->list = calloc(reports->count + 1, sizeof(*reports->list));
    if (!reports->list)
        return false;
    for (size_t i = 0; i < reports->count; i++) {
        struct json_object *item = json_object_array_get_idx(reports->json, i);
        reports->list[i] = slice_make(json_object_get_string(item), (size_t)json_object_get_string_len(item));
    }
    return true;
}

static void unload(struct report_list *reports)
{
    free(reports->list);
    free(reports->lines);
    json_object_put(reports->json);
}

static size_t decode_all(const struct report_list *reports)
{
    static union any_report report;
    size_t decoded = 0;
    for (size_t i = 0; i < reports->count; i++)
        decoded += decode_any(reports->kind, reports->list[i], REFERENCE, &report) == RESULT_OK;
    return decoded;
}

/* What this process used of the processor, in microseconds: another's turn does not count. */
static int64_t processor_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static double measure_rate(const struct report_list *reports)
{
    int64_t start = processor_us(), us;
    size_t passes = 0;
    do {
        (void)decode_all(reports);
        passes++;
        us = processor_us() - start;
    } while (us < RUN_US);
    return (double)(passes * reports->count) * 1e6 / (double)us;
}

static int compare_rates(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int bench(const struct report_list *reports, int runs)
{
    double rates[RUNS_MAX];
    uint64_t before = allocation_count();
    size_t decoded = decode_all(reports);
    uint64_t allocations = allocation_count() - before;
    for (int i = 0; i < runs; i++)
        rates[i] = measure_rate(reports);
    qsort(rates, (size_t)runs, sizeof(rates[0]), compare_rates);
    printf("{\"reports\":%zu,\"decoded\":%zu,\"per_second\":%.0f,\"allocations\":%llu}\n", reports->count,
           decoded, rates[runs / 2], (unsigned long long)allocations);
    return allocations == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    long runs = argc > 3 ? strtol(argv[3], NULL, 10) : 5;
    struct report_list reports = {.kind = argc > 2 ? kind_find(argv[1]) : TAC_REPORT_UNKNOWN};
    if (reports.kind == TAC_REPORT_UNKNOWN || runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "usage: bench_decoders metar|taf|pirep|sigmet|airmet|cwa|notam FILE [RUNS]\n");
        return 2;
    }
    allocation_count_begin();
    bool loaded =
        reports.kind == TAC_REPORT_NOTAM ? load_json(&reports, argv[2]) : load_lines(&reports, argv[2]);
    int status = 2;
    if (loaded && reports.count > 0)
        status = bench(&reports, (int)runs);
    else
        fprintf(stderr, "bench_decoders: no reports in %s\n", argv[2]);
    unload(&reports);
    return status;
}
