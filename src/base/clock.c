#include "base/clock.h"

#include "build_config.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifdef ENABLE_SIMULATION
#include <endian.h>

struct clock_file {
    char magic[8];
    int64_t offset_s; /* little endian */
};

static const char clock_magic[8] = {'A', 'W', 'S', 'C', 'L', 'K', '0', '1'};
static const struct clock_file *simulated;
#endif

int64_t clock_offset_s(void)
{
#ifdef ENABLE_SIMULATION
    if (simulated)
        return (int64_t)le64toh((uint64_t)__atomic_load_n(&simulated->offset_s, __ATOMIC_RELAXED));
#endif
    return 0;
}

int64_t clock_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return ((int64_t)t.tv_sec + clock_offset_s()) * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec + clock_offset_s();
}

int64_t clock_monotonic_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

#ifdef ENABLE_SIMULATION

/* Sixteen bytes in one write: who opens the file in between finds it too short, and says so. */
static enum result make_clock_file(const char *path)
{
    struct clock_file fresh = {.offset_s = 0};
    memcpy(fresh.magic, clock_magic, sizeof(fresh.magic));
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0)
        return errno == EEXIST ? RESULT_OK : RESULT_IO;
    ssize_t n = write(fd, &fresh, sizeof(fresh));
    close(fd);
    return n == (ssize_t)sizeof(fresh) ? RESULT_OK : RESULT_IO;
}

enum result clock_simulate(const char *path)
{
    enum result r = make_clock_file(path);
    if (r != RESULT_OK)
        return r;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < (off_t)sizeof(struct clock_file)) {
        close(fd);
        return RESULT_INVALID;
    }
    void *p = mmap(NULL, sizeof(struct clock_file), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return RESULT_IO;
    if (memcmp(p, clock_magic, sizeof(clock_magic)) != 0) {
        munmap(p, sizeof(struct clock_file));
        return RESULT_INVALID;
    }
    simulated = p;
    return RESULT_OK;
}

#else

enum result clock_simulate(const char *path)
{
    (void)path;
    return RESULT_UNSUPPORTED;
}

#endif
