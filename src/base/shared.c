#define _GNU_SOURCE
#include "base/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fnv.h"

#define SHARED_MAGIC        0x3130485357415741ull /* "AWAWSH01" */
#define SHARED_HINTS        8192
#define SHARED_METRICS_SIZE ((size_t)2 * 1024 * 1024)

struct shared {
    uint64_t magic;
    uint64_t size; /* sizeof(struct shared) of the build that made it: another layout is another file */
    uint64_t store_generation;
    int64_t clock_skew_s;
    struct shared_link_state links[SHARED_LINKS];
    uint64_t hints[SHARED_HINTS]; /* upper half: hash of the key; lower half: when, in seconds */
    _Alignas(64) char metrics[SHARED_METRICS_SIZE];
};

static bool is_ours(int fd)
{
    struct stat st;
    uint64_t head[2];
    return fstat(fd, &st) == 0 && st.st_size == (off_t)sizeof(struct shared) &&
           pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) && head[0] == SHARED_MAGIC &&
           head[1] == sizeof(struct shared);
}

/* Made under another name and renamed: who has an old one mapped keeps it whole. */
static enum result make_file(int dir)
{
    const uint64_t head[2] = {SHARED_MAGIC, sizeof(struct shared)};
    unlinkat(dir, "shared.new", 0);
    int fd = openat(dir, "shared.new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0)
        return RESULT_IO;
    enum result r = RESULT_IO;
    /* Space is allocated now: a full disk is an error here and not a SIGBUS later. */
    if (posix_fallocate(fd, 0, (off_t)sizeof(struct shared)) == 0 &&
        pwrite(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
        renameat(dir, "shared.new", dir, "shared") == 0)
        r = RESULT_OK;
    close(fd);
    return r;
}

static enum result open_or_make(int dir, int *out)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        int fd = openat(dir, "shared", O_RDWR | O_CLOEXEC);
        if (fd >= 0 && is_ours(fd)) {
            *out = fd;
            return RESULT_OK;
        }
        if (fd >= 0)
            close(fd);
        else if (errno != ENOENT)
            return RESULT_IO;
        enum result r = attempt == 0 ? make_file(dir) : RESULT_IO;
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_IO;
}

enum result shared_open(const char *run_dir, struct shared **out)
{
    int fd = -1;
    int dir = open(run_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return RESULT_IO;
    enum result r = flock(dir, LOCK_EX) == 0 ? open_or_make(dir, &fd) : RESULT_IO;
    close(dir); /* and its lock */
    if (r != RESULT_OK)
        return r;
    void *p = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return RESULT_IO;
    *out = p;
    return RESULT_OK;
}

uint64_t shared_store_generation(const struct shared *s)
{
    return __atomic_load_n(&s->store_generation, __ATOMIC_ACQUIRE);
}

void shared_store_generation_set(struct shared *s, uint64_t generation)
{
    __atomic_store_n(&s->store_generation, generation, __ATOMIC_RELEASE);
}

int64_t shared_clock_skew_s(const struct shared *s)
{
    return __atomic_load_n(&s->clock_skew_s, __ATOMIC_RELAXED);
}

void shared_clock_skew_set(struct shared *s, int64_t skew_s)
{
    __atomic_store_n(&s->clock_skew_s, skew_s, __ATOMIC_RELAXED);
}

bool shared_hint_due(struct shared *s, struct slice key, int64_t now, int64_t interval_s)
{
    uint64_t h = fnv1a_add(FNV1A_START, key.ptr, key.len);
    uint64_t *entry = &s->hints[h % SHARED_HINTS];
    uint64_t old = __atomic_load_n(entry, __ATOMIC_RELAXED);
    uint64_t fresh = (h & 0xffffffff00000000ull) | (uint32_t)now;
    int64_t age_s = (int32_t)((uint32_t)now - (uint32_t)old);
    if (old >> 32 == h >> 32 && age_s >= 0 && age_s < interval_s)
        return false;
    /* Whoever wins the exchange hands the question over; the loser's key comes again with the next request.
     */
    return __atomic_compare_exchange_n(entry, &old, fresh, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

void shared_link_set(struct shared *s, enum shared_link link, const struct shared_link_state *state)
{
    struct shared_link_state *to = &s->links[link];
    __atomic_store_n(&to->breaker, state->breaker, __ATOMIC_RELAXED);
    __atomic_store_n(&to->last_failure, state->last_failure, __ATOMIC_RELAXED);
    __atomic_store_n(&to->failed_at, state->failed_at, __ATOMIC_RELAXED);
    __atomic_store_n(&to->seen_at, state->seen_at, __ATOMIC_RELEASE);
}

void shared_link_get(const struct shared *s, enum shared_link link, struct shared_link_state *out)
{
    const struct shared_link_state *from = &s->links[link];
    out->seen_at = __atomic_load_n(&from->seen_at, __ATOMIC_ACQUIRE);
    out->breaker = __atomic_load_n(&from->breaker, __ATOMIC_RELAXED);
    out->last_failure = __atomic_load_n(&from->last_failure, __ATOMIC_RELAXED);
    out->failed_at = __atomic_load_n(&from->failed_at, __ATOMIC_RELAXED);
}

void *shared_metrics_region(struct shared *s, size_t *size)
{
    *size = sizeof(s->metrics);
    return s->metrics;
}
