/*
 * A JSON array read one element at a time, so that a list of 10,000 objects needs the memory of one and an
 * element that can't be read costs only itself. A top-level object is given as a whole, as the only element.
 */
#ifndef AW_UPSTREAM_JSON_ROWS_H
#define AW_UPSTREAM_JSON_ROWS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/result.h"
#include "base/slice.h"

#define JSON_ROW_MAX   ((size_t)512 * 1024) /* bytes of one element */
#define JSON_DEPTH_MAX 32

/* Takes one element, borrowed; NULL when it could not be read. Anything but RESULT_OK ends the reading. */
typedef enum result json_row_fn(void *context, struct json_object *element, bool in_array);

struct json_rows {
    json_row_fn *on_row;
    void *context;
    struct json_tokener *tokener;
    struct buffer element;
    int state; /* of enum json_rows_state */
    int depth;
    bool in_string, escaped, in_array;
};

enum result json_rows_init(struct json_rows *r, json_row_fn *on_row, void *context);
void json_rows_free(struct json_rows *r);

/* RESULT_INVALID: neither an array nor an object; RESULT_TOO_LARGE: an element is; or what on_row returned.
 */
enum result json_rows_feed(struct json_rows *r, struct slice bytes);
/* RESULT_INVALID when the array or object is cut short; RESULT_OK for an empty text. */
enum result json_rows_finish(const struct json_rows *r);
/* No byte but blanks has come. */
bool json_rows_empty(const struct json_rows *r);

/* A member's text, absent when it is not there or null. Numbers are written to `scratch` (valid as long as it
 * is). */
struct slice json_member_text(struct json_object *object, const char *name, char scratch[32]);

/* The value's enum field_kind for a census; 0: null or empty. */
unsigned json_field_kind(struct json_object *value);

#endif
