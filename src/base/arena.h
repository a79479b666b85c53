/*
 * A bump arena with a cap: memory of one request or one message, freed all at once. Built with sanitizers
 * each allocation is separate, so that a read past its end is found. Not thread-safe: one owner.
 */
#ifndef AW_BASE_ARENA_H
#define AW_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct arena;

/* An arena that hands out at most `max` bytes between resets; NULL without memory. */
struct arena *arena_create(size_t max);
void arena_destroy(struct arena *a); /* accepts NULL */

/* Frees all that was handed out, running clean-ups in reverse order; keeps the first block. */
void arena_reset(struct arena *a);

/* Zeroed memory aligned for any type, or NULL: no memory, or the cap (arena_exhausted then stays true until
 * reset). */
void *arena_alloc(struct arena *a, size_t size);
/* count * size, checked for overflow. */
void *arena_alloc_array(struct arena *a, size_t count, size_t size);
/* A copy, terminated by a NUL outside its length; {NULL, 0} on failure. */
struct slice arena_copy(struct arena *a, struct slice s);
/* A terminated string by printf; NULL on failure. */
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Runs fn(arg) at the next reset or at destruction; false without memory (fn is then not registered). */
bool arena_on_reset(struct arena *a, void (*fn)(void *), void *arg);

bool arena_exhausted(const struct arena *a);
size_t arena_used(const struct arena *a);

#endif
