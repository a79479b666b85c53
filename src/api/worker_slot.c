#include "api/worker_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metrics.h"

#define SLOTS       256
#define COUNT_AT    SLOTS /* the byte held while workers are counted */
#define NOTE_RUNS   'R'
#define NOTE_LEFT   'L'
#define PATH_LENGTH 1100

static int slots_fd = -1;
static off_t slot_at = -1;

static bool lock_byte(off_t at, short type, int command)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
    return fcntl(slots_fd, command, &lock) == 0;
}

/* Does another process hold it? */
static bool is_held(off_t at)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
    return fcntl(slots_fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* One at a time counts and sets, or a pool that starts would be left with the number of whoever set it last.
 */
static void set_gauge(void)
{
    lock_byte(COUNT_AT, F_WRLCK, F_SETLKW);
    int64_t n = slot_at >= 0;
    for (off_t at = 0; at < SLOTS; at++)
        n += at != slot_at && is_held(at);
    metric_set(metrics_series("workers", NULL), n);
    lock_byte(COUNT_AT, F_UNLCK, F_SETLK);
}

static enum result take_note(void)
{
    char note = NOTE_LEFT;
    ssize_t n = pread(slots_fd, &note, 1, slot_at);
    if (n == 1 && note == NOTE_RUNS)
        metric_add(metrics_series("worker_crashes_total", NULL), 1);
    note = NOTE_RUNS;
    return n >= 0 && pwrite(slots_fd, &note, 1, slot_at) == 1 ? RESULT_OK : RESULT_IO;
}

enum result worker_slot_take(const char *run_dir)
{
    char path[PATH_LENGTH];
    int n = snprintf(path, sizeof(path), "%s/workers.lock", run_dir);
    if (n < 0 || (size_t)n >= sizeof(path))
        return RESULT_TOO_LARGE;
    slots_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (slots_fd < 0) {
        log_error("workers_file_not_opened", LOG_STR("path", path), LOG_ERRNO(errno), LOG_END);
        return RESULT_IO;
    }
    for (off_t at = 0; at < SLOTS && slot_at < 0; at++)
        if (lock_byte(at, F_WRLCK, F_SETLK))
            slot_at = at;
    if (slot_at < 0)
        return RESULT_BUSY;
    metric_add(metrics_series("worker_starts_total", NULL), 1);
    metrics_series("worker_crashes_total",
                   NULL); /* there from 0: a rate needs a sample before the first one */
    set_gauge();
    return take_note();
}

void worker_slot_leave(void)
{
    char note = NOTE_LEFT;
    if (slot_at >= 0)
        (void)!pwrite(slots_fd, &note, 1, slot_at);
}

void worker_slot_count(void)
{
    if (slot_at < 0)
        return;
    lock_byte(slot_at, F_UNLCK, F_SETLK);
    slot_at = -1;
    set_gauge();
}
