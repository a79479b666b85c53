/* A JSON body that is an object with a list of texts, and at most one more text:
 * {"airports":["KJFK","KBOS"]}. */
#ifndef AW_API_TEXT_LIST_H
#define AW_API_TEXT_LIST_H

#include "http/request.h"

struct text_list_form {
    const char *list;   /* the list's name */
    size_t max;         /* of its items; at least one is needed */
    const char *option; /* name of the other text, or NULL */
};

struct text_list {
    size_t count;
    struct slice *items;
    struct slice option; /* absent: not given */
};

/* Everything in the request's arena. Otherwise *problem is filled: another type, another member, too many. */
enum result text_list_parse(const struct http_request *request, const struct text_list_form *form,
                            struct text_list *out, struct http_problem *problem);
/* The list is empty or too long. */
enum result text_list_refuse_count(const struct http_request *request, const struct text_list_form *form,
                                   struct http_problem *problem);

#endif
