#include "api/routes_weather_list.h"

#include "api/respond.h"
#include "base/number.h"
#include "render/metar_json.h"
#include "render/taf_json.h"
#include "service/weather_csv.h"
#include "service/weather_list.h"

#define NEAR_RADIUS_MAX_NM HALF_ROUND_THE_EARTH_NM

/* `count` numbers with commas between them, each within ±limits[i]. */
static bool parse_numbers(struct slice text, const double *limits, size_t count, double *out)
{
    struct slice part;
    for (size_t i = 0; i < count; i++)
        if (!slice_next(&text, ',', &part) ||
            number_parse_double(slice_trim(part), -limits[i], limits[i], &out[i]) != RESULT_OK)
            return false;
    return !text.ptr;
}

static bool parse_box(struct slice text, struct weather_list_question *q)
{
    static const double limits[] = {90, 180, 90, 180};
    double n[4];
    if (!parse_numbers(text, limits, 4, n) || n[0] > n[2])
        return false;
    q->selection = SELECT_BOX;
    q->south = n[0];
    q->west = n[1];
    q->north = n[2];
    q->east = n[3];
    return true;
}

static bool parse_near(struct slice text, struct weather_list_question *q)
{
    static const double limits[] = {90, 180, NEAR_RADIUS_MAX_NM};
    double n[3];
    if (!parse_numbers(text, limits, 3, n) || n[2] <= 0)
        return false;
    q->selection = SELECT_NEAR;
    q->point = (struct geo_point){n[0], n[1]};
    q->radius_nm = n[2];
    return true;
}

/* One of ids, bbox and near. False: the answer is made. */
static bool parse_selection(const struct http_request *request, struct weather_list_question *q,
                            struct http_response *response)
{
    struct slice ids = http_request_query(request, "ids"), box = http_request_query(request, "bbox"),
                 near = http_request_query(request, "near");
    if ((ids.ptr != NULL) + (box.ptr != NULL) + (near.ptr != NULL) != 1) {
        respond_invalid(response, request, "ids", "Give one of ids, bbox and near.");
        return false;
    }
    q->selection = SELECT_IDS;
    q->ids = ids;
    if (box.ptr && !parse_box(box, q)) {
        respond_invalid(response, request, "bbox", "bbox is south,west,north,east in degrees.");
        return false;
    }
    if (near.ptr && !parse_near(near, q)) {
        respond_invalid(response, request, "near", "near is latitude,longitude,radius in nautical miles.");
        return false;
    }
    return true;
}

/* limit and cursor, which a list by codes has not. False: the answer is made. */
static bool parse_page(const struct http_request *request, struct weather_list_question *q,
                       struct http_response *response)
{
    struct http_problem problem;
    int64_t limit;
    q->cursor = http_request_query(request, "cursor");
    if (q->selection == SELECT_IDS && (q->cursor.ptr || http_request_query(request, "limit").ptr)) {
        respond_invalid(response, request, q->cursor.ptr ? "cursor" : "limit",
                        "A list by ids is one page and has no limit and no cursor.");
        return false;
    }
    if (http_request_int(request, "limit", 1, WEATHER_LIST_LIMIT_MAX, WEATHER_LIST_LIMIT_MAX, &limit,
                         &problem)) {
        envelope_failure(response, request, &problem);
        return false;
    }
    q->limit = (size_t)limit;
    return true;
}

struct composing {
    struct api *api;
    const struct weather_list_question *question;
    const struct api_form *form;
    struct http_response *response;
    struct etag_hash hash;
    enum freshness worst;
    size_t count;  /* items written */
    bool complete; /* false when a record could not be read */
};

static void write_line(struct buffer *out, struct slice text)
{
    buffer_append_slice(out, text);
    buffer_append_char(out, '\n');
}

static void write_item(struct composing *c, const struct weather_list_item *item,
                       const struct weather_answer *a)
{
    struct weather_question one = {
        .product = PRODUCT_METAR, .with_taf = c->form->with_taf, .now = c->question->now};
    struct slice station = slice_from_string(item->station);
    struct buffer *body = &c->response->body;
    switch (c->form->format) {
    case FORMAT_RAW: /* there is no room to say that a report has expired */
        if (a->report.freshness != EXPIRED)
            write_line(body, a->report.stored.raw);
        if (a->has_taf && a->taf.freshness != EXPIRED)
            write_line(body, a->taf.stored.raw);
        break;
    case FORMAT_CSV:
        weather_csv_write_row(body, &a->report, weather_position(c->api->weather, station));
        break;
    case FORMAT_GEOJSON:
        weather_feature_write(&c->response->json, &one, a, weather_position(c->api->weather, station),
                              &c->form->weather);
        break;
    default:
        weather_answer_write(&c->response->json, &one, a, &c->form->weather);
    }
}

static void write_items(struct composing *c, const struct weather_list *list)
{
    struct weather_answer answer;
    for (size_t i = 0; i < list->count; i++) {
        if (weather_list_read(c->api->weather, c->question, &list->items[i], &answer)) {
            c->complete = false;
            continue;
        }
        respond_report_hash(&c->hash, &answer.report);
        if (answer.has_taf)
            respond_report_hash(&c->hash, &answer.taf);
        if (answer.report.freshness > c->worst)
            c->worst = answer.report.freshness;
        write_item(c, &list->items[i], &answer);
        c->count++;
    }
}

static void write_missing(struct json_writer *json, const struct weather_list *list)
{
    json_key(json, "missing");
    json_array_begin(json);
    for (size_t i = 0; i < list->missing_count; i++) {
        json_object_begin(json);
        json_member_string(json, "id", list->missing[i].id);
        json_member_string_z(json, "code", list->missing[i].code);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_meta(struct composing *c, const struct weather_list *list)
{
    struct json_writer *json = &c->response->json;
    json_key(json, "meta");
    json_object_begin(json);
    json_member_int(json, "count", (int64_t)c->count);
    json_member_string_z(json, "next", list->next[0] ? list->next : NULL);
    write_missing(json, list);
    json_member_time(json, "checked_at", list->feed.checked_at);
    json_member_string_z(json, "feed", feed_name(list->feed.feed));
    json_member_bool(json, "complete", c->complete);
    json_object_end(json);
}

static void write_json(struct composing *c, const struct weather_list *list)
{
    struct json_writer *json = envelope_begin(c->response);
    json_array_begin(json);
    write_items(c, list);
    json_array_end(json);
    write_meta(c, list);
    envelope_end(c->response);
}

static void write_geojson(struct composing *c, const struct weather_list *list)
{
    struct json_writer *json = &c->response->json;
    json_object_begin(json);
    json_member_string_z(json, "type", "FeatureCollection");
    if (c->response->simulated)
        json_member_bool(json, "simulated", true);
    json_key(json, "features");
    json_array_begin(json);
    write_items(c, list);
    json_array_end(json);
    write_meta(c, list);
    json_object_end(json);
}

static void write_list(struct composing *c, const struct weather_list *list)
{
    c->response->content_type = respond_content_type(c->form->format);
    if (c->form->format == FORMAT_JSON) {
        write_json(c, list);
    } else if (c->form->format == FORMAT_GEOJSON) {
        write_geojson(c, list);
    } else {
        if (c->form->format == FORMAT_CSV)
            weather_csv_write_header(&c->response->body);
        write_items(c, list);
    }
}

/* The hash is known when all has been written; a match then drops the body. */
static void answer_list(struct composing *c, const struct http_request *request,
                        const struct weather_list *list)
{
    etag_hash_begin(&c->hash);
    etag_hash_int(&c->hash, WEATHER_JSON_VERSION << 16 | METAR_JSON_VERSION << 8 | TAF_JSON_VERSION);
    write_list(c, list);
    etag_hash_int(&c->hash, (int64_t)list->feed.feed << 1 | c->complete);
    for (size_t i = 0; i < list->missing_count; i++)
        etag_hash_bytes(&c->hash, slice_from_string(list->missing[i].code));
    etag_hash_bytes(&c->hash, slice_from_string(list->next));

    http_response_header_time(c->response, "X-Checked-At", list->feed.checked_at);
    http_response_header(c->response, "X-Cache", slice_from_string(weather_tier_name(TIER_LOCAL)));
    if (list->count)
        http_response_header(c->response, "X-Data-Freshness", slice_from_string(freshness_name(c->worst)));
    if (list->next[0] && (c->form->format == FORMAT_RAW || c->form->format == FORMAT_CSV))
        http_response_header(c->response, "X-Next-Cursor", slice_from_string(list->next));
    struct etag etag = etag_hash_end(&c->hash);
    http_response_not_modified(c->response, &etag, request->if_none_match);
}

void routes_weather_list(void *context, const struct http_request *request, struct http_response *response)
{
    struct api *api = context;
    struct api_form form;
    struct weather_list_question q = {.now = request->now};
    struct weather_list list;
    struct service_error error;
    unsigned allowed = FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_RAW) | FORMAT_BIT(FORMAT_CSV) |
                       FORMAT_BIT(FORMAT_GEOJSON);
    if (!respond_form_parse(api, request, allowed, &form, response) ||
        !parse_selection(request, &q, response) || !parse_page(request, &q, response))
        return;
    q.with_taf = form.with_taf;
    api_store_retry(api);
    service_error_init(&error, request->arena);
    if (weather_list_select(api->weather, &q, request->arena, &list, &error)) {
        respond_failure(response, request, &error);
    } else {
        struct composing c = {
            .api = api, .question = &q, .form = &form, .response = response, .complete = list.complete};
        answer_list(&c, request, &list);
    }
    weather_release(api->weather);
}
