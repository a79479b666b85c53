#define _GNU_SOURCE
/* store: processes killed at any moment, many readers beside the writer, a full disk, a map that grows. */
#include "store_check.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>

#define BATCH_KEYS 20

/* ---- batches: every key of one carries its number, in values that change their size ---- */

static enum result put_batch(struct store *s, int number)
{
    struct store_write *w;
    char key[16], value[4096];
    enum result result = store_write_begin(s, STORE_HOT, &w);
    if (result)
        return result;
    for (int i = 0; i < BATCH_KEYS; i++) {
        size_t len = 100 + (size_t)(number * 37 + i * 101) % 3900;
        memset(value, 'a' + number % 26, len);
        snprintf(key, sizeof(key), "k%02d", i);
        memcpy(value, &number, sizeof(number));
        store_write_put(w, STORE_REPORT, slice_from_string(key), slice_make(value, len));
    }
    return store_write_commit(w);
}

/* The number of the batch that is there, 0 for none, -1 for parts of several or any failure. */
static int read_batch(struct store *s)
{
    struct store_read *r;
    struct slice value;
    char key[16];
    int found = 0;
    if (store_read_begin(s, STORE_HOT, &r))
        return -1;
    for (int i = 0; i < BATCH_KEYS; i++) {
        int number = 0;
        snprintf(key, sizeof(key), "k%02d", i);
        enum result result = store_read_get(r, STORE_REPORT, slice_from_string(key), &value);
        if (!result)
            memcpy(&number, value.ptr, sizeof(number));
        if ((result && result != RESULT_NOT_FOUND) || (i > 0 && number != found))
            found = -1;
        if (found < 0)
            break;
        found = number;
    }
    store_read_end(r);
    return found;
}

/* ---- a writer killed at any moment ---- */

/* Commits one batch after the other and tells each that was committed, until it is killed. */
static pid_t start_writer(const char *dir, int first, int *told)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *s;
        close(ends[0]);
        if (store_check_try(dir, STORE_WRITER, NULL, &s))
            _exit(1);
        for (int number = first; !put_batch(s, number); number++)
            if (write(ends[1], &number, sizeof(number)) != sizeof(number))
                break;
        _exit(1);
    }
    close(ends[1]);
    *told = ends[0];
    return child;
}

/* What the killed writer told last; `before` when it told nothing. */
static int last_told(int told, int before)
{
    int number = before, next;
    while (read(told, &next, sizeof(next)) == sizeof(next))
        number = next;
    close(told);
    return number;
}

static void a_killed_writer_loses_nothing(void **state)
{
    const char *dir = check_make_dir();
    store_close(store_check_open(dir, STORE_WRITER));
    int committed = 0, unacknowledged = 0, kills = 0;
    /* On a busy machine many are killed before their first commit: it goes on until enough were not. */
    for (; kills < 200 || (committed <= 100 && kills < 4000); kills++) {
        int told;
        pid_t writer = start_writer(dir, committed + 1, &told);
        usleep((useconds_t)(kills * 7919 % 16000)); /* from before it has opened to some commits later */
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        int acknowledged = last_told(told, committed);
        struct store *s = store_check_open(dir, STORE_READER);
        int found = read_batch(s);
        store_close(s);
        /* The last commit may have been killed before it could be told. */
        if (found < acknowledged || found > acknowledged + 1)
            fail_msg("kill %d: %d was told, %d is there", kills, acknowledged, found);
        unacknowledged += found > acknowledged;
        committed = found;
    }
    print_message("# %d kills, %d batches, %d of them not told\n", kills, committed, unacknowledged);
    assert_true(committed > 100);
    struct store *s = store_check_open(dir, STORE_WRITER);
    enum store_repair_outcome outcome;
    assert_int_equal(store_repair(s, STORE_HOT, &outcome), RESULT_OK);
    assert_int_equal(outcome, STORE_SOUND);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- killed readers ---- */

static pid_t start_idle_reader(const char *dir, int ready)
{
    pid_t child = fork();
    if (child == 0) {
        struct store *s;
        struct store_read *r;
        if (store_check_try(dir, STORE_READER, NULL, &s) || store_read_begin(s, STORE_HOT, &r) ||
            write(ready, "r", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    return child;
}

static void killed_readers_leave_no_slots(void **state)
{
    enum { READERS = 60 };
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct store_stats stats;
    pid_t readers[READERS];
    int ready[2];
    char byte;
    assert_int_equal(put_batch(s, 1), RESULT_OK);
    assert_int_equal(pipe(ready), 0);
    for (int i = 0; i < READERS; i++)
        readers[i] = start_idle_reader(dir, ready[1]);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_true(stats.readers >= READERS);
    /* Living ones are left alone. */
    store_reap_readers(s);
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_true(stats.readers >= READERS);
    for (int i = 0; i < READERS; i++) {
        kill(readers[i], SIGKILL);
        waitpid(readers[i], NULL, 0);
    }
    store_reap_readers(s);
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_int_equal(stats.readers, 2); /* this process, once an environment */

    /* Nor do they keep the pages of what they were reading. */
    for (int i = 2; i < 100; i++)
        assert_int_equal(put_batch(s, i), RESULT_OK);
    off_t settled = store_check_size(store_check_file(dir, STORE_HOT));
    for (int i = 100; i < 300; i++)
        assert_int_equal(put_batch(s, i), RESULT_OK);
    assert_true(store_check_size(store_check_file(dir, STORE_HOT)) < settled * 3 / 2);
    store_close(s);
    close(ready[0]);
    close(ready[1]);
    check_remove_dir(dir);
}

/* ---- readers beside the writer ---- */

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads for a second: each batch whole, and never an older one after a newer. */
static int play_reading(const char *dir)
{
    struct store *s;
    int before = 0, changes = 0;
    if (store_check_try(dir, STORE_READER, NULL, &s))
        return 1;
    for (int64_t end = monotonic_ms() + 1000; monotonic_ms() < end;) {
        int found = read_batch(s);
        if (found < before)
            return 2;
        changes += found > before;
        before = found;
    }
    store_close(s);
    return changes > 5 ? 0 : 3;
}

static void readers_see_whole_batches(void **state)
{
    enum { READERS = 4 };
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    pid_t readers[READERS];
    assert_int_equal(put_batch(s, 1), RESULT_OK);
    for (int i = 0; i < READERS; i++) {
        readers[i] = fork();
        if (readers[i] == 0)
            _exit(play_reading(dir));
    }
    int number = 1, status, running = READERS;
    while (running) {
        assert_int_equal(put_batch(s, ++number), RESULT_OK);
        while (running && waitpid(-1, &status, WNOHANG) > 0) {
            assert_int_equal(status, 0);
            running--;
        }
    }
    store_close(s);
    check_remove_dir(dir);
}

/* ---- a full disk ---- */

/*
 * Writes more and more until the disk is full, then checks that what was committed is there and that writing
 * goes on once there is room. Returns the number of the step that went wrong, 0 for none.
 */
static int fill_up(struct store *s, void (*give_room)(const char *dir), const char *dir)
{
    static char big[500 * 1000];
    enum result result = RESULT_OK;
    char key[16];
    int stored = 0;
    if (put_batch(s, 1))
        return 1;
    while (stored < 1000 && !result) {
        struct store_write *w;
        if (store_write_begin(s, STORE_HOT, &w))
            return 2;
        snprintf(key, sizeof(key), "big%d", stored);
        store_write_put(w, STORE_STATION, slice_from_string(key), slice_make(big, sizeof(big)));
        result = store_write_commit(w);
        stored += !result;
    }
    if (result != RESULT_IO || (errno != EIO && errno != ENOSPC && errno != EFBIG))
        return 3;
    if (read_batch(s) != 1)
        return 4;
    /* Again and again; a transaction that failed leaves nothing behind. */
    for (int i = 0; i < 3; i++) {
        struct store_write *w;
        if (store_write_begin(s, STORE_HOT, &w))
            return 5;
        store_write_put(w, STORE_STATION, SLICE("more"), slice_make(big, sizeof(big)));
        if (store_write_commit(w) != RESULT_IO || read_batch(s) != 1)
            return 6;
    }
    struct store_stats stats;
    if (store_stats_get(s, &stats) || stats.entries[STORE_STATION] != (uint64_t)stored)
        return 7;
    give_room(dir);
    if (put_batch(s, 2) || read_batch(s) != 2)
        return 8;
    struct store_write *w;
    if (store_write_begin(s, STORE_HOT, &w))
        return 9;
    store_write_put(w, STORE_STATION, SLICE("more"), slice_make(big, sizeof(big)));
    enum store_repair_outcome outcome;
    return store_write_commit(w) || store_repair(s, STORE_HOT, &outcome) || outcome != STORE_SOUND ? 10 : 0;
}

static void raise_limit(const char *dir)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static int play_file_limit(const char *dir)
{
    struct store *s;
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 3 * 1000 * 1000;
    if (setrlimit(RLIMIT_FSIZE, &limit) || store_check_try(dir, STORE_WRITER, NULL, &s))
        return 20;
    return fill_up(s, raise_limit, dir);
}

static void remove_ballast(const char *dir)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/ballast", dir);
    unlink(path);
}

enum { NO_MOUNT = 77 };

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return done;
}

/* A mount name space of its own; who is not root becomes root of a user name space for it. */
static bool may_mount(void)
{
    char users[32], groups[32];
    snprintf(users, sizeof(users), "0 %d 1", (int)getuid());
    snprintf(groups, sizeof(groups), "0 %d 1", (int)getgid());
    if (unshare(CLONE_NEWNS) &&
        (unshare(CLONE_NEWUSER | CLONE_NEWNS) || !write_file("/proc/self/setgroups", "deny") ||
         !write_file("/proc/self/uid_map", users) || !write_file("/proc/self/gid_map", groups)))
        return false;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A disk of 6 MB of which 2 MB are taken. */
static int play_small_disk(const char *dir)
{
    struct store *s;
    char path[128];
    static char ballast[2000 * 1000];
    if (!may_mount() || mount("small", dir, "tmpfs", 0, "size=6m"))
        return NO_MOUNT;
    snprintf(path, sizeof(path), "%s/ballast", dir);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, ballast, sizeof(ballast)) != sizeof(ballast))
        return 20;
    close(fd);
    if (store_check_try(dir, STORE_WRITER, NULL, &s))
        return 21;
    return fill_up(s, remove_ballast, dir);
}

static void a_file_that_may_not_grow_is_an_error(void **state)
{
    const char *dir = check_make_dir();
    int status = store_check_child(play_file_limit, dir);
    assert_int_equal(status, 0);
    check_remove_dir(dir);
}

static void a_full_disk_is_an_error(void **state)
{
    const char *dir = check_make_dir();
    int status = store_check_child(play_small_disk, dir);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_MOUNT)
        print_message("# no mount is allowed here: the limit on a file's size has to do\n");
    else
        assert_int_equal(status, 0);
    check_remove_dir(dir);
}

/* ---- a map that grows ---- */

static void a_reader_follows_a_larger_map(void **state)
{
    const char *dir = check_make_dir();
    struct store_options small = {dir, STORE_WRITER, 1, NULL, false};
    struct store *s = NULL;
    int go[2];
    char byte = 0;
    assert_int_equal(store_open(&small, &s), RESULT_OK);
    assert_int_equal(put_batch(s, 1), RESULT_OK);
    store_close(s);
    assert_int_equal(pipe(go), 0);
    pid_t reader = fork();
    if (reader == 0) {
        struct store_options options = {dir, STORE_READER, 0, NULL, false};
        close(go[1]);
        if (store_open(&options, &s) || read_batch(s) != 1 || read(go[0], &byte, 1) != 1 ||
            read_batch(s) != 2)
            _exit(1);
        struct store_stats stats;
        _exit(store_stats_get(s, &stats) || stats.map_bytes[STORE_HOT] != STORE_CHECK_MAP_MB << 20);
    }
    usleep(100 * 1000);
    s = store_check_open(dir, STORE_WRITER);
    static char big[1000 * 1000];
    for (int i = 0; i < 4; i++) {
        struct store_write *w;
        char key[16];
        snprintf(key, sizeof(key), "b%d", i);
        assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
        assert_int_equal(
            store_write_put(w, STORE_STATION, slice_from_string(key), slice_make(big, sizeof(big))),
            RESULT_OK);
        assert_int_equal(store_write_commit(w), RESULT_OK);
    }
    assert_int_equal(put_batch(s, 2), RESULT_OK);
    assert_int_equal(write(go[1], &byte, 1), 1);
    int status;
    waitpid(reader, &status, 0);
    assert_int_equal(status, 0);
    store_close(s);
    close(go[0]);
    close(go[1]);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_writer_loses_nothing),
        cmocka_unit_test(killed_readers_leave_no_slots),
        cmocka_unit_test(readers_see_whole_batches),
        cmocka_unit_test(a_file_that_may_not_grow_is_an_error),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(a_reader_follows_a_larger_map),
    };
    return cmocka_run_group_tests_name("store_faults", tests, NULL, NULL);
}
