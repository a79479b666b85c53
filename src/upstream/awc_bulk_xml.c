#include "upstream/awc_bulk_xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "upstream/awc_fields.h"
#include "upstream/utf8_stream.h"

/* <response> 1, <data> 2, a row 3, a value 4, what is inside of one 5. */
enum level { LEVEL_RESPONSE = 1, LEVEL_DATA, LEVEL_ROW, LEVEL_VALUE, LEVEL_INNER };

#define VALUE_TEXT_MAX ((size_t)16384)
#define FEED_PIECE     ((size_t)64 * 1024)

enum value {
    VALUE_RAW,
    VALUE_STATION,
    VALUE_TIME,
    VALUE_LATITUDE,
    VALUE_LONGITUDE,
    VALUE_ELEVATION,
    VALUE_ICAO,
    VALUE_IATA,
    VALUE_FAA,
    VALUE_SITE,
    VALUE_COUNTRY,
    VALUE_TYPE,
    VALUES
};

struct awc_bulk_xml {
    struct parser parser;
    XML_Parser expat;
    struct utf8_stream utf8;
    struct buffer repaired;
    int depth;
    bool in_data, in_errors, in_row, in_value, in_site_type;
    bool row_too_large;
    bool inner_seen; /* the value has elements or attributes of its own */
    char value_name[64];
    struct buffer text;   /* of the value being read */
    struct buffer values; /* of the row, one after another */
    struct {
        size_t from, len;
        bool given;
    } spans[VALUES];
    bool has_metar, has_taf;
    bool data_seen;
    size_t other_rows; /* children of data by another name */
    size_t untimed;    /* rows without a time */
    char error_text[80];
};

static const char *row_name(enum upstream_product product)
{
    static const char *const names[] = {"METAR", "TAF", "Station"};
    return names[product];
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes);
static void on_end(void *context, const XML_Char *name);
static void on_text(void *context, const XML_Char *text, int length);
static void on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                       int subset);

static struct parser *awc_bulk_xml_create(void)
{
    struct awc_bulk_xml *x = calloc(1, sizeof(*x));
    if (!x)
        return NULL;
    x->expat = XML_ParserCreate("UTF-8");
    if (!x->expat) {
        free(x);
        return NULL;
    }
    buffer_init(&x->repaired, 4 * FEED_PIECE);
    buffer_init(&x->text, VALUE_TEXT_MAX);
    buffer_init(&x->values, 2 * VALUE_TEXT_MAX);
    XML_SetUserData(x->expat, x);
    XML_SetElementHandler(x->expat, on_start, on_end);
    XML_SetCharacterDataHandler(x->expat, on_text);
    XML_SetStartDoctypeDeclHandler(x->expat, on_doctype);
    return &x->parser;
}

static void awc_bulk_xml_destroy(struct parser *p)
{
    struct awc_bulk_xml *x = (struct awc_bulk_xml *)p;
    XML_ParserFree(x->expat);
    buffer_free(&x->repaired);
    buffer_free(&x->text);
    buffer_free(&x->values);
    free(x);
}

/* Reading a row's values. */

static int value_of(const struct awc_bulk_xml *x, struct slice name)
{
    static const char *const names[VALUES] = {"raw_text",  "station_id",  NULL,      "latitude",
                                              "longitude", "elevation_m", "icao_id", "iata_id",
                                              "faa_id",    "site",        "country", "metar_type"};
    const char *time = x->parser.product == UPSTREAM_TAF ? "issue_time" : "observation_time";
    for (int i = 0; i < VALUES; i++)
        if (slice_equal(name, slice_from_string(names[i] ? names[i] : time)))
            return i;
    return -1;
}

static struct slice row_value(const struct awc_bulk_xml *x, enum value value)
{
    if (!x->spans[value].given)
        return slice_make(NULL, 0);
    struct slice all = buffer_slice(&x->values);
    return slice_sub(all, x->spans[value].from, x->spans[value].from + x->spans[value].len);
}

static void begin_row(struct awc_bulk_xml *x)
{
    x->in_row = true;
    x->row_too_large = x->has_metar = x->has_taf = false;
    buffer_reset(&x->values);
    memset(x->spans, 0, sizeof(x->spans));
    if (x->parser.census)
        field_census_row(x->parser.census);
}

static void end_value(struct awc_bulk_xml *x)
{
    struct slice text = slice_trim(buffer_slice(&x->text));
    struct slice name = slice_from_string(x->value_name);
    int value = value_of(x, name);
    x->in_value = x->in_site_type = false;
    if (buffer_result(&x->text) != RESULT_OK)
        x->row_too_large = true;
    if (x->parser.census)
        field_census_field(x->parser.census, name, x->inner_seen ? FIELD_LIST : field_kind_of_text(text));
    if (value < 0 || x->spans[value].given || !text.len)
        return;
    x->spans[value].from = x->values.len;
    x->spans[value].len = text.len;
    x->spans[value].given = true;
    buffer_append_slice(&x->values, text);
    if (buffer_result(&x->values) != RESULT_OK)
        x->row_too_large = true;
}

static void end_station(struct awc_bulk_xml *x)
{
    struct slice icao = row_value(x, VALUE_ICAO);
    struct upstream_station station = {
        .id = icao.len ? icao : row_value(x, VALUE_STATION),
        .iata = row_value(x, VALUE_IATA),
        .faa = row_value(x, VALUE_FAA),
        .name = row_value(x, VALUE_SITE),
        .country = row_value(x, VALUE_COUNTRY),
        .latitude_deg = parser_latitude(row_value(x, VALUE_LATITUDE)),
        .longitude_deg = parser_longitude(row_value(x, VALUE_LONGITUDE)),
        .elevation_m = parser_elevation(row_value(x, VALUE_ELEVATION)),
        .has_metar = x->has_metar,
        .has_taf = x->has_taf,
    };
    parser_emit_station(&x->parser, &station);
}

static void end_row(struct awc_bulk_xml *x)
{
    struct parser *p = &x->parser;
    struct slice time = row_value(x, VALUE_TIME);
    x->in_row = false;
    struct report_row row = {
        .station = row_value(x, VALUE_STATION),
        .raw = row_value(x, VALUE_RAW),
        .reported_at = parser_time(time),
        .latitude_deg = parser_latitude(row_value(x, VALUE_LATITUDE)),
        .longitude_deg = parser_longitude(row_value(x, VALUE_LONGITUDE)),
        .speci = slice_equal(row_value(x, VALUE_TYPE), SLICE("SPECI")),
        .elevation_m = parser_elevation(row_value(x, VALUE_ELEVATION)),
    };
    x->untimed += !time.ptr;
    if (x->row_too_large)
        parser_reject_row(p);
    else if (p->product == UPSTREAM_STATIONS)
        end_station(x);
    else if (!row.station.ptr || !row.raw.ptr || (time.ptr && row.reported_at == UTC_NONE))
        parser_reject_row(p);
    else
        parser_emit_row(p, &row);
}

/* Expat's handlers. */

static void begin_data(struct awc_bulk_xml *x, const XML_Char **attributes)
{
    x->in_data = x->data_seen = true;
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], "num_results") == 0)
            number_parse_int(slice_from_string(attributes[i + 1]), 0, 10000000,
                             &x->parser.progress.announced);
    if (x->parser.census)
        field_census_begin(x->parser.census, awc_fields_xml(x->parser.product));
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct awc_bulk_xml *x = context;
    struct slice element = slice_from_string(name);
    x->depth++;
    if (x->depth == LEVEL_DATA) {
        x->in_errors = slice_equal(element, SLICE("errors"));
        if (slice_equal(element, SLICE("data")))
            begin_data(x, attributes);
    } else if (x->depth == LEVEL_ROW && x->in_data) {
        if (slice_equal(element, slice_from_string(row_name(x->parser.product))))
            begin_row(x);
        else
            x->other_rows++;
    } else if (x->depth == LEVEL_VALUE && x->in_row) {
        x->in_value = true;
        x->inner_seen = attributes[0] != NULL;
        x->in_site_type = slice_equal(element, SLICE("site_type"));
        slice_copy(slice_sub(element, 0, sizeof(x->value_name) - 1), x->value_name, sizeof(x->value_name));
        buffer_reset(&x->text);
    } else if (x->depth == LEVEL_INNER && x->in_value) {
        x->inner_seen = true;
        x->has_metar |= x->in_site_type && slice_equal(element, SLICE("METAR"));
        x->has_taf |= x->in_site_type && slice_equal(element, SLICE("TAF"));
    }
}

static void on_end(void *context, const XML_Char *name)
{
    struct awc_bulk_xml *x = context;
    if (x->depth == LEVEL_VALUE && x->in_value)
        end_value(x);
    else if (x->depth == LEVEL_ROW && x->in_row)
        end_row(x);
    else if (x->depth == LEVEL_DATA)
        x->in_data = x->in_errors = false;
    x->depth--;
}

static void on_text(void *context, const XML_Char *text, int length)
{
    struct awc_bulk_xml *x = context;
    if (x->depth == LEVEL_VALUE && x->in_value)
        buffer_append(&x->text, text, (size_t)length);
    if (x->in_errors && x->error_text[0] == '\0')
        slice_copy(slice_sub(slice_trim(slice_make(text, (size_t)length)), 0, sizeof(x->error_text) - 1),
                   x->error_text, sizeof(x->error_text));
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                       int subset)
{
    struct awc_bulk_xml *x = context;
    parser_fail(&x->parser, true, "the XML has a DOCTYPE (%.20s)", name);
    XML_StopParser(x->expat, XML_FALSE);
}

/* The parser's operations. */

static enum result parse_repaired(struct awc_bulk_xml *x, bool at_end)
{
    struct slice text = buffer_slice(&x->repaired);
    enum result result = buffer_result(&x->repaired);
    if (result != RESULT_OK)
        return result;
    enum XML_Status status = XML_Parse(x->expat, text.len ? text.ptr : "", (int)text.len, at_end);
    buffer_reset(&x->repaired);
    if (status == XML_STATUS_OK)
        return RESULT_OK;
    enum XML_Error error = XML_GetErrorCode(x->expat);
    if (error == XML_ERROR_NO_MEMORY)
        return RESULT_NO_MEMORY;
    if (at_end)
        return parser_fail(&x->parser, false, "the XML is cut short");
    return parser_fail(&x->parser, true, "the XML is not well-formed in line %lu: %s",
                       XML_GetCurrentLineNumber(x->expat), XML_ErrorString(error));
}

static enum result awc_bulk_xml_feed(struct parser *p, struct slice bytes)
{
    struct awc_bulk_xml *x = (struct awc_bulk_xml *)p;
    enum result result = RESULT_OK;
    for (size_t at = 0; at < bytes.len && result == RESULT_OK; at += FEED_PIECE) {
        utf8_stream_feed(&x->utf8, slice_sub(bytes, at, at + FEED_PIECE), &x->repaired);
        result = parse_repaired(x, false);
    }
    return result;
}

static enum result awc_bulk_xml_finish(struct parser *p)
{
    struct awc_bulk_xml *x = (struct awc_bulk_xml *)p;
    utf8_stream_finish(&x->utf8, &x->repaired);
    enum result result = parse_repaired(x, true);
    if (result != RESULT_OK)
        return result;
    if (x->error_text[0] && !p->progress.rows)
        return parser_fail(p, false, "the XML says: %s", x->error_text);
    if (!x->data_seen || (x->other_rows && !p->progress.rows))
        return parser_fail(p, true, "the XML has no %s in its data", row_name(p->product));
    if (p->product != UPSTREAM_STATIONS && p->progress.rows && x->untimed == p->progress.rows)
        return parser_fail(p, true, "no row has a%s time",
                           p->product == UPSTREAM_TAF ? "n issue" : "n observation");
    return RESULT_OK;
}

const struct parser_ops awc_bulk_xml_parser = {awc_bulk_xml_create, awc_bulk_xml_feed, awc_bulk_xml_finish,
                                               awc_bulk_xml_destroy};
