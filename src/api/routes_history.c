#include "api/routes_history.h"

#include "api/respond.h"
#include "base/utc.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "service/history_statistics.h"
#include "service/weather_csv.h"

#define PAGE_RANGE_S       UTC_DAY
#define STATISTICS_RANGE_S (30 * UTC_DAY)

/* from and to: the last so many seconds before `to`, which is now, where they are not given. False: the
 * answer is made. */
static bool parse_range(const struct http_request *request, int64_t range_s, struct history_question *q,
                        struct http_response *response)
{
    struct slice from = http_request_query(request, "from"), to = http_request_query(request, "to");
    q->to = request->now;
    if (to.ptr && !respond_time_parse(request, "to", to, &q->to, response))
        return false;
    q->from = q->to - range_s;
    if (from.ptr && !respond_time_parse(request, "from", from, &q->from, response))
        return false;
    if (q->from < q->to)
        return true;
    respond_invalid(response, request, "from", "from must be before to, which is now where it is not given.");
    return false;
}

static bool parse_type(const struct http_request *request, struct history_question *q,
                       struct http_response *response)
{
    struct slice type = http_request_query(request, "type");
    q->product =
        slice_equal(type, slice_from_string(product_name(PRODUCT_TAF))) ? PRODUCT_TAF : PRODUCT_METAR;
    if (!type.ptr || slice_equal(type, slice_from_string(product_name(q->product))))
        return true;
    respond_invalid(response, request, "type", "type is metar or taf.");
    return false;
}

static bool parse_question(const struct http_request *request, struct history_question *q,
                           struct http_response *response)
{
    struct http_problem problem;
    int64_t limit;
    if (!parse_range(request, PAGE_RANGE_S, q, response) || !parse_type(request, q, response))
        return false;
    if (http_request_int(request, "limit", 1, HISTORY_LIMIT_MAX, HISTORY_LIMIT_DEFAULT, &limit, &problem)) {
        envelope_failure(response, request, &problem);
        return false;
    }
    q->limit = (size_t)limit;
    q->code = http_request_path(request, "icao");
    q->cursor = http_request_query(request, "cursor");
    q->now = request->now;
    return true;
}

static void write_station(struct json_writer *json, const struct history_station *station)
{
    json_member_string_z(json, "station", station->id);
    if (!station->resolved_from[0])
        return;
    json_member_string_z(json, "resolved_from", station->resolved_from);
    json_member_string(json, "name", station->name);
}

static void write_meta(struct json_writer *json, const struct history_question *q,
                       const struct history_page *page)
{
    json_key(json, "meta");
    json_object_begin(json);
    write_station(json, &page->station);
    json_member_string_z(json, "type", product_name(q->product));
    json_member_time(json, "from", q->from);
    json_member_time(json, "to", q->to);
    json_member_int(json, "count", (int64_t)page->count);
    json_member_string_z(json, "next", page->next[0] ? page->next : NULL);
    history_state_write(json, &page->state);
    json_object_end(json);
}

static void write_json(const struct history_question *q, const struct history_page *page,
                       struct http_response *response)
{
    struct json_writer *json = envelope_begin(response);
    json_array_begin(json);
    for (size_t i = 0; i < page->count; i++)
        history_entry_write(json, &page->entries[i], response->simulated);
    json_array_end(json);
    write_meta(json, q, page);
    envelope_end(response);
}

static void write_ndjson(const struct history_page *page, struct http_response *response)
{
    for (size_t i = 0; i < page->count; i++) {
        struct json_writer line;
        json_writer_init(&line, &response->body);
        history_entry_write(&line, &page->entries[i], response->simulated);
        buffer_append_char(&response->body, '\n');
    }
}

static void write_csv(const struct history_question *q, const struct history_page *page, struct buffer *out)
{
    weather_csv_write_history_header(out, q->product);
    for (size_t i = 0; i < page->count; i++)
        weather_csv_write_history_row(out, &page->entries[i]);
}

/* What stands in meta, where there is none. */
static void write_meta_headers(const struct history_page *page, struct http_response *response)
{
    if (page->next[0])
        http_response_header(response, "X-Next-Cursor", slice_from_string(page->next));
    http_response_header(response, "X-Data-Complete", page->state.complete ? SLICE("true") : SLICE("false"));
}

static void hash_state(struct etag_hash *hash, const struct history_state *state)
{
    for (size_t i = 0; i < state->gaps_count; i++) {
        etag_hash_int(hash, state->gaps[i].from);
        etag_hash_int(hash, state->gaps[i].to);
        etag_hash_int(hash, state->gaps[i].reason);
    }
    etag_hash_int(hash, (int64_t)state->feed.feed << 2 | state->archived << 1 | state->complete);
}

static void write_state_headers(const struct history_state *state, struct http_response *response)
{
    enum tier_engine tier = state->archived ? TIER_ENGINE_MONGO : TIER_ENGINE_LMDB;
    http_response_header_time(response, "X-Checked-At", state->feed.checked_at);
    http_response_header(response, "X-Cache", slice_from_string(tier_engine_name(tier)));
}

static void hash_page(const struct history_page *page, struct etag *out)
{
    struct etag_hash hash;
    etag_hash_begin(&hash);
    etag_hash_int(&hash, HISTORY_JSON_VERSION << 16 | METAR_JSON_VERSION << 8 | TAF_JSON_VERSION);
    etag_hash_bytes(&hash, slice_from_string(page->station.id));
    for (size_t i = 0; i < page->count; i++) {
        const struct history_entry *entry = &page->entries[i];
        etag_hash_int(&hash, entry->observed_at);
        etag_hash_int(&hash, entry->received_at);
        etag_hash_int(&hash, (int64_t)report_store_hash(entry->raw) << 8 | entry->source);
    }
    hash_state(&hash, &page->state);
    etag_hash_bytes(&hash, slice_from_string(page->next));
    *out = etag_hash_end(&hash);
}

static void write_page(const struct http_request *request, enum api_format format,
                       const struct history_question *q, const struct history_page *page,
                       struct http_response *response)
{
    struct etag etag;
    write_state_headers(&page->state, response);
    hash_page(page, &etag);
    if (http_response_not_modified(response, &etag, request->if_none_match))
        return;
    response->content_type = respond_content_type(format);
    if (format == FORMAT_JSON) {
        write_json(q, page, response);
        return;
    }
    write_meta_headers(page, response);
    if (format == FORMAT_CSV)
        write_csv(q, page, &response->body);
    else
        write_ndjson(page, response);
}

void routes_history(void *context, const struct http_request *request, struct http_response *response)
{
    struct api *api = context;
    struct api_form form;
    struct history_question q = {0};
    struct history_page page;
    struct service_error error;
    unsigned allowed = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_CSV) | FORMAT_BIT(FORMAT_NDJSON);
    if (!respond_form_parse(api, request, allowed, &form, response) || !parse_question(request, &q, response))
        return;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    if (history_read(api->weather, api->archive, &q, request->arena, &page, &error))
        respond_failure(response, request, &error);
    else
        write_page(request, form.format, &q, &page, response);
}

/* ---- statistics ---- */

static bool parse_statistics(const struct http_request *request, struct history_question *q,
                             struct http_response *response)
{
    if (!parse_range(request, STATISTICS_RANGE_S, q, response))
        return false;
    q->product = PRODUCT_METAR;
    q->code = http_request_path(request, "icao");
    q->now = request->now;
    if (q->to - q->from <= CATEGORY_RANGE_MAX_S)
        return true;
    respond_invalid(response, request, "from", "from is at most 366 days before to.");
    return false;
}

static void hash_sum(struct etag_hash *hash, const struct category_sum *sum)
{
    for (int i = 0; i < CATEGORY_COLUMNS; i++)
        etag_hash_int(hash, sum->seconds[i]);
    etag_hash_int(hash, (int64_t)sum->observations);
}

static void hash_statistics(const struct history_statistics *s, struct etag *out)
{
    struct etag_hash hash;
    etag_hash_begin(&hash);
    etag_hash_int(&hash, HISTORY_STATISTICS_VERSION);
    etag_hash_bytes(&hash, slice_from_string(s->station.id));
    etag_hash_int(&hash, s->hours.from);
    etag_hash_int(&hash, s->hours.to);
    for (size_t i = 0; i < s->hours.months_count; i++)
        hash_sum(&hash, &s->hours.months[i].sum);
    for (int i = 0; i < 24; i++)
        hash_sum(&hash, &s->hours.hours[i]);
    hash_state(&hash, &s->state);
    *out = etag_hash_end(&hash);
}

static void write_statistics(const struct http_request *request, const struct history_statistics *s,
                             struct http_response *response)
{
    struct etag etag;
    write_state_headers(&s->state, response);
    hash_statistics(s, &etag);
    if (http_response_not_modified(response, &etag, request->if_none_match))
        return;
    struct json_writer *json = envelope_begin(response);
    history_statistics_write(json, s);
    json_key(json, "meta");
    json_object_begin(json);
    write_station(json, &s->station);
    history_state_write(json, &s->state);
    json_object_end(json);
    envelope_end(response);
}

void routes_history_statistics(void *context, const struct http_request *request,
                               struct http_response *response)
{
    struct api *api = context;
    struct history_question q = {0};
    struct history_statistics statistics;
    struct service_error error;
    if (!parse_statistics(request, &q, response))
        return;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    if (history_statistics_read(api->weather, api->archive, &q, &statistics, &error))
        respond_failure(response, request, &error);
    else
        write_statistics(request, &statistics, response);
}
