#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "build_config.h"

#define ARENA_BLOCK ((size_t)16 * 1024)
#define ARENA_ALIGN alignof(max_align_t)

struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct arena_cleanup {
    struct arena_cleanup *next;
    void (*fn)(void *);
    void *arg;
};

struct arena {
    struct arena_block *blocks; /* newest first */
    struct arena_cleanup *cleanups;
    size_t max;
    size_t used;
    bool exhausted;
};

struct arena *arena_create(size_t max)
{
    struct arena *a = calloc(1, sizeof(*a));
    if (a)
        a->max = max;
    return a;
}

static void run_cleanups(struct arena *a)
{
    while (a->cleanups) {
        struct arena_cleanup *c = a->cleanups;
        a->cleanups = c->next;
        c->fn(c->arg);
    }
}

/* Frees all blocks but the oldest, which is kept when it has the standard size. */
void arena_reset(struct arena *a)
{
    run_cleanups(a);
    struct arena_block *kept = NULL;
    while (a->blocks) {
        struct arena_block *b = a->blocks;
        a->blocks = b->next;
        if (!a->blocks && b->size == ARENA_BLOCK)
            kept = b;
        else
            free(b);
    }
    if (kept) {
        kept->used = 0;
        kept->next = NULL;
        a->blocks = kept;
    }
    a->used = 0;
    a->exhausted = false;
}

void arena_destroy(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->blocks);
    free(a);
}

static struct arena_block *add_block(struct arena *a, size_t need)
{
#ifdef ENABLE_SANITIZERS
    size_t size = need;
#else
    size_t size = need > ARENA_BLOCK / 2 ? need : ARENA_BLOCK;
#endif
    struct arena_block *b = malloc(sizeof(*b) + size);
    if (!b)
        return NULL;
    b->size = size;
    b->used = 0;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > a->max - a->used) {
        a->exhausted = true;
        return NULL;
    }
    /* With sanitizers a block holds just one allocation of the exact size. */
#ifdef ENABLE_SANITIZERS
    size_t rounded = size;
#else
    size_t rounded = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
#endif
    if (rounded < size) {
        a->exhausted = true;
        return NULL;
    }
    struct arena_block *b = a->blocks;
    if (!b || rounded > b->size - b->used)
        b = add_block(a, rounded);
    if (!b) {
        a->exhausted = true;
        return NULL;
    }
    void *p = b->bytes + b->used;
    b->used += rounded;
    a->used += size;
    if (size)
        memset(p, 0, size);
    return p;
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        a->exhausted = true;
        return NULL;
    }
    return arena_alloc(a, total);
}

struct slice arena_copy(struct arena *a, struct slice s)
{
    char *p = s.len == SIZE_MAX ? NULL : arena_alloc(a, s.len + 1);
    if (!p)
        return slice_make(NULL, 0);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    return slice_make(p, s.len);
}

char *arena_format(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
    if (p)
        vsnprintf(p, (size_t)len + 1, format, again);
    va_end(again);
    return p;
}

bool arena_on_reset(struct arena *a, void (*fn)(void *), void *arg)
{
    struct arena_cleanup *c = arena_alloc(a, sizeof(*c));
    if (!c)
        return false;
    c->fn = fn;
    c->arg = arg;
    c->next = a->cleanups;
    a->cleanups = c;
    return true;
}

bool arena_exhausted(const struct arena *a)
{
    return a->exhausted;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
