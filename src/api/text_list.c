#include "api/text_list.h"

#include <json-c/json.h>

#define JSON_DEPTH_MAX 8

static enum result refuse(struct http_problem *problem, const char *field, const char *message)
{
    *problem = http_problem_make(HTTP_INVALID_REQUEST, field, message);
    return RESULT_INVALID;
}

static enum result no_memory(struct http_problem *problem)
{
    *problem = http_problem_make(HTTP_SERVICE_UNAVAILABLE, NULL, NULL);
    return RESULT_NO_MEMORY;
}

enum result text_list_refuse_count(const struct http_request *request, const struct text_list_form *form,
                                   struct http_problem *problem)
{
    return refuse(problem, form->list,
                  arena_format(request->arena, "%s has 1 to %zu items.", form->list, form->max));
}

static void release(void *object)
{
    json_object_put(object);
}

static struct slice text_of(struct json_object *text)
{
    return slice_make(json_object_get_string(text), (size_t)json_object_get_string_len(text));
}

static enum result take_items(struct json_object *list, const struct http_request *request,
                              const struct text_list_form *form, struct text_list *out,
                              struct http_problem *problem)
{
    if (!json_object_is_type(list, json_type_array))
        return refuse(problem, form->list, "This must be a list of texts.");
    size_t count = json_object_array_length(list);
    if (count == 0 || count > form->max)
        return text_list_refuse_count(request, form, problem);
    out->items = arena_alloc_array(request->arena, count, sizeof(*out->items));
    if (!out->items)
        return no_memory(problem);
    for (size_t i = 0; i < count; i++) {
        struct json_object *text = json_object_array_get_idx(list, i);
        if (!json_object_is_type(text, json_type_string))
            return refuse(problem, form->list, "This must be a list of texts.");
        out->items[i] = text_of(text);
    }
    out->count = count;
    return RESULT_OK;
}

static enum result take_members(struct json_object *root, const struct http_request *request,
                                const struct text_list_form *form, struct text_list *out,
                                struct http_problem *problem)
{
    json_object_object_foreach(root, name, value)
    {
        struct slice key = slice_from_string(name);
        if (slice_equal(key, slice_from_string(form->list))) {
            enum result r = take_items(value, request, form, out, problem);
            if (r)
                return r;
        } else if (form->option && slice_equal(key, slice_from_string(form->option))) {
            if (!json_object_is_type(value, json_type_string))
                return refuse(problem, form->option, "This must be a text.");
            out->option = text_of(value);
        } else {
            refuse(problem, NULL, "The body has a member that is not known here.");
            problem->field = arena_copy(request->arena, key);
            return RESULT_INVALID;
        }
    }
    return out->count ? RESULT_OK : text_list_refuse_count(request, form, problem);
}

/* The tree lives as long as the arena: the texts point into it. */
enum result text_list_parse(const struct http_request *request, const struct text_list_form *form,
                            struct text_list *out, struct http_problem *problem)
{
    *out = (struct text_list){0};
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (!tokener)
        return no_memory(problem);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *root = json_tokener_parse_ex(tokener, request->body.ptr, (int)request->body.len);
    bool whole = json_tokener_get_error(tokener) == json_tokener_success &&
                 json_tokener_get_parse_end(tokener) == request->body.len;
    json_tokener_free(tokener);
    if (root && !arena_on_reset(request->arena, release, root)) {
        json_object_put(root);
        return no_memory(problem);
    }
    if (!whole || !json_object_is_type(root, json_type_object))
        return refuse(problem, NULL, "The body is not one JSON object.");
    return take_members(root, request, form, out, problem);
}
