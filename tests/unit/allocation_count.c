#include "allocation_count.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "build_config.h"

static uint64_t count;

uint64_t allocation_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

static void count_one(void)
{
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
}

#ifdef ENABLE_SANITIZERS

/* A sanitizer has taken malloc's place already; it tells. Of sanitizer/allocator_interface.h, which gcc
 * lacks. */
int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void *, size_t),
                                              void (*free_hook)(const volatile void *));

static void note_malloc(const volatile void *memory, size_t size)
{
    count_one();
}

static void note_free(const volatile void *memory)
{
}

void allocation_count_begin(void)
{
    if (__sanitizer_install_malloc_and_free_hooks(note_malloc, note_free) == 0)
        abort();
}

#else

/* glibc's own, under the names that stay when a program defines malloc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void allocation_count_begin(void)
{
}

void *malloc(size_t size)
{
    count_one();
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    count_one();
    return __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    count_one();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    count_one();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    count_one();
    void *memory = __libc_memalign(alignment, size);
    if (!memory)
        return ENOMEM;
    *out = memory;
    return 0;
}

#endif
