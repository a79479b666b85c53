/*
 * A place in the stream as shared_stream_read keeps it: "<ms>-<seq>@<tag>", the id of the last entry given
 * and the first digits of the run id of the server that gave it. Another tag means that the server was
 * started again, or is another one: entries may be lost whose ids nobody can miss (it came back with an older
 * file; a replica took over that had not got all). Pure.
 */
#ifndef AW_STORE_REDIS_REDIS_STREAM_H
#define AW_STORE_REDIS_REDIS_STREAM_H

#include <stdbool.h>

#include "base/slice.h"
#include "store/redis/redis_link.h"
#include "store/shared_tier.h"

/* <ms>-<seq>, two numbers of up to 20 digits, with a NUL. */
#define REDIS_ID_MAX 42
_Static_assert(REDIS_ID_MAX + 1 + REDIS_RUN_TAG <= SHARED_STREAM_ID_MAX, "a place fits");

bool redis_stream_id_valid(struct slice id);
void redis_stream_place_make(struct slice id, const char *tag, char out[SHARED_STREAM_ID_MAX]);
/* "": id and tag are empty slices. False: not a place. */
bool redis_stream_place_split(const char *place, struct slice *id, struct slice *tag);

#endif
