/* store: damaged files, the marks that fatal signals leave, and what repair makes of them. */
#include "store_contents.h"

#include "base/shared.h"

/* ---- signals and marks ---- */

static int play_truncated_under_a_reader(const char *dir)
{
    struct store *s;
    if (store_check_try(dir, STORE_READER, NULL, &s) || truncate(store_check_file(dir, STORE_HOT), 2 * 4096))
        return 1;
    return (int)read_all(s, STORE_HOT);
}

static void a_fatal_signal_inside_leaves_a_mark(void **state)
{
    const char *dir = make_filled();
    int status = store_check_child(play_truncated_under_a_reader, dir);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
    assert_true(marked(dir, STORE_HOT));
    assert_false(marked(dir, STORE_DURABLE));
    check_remove_dir(dir);
}

static int play_crash_outside(const char *dir)
{
    struct store *s;
    if (store_check_try(dir, STORE_READER, NULL, &s))
        return 0;
    read_all(s, STORE_HOT);
    abort();
}

static bool crash(void *context, struct slice key, struct slice value)
{
    raise(SIGSEGV);
    return true;
}

static int play_crash_in_callback(const char *dir)
{
    struct store *s;
    struct store_read *r;
    if (store_check_try(dir, STORE_READER, NULL, &s) || store_read_begin(s, STORE_HOT, &r))
        return 0;
    return (int)store_read_scan(r, STORE_REPORT, SLICE("key"), slice_make(NULL, 0), crash, NULL);
}

static void a_fatal_signal_outside_leaves_none(void **state)
{
    const char *dir = make_filled();
    assert_int_not_equal(store_check_child(play_crash_outside, dir), 0);
    assert_int_not_equal(store_check_child(play_crash_in_callback, dir), 0);
    assert_false(marked(dir, STORE_HOT));
    check_remove_dir(dir);
}

static void exit_42(int signal_number)
{
    _exit(42);
}

static const char *inside_path(const char *dir)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/hot.damaged", dir);
    return path;
}

static int play_chain(const char *dir)
{
    signal(SIGABRT, exit_42);
    if (damage_watch())
        return 1;
    damage_enter(inside_path(dir));
    abort();
}

/* No end is in sight. */
static int overflow(int n)
{
    if (n < 0)
        return 0;
    volatile char page[4096];
    page[n % 4096] = (char)n;
    return overflow(n + 1) + page[(n + 1) % 4096];
}

static int play_stack_overflow(const char *dir)
{
    if (damage_watch())
        return 1;
    damage_enter(inside_path(dir));
    return overflow(0);
}

static int play_entered_and_left(const char *dir)
{
    if (damage_watch())
        return 1;
    damage_enter(inside_path(dir));
    damage_leave();
    raise(SIGBUS);
    return 0;
}

static void other_handlers_get_their_signal(void **state)
{
    const char *dir = check_make_dir();
    int status = store_check_child(play_chain, dir);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
    assert_true(marked(dir, STORE_HOT));
    check_remove_dir(dir);
}

static void the_handler_has_a_stack_of_its_own(void **state)
{
    const char *dir = check_make_dir();
    assert_int_not_equal(store_check_child(play_stack_overflow, dir), 0);
    assert_true(marked(dir, STORE_HOT));
    check_remove_dir(dir);
    dir = check_make_dir();
    assert_int_not_equal(store_check_child(play_entered_and_left, dir), 0);
    assert_false(marked(dir, STORE_HOT));
    check_remove_dir(dir);
}

static enum result check_ok(void *context, void (*progress)(void))
{
    return RESULT_OK;
}

static enum result check_bad(void *context, void (*progress)(void))
{
    return RESULT_NOT_FOUND;
}

static enum result check_dies(void *context, void (*progress)(void))
{
    signal(SIGUSR1, SIG_DFL);
    raise(SIGUSR1);
    return RESULT_OK;
}

static enum result check_stalls(void *context, void (*progress)(void))
{
    progress();
    raise(SIGALRM); /* what the alarm does when progress is not called again */
    return RESULT_OK;
}

static void a_check_in_a_child_is_a_verdict(void **state)
{
    assert_int_equal(damage_check_in_child(check_ok, NULL), RESULT_OK);
    assert_int_equal(damage_check_in_child(check_bad, NULL), RESULT_CORRUPT);
    assert_int_equal(damage_check_in_child(check_dies, NULL), RESULT_CORRUPT);
    assert_int_equal(damage_check_in_child(check_stalls, NULL), RESULT_CORRUPT);
}

/* ---- what a mark does ---- */

static void a_mark_refuses_until_a_sound_file_is_found_so(void **state)
{
    const char *dir = make_filled();
    struct store *s = store_check_open(dir, STORE_WRITER);
    enum store_repair_outcome outcome;
    struct store_write *w;
    put_mark(dir, STORE_HOT);
    assert_true(store_damage_marked(s, STORE_HOT));
    assert_false(store_damage_marked(s, STORE_DURABLE));
    assert_int_equal(WEXITSTATUS(store_check_child(play_reader, dir)), NOT_OPENED);
    usleep(1100 * 1000); /* a process that has just looked looks again after a second */
    assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_UNAVAILABLE);
    assert_int_equal(read_all(s, STORE_HOT), NOT_OPENED);
    assert_int_equal(read_all(s, STORE_DURABLE), ALL_THERE);

    assert_int_equal(store_repair(s, STORE_HOT, &outcome), RESULT_OK);
    assert_int_equal(outcome, STORE_SOUND);
    assert_false(store_damage_marked(s, STORE_HOT));
    assert_int_equal(read_all(s, STORE_HOT), ALL_THERE);
    assert_int_equal(WEXITSTATUS(store_check_child(play_reader, dir)), ALL_THERE);
    store_close(s);
    check_remove_dir(dir);
}

static void a_writer_looks_at_marks_when_it_starts(void **state)
{
    const char *dir = make_filled();
    put_mark(dir, STORE_HOT);
    put_mark(dir, STORE_DURABLE);
    struct store *s = store_check_open(dir, STORE_WRITER);
    assert_false(marked(dir, STORE_HOT) || marked(dir, STORE_DURABLE));
    assert_int_equal(read_all(s, STORE_HOT), ALL_THERE);
    assert_int_equal(read_all(s, STORE_DURABLE), ALL_THERE);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- truncated files ---- */

static void a_truncated_hot_file_is_rebuilt(void **state)
{
    const off_t sizes[] = {0, 100, 4096, 8192, 12288, 40960};
    for (size_t i = 0; i < CHECK_COUNT(sizes); i++) {
        const char *dir = make_filled();
        assert_int_equal(truncate(store_check_file(dir, STORE_HOT), sizes[i]), 0);
        struct store *s = NULL;
        assert_int_equal(store_check_try(dir, STORE_READER, NULL, &s), RESULT_CORRUPT);
        assert_true(marked(dir, STORE_HOT));
        s = store_check_open(dir, STORE_WRITER);
        assert_false(marked(dir, STORE_HOT));
        assert_non_null(strstr(store_check_file(dir, STORE_HOT), "hot.2.mdb"));
        assert_int_equal(read_all(s, STORE_HOT), SOME_MISSING);
        assert_int_equal(read_all(s, STORE_DURABLE), ALL_THERE);
        assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
        assert_int_equal(WEXITSTATUS(store_check_child(play_reader, dir)), ALL_THERE);
        store_close(s);
        check_remove_dir(dir);
    }
}

static void a_truncated_durable_file_is_set_aside(void **state)
{
    const off_t sizes[] = {0, 4096, 40960};
    for (size_t i = 0; i < CHECK_COUNT(sizes); i++) {
        const char *dir = make_filled();
        assert_int_equal(truncate(store_check_file(dir, STORE_DURABLE), sizes[i]), 0);
        struct store *s = store_check_open(dir, STORE_WRITER);
        assert_int_equal(read_all(s, STORE_DURABLE), SOME_MISSING);
        assert_int_equal(read_all(s, STORE_HOT), ALL_THERE);
        char pattern[128];
        glob_t found;
        snprintf(pattern, sizeof(pattern), "%s/durable.damaged-*.mdb", dir);
        assert_int_equal(glob(pattern, 0, NULL, &found), 0);
        assert_int_equal(found.gl_pathc, 1);
        assert_int_equal(store_check_size(found.gl_pathv[0]), sizes[i]);
        globfree(&found);
        assert_int_equal(fill(s, STORE_DURABLE), RESULT_OK);
        store_close(s);
        check_remove_dir(dir);
    }
}

/*
 * LMDB leaves pages that a transaction allocated and freed unwritten at the end, which looks like truncation;
 * the store lengthens the file, and takes one that was not lengthened in time for what it is.
 */
static void pages_freed_unwritten_are_no_damage(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    static char big[1000 * 1000];
    assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
    for (size_t round = 0; round < 6; round++) {
        struct store_write *w;
        char key[16];
        assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
        for (int i = 0; i < 50; i++) { /* something to reuse in the next round */
            make_key(i, key);
            store_write_put(w, STORE_STATE, slice_from_string(key), slice_make(big, 100 + round));
        }
        store_write_put(w, STORE_STATE, SLICE("big"), slice_make(big, 400 * 1000 + 100 * 1000 * round));
        store_write_delete(w, STORE_STATE, SLICE("big"));
        assert_int_equal(store_write_commit(w), RESULT_OK);
    }
    store_close(s);
    s = store_check_open(dir, STORE_READER);
    assert_int_equal(read_all(s, STORE_HOT), ALL_THERE);
    store_close(s);

    char path[256];
    snprintf(path, sizeof(path), "%s", store_check_file(dir, STORE_HOT));
    off_t whole = store_check_size(path);
    assert_int_equal(truncate(path, whole - 4096), 0);
    s = store_check_open(dir, STORE_WRITER);
    assert_string_equal(store_check_file(dir, STORE_HOT), path);
    assert_int_equal(store_check_size(path), whole);
    assert_int_equal(read_all(s, STORE_HOT), ALL_THERE);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- readers of a repaired store ---- */

struct reader {
    pid_t pid;
    int commands, answers;
};

/* A process that keeps its store open and answers each byte with what it reads. */
static struct reader start_reader(const char *dir, const char *run_dir, enum store_environment env)
{
    int commands[2], answers[2];
    assert_int_equal(pipe(commands) | pipe(answers), 0);
    struct reader reader = {fork(), commands[1], answers[0]};
    if (reader.pid == 0) {
        struct shared *shared = NULL;
        struct store *s;
        char byte;
        close(commands[1]);
        if ((run_dir && shared_open(run_dir, &shared)) || store_check_try(dir, STORE_READER, shared, &s))
            _exit(1);
        while (read(commands[0], &byte, 1) == 1) {
            byte = (char)read_all(s, env);
            if (write(answers[1], &byte, 1) != 1)
                break;
        }
        _exit(0);
    }
    close(commands[0]);
    close(answers[1]);
    return reader;
}

static int ask(const struct reader *reader)
{
    char byte = 'r';
    assert_int_equal(write(reader->commands, &byte, 1), 1);
    assert_int_equal(read(reader->answers, &byte, 1), 1);
    return byte;
}

static void stop_reader(const struct reader *reader)
{
    kill(reader->pid, SIGKILL); /* other readers have inherited its pipes: an end of them would not end it */
    waitpid(reader->pid, NULL, 0);
    close(reader->commands);
    close(reader->answers);
}

/* Where a value of `env` lies in its file is not known: every page after the two meta pages is spoilt. */
static void spoil(const char *dir, enum store_environment env)
{
    static const char noise[1024] = {1};
    const char *path = store_check_file(dir, env);
    for (off_t at = 2 * 4096; at < store_check_size(path); at += 4096)
        overwrite(path, at + 1500, noise, sizeof(noise));
}

static void readers_follow_the_generation(void **state)
{
    char run_dir[64];
    snprintf(run_dir, sizeof(run_dir), "%s", check_make_dir());
    const char *dir = make_filled();
    struct shared *shared = NULL;
    struct store *s = NULL;
    assert_int_equal(shared_open(run_dir, &shared), RESULT_OK);
    assert_int_equal(store_check_try(dir, STORE_WRITER, shared, &s), RESULT_OK);
    assert_int_equal(shared_store_generation(shared), 1);
    struct reader reader = start_reader(dir, run_dir, STORE_HOT);
    struct reader without_shared = start_reader(dir, NULL, STORE_HOT);
    assert_int_equal(ask(&reader), ALL_THERE);
    assert_int_equal(ask(&without_shared), ALL_THERE);

    spoil(dir, STORE_HOT);
    assert_int_equal(ask(&reader), SOME_CORRUPT);
    assert_true(store_damage_marked(s, STORE_HOT));
    assert_int_equal(ask(&reader), NOT_OPENED);
    enum store_repair_outcome outcome;
    assert_int_equal(store_repair(s, STORE_HOT, &outcome), RESULT_OK);
    assert_int_equal(outcome, STORE_HOT_REBUILT);
    assert_int_equal(shared_store_generation(shared), 2);
    assert_int_equal(ask(&reader), SOME_MISSING);
    assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
    assert_int_equal(ask(&reader), ALL_THERE);
    /* Nor does a reader need to have seen the mark, or to wait until it looks at the file again. */
    spoil(dir, STORE_HOT);
    assert_int_equal(store_repair(s, STORE_HOT, &outcome), RESULT_OK);
    assert_int_equal(ask(&reader), SOME_MISSING);
    assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
    assert_int_equal(ask(&reader), ALL_THERE);
    usleep(1100 * 1000);
    assert_int_equal(ask(&without_shared), ALL_THERE);
    store_close(s);

    /* The folder is lost: the next file has a number that readers have not had. */
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s/*", dir);
    assert_int_equal(system(command), 0);
    assert_int_equal(store_check_try(dir, STORE_WRITER, shared, &s), RESULT_OK);
    assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
    assert_int_equal(shared_store_generation(shared), 4);
    assert_int_equal(ask(&reader), ALL_THERE);
    store_close(s);
    stop_reader(&reader);
    stop_reader(&without_shared);
    check_remove_dir(dir);
    check_remove_dir(run_dir);
}

static void readers_follow_a_durable_file_set_aside(void **state)
{
    const char *dir = make_filled();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct reader reader = start_reader(dir, NULL, STORE_DURABLE);
    assert_int_equal(ask(&reader), ALL_THERE);
    spoil(dir, STORE_DURABLE);
    assert_int_equal(ask(&reader), SOME_CORRUPT);
    enum store_repair_outcome outcome;
    assert_int_equal(store_repair(s, STORE_DURABLE, &outcome), RESULT_OK);
    assert_int_equal(outcome, STORE_DURABLE_SET_ASIDE);
    assert_int_equal(fill(s, STORE_DURABLE), RESULT_OK);
    assert_int_equal(ask(&reader), ALL_THERE);
    stop_reader(&reader);
    store_close(s);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fatal_signal_inside_leaves_a_mark),
        cmocka_unit_test(a_fatal_signal_outside_leaves_none),
        cmocka_unit_test(other_handlers_get_their_signal),
        cmocka_unit_test(the_handler_has_a_stack_of_its_own),
        cmocka_unit_test(a_check_in_a_child_is_a_verdict),
        cmocka_unit_test(a_mark_refuses_until_a_sound_file_is_found_so),
        cmocka_unit_test(a_writer_looks_at_marks_when_it_starts),
        cmocka_unit_test(a_truncated_hot_file_is_rebuilt),
        cmocka_unit_test(a_truncated_durable_file_is_set_aside),
        cmocka_unit_test(pages_freed_unwritten_are_no_damage),
        cmocka_unit_test(readers_follow_the_generation),
        cmocka_unit_test(readers_follow_a_durable_file_set_aside),
    };
    return cmocka_run_group_tests_name("store_damage", tests, NULL, NULL);
}
