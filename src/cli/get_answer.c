#include "cli/get_answer.h"

#include <json-c/json.h>
#include <string.h>

#include "base/utc.h"

#define JSON_DEPTH_MAX 32

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    if (!json_object_is_type(object, json_type_object))
        return NULL;
    return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

static struct slice text(struct json_object *object, const char *name)
{
    struct json_object *value = member(object, name);
    if (!json_object_is_type(value, json_type_string))
        return slice_make(NULL, 0);
    return slice_make(json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

static bool flag(struct json_object *object, const char *name)
{
    struct json_object *value = member(object, name);
    return json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}

static int64_t time_of(struct json_object *object, const char *name)
{
    int64_t t = UTC_NONE;
    struct slice value = text(object, name);
    if (value.ptr)
        (void)utc_parse_iso(value, &t);
    return t;
}

static void read_report(struct json_object *envelope, const char *time_name, struct got_report *out)
{
    out->raw = text(envelope, "raw");
    out->present = out->raw.ptr != NULL;
    out->time = time_of(envelope, time_name);
    out->freshness = text(envelope, "freshness");
    out->feed = text(envelope, "feed");
    out->source = text(envelope, "source");
}

static void read_success(struct json_object *data, struct got_answer *out)
{
    out->station = text(data, "station");
    out->resolved_from = text(data, "resolved_from");
    out->name = text(data, "name");
    out->taf_absent = text(data, "taf_absent");
    read_report(data, "observed_at", &out->metar);
    read_report(member(data, "taf"), "issued_at", &out->taf);
}

static void read_failure(struct json_object *root, struct got_answer *out)
{
    struct json_object *last = member(root, "last_report");
    out->code = text(root, "code");
    out->error = text(root, "error");
    out->nearest = text(member(root, "nearest"), "station");
    out->station = text(last, "station");
    read_report(last, "observed_at", &out->metar);
}

enum result get_answer_parse(struct slice json, struct got_answer *out)
{
    memset(out, 0, sizeof(*out));
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (!tokener)
        return RESULT_NO_MEMORY;
    struct json_object *root = json_tokener_parse_ex(tokener, json.ptr, (int)json.len);
    json_tokener_free(tokener);
    out->tree = root;
    out->success = flag(root, "success");
    out->simulated = flag(root, "simulated");
    if (out->success)
        read_success(member(root, "data"), out);
    else
        read_failure(root, out);
    if (out->success ? out->metar.present : out->code.ptr != NULL)
        return RESULT_OK;
    get_answer_free(out);
    return RESULT_INVALID;
}

void get_answer_free(struct got_answer *a)
{
    json_object_put(a->tree);
    memset(a, 0, sizeof(*a));
}
