#include "http/etag.h"

#include <string.h>

#include "base/fnv.h"

void etag_hash_begin(struct etag_hash *h)
{
    h->value = FNV1A_START;
}

void etag_hash_bytes(struct etag_hash *h, struct slice bytes)
{
    h->value = fnv1a_add(h->value, bytes.ptr, bytes.len);
}

void etag_hash_int(struct etag_hash *h, int64_t value)
{
    unsigned char bytes[8]; /* little-endian, whatever the machine: a tag is the same on every host */
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> 8 * i);
    h->value = fnv1a_add(h->value, bytes, sizeof(bytes));
}

struct etag etag_hash_end(const struct etag_hash *h)
{
    static const char hex[] = "0123456789abcdef";
    struct etag e = {.text = "W/\"", .len = ETAG_LEN};
    for (int i = 0; i < 16; i++)
        e.text[3 + i] = hex[h->value >> (60 - 4 * i) & 15];
    e.text[ETAG_LEN - 1] = '"';
    return e;
}

/* Takes one quoted tag, W/ dropped, off the front; false when there is none. */
static bool next_tag(struct slice *rest, struct slice *tag)
{
    while (rest->len && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t' || rest->ptr[0] == ','))
        *rest = slice_sub(*rest, 1, rest->len);
    if (slice_starts_with(*rest, SLICE("W/")))
        *rest = slice_sub(*rest, 2, rest->len);
    if (rest->len < 2 || rest->ptr[0] != '"')
        return false;
    size_t end = slice_find(slice_sub(*rest, 1, rest->len), '"') + 1;
    if (end == rest->len)
        return false;
    *tag = slice_sub(*rest, 0, end + 1);
    *rest = slice_sub(*rest, end + 1, rest->len);
    return true;
}

bool etag_listed(struct slice if_none_match, const struct etag *etag)
{
    struct slice rest = slice_trim(if_none_match), tag;
    struct slice wanted = slice_make(etag->text + 2, etag->len - 2);
    if (slice_equal(rest, SLICE("*")))
        return true;
    while (next_tag(&rest, &tag))
        if (slice_equal(tag, wanted))
            return true;
    return false;
}
