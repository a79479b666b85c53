/*
 * What an answer of a provider is, by its status and first bytes: providers answer errors as JSON, HTML or
 * plain text, under the right status and under 200. Pure.
 */
#ifndef AW_UPSTREAM_STATUS_H
#define AW_UPSTREAM_STATUS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

enum answer_class {
    ANSWER_DATA,         /* 200: the body tells */
    ANSWER_NOTHING,      /* 204: a whole answer without data */
    ANSWER_NOT_MODIFIED, /* 304 */
    ANSWER_REDIRECTED,   /* other 3xx, followed or not: AWC's "308 Call Blocked" among them */
    ANSWER_DENIED,       /* 401, 402, 403, 407, 451: the key or we are refused */
    ANSWER_GONE,         /* 404, 410 */
    ANSWER_THROTTLED,    /* 429 */
    ANSWER_REFUSED,      /* other 4xx: this question is wrong, others may do */
    ANSWER_BROKEN,       /* 5xx and what HTTP does not know */
};
enum answer_class answer_classify(int status);

/* Whether the same question may be put again at once: only what came from a failing server. */
bool answer_worth_retry(enum answer_class class);

/*
 * For how long the provider is not to be asked, in seconds; 0: it may be. `retry_after_s` is the header's, -1
 * for none. 429: at least 60 s, as AWC asks; what refuses a key or us as a whole: 5 min.
 */
int64_t answer_hold_s(enum answer_class class, int64_t retry_after_s);

enum body_form { BODY_EMPTY, BODY_GZIP, BODY_HTML, BODY_XML, BODY_JSON, BODY_TEXT };
enum body_form body_form_of(struct slice head);
const char *body_form_name(enum body_form form); /* "HTML", "plain text" */

/* The reason in {"status":"error","error":…}, {"errors":[{"message":…}]}, {"message":…}, {"detail":…}; "" for
 * none. */
void status_error_text(struct json_object *object, char *out, size_t size);

/*
 * The body of an error in few words: the reason of a JSON error, the title of an HTML page, else the
 * beginning of the text. Printable ASCII only; each occurrence of `secret` (may be "") is replaced.
 */
void status_body_text(struct slice body, const char *secret, char *out, size_t size);

#endif
