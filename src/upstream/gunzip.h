/*
 * Inflates gzip as it arrives (RFC 1952; zlib streams too), one member after another, into a callback. The
 * AWC's files come as .gz without Content-Encoding, so that the HTTP client leaves them packed.
 */
#ifndef AW_UPSTREAM_GUNZIP_H
#define AW_UPSTREAM_GUNZIP_H

#include <stddef.h>

#include "base/result.h"
#include "base/slice.h"

struct gunzip;

/* Takes what was inflated; anything but RESULT_OK ends the inflating. */
typedef enum result gunzip_sink_fn(void *context, struct slice bytes);

/* Gives at most `max_output` bytes to the sink. NULL without memory. */
struct gunzip *gunzip_create(size_t max_output, gunzip_sink_fn *sink, void *context);
void gunzip_destroy(struct gunzip *g); /* accepts NULL */

/*
 * RESULT_CORRUPT: not gzip, damaged, or other bytes than zeros after the last member; RESULT_TOO_LARGE: over
 * max_output; RESULT_NO_MEMORY; or what the sink returned. Not to be called again after a failure.
 */
enum result gunzip_feed(struct gunzip *g, struct slice bytes);

/* RESULT_CORRUPT when the input ended inside a member or held none. */
enum result gunzip_finish(const struct gunzip *g);

#endif
