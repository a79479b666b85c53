#include "cli/decode_notam.h"

#include <json-c/json.h>

#include "base/json_writer.h"
#include "base/utc.h"
#include "render/notam_json.h"
#include "render/notam_text.h"
#include "tac/notam.h"

#define INPUT_MAX ((size_t)256 << 20)
#define TEXT_MAX  ((size_t)1 << 20)

bool decode_notam_json(struct buffer *out, struct slice raw, int64_t reference_time, int64_t at,
                       bool provenance, const char **error)
{
    struct notam n;
    struct tac_error failure;
    struct json_writer w;
    struct buffer scratch;
    if (notam_decode(raw, reference_time, &n, &failure) != RESULT_OK) {
        *error = failure.text;
        return false;
    }
    buffer_init(&scratch, TEXT_MAX);
    json_writer_init(&w, out);
    json_object_begin(&w);
    json_member_string(&w, "raw", raw);
    json_key(&w, "decoded");
    notam_json_write(&w, &n, &scratch);
    if (at != UTC_NONE) {
        json_key(&w, "active_at");
        notam_json_write_active(&w, &n, at);
    }
    if (provenance) {
        json_key(&w, "spans");
        notam_json_write_spans(&w, &n);
    }
    json_object_end(&w);
    buffer_append_char(out, '\n');
    buffer_free(&scratch);
    return true;
}

bool decode_notam_text(struct buffer *out, struct slice raw, int64_t reference_time, int64_t at,
                       const char **error)
{
    struct notam n;
    struct tac_error failure;
    if (notam_decode(raw, reference_time, &n, &failure) != RESULT_OK) {
        *error = failure.text;
        return false;
    }
    notam_text_write(out, &n, at);
    buffer_append_char(out, '\n');
    return true;
}

static bool read_all(FILE *file, struct buffer *out)
{
    for (;;) {
        char *to = buffer_reserve(out, 65536);
        if (!to)
            return false;
        size_t len = fread(to, 1, 65536, file);
        buffer_advance(out, len);
        if (len == 0)
            return !ferror(file);
    }
}

static bool each_string(struct json_object *array, bool (*each)(void *context, struct slice raw),
                        void *context)
{
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        struct json_object *item = json_object_array_get_idx(array, i);
        /* What is no string has no text: it is passed on as an empty one, so that outputs match inputs. */
        bool text = json_object_is_type(item, json_type_string);
        size_t len = text ? (size_t)json_object_get_string_len(item) : 0;
        if (!each(context, slice_make(text ? json_object_get_string(item) : "", len)))
            return false;
    }
    return true;
}

bool decode_notam_stream(FILE *file, bool (*each)(void *context, struct slice raw), void *context)
{
    struct buffer input;
    struct json_tokener *tokener = NULL;
    struct json_object *root = NULL;
    bool ok;
    buffer_init(&input, INPUT_MAX);
    ok = read_all(file, &input);
    struct slice all = slice_trim(buffer_slice(&input));
    if (!ok)
        goto out;
    if (all.len == 0 || all.ptr[0] != '[') {
        ok = all.len == 0 || each(context, all);
        goto out;
    }
    tokener = json_tokener_new();
    root = tokener && all.len < INT32_MAX ? json_tokener_parse_ex(tokener, all.ptr, (int)all.len) : NULL;
    if (!json_object_is_type(root, json_type_array)) {
        fputs("aviation-weather decode: the input is no JSON array of strings\n", stderr);
        ok = false;
        goto out;
    }
    ok = each_string(root, each, context);
out:
    json_object_put(root);
    if (tokener)
        json_tokener_free(tokener);
    buffer_free(&input);
    return ok;
}
