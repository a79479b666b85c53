#include "upstream/checkwx.h"

#include <stdlib.h>

#include "upstream/http_client.h"
#include "upstream/json_rows.h"
#include "upstream/provider.h"
#include "upstream/report_text.h"
#include "upstream/status.h"

static const struct field_known envelope_fields[] = {
    {"results", true, FIELD_NUMBER},
    {"data", true, FIELD_LIST},
    {"success", false, FIELD_BOOL},
    {"errors", false, FIELD_LIST},
};
static const struct field_table envelope_table = {envelope_fields,
                                                  sizeof(envelope_fields) / sizeof(*envelope_fields), false};

struct checkwx {
    struct parser parser;
    struct json_rows rows;
};

static enum result on_envelope(void *context, struct json_object *envelope, bool in_array);

static struct parser *checkwx_create(void)
{
    struct checkwx *c = calloc(1, sizeof(*c));
    if (!c)
        return NULL;
    if (json_rows_init(&c->rows, on_envelope, c) != RESULT_OK) {
        free(c);
        return NULL;
    }
    return &c->parser;
}

static void checkwx_destroy(struct parser *p)
{
    struct checkwx *c = (struct checkwx *)p;
    json_rows_free(&c->rows);
    free(c);
}

/* A sentence in place of a report: it has small letters, which no report's heading has, and no heading. */
static bool is_notice(struct slice text)
{
    struct report_heading heading;
    struct slice words = slice_trim(text);
    if (!words.len)
        return true;
    if (report_text_heading(words, &heading))
        return false;
    for (size_t i = 0; i < words.len; i++)
        if (words.ptr[i] >= 'a' && words.ptr[i] <= 'z')
            return true;
    return false;
}

static void read_object(struct parser *p, struct json_object *object)
{
    char scratch[3][32];
    bool taf = p->product == UPSTREAM_TAF;
    struct slice time = json_member_text(object, taf ? "issued" : "observed", scratch[0]);
    struct json_object *timestamp;
    if (!time.ptr && json_object_object_get_ex(object, "timestamp", &timestamp) &&
        json_object_is_type(timestamp, json_type_object))
        time = json_member_text(timestamp, taf ? "issued" : "observed", scratch[0]);
    struct report_row row = REPORT_ROW_EMPTY;
    row.station = json_member_text(object, "icao", scratch[1]);
    row.raw = json_member_text(object, "raw_text", scratch[2]);
    row.reported_at = parser_time(time);
    if (!row.raw.ptr || !row.station.ptr || (time.len && row.reported_at == UTC_NONE))
        parser_reject_row(p);
    else
        parser_emit_row(p, &row);
}

static void read_entry(struct parser *p, struct json_object *entry)
{
    if (json_object_is_type(entry, json_type_object)) {
        read_object(p, entry);
        return;
    }
    if (!json_object_is_type(entry, json_type_string)) {
        parser_reject_row(p);
        return;
    }
    struct report_row row = REPORT_ROW_EMPTY;
    row.raw = slice_make(json_object_get_string(entry), (size_t)json_object_get_string_len(entry));
    if (!is_notice(row.raw))
        parser_emit_row(p, &row);
}

static enum result on_envelope(void *context, struct json_object *envelope, bool in_array)
{
    struct checkwx *c = context;
    struct parser *p = &c->parser;
    struct json_object *data;
    if (in_array || !envelope)
        return parser_fail(p, true, "the answer is not a JSON object with data");
    if (p->census) {
        field_census_begin(p->census, &envelope_table);
        field_census_row(p->census);
        json_object_object_foreach(envelope, name, value)
        {
            field_census_field(p->census, slice_from_string(name), json_field_kind(value));
        }
    }
    if (!json_object_object_get_ex(envelope, "data", &data) || !json_object_is_type(data, json_type_array)) {
        char reason[96];
        status_error_text(envelope, reason, sizeof(reason));
        return parser_fail(p, true, "the answer has no list of data%s%s", reason[0] ? ": " : "", reason);
    }
    size_t count = json_object_array_length(data);
    for (size_t i = 0; i < count; i++)
        read_entry(p, json_object_array_get_idx(data, i));
    return RESULT_OK;
}

static enum result checkwx_feed(struct parser *p, struct slice bytes)
{
    struct checkwx *c = (struct checkwx *)p;
    enum result result = json_rows_feed(&c->rows, bytes);
    return result == RESULT_INVALID ? parser_fail(p, true, "the answer is not JSON") : result;
}

static enum result checkwx_finish(struct parser *p)
{
    struct checkwx *c = (struct checkwx *)p;
    return json_rows_finish(&c->rows) == RESULT_OK ? RESULT_OK
                                                   : parser_fail(p, false, "the JSON is cut short");
}

const struct parser_ops checkwx_parser = {checkwx_create, checkwx_feed, checkwx_finish, checkwx_destroy};

/* The provider. */

static bool is_configured(const struct config *config)
{
    return config->checkwx_base_url[0] != '\0' && config->checkwx_api_key[0] != '\0';
}

static const char *base_url(const struct config *config)
{
    return config->checkwx_base_url;
}

static const char *key(const struct config *config)
{
    return config->checkwx_api_key;
}

static void append_call(const struct provider_call *call, struct buffer *url)
{
    buffer_append_slice(url, call->product == UPSTREAM_METAR ? SLICE("/v2/metar/") : SLICE("/v2/taf/"));
    for (size_t i = 0; i < call->count; i++) {
        if (i)
            buffer_append_char(url, ',');
        http_query_append(url, call->stations[i]);
    }
    buffer_append_slice(url, SLICE("/raw"));
}

const struct provider checkwx_provider = {
    .id = UPSTREAM_CHECKWX,
    .call_parser = &checkwx_parser,
    .stations_per_call = {[UPSTREAM_METAR] = 25, [UPSTREAM_TAF] = 25},
    .calls_per_fetch = 4, /* a day's quota is soon used up */
    .is_configured = is_configured,
    .base_url = base_url,
    .key = key,
    .append_call = append_call,
};
