#include "upstream/awc_bulk_csv.h"

#include <stdlib.h>

#include "base/number.h"
#include "upstream/awc_fields.h"
#include "upstream/csv_reader.h"

#define STATUS_LINES_MAX  20
#define HEADER_FIELDS_MIN 5
#define CENSUS_COLUMNS    64 /* the blocks of a TAF's periods repeat the same names after them */

enum column {
    COLUMN_RAW,
    COLUMN_STATION,
    COLUMN_TIME,
    COLUMN_LATITUDE,
    COLUMN_LONGITUDE,
    COLUMN_ELEVATION,
    COLUMN_TYPE,
    COLUMNS
};

#define NO_COLUMN ((size_t)-1)

struct awc_bulk_csv {
    struct parser parser;
    struct csv_reader reader;
    bool header_seen;
    size_t status_lines;
    char first_status[80]; /* "No errors", or what went wrong */
    size_t columns[COLUMNS];
    struct buffer header; /* its names, one a line, when a census is taken */
};

static enum result on_record(void *context, const struct slice *fields, size_t count);

static struct parser *awc_bulk_csv_create(void)
{
    struct awc_bulk_csv *c = calloc(1, sizeof(*c));
    if (!c)
        return NULL;
    if (csv_reader_init(&c->reader, on_record, c) != RESULT_OK) {
        free(c);
        return NULL;
    }
    buffer_init(&c->header, CSV_RECORD_MAX);
    return &c->parser;
}

static void awc_bulk_csv_destroy(struct parser *p)
{
    struct awc_bulk_csv *c = (struct awc_bulk_csv *)p;
    csv_reader_free(&c->reader);
    buffer_free(&c->header);
    free(c);
}

static const char *column_name(enum upstream_product product, enum column column)
{
    static const char *const names[COLUMNS] = {"raw_text",  "station_id",  NULL,        "latitude",
                                               "longitude", "elevation_m", "metar_type"};
    if (column == COLUMN_TIME)
        return product == UPSTREAM_TAF ? "issue_time" : "observation_time";
    return names[column];
}

static size_t find_column(const struct slice *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_trim(fields[i]), slice_from_string(name)))
            return i;
    return NO_COLUMN;
}

static void read_status_line(struct awc_bulk_csv *c, struct slice line)
{
    if (c->status_lines++ == 0 && !slice_copy(slice_sub(line, 0, sizeof(c->first_status) - 1),
                                              c->first_status, sizeof(c->first_status)))
        c->first_status[0] = '\0';
    struct slice count = slice_sub(line, 0, slice_find(line, ' '));
    if (slice_ends_with(line, SLICE(" results")))
        number_parse_int(count, 0, 10000000, &c->parser.progress.announced);
}

static enum result read_header(struct awc_bulk_csv *c, const struct slice *fields, size_t count)
{
    struct parser *p = &c->parser;
    c->header_seen = true;
    for (int i = 0; i < COLUMNS; i++) {
        const char *name = column_name(p->product, (enum column)i);
        c->columns[i] = find_column(fields, count, name);
        if (i <= COLUMN_TIME && c->columns[i] == NO_COLUMN)
            return parser_fail(p, true, "the CSV has no column %s", name);
    }
    if (!p->census)
        return RESULT_OK;
    field_census_begin(p->census, awc_fields_csv(p->product));
    for (size_t i = 0; i < count && i < CENSUS_COLUMNS; i++) {
        buffer_append_slice(&c->header, slice_trim(fields[i]));
        buffer_append_char(&c->header, '\n');
    }
    return buffer_result(&c->header);
}

static struct slice column_of(const struct awc_bulk_csv *c, const struct slice *fields, size_t count,
                              enum column column)
{
    size_t at = c->columns[column];
    return at < count ? fields[at] : slice_make(NULL, 0);
}

static void count_fields(struct awc_bulk_csv *c, const struct slice *fields, size_t count)
{
    struct slice names = buffer_slice(&c->header);
    struct slice name;
    field_census_row(c->parser.census);
    for (size_t i = 0; i < count && slice_next(&names, '\n', &name) && name.len; i++)
        field_census_field(c->parser.census, name, field_kind_of_text(fields[i]));
}

/*
 * A row is readable when its station and time are: a raw text with a comma that is not quoted (older files)
 * moves the fields after it, and then they are not.
 */
static void read_row(struct awc_bulk_csv *c, const struct slice *fields, size_t count)
{
    struct parser *p = &c->parser;
    struct report_row row = {
        .station = slice_trim(column_of(c, fields, count, COLUMN_STATION)),
        .raw = column_of(c, fields, count, COLUMN_RAW),
        .reported_at = parser_time(column_of(c, fields, count, COLUMN_TIME)),
        .latitude_deg = parser_latitude(column_of(c, fields, count, COLUMN_LATITUDE)),
        .longitude_deg = parser_longitude(column_of(c, fields, count, COLUMN_LONGITUDE)),
        .speci = slice_equal(slice_trim(column_of(c, fields, count, COLUMN_TYPE)), SLICE("SPECI")),
        .elevation_m = parser_elevation(column_of(c, fields, count, COLUMN_ELEVATION)),
    };
    if (p->census)
        count_fields(c, fields, count);
    bool has_time_text = slice_trim(column_of(c, fields, count, COLUMN_TIME)).len > 0;
    if (!row.station.ptr || (has_time_text && row.reported_at == UTC_NONE))
        parser_reject_row(p);
    else
        parser_emit_row(p, &row);
}

static enum result on_record(void *context, const struct slice *fields, size_t count)
{
    struct awc_bulk_csv *c = context;
    if (count == 1 && !slice_trim(fields[0]).len)
        return RESULT_OK;
    if (c->header_seen) {
        read_row(c, fields, count);
        return RESULT_OK;
    }
    bool header = count >= HEADER_FIELDS_MIN || find_column(fields, count, "raw_text") != NO_COLUMN ||
                  find_column(fields, count, "station_id") != NO_COLUMN;
    if (header)
        return read_header(c, fields, count);
    read_status_line(c, fields[0]);
    if (c->status_lines > STATUS_LINES_MAX)
        return parser_fail(&c->parser, true, "the CSV has no header in its first %d lines", STATUS_LINES_MAX);
    return RESULT_OK;
}

static enum result awc_bulk_csv_feed(struct parser *p, struct slice bytes)
{
    struct awc_bulk_csv *c = (struct awc_bulk_csv *)p;
    return csv_reader_feed(&c->reader, bytes);
}

static enum result awc_bulk_csv_finish(struct parser *p)
{
    struct awc_bulk_csv *c = (struct awc_bulk_csv *)p;
    enum result result = csv_reader_finish(&c->reader);
    p->progress.rejected += c->reader.rejected;
    p->progress.rows += c->reader.rejected;
    if (result != RESULT_OK)
        return result;
    if (c->header_seen)
        return RESULT_OK;
    bool no_errors = slice_starts_with(slice_from_string(c->first_status), SLICE("No errors"));
    return parser_fail(p, true, "the CSV has no header%s%s", no_errors || !c->first_status[0] ? "" : ": ",
                       no_errors ? "" : c->first_status);
}

const struct parser_ops awc_bulk_csv_parser = {awc_bulk_csv_create, awc_bulk_csv_feed, awc_bulk_csv_finish,
                                               awc_bulk_csv_destroy};
