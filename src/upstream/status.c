#define _GNU_SOURCE
#include "upstream/status.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HOLD_THROTTLED_S 60
#define HOLD_DENIED_S    300
#define HOLD_MAX_S       3600 /* a provider's Retry-After is not believed beyond that */

enum answer_class answer_classify(int status)
{
    switch (status) {
    case 200:
        return ANSWER_DATA;
    case 204:
        return ANSWER_NOTHING;
    case 304:
        return ANSWER_NOT_MODIFIED;
    case 401:
    case 402:
    case 403:
    case 407:
    case 451:
        return ANSWER_DENIED;
    case 404:
    case 410:
        return ANSWER_GONE;
    case 429:
        return ANSWER_THROTTLED;
    default:
        break;
    }
    if (status >= 300 && status < 400)
        return ANSWER_REDIRECTED;
    return status >= 400 && status < 500 ? ANSWER_REFUSED : ANSWER_BROKEN;
}

bool answer_worth_retry(enum answer_class class)
{
    return class == ANSWER_BROKEN;
}

int64_t answer_hold_s(enum answer_class class, int64_t retry_after_s)
{
    int64_t least = class == ANSWER_THROTTLED ? HOLD_THROTTLED_S : class == ANSWER_DENIED ? HOLD_DENIED_S : 0;
    bool believed = class == ANSWER_THROTTLED || class == ANSWER_BROKEN || class == ANSWER_DENIED;
    int64_t hold = believed && retry_after_s > least ? retry_after_s : least;
    return hold > HOLD_MAX_S ? HOLD_MAX_S : hold;
}

enum body_form body_form_of(struct slice head)
{
    static const struct slice html[] = {
        {"<!doctype html", 14}, {"<html", 5}, {"<head", 5}, {"<body", 5}, {"<!--", 4}};
    if (slice_starts_with(head, SLICE("\x1f\x8b")))
        return BODY_GZIP;
    if (slice_starts_with(head, SLICE("\xef\xbb\xbf")))
        head = slice_sub(head, 3, head.len);
    head = slice_trim(head);
    if (!head.len)
        return BODY_EMPTY;
    if (head.ptr[0] == '[' || head.ptr[0] == '{')
        return BODY_JSON;
    if (head.ptr[0] != '<')
        return BODY_TEXT;
    for (size_t i = 0; i < sizeof(html) / sizeof(*html); i++)
        if (slice_equal_nocase(slice_sub(head, 0, html[i].len), html[i]))
            return BODY_HTML;
    return BODY_XML;
}

const char *body_form_name(enum body_form form)
{
    static const char *const names[] = {"nothing", "gzip", "HTML", "XML", "JSON", "plain text"};
    return names[form];
}

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    return json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, name, &value)
               ? value
               : NULL;
}

/* Printable ASCII, runs of anything else as one blank. */
static void copy_printable(struct slice text, char *out, size_t size)
{
    size_t to = 0;
    for (size_t i = 0; i < text.len && to + 1 < size; i++) {
        char c = text.ptr[i] > ' ' && text.ptr[i] < 0x7F ? text.ptr[i] : ' ';
        if (c != ' ' || (to && out[to - 1] != ' '))
            out[to++] = c;
    }
    while (to && out[to - 1] == ' ')
        to--;
    out[to] = '\0';
}

void status_error_text(struct json_object *object, char *out, size_t size)
{
    static const char *const names[] = {"error", "message", "detail", "title"};
    out[0] = '\0';
    struct json_object *errors = member(object, "errors");
    if (errors && json_object_is_type(errors, json_type_array) && json_object_array_length(errors) > 0)
        errors = json_object_array_get_idx(errors, 0);
    struct json_object *const places[] = {object, errors, member(object, "error")};
    for (size_t p = 0; p < 3; p++) {
        if (places[p] && p && json_object_is_type(places[p], json_type_string)) {
            copy_printable(slice_from_string(json_object_get_string(places[p])), out, size);
            return;
        }
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
            struct json_object *text = member(places[p], names[i]);
            if (!text || !json_object_is_type(text, json_type_string))
                continue;
            copy_printable(slice_make(json_object_get_string(text), (size_t)json_object_get_string_len(text)),
                           out, size);
            return;
        }
    }
}

/* The title of an HTML page, or its whole text. */
static struct slice html_title(struct slice body)
{
    const char *open = memmem(body.ptr, body.len, "<title>", 7);
    if (!open)
        return body;
    struct slice rest = slice_sub(body, (size_t)(open - body.ptr) + 7, body.len);
    return slice_sub(rest, 0, slice_find(rest, '<'));
}

/* Replaces each occurrence by as many asterisks. */
static void mask(char *text, const char *secret)
{
    size_t length = strlen(secret);
    for (char *at = length ? strstr(text, secret) : NULL; at; at = strstr(at, secret))
        memset(at, '*', length);
}

void status_body_text(struct slice body, const char *secret, char *out, size_t size)
{
    char text[1024];
    enum body_form form = body_form_of(body);
    text[0] = '\0';
    if (form == BODY_JSON) {
        struct json_tokener *tokener = json_tokener_new_ex(8);
        struct json_object *object = tokener ? json_tokener_parse_ex(tokener, body.ptr, (int)body.len) : NULL;
        status_error_text(object, text, sizeof(text));
        json_object_put(object);
        if (tokener)
            json_tokener_free(tokener);
    }
    if (form == BODY_GZIP)
        slice_copy(SLICE("(gzip)"), text, sizeof(text));
    if (!text[0])
        copy_printable(form == BODY_HTML ? html_title(body) : body, text, sizeof(text));
    /* Before it is cut: a part of a secret is one, too. */
    mask(text, secret);
    snprintf(out, size, "%s", text);
}
