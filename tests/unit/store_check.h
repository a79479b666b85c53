/* What the tests of the store have in common: a store in a folder of its own, and processes that play a part.
 */
#ifndef AW_TESTS_UNIT_STORE_CHECK_H
#define AW_TESTS_UNIT_STORE_CHECK_H

#include "check.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"

#define STORE_CHECK_MAP_MB 64

static inline enum result store_check_try(const char *dir, enum store_role role, struct shared *shared,
                                          struct store **out)
{
    struct store_options options = {dir, role, STORE_CHECK_MAP_MB, shared, false};
    return store_open(&options, out);
}

static inline struct store *store_check_open(const char *dir, enum store_role role)
{
    struct store *s = NULL;
    assert_int_equal(store_check_try(dir, role, NULL, &s), RESULT_OK);
    return s;
}

/* One value in a transaction of its own. */
static inline void store_check_put(struct store *s, enum store_environment env, enum store_table table,
                                   const char *key, const char *value)
{
    struct store_write *w;
    assert_int_equal(store_write_begin(s, env, &w), RESULT_OK);
    assert_int_equal(store_write_put(w, table, slice_from_string(key), slice_from_string(value)), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
}

/* The value as a string of this function's, or NULL when it is not there. */
static inline const char *store_check_get(struct store *s, enum store_environment env, enum store_table table,
                                          const char *key)
{
    static char text[512];
    struct store_read *r;
    struct slice value;
    assert_int_equal(store_read_begin(s, env, &r), RESULT_OK);
    enum result result = store_read_get(r, table, slice_from_string(key), &value);
    bool fits = !result && slice_copy(value, text, sizeof(text));
    store_read_end(r);
    assert_true(result == RESULT_NOT_FOUND || fits);
    return fits ? text : NULL;
}

/* The data file of an environment in `dir`. */
static inline const char *store_check_file(const char *dir, enum store_environment env)
{
    static char path[256];
    char pattern[128];
    glob_t found;
    snprintf(pattern, sizeof(pattern), "%s/%s", dir, env == STORE_HOT ? "hot.*.mdb" : "durable.mdb");
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    snprintf(path, sizeof(path), "%s", found.gl_pathv[0]);
    globfree(&found);
    return path;
}

static inline off_t store_check_size(const char *path)
{
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    return file.st_size;
}

/*
 * Runs play(dir) in a child process and gives its wait status. Its log is dropped; a failed assertion of
 * cmocka would return into the parent's tests, so a child tells by its exit code.
 */
static inline int store_check_child(int (*play)(const char *dir), const char *dir)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
        for (size_t i = 0; i < CHECK_COUNT(fatal); i++)
            signal(fatal[i], SIG_DFL); /* cmocka's would go on with the tests in the child */
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDERR_FILENO);
        _exit(play(dir));
    }
    waitpid(child, &status, 0);
    return status;
}

#endif
