#include "upstream/parser.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/utc.h"
#include "upstream/report_text.h"

/* With fewer rows than these, bad ones may be the fault of one station. */
#define FEW_ROWS 20

struct parser *parser_create(const struct parser_ops *ops, enum upstream_provider provider,
                             enum upstream_product product, const struct report_sink *sink,
                             struct field_census *census)
{
    struct parser *p = ops->create();
    if (!p)
        return NULL;
    p->ops = ops;
    p->provider = provider;
    p->product = product;
    p->sink = *sink;
    p->census = census;
    p->progress.announced = -1;
    p->progress.newest = UTC_NONE;
    return p;
}

enum result parser_feed(struct parser *p, struct slice bytes)
{
    return p->ops->feed(p, bytes);
}

enum result parser_finish(struct parser *p)
{
    enum result result = p->ops->finish(p);
    const struct parse_progress *seen = &p->progress;
    if (result != RESULT_OK)
        return result;
    bool none = seen->rows && !seen->reports;
    bool few = seen->rows >= FEW_ROWS && seen->rejected > seen->rows / 2;
    if (none || few)
        return parser_fail(p, true, "%zu of %zu rows could not be read", seen->rejected, seen->rows);
    return RESULT_OK;
}

void parser_destroy(struct parser *p)
{
    if (p)
        p->ops->destroy(p);
}

enum result parser_fail(struct parser *p, bool drifted, const char *format, ...)
{
    p->progress.drifted |= drifted;
    if (p->progress.detail[0] == '\0') {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(p->progress.detail, sizeof(p->progress.detail), format, arguments);
        va_end(arguments);
    }
    return RESULT_INVALID;
}

void parser_reject_row(struct parser *p)
{
    p->progress.rows++;
    p->progress.rejected++;
}

bool parser_is_station(struct slice id)
{
    if (id.len < 3 || id.len > 8)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!((id.ptr[i] >= 'A' && id.ptr[i] <= 'Z') || (id.ptr[i] >= '0' && id.ptr[i] <= '9')))
            return false;
    return true;
}

int64_t parser_time(struct slice text)
{
    const int64_t first = 946684800; /* 2000-01-01 */
    const int64_t last = 4102444799; /* 2099-12-31 */
    const int64_t least_ms = first * 1000;
    int64_t t;
    text = slice_trim(text);
    if (number_parse_int(text, first, last, &t) == RESULT_OK)
        return t;
    if (number_parse_int(text, least_ms, last * 1000, &t) == RESULT_OK)
        return t / 1000;
    if (utc_parse_iso(text, &t) == RESULT_OK && t >= first && t <= last)
        return t;
    return UTC_NONE;
}

static double number_within(struct slice text, double min, double max)
{
    double value;
    return number_parse_double(slice_trim(text), min, max, &value) == RESULT_OK ? value : NAN;
}

double parser_latitude(struct slice text)
{
    return number_within(text, -90, 90);
}

double parser_longitude(struct slice text)
{
    return number_within(text, -180, 180);
}

double parser_elevation(struct slice text)
{
    return number_within(text, -500, 9000);
}

static bool row_time_agrees(int64_t reported_at, const struct report_heading *heading)
{
    struct utc_civil civil;
    utc_to_civil(reported_at, &civil);
    return civil.day == heading->day && civil.hour == heading->hour && civil.minute == heading->minute;
}

static bool kind_fits(enum report_text_kind kind, enum upstream_product product)
{
    if (kind == REPORT_TEXT_UNMARKED)
        return true;
    return (kind == REPORT_TEXT_TAF) == (product == UPSTREAM_TAF);
}

/*
 * Fills in what one part of a row's text says of itself. The row's station and position are its first
 * report's; a second report may be another station's, and the row's time belongs to it only if its own text
 * has the same. False when the part can't be the product's, or contradicts the row.
 */
static bool describe_part(const struct parser *p, const struct report_row *row, struct slice part, bool first,
                          struct upstream_report *out)
{
    struct report_heading heading;
    bool headed = report_text_heading(part, &heading);
    if (headed && !kind_fits(heading.kind, p->product))
        return false;
    *out = (struct upstream_report){.product = p->product,
                                    .provider = p->provider,
                                    .simulated = p->simulated,
                                    .speci = first && row->speci,
                                    .station = row->station,
                                    .raw = part,
                                    .reported_at = row->reported_at,
                                    .latitude_deg = row->latitude_deg,
                                    .longitude_deg = row->longitude_deg,
                                    .elevation_m = row->elevation_m};
    if (!headed)
        return first && row->station.ptr;
    bool same_station = slice_equal(heading.station, row->station);
    if (first && row->station.ptr && !same_station)
        return false;
    if (!same_station && row->station.ptr)
        out->latitude_deg = out->longitude_deg = out->elevation_m = NAN;
    out->station = heading.station;
    if (!first && row->reported_at != UTC_NONE &&
        !(same_station && row_time_agrees(row->reported_at, &heading)))
        out->reported_at = UTC_NONE;
    return true;
}

void parser_emit_row(struct parser *p, const struct report_row *given)
{
    struct report_row whole = *given;
    const struct report_row *row = &whole;
    /* A position is whole or none at all: AWC's -99.99 is no latitude, but it is a longitude. */
    if (isnan(whole.latitude_deg) || isnan(whole.longitude_deg))
        whole.latitude_deg = whole.longitude_deg = NAN;
    char text[REPORT_TEXT_MAX];
    size_t length, count;
    struct slice parts[REPORT_TEXT_PARTS];
    if ((row->station.ptr && !parser_is_station(row->station)) ||
        report_text_clean(row->raw, text, sizeof(text), &length) != RESULT_OK ||
        report_text_split(text, length, parts, &count) != RESULT_OK || count == 0) {
        parser_reject_row(p);
        return;
    }
    p->progress.rows++;
    for (size_t i = 0; i < count; i++) {
        struct upstream_report report;
        if (!describe_part(p, row, parts[i], i == 0, &report)) {
            p->progress.rejected++;
            continue;
        }
        if (report.reported_at > p->progress.newest)
            p->progress.newest = report.reported_at;
        p->progress.reports++;
        if (p->sink.on_report)
            p->sink.on_report(p->sink.context, &report);
    }
}

void parser_emit_station(struct parser *p, const struct upstream_station *station)
{
    if (!parser_is_station(station->id)) {
        parser_reject_row(p);
        return;
    }
    p->progress.rows++;
    p->progress.reports++;
    if (p->sink.on_station)
        p->sink.on_station(p->sink.context, station);
}
