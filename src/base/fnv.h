/*
 * FNV-1a, 64 bits (Fowler, Noll, Vo): quick, for tables and fingerprints inside this program; no guard
 * against somebody who chooses the bytes. Pure.
 */
#ifndef AW_BASE_FNV_H
#define AW_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV1A_START 0xcbf29ce484222325ull

/* Goes on from h, the start or an earlier result. `ptr` may be NULL when len is 0. */
static inline uint64_t fnv1a_add(uint64_t h, const void *ptr, size_t len)
{
    const unsigned char *p = ptr;
    for (size_t i = 0; i < len; i++)
        h = (h ^ p[i]) * 0x100000001b3ull;
    return h;
}

#endif
