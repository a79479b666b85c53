/* A store whose contents are known to the last byte, and what a process finds of them. */
#ifndef AW_TESTS_UNIT_STORE_CONTENTS_H
#define AW_TESTS_UNIT_STORE_CONTENTS_H

#include "store_check.h"

#include "store/damage.h"

#define KEYS 150

static inline void make_key(int i, char out[16])
{
    snprintf(out, 16, "key:%04d", i);
}

/* Every 50th is large enough for pages of its own. */
static inline struct slice make_value(int i, char out[8192])
{
    size_t len = i % 50 == 0 ? 8000 : 100 + (size_t)i % 90;
    for (size_t n = 0; n < len; n++)
        out[n] = (char)(i * 31 + (int)n * 7);
    return slice_make(out, len);
}

/* Puts all of it in one transaction, then changes a few values back and forth in another, so that pages get
 * free. */
static inline enum result fill(struct store *s, enum store_environment env)
{
    enum store_table table = env == STORE_HOT ? STORE_REPORT : STORE_HISTORY;
    char key[16], value[8192];
    for (int round = 0; round < 2; round++) {
        struct store_write *w;
        enum result result = store_write_begin(s, env, &w);
        if (result)
            return result;
        for (int i = 0; i < KEYS; i += round ? 20 : 1) {
            make_key(i, key);
            if (round)
                store_write_put(w, table, slice_from_string(key), SLICE("in between"));
            store_write_put(w, table, slice_from_string(key), make_value(i, value));
        }
        result = store_write_commit(w); /* says what a put said */
        if (result)
            return result;
    }
    return RESULT_OK;
}

static inline const char *make_filled(void)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    assert_int_equal(fill(s, STORE_HOT), RESULT_OK);
    assert_int_equal(fill(s, STORE_DURABLE), RESULT_OK);
    store_close(s);
    return dir;
}

enum reading { ALL_THERE = 0, SOME_MISSING = 10, SOME_CORRUPT, NOT_OPENED, WRONG_VALUE };

static inline enum reading read_all(struct store *s, enum store_environment env)
{
    enum store_table table = env == STORE_HOT ? STORE_REPORT : STORE_HISTORY;
    enum reading reading = ALL_THERE;
    char key[16], expected[8192];
    struct store_read *r;
    struct slice value;
    if (store_read_begin(s, env, &r))
        return NOT_OPENED;
    for (int i = 0; i < KEYS && reading != WRONG_VALUE; i++) {
        make_key(i, key);
        enum result result = store_read_get(r, table, slice_from_string(key), &value);
        if (!result && !slice_equal(value, make_value(i, expected)))
            reading = WRONG_VALUE;
        else if (result)
            reading = result == RESULT_NOT_FOUND ? SOME_MISSING : SOME_CORRUPT;
    }
    store_read_end(r);
    return reading;
}

/* A reader of the hot environment; its exit code is an enum reading. */
static inline int play_reader(const char *dir)
{
    struct store *s;
    return store_check_try(dir, STORE_READER, NULL, &s) ? NOT_OPENED : (int)read_all(s, STORE_HOT);
}

static inline bool marked(const char *dir, enum store_environment env)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s.damaged", dir, env == STORE_HOT ? "hot" : "durable");
    return access(path, F_OK) == 0;
}

static inline void put_mark(const char *dir, enum store_environment env)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s.damaged", dir, env == STORE_HOT ? "hot" : "durable");
    damage_mark(path);
}

static inline void overwrite(const char *path, off_t offset, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, bytes, len, offset), (ssize_t)len);
    close(fd);
}

#endif
