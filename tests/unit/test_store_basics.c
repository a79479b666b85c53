/* store: opening, tables, keys, transactions, what is written and what is not. */
#include "store_check.h"

static void what_is_committed_is_read(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    store_check_put(s, STORE_HOT, STORE_REPORT, "metar:0:KJFK", "one");
    store_check_put(s, STORE_DURABLE, STORE_HISTORY, "KJFK", "two");
    assert_string_equal(store_check_get(s, STORE_HOT, STORE_REPORT, "metar:0:KJFK"), "one");
    assert_string_equal(store_check_get(s, STORE_DURABLE, STORE_HISTORY, "KJFK"), "two");
    assert_null(store_check_get(s, STORE_HOT, STORE_STATION, "metar:0:KJFK"));
    store_close(s);

    s = store_check_open(dir, STORE_READER);
    assert_string_equal(store_check_get(s, STORE_HOT, STORE_REPORT, "metar:0:KJFK"), "one");
    store_close(s);
    check_remove_dir(dir);
}

static void what_is_aborted_is_not(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct store_write *w;
    assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
    assert_int_equal(store_write_put(w, STORE_STATE, SLICE("a"), SLICE("1")), RESULT_OK);
    struct slice value;
    assert_int_equal(store_write_get(w, STORE_STATE, SLICE("a"), &value), RESULT_OK);
    assert_true(slice_equal(value, SLICE("1")));
    assert_null(store_check_get(s, STORE_HOT, STORE_STATE, "a"));
    store_write_abort(w);
    assert_null(store_check_get(s, STORE_HOT, STORE_STATE, "a"));
    store_close(s);
    check_remove_dir(dir);
}

static void a_reader_sees_one_moment(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    store_check_put(s, STORE_HOT, STORE_STATE, "a", "before");
    struct store_read *r;
    struct slice value;
    assert_int_equal(store_read_begin(s, STORE_HOT, &r), RESULT_OK);
    store_check_put(s, STORE_HOT, STORE_STATE, "a", "after");
    assert_int_equal(store_read_get(r, STORE_STATE, SLICE("a"), &value), RESULT_OK);
    assert_true(slice_equal(value, SLICE("before")));
    store_read_end(r);
    assert_string_equal(store_check_get(s, STORE_HOT, STORE_STATE, "a"), "after");
    store_close(s);
    check_remove_dir(dir);
}

static void keys_and_values_are_bounded(void **state)
{
    static char big[1024 * 1024 + 1], key[257];
    memset(key, 'k', sizeof(key));
    const struct {
        int line;
        struct slice key;
        size_t value_len;
        enum result expected;
    } cases[] = {
        {__LINE__, SLICE("a"), 1, RESULT_OK},
        {__LINE__, SLICE("AZaz09:._-"), 1, RESULT_OK},
        {__LINE__, slice_make(key, 255), 1, RESULT_OK},
        {__LINE__, SLICE("full"), sizeof(big) - 1, RESULT_OK},
        {__LINE__, slice_make(key, 256), 1, RESULT_INVALID},
        {__LINE__, SLICE(""), 1, RESULT_INVALID},
        {__LINE__, SLICE("a b"), 1, RESULT_INVALID},
        {__LINE__, SLICE("a\0b"), 1, RESULT_INVALID},
        {__LINE__, SLICE("\xC3\xA9"), 1, RESULT_INVALID},
        {__LINE__, SLICE("../x"), 1, RESULT_INVALID},
        {__LINE__, SLICE("empty"), 0, RESULT_INVALID},
        {__LINE__, SLICE("huge"), sizeof(big), RESULT_TOO_LARGE},
    };
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct store_write *w;
    assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        CHECK_AT(cases[i].line, store_write_put(w, STORE_STATE, cases[i].key,
                                                slice_make(big, cases[i].value_len)) == cases[i].expected);
    struct slice value;
    assert_int_equal(store_write_get(w, STORE_STATE, SLICE("a/b"), &value), RESULT_INVALID);
    /* A refused key is the caller's matter; the rest of the transaction stands. */
    assert_int_equal(store_write_commit(w), RESULT_OK);
    assert_non_null(store_check_get(s, STORE_HOT, STORE_STATE, "a"));
    store_close(s);
    check_remove_dir(dir);
}

struct seen {
    char keys[128];
    size_t stop_after;
};

static bool see(void *context, struct slice key, struct slice value)
{
    struct seen *seen = context;
    size_t n = strlen(seen->keys);
    snprintf(seen->keys + n, sizeof(seen->keys) - n, "%.*s=%.*s ", (int)key.len, key.ptr, (int)value.len,
             value.ptr);
    return seen->stop_after == 0 || --seen->stop_after > 0;
}

static void scans_walk_a_prefix(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    const char *const keys[] = {"b:2", "a:1", "b:1", "b:3", "c:1", "b"};
    for (size_t i = 0; i < CHECK_COUNT(keys); i++)
        store_check_put(s, STORE_HOT, STORE_CELL, keys[i], "v");
    const struct {
        int line;
        const char *prefix, *from;
        size_t stop_after;
        const char *expected;
    } cases[] = {
        {__LINE__, "b:", NULL, 0, "b:1=v b:2=v b:3=v "},
        {__LINE__, "b:", "b:2", 0, "b:2=v b:3=v "},
        {__LINE__, "b:", "b:11", 0, "b:2=v b:3=v "},
        {__LINE__, "b:", NULL, 2, "b:1=v b:2=v "},
        {__LINE__, NULL, NULL, 0, "a:1=v b=v b:1=v b:2=v b:3=v c:1=v "},
        {__LINE__, NULL, "b:3", 0, "b:3=v c:1=v "},
        {__LINE__, "d", NULL, 0, ""},
        {__LINE__, "b:", "b:4", 0, ""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        struct store_read *r;
        struct seen seen = {"", cases[i].stop_after};
        assert_int_equal(store_read_begin(s, STORE_HOT, &r), RESULT_OK);
        CHECK_AT(cases[i].line, store_read_scan(r, STORE_CELL, slice_from_string(cases[i].prefix),
                                                slice_from_string(cases[i].from), see, &seen) == RESULT_OK);
        store_read_end(r);
        CHECK_SLICE_AT(cases[i].line, slice_from_string(seen.keys), slice_from_string(cases[i].expected));
    }
    store_close(s);
    check_remove_dir(dir);
}

static void deleting_is_repeatable(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    store_check_put(s, STORE_HOT, STORE_STATE, "a", "1");
    for (int i = 0; i < 2; i++) {
        struct store_write *w;
        assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
        assert_int_equal(store_write_delete(w, STORE_STATE, SLICE("a")), RESULT_OK);
        assert_int_equal(store_write_commit(w), RESULT_OK);
        assert_null(store_check_get(s, STORE_HOT, STORE_STATE, "a"));
    }
    store_close(s);
    check_remove_dir(dir);
}

static void put_many(struct store *s, int count, char fill)
{
    struct store_write *w;
    char key[16], value[800];
    memset(value, fill, sizeof(value));
    assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
    for (int i = 0; i < count; i++) {
        snprintf(key, sizeof(key), "k%05d", i);
        assert_int_equal(
            store_write_put(w, STORE_REPORT, slice_from_string(key), slice_make(value, sizeof(value))),
            RESULT_OK);
    }
    assert_int_equal(store_write_commit(w), RESULT_OK);
}

static void equal_polls_do_not_write(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    put_many(s, 2000, 'a');
    const char *file = store_check_file(dir, STORE_HOT);
    struct stat before, after;
    assert_int_equal(stat(file, &before), 0);
    for (int i = 0; i < 200; i++)
        put_many(s, 2000, 'a');
    assert_int_equal(stat(file, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_true(before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
                before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    /* And what does change takes up pages that became free. */
    for (int i = 0; i < 50; i++)
        put_many(s, 2000, (char)('a' + i % 20));
    off_t settled = store_check_size(file);
    for (int i = 0; i < 50; i++)
        put_many(s, 2000, (char)('a' + i % 20));
    assert_int_equal(store_check_size(file), settled);
    store_close(s);
    check_remove_dir(dir);
}

static void there_is_one_writer(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER), *other = NULL;
    assert_int_equal(store_check_try(dir, STORE_WRITER, NULL, &other), RESULT_BUSY);
    assert_null(other);
    store_close(s);
    s = store_check_open(dir, STORE_WRITER);
    store_close(s);
    check_remove_dir(dir);
}

static void a_reader_needs_a_writer_first(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = NULL;
    char missing[128];
    snprintf(missing, sizeof(missing), "%s/missing", dir);
    assert_int_equal(store_check_try(missing, STORE_READER, NULL, &s), RESULT_UNAVAILABLE);
    assert_int_equal(store_check_try(dir, STORE_READER, NULL, &s), RESULT_UNAVAILABLE);
    assert_null(s);
    check_remove_dir(dir);
}

static void simulated_and_real_data_stay_apart(void **state)
{
    enum contents { ABSENT, EMPTY, REAL, SIMULATED, STRANGE };
    const struct {
        int line;
        enum contents contents;
        bool simulated;
        enum store_role role;
        enum result expected;
    } cases[] = {
        {__LINE__, ABSENT, false, STORE_WRITER, RESULT_OK},
        {__LINE__, ABSENT, true, STORE_WRITER, RESULT_OK},
        {__LINE__, EMPTY, false, STORE_WRITER, RESULT_OK},
        {__LINE__, EMPTY, true, STORE_WRITER, RESULT_OK},
        {__LINE__, REAL, false, STORE_WRITER, RESULT_OK},
        {__LINE__, REAL, true, STORE_WRITER, RESULT_CONFLICT},
        {__LINE__, REAL, false, STORE_READER, RESULT_OK},
        {__LINE__, REAL, true, STORE_READER, RESULT_CONFLICT},
        {__LINE__, SIMULATED, false, STORE_WRITER, RESULT_CONFLICT},
        {__LINE__, SIMULATED, true, STORE_WRITER, RESULT_OK},
        {__LINE__, SIMULATED, false, STORE_READER, RESULT_CONFLICT},
        {__LINE__, SIMULATED, true, STORE_READER, RESULT_OK},
        {__LINE__, STRANGE, true, STORE_WRITER, RESULT_CONFLICT},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const char *dir = check_make_dir();
        char data[128], strange[160];
        snprintf(data, sizeof(data), "%s/data", dir);
        snprintf(strange, sizeof(strange), "%s/thesis.txt", data);
        if (cases[i].contents == EMPTY || cases[i].contents == STRANGE)
            assert_int_equal(mkdir(data, 0700), 0);
        if (cases[i].contents == STRANGE)
            close(open(strange, O_CREAT | O_WRONLY, 0600));
        if (cases[i].contents == REAL || cases[i].contents == SIMULATED) {
            struct store_options made = {data, STORE_WRITER, 1, NULL, cases[i].contents == SIMULATED};
            struct store *s = NULL;
            assert_int_equal(store_open(&made, &s), RESULT_OK);
            store_close(s);
        }
        struct store_options options = {data, cases[i].role, 1, NULL, cases[i].simulated};
        struct store *s = NULL;
        CHECK_AT(cases[i].line, store_open(&options, &s) == cases[i].expected);
        store_close(s);
        check_remove_dir(dir);
    }
}

static void statistics_count(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct store_stats stats;
    put_many(s, 30, 'x');
    store_check_put(s, STORE_DURABLE, STORE_HISTORY, "a", "1");
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_int_equal(stats.entries[STORE_REPORT], 30);
    assert_int_equal(stats.entries[STORE_STATE], 0);
    assert_int_equal(stats.entries[STORE_HISTORY], 1);
    assert_true(stats.used_bytes[STORE_HOT] >= 30 * 800);
    assert_int_equal(stats.map_bytes[STORE_HOT], STORE_CHECK_MAP_MB << 20);
    assert_int_equal(stats.readers, 2); /* this process, once an environment */
    store_close(s);
    check_remove_dir(dir);
}

static void a_full_map_is_said(void **state)
{
    const char *dir = check_make_dir();
    struct store_options options = {dir, STORE_WRITER, 1, NULL, false};
    struct store *s = NULL;
    assert_int_equal(store_open(&options, &s), RESULT_OK);
    store_check_put(s, STORE_HOT, STORE_STATE, "kept", "yes");
    struct store_write *w;
    static char value[100 * 1024];
    memset(value, 'v', sizeof(value));
    enum result result = RESULT_OK;
    assert_int_equal(store_write_begin(s, STORE_HOT, &w), RESULT_OK);
    for (int i = 0; i < 20 && !result; i++) {
        char key[16];
        snprintf(key, sizeof(key), "k%d", i);
        result = store_write_put(w, STORE_STATE, slice_from_string(key), slice_make(value, sizeof(value)));
    }
    assert_int_equal(result, RESULT_TOO_LARGE);
    /* A transaction in which a write failed cannot be committed in part. */
    assert_int_equal(store_write_put(w, STORE_STATE, SLICE("late"), SLICE("1")), RESULT_TOO_LARGE);
    assert_int_equal(store_write_commit(w), RESULT_TOO_LARGE);
    assert_null(store_check_get(s, STORE_HOT, STORE_STATE, "k0"));
    assert_string_equal(store_check_get(s, STORE_HOT, STORE_STATE, "kept"), "yes");
    store_check_put(s, STORE_HOT, STORE_STATE, "after", "yes");
    store_close(s);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_committed_is_read),
        cmocka_unit_test(what_is_aborted_is_not),
        cmocka_unit_test(a_reader_sees_one_moment),
        cmocka_unit_test(keys_and_values_are_bounded),
        cmocka_unit_test(scans_walk_a_prefix),
        cmocka_unit_test(deleting_is_repeatable),
        cmocka_unit_test(equal_polls_do_not_write),
        cmocka_unit_test(there_is_one_writer),
        cmocka_unit_test(a_reader_needs_a_writer_first),
        cmocka_unit_test(simulated_and_real_data_stay_apart),
        cmocka_unit_test(statistics_count),
        cmocka_unit_test(a_full_map_is_said),
    };
    return cmocka_run_group_tests_name("store_basics", tests, NULL, NULL);
}
