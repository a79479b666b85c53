/*
 * Weak entity tags (RFC 9110, 8.8.3): a 64-bit FNV-1a hash over what makes an answer what it is. Weak because
 * times of checking, which pass while the weather stays the same, are left out.
 */
#ifndef AW_HTTP_ETAG_H
#define AW_HTTP_ETAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define ETAG_LEN 20 /* W/"0123456789abcdef" */

struct etag {
    char text[ETAG_LEN];
    size_t len;
};

struct etag_hash {
    uint64_t value;
};

void etag_hash_begin(struct etag_hash *h);
void etag_hash_int(struct etag_hash *h, int64_t value);
void etag_hash_bytes(struct etag_hash *h, struct slice bytes);
struct etag etag_hash_end(const struct etag_hash *h);

/* Does an If-None-Match list ("*", or tags with or without W/) name it, by weak comparison? Malformed: no. */
bool etag_listed(struct slice if_none_match, const struct etag *etag);

#endif
