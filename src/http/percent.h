/* Percent-decoding of parts of a URL (RFC 3986, 2.1). Pure but for the arena. */
#ifndef AW_HTTP_PERCENT_H
#define AW_HTTP_PERCENT_H

#include "base/arena.h"
#include "base/result.h"
#include "base/slice.h"

enum percent_kind {
    PERCENT_PATH,  /* one segment: '+' is itself */
    PERCENT_QUERY, /* a name or value: '+' is a blank (application/x-www-form-urlencoded) */
};

/*
 * RESULT_INVALID: an escape that is none, or a control character, sent plainly or escaped (NUL and line
 * breaks among them). RESULT_NO_MEMORY. Text with nothing to decode is given back as it is; the result is
 * never the absent slice.
 */
enum result percent_decode(struct slice text, enum percent_kind kind, struct arena *arena, struct slice *out);

#endif
