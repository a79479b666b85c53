#include "upstream/json_rows.h"

#include <stdio.h>
#include <string.h>

#include "upstream/field_census.h"

enum json_rows_state { ROWS_START, ROWS_BETWEEN, ROWS_ELEMENT, ROWS_END };

enum result json_rows_init(struct json_rows *r, json_row_fn *on_row, void *context)
{
    *r = (struct json_rows){.on_row = on_row, .context = context, .state = ROWS_START};
    r->tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (!r->tokener)
        return RESULT_NO_MEMORY;
    buffer_init(&r->element, JSON_ROW_MAX);
    return RESULT_OK;
}

void json_rows_free(struct json_rows *r)
{
    if (r->tokener)
        json_tokener_free(r->tokener);
    r->tokener = NULL;
    buffer_free(&r->element);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static enum result give_element(struct json_rows *r)
{
    struct slice text = slice_trim(buffer_slice(&r->element));
    struct json_object *element = NULL;
    if (text.len) {
        json_tokener_reset(r->tokener);
        element = json_tokener_parse_ex(r->tokener, text.ptr, (int)text.len);
        /* json-c sees the end of a bare number only in the byte that follows. */
        if (!element && json_tokener_get_error(r->tokener) == json_tokener_continue)
            element = json_tokener_parse_ex(r->tokener, " ", 1);
        else if (element && json_tokener_get_parse_end(r->tokener) != text.len) {
            json_object_put(element);
            element = NULL;
        }
    }
    buffer_reset(&r->element);
    enum result result = r->on_row(r->context, element, r->in_array);
    json_object_put(element);
    return result;
}

/* The first byte that is no blank. */
static enum result begin(struct json_rows *r, char c)
{
    if (c != '[' && c != '{')
        return RESULT_INVALID;
    r->in_array = c == '[';
    r->state = r->in_array ? ROWS_BETWEEN : ROWS_ELEMENT;
    if (!r->in_array) {
        buffer_append_char(&r->element, c);
        r->depth = 1;
    }
    return RESULT_OK;
}

/* A byte between the array's elements. */
static enum result step_between(struct json_rows *r, char c)
{
    if (c == ']') {
        r->state = ROWS_END;
        return RESULT_OK;
    }
    if (c == ',')
        return RESULT_OK;
    r->state = ROWS_ELEMENT;
    r->depth = c == '{' || c == '[' ? 1 : 0;
    r->in_string = c == '"';
    r->escaped = false;
    buffer_append_char(&r->element, c);
    return RESULT_OK;
}

static enum result end_element(struct json_rows *r, int state)
{
    r->state = state;
    return give_element(r);
}

/* Whether c is the last byte of the element, or stands after it. */
static enum result step_element(struct json_rows *r, char c)
{
    if (r->in_string) {
        buffer_append_char(&r->element, c);
        if (r->escaped)
            r->escaped = false;
        else if (c == '\\')
            r->escaped = true;
        else if (c == '"')
            r->in_string = false;
        return RESULT_OK;
    }
    if (r->depth == 0 && (c == ',' || c == ']'))
        return end_element(r, c == ',' ? ROWS_BETWEEN : ROWS_END);
    buffer_append_char(&r->element, c);
    r->in_string = c == '"';
    if (c == '{' || c == '[')
        r->depth++;
    if ((c == '}' || c == ']') && r->depth > 0 && --r->depth == 0)
        return end_element(r, r->in_array ? ROWS_BETWEEN : ROWS_END);
    return RESULT_OK;
}

enum result json_rows_feed(struct json_rows *r, struct slice bytes)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < bytes.len && result == RESULT_OK; i++) {
        char c = bytes.ptr[i];
        if (r->state != ROWS_ELEMENT && is_blank(c))
            continue;
        if (r->state == ROWS_START)
            result = (unsigned char)c == 0xEF || (unsigned char)c == 0xBB || (unsigned char)c == 0xBF
                         ? RESULT_OK /* a byte order mark */
                         : begin(r, c);
        else if (r->state == ROWS_BETWEEN)
            result = step_between(r, c);
        else if (r->state == ROWS_ELEMENT)
            result = step_element(r, c);
        else
            result = RESULT_INVALID;
        if (result == RESULT_OK)
            result = buffer_result(&r->element);
    }
    return result;
}

enum result json_rows_finish(const struct json_rows *r)
{
    return r->state == ROWS_START || r->state == ROWS_END ? RESULT_OK : RESULT_INVALID;
}

bool json_rows_empty(const struct json_rows *r)
{
    return r->state == ROWS_START;
}

struct slice json_member_text(struct json_object *object, const char *name, char scratch[32])
{
    struct json_object *value;
    if (!json_object_object_get_ex(object, name, &value))
        return slice_make(NULL, 0);
    switch (json_object_get_type(value)) {
    case json_type_string:
        return slice_make(json_object_get_string(value), (size_t)json_object_get_string_len(value));
    case json_type_int:
        snprintf(scratch, 32, "%lld", (long long)json_object_get_int64(value));
        return slice_from_string(scratch);
    case json_type_double:
        snprintf(scratch, 32, "%.8g", json_object_get_double(value));
        return slice_from_string(scratch);
    default:
        return slice_make(NULL, 0);
    }
}

unsigned json_field_kind(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_int:
    case json_type_double:
        return FIELD_NUMBER;
    case json_type_boolean:
        return FIELD_BOOL;
    case json_type_array:
    case json_type_object:
        return FIELD_LIST;
    case json_type_string: {
        struct slice text =
            slice_make(json_object_get_string(value), (size_t)json_object_get_string_len(value));
        /* In JSON a number in quotes is a text: that AWC's visibility became one broke programs. */
        return text.len ? (field_kind_of_text(text) & FIELD_TIME) | FIELD_TEXT : 0;
    }
    default:
        return 0;
    }
}
