/* store: the journal of what is owed, since when the durable environment holds, files from before both. */
#include "store_check.h"

#include <lmdb.h>
#include <time.h>

#include "base/civil.h"
#include "base/clock.h"
#include "store/durable_since.h"
#include "store/history_store.h"
#include "store/journal.h"
#include "store/report_store.h"

#define NOON ((int64_t)1762171200)

static struct history_entry row(const char *station, int64_t observed_at, const char *raw)
{
    struct history_entry entry = {.product = PRODUCT_METAR,
                                  .observed_at = observed_at,
                                  .received_at = observed_at + 60,
                                  .source = SOURCE_AWC,
                                  .raw = slice_from_string(raw)};
    slice_copy(slice_from_string(station), entry.station, sizeof(entry.station));
    return entry;
}

/* A row and its entry in one transaction, as ingestd writes them. */
static enum result try_enter(struct store *s, const struct history_entry *entries, size_t count)
{
    struct store_write *w;
    enum result result = store_write_begin(s, STORE_DURABLE, &w);
    if (result)
        return result;
    for (size_t i = 0; i < count; i++) {
        history_store_put(w, &entries[i]);
        journal_append(w, &entries[i]);
    }
    return store_write_commit(w); /* says what a put said */
}

static void enter(struct store *s, const char *station, int64_t observed_at, const char *raw)
{
    struct history_entry entry = row(station, observed_at, raw);
    assert_int_equal(try_enter(s, &entry, 1), RESULT_OK);
}

static void settle(struct store *s, uint64_t number)
{
    struct store_write *w;
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(journal_settle(w, number), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
}

static size_t read_entries(struct store *s, uint64_t after, struct arena *arena, struct journal_entry *out,
                           size_t max)
{
    struct store_read *r;
    size_t count = 0;
    assert_int_equal(store_read_begin(s, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(journal_read(r, after, arena, out, max, &count), RESULT_OK);
    store_read_end(r);
    return count;
}

static void expect_state(struct store *s, uint64_t entries, int64_t oldest)
{
    struct store_read *r;
    uint64_t count = 999;
    int64_t observed_at = 999;
    assert_int_equal(store_read_begin(s, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(journal_state(r, &count, &observed_at), RESULT_OK);
    store_read_end(r);
    assert_int_equal(count, entries);
    assert_true(observed_at == oldest);
}

static void expect_oldest(struct store *s, int64_t expected)
{
    struct store_write *w;
    int64_t observed_at = 999;
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(journal_oldest(w, &observed_at), RESULT_OK);
    store_write_abort(w);
    assert_true(observed_at == expected);
}

static size_t prune(struct store *s, int64_t before)
{
    struct store_write *w;
    size_t deleted = 999;
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(history_store_prune(w, before, false, 1000, &deleted), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    return deleted;
}

/* ---- order and settling ---- */

static void entries_keep_their_order(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct arena *arena = arena_create((size_t)1024 * 1024);
    struct journal_entry out[8];
    expect_state(s, 0, UTC_NONE);
    assert_int_equal(read_entries(s, 0, arena, out, 8), 0);
    enter(s, "KJFK", NOON, "METAR KJFK");
    enter(s, "EGLL", NOON - 3600, "METAR EGLL"); /* older, later owed */
    enter(s, "KAAA", NOON + 60, "METAR KAAA");
    expect_state(s, 3, NOON);
    assert_int_equal(read_entries(s, 0, arena, out, 8), 3);
    for (uint64_t i = 0; i < 3; i++)
        assert_int_equal(out[i].number, i + 1);
    assert_string_equal(out[0].entry.station, "KJFK");
    assert_string_equal(out[1].entry.station, "EGLL");
    assert_true(slice_equal(out[2].entry.raw, SLICE("METAR KAAA")));
    assert_true(out[1].entry.received_at == NOON - 3540 && out[1].entry.observed_at == NOON - 3600);
    assert_true(!out[0].lost && out[0].entry.product == PRODUCT_METAR && out[0].entry.source == SOURCE_AWC);
    assert_int_equal(read_entries(s, 1, arena, out, 1), 1);
    assert_int_equal(out[0].number, 2);
    assert_int_equal(read_entries(s, 3, arena, out, 8), 0);
    assert_int_equal(read_entries(s, UINT64_MAX, arena, out, 8), 0);
    arena_destroy(arena);
    store_close(s);
    check_remove_dir(dir);
}

/* Numbers go on rising, also when all is settled and the store has been opened anew. */
static void settled_entries_are_forgotten(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct arena *arena = arena_create((size_t)1024 * 1024);
    struct journal_entry out[8];
    settle(s, 7); /* nothing is owed */
    for (int i = 0; i < 5; i++)
        enter(s, "KJFK", NOON + i, "METAR KJFK");
    settle(s, 2);
    expect_state(s, 3, NOON + 2);
    settle(s, 2); /* told twice */
    settle(s, 1);
    expect_state(s, 3, NOON + 2);
    assert_int_equal(read_entries(s, 0, arena, out, 8), 3);
    assert_int_equal(out[0].number, 3);
    settle(s, UINT64_MAX);
    expect_state(s, 0, UTC_NONE);
    store_close(s);
    s = store_check_open(dir, STORE_WRITER);
    enter(s, "KJFK", NOON + 9, "METAR KJFK");
    assert_int_equal(read_entries(s, 0, arena, out, 8), 1);
    assert_int_equal(out[0].number, 6);
    arena_destroy(arena);
    store_close(s);
    check_remove_dir(dir);
}

/* A row that is entered twice is owed twice; a transaction given up owes nothing. */
static void entries_are_their_transactions(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct history_entry entry = row("KJFK", NOON, "METAR KJFK"), bad = row("kjfk", NOON, "METAR");
    struct store_write *w;
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(journal_append(w, &bad), RESULT_INVALID);
    assert_int_equal(journal_append(w, &entry), RESULT_OK);
    store_write_abort(w);
    expect_state(s, 0, UTC_NONE);
    enter(s, "KJFK", NOON, "METAR KJFK");
    enter(s, "KJFK", NOON, "METAR KJFK");
    expect_state(s, 2, NOON);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- rows ---- */

static void a_row_that_is_gone_is_lost(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct arena *arena = arena_create((size_t)1024 * 1024);
    struct journal_entry out[8];
    struct history_entry without = row("EGLL", NOON + 5, "METAR EGLL");
    struct store_write *w;
    enter(s, "KJFK", NOON, "METAR KJFK");
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(journal_append(w, &without), RESULT_OK); /* its row was never put */
    assert_int_equal(store_write_commit(w), RESULT_OK);
    enter(s, "KAAA", NOON, "METAR KAAA");
    assert_int_equal(read_entries(s, 0, arena, out, 8), 3);
    assert_true(!out[0].lost && out[1].lost && !out[2].lost);
    assert_string_equal(out[1].entry.station, "EGLL");
    assert_true(out[1].entry.observed_at == NOON + 5 && out[1].entry.product == PRODUCT_METAR);
    assert_true(out[1].entry.raw.ptr == NULL);
    arena_destroy(arena);
    store_close(s);
    check_remove_dir(dir);
}

/* As many as the arena has room for; none at all is a failure. */
static void the_arena_bounds_a_reading(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct arena *small = arena_create(2500), *tiny = arena_create(100);
    struct journal_entry out[8];
    struct store_read *r;
    size_t count = 999;
    char raw[1001];
    memset(raw, 'R', 1000);
    raw[1000] = '\0';
    for (int i = 0; i < 4; i++)
        enter(s, "KJFK", NOON + i, raw);
    count = read_entries(s, 0, small, out, 8);
    assert_true(count >= 1 && count < 4);
    assert_int_equal(out[count - 1].entry.raw.len, 1000);
    count = 999;
    assert_int_equal(store_read_begin(s, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(journal_read(r, 0, tiny, out, 8, &count), RESULT_NO_MEMORY);
    store_read_end(r);
    assert_int_equal(count, 999);
    arena_destroy(small);
    arena_destroy(tiny);
    store_close(s);
    check_remove_dir(dir);
}

static void pruning_spares_what_is_owed(void **state)
{
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct store_write *w;
    struct history_entry not_owed = row("KOLD", NOON - 100, "METAR KOLD");
    assert_int_equal(store_write_begin(s, STORE_DURABLE, &w), RESULT_OK);
    assert_int_equal(history_store_put(w, &not_owed), RESULT_OK);
    assert_int_equal(store_write_commit(w), RESULT_OK);
    enter(s, "KJFK", NOON, "METAR KJFK");
    enter(s, "EGLL", NOON - 50, "METAR EGLL");
    enter(s, "KAAA", NOON + 50, "METAR KAAA");
    expect_oldest(s, NOON - 50);
    assert_int_equal(prune(s, NOON + 1000), 1); /* the one that is not owed */
    settle(s, 2);
    assert_int_equal(prune(s, NOON + 1000), 0);
    settle(s, 3);
    expect_oldest(s, UTC_NONE);
    assert_int_equal(prune(s, NOON + 1000), 3);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- a crash in between ---- */

/* Rows and entries, one after the other, some settled, until it is killed. */
static int play_ingest(const char *dir)
{
    struct store *s;
    struct store_write *w;
    char raw[32];
    if (store_check_try(dir, STORE_WRITER, NULL, &s))
        return 1;
    for (int n = 1;; n++) {
        snprintf(raw, sizeof(raw), "METAR %d %d", (int)getpid(), n);
        struct history_entry entry = row("KJFK", NOON + n, raw);
        if (try_enter(s, &entry, 1))
            return 1;
        if (n % 7 || store_write_begin(s, STORE_DURABLE, &w))
            continue;
        journal_settle(w, (uint64_t)n / 2);
        store_write_commit(w);
    }
}

/* Every entry has its row, numbers have no hole, and the count is right. */
static uint64_t check_journal(const char *dir)
{
    enum { MAX = 4096 };
    struct store *s = store_check_open(dir, STORE_READER);
    struct arena *arena = arena_create((size_t)4 * 1024 * 1024);
    struct journal_entry *out = calloc(MAX, sizeof(*out));
    assert_non_null(out);
    size_t count = read_entries(s, 0, arena, out, MAX);
    for (size_t i = 0; i < count; i++) {
        assert_false(out[i].lost);
        assert_int_equal(out[i].number, out[0].number + i);
    }
    expect_state(s, count, count ? out[0].entry.observed_at : UTC_NONE);
    uint64_t last = count ? out[count - 1].number : 0;
    free(out);
    arena_destroy(arena);
    store_close(s);
    return last;
}

static void a_kill_leaves_rows_and_entries_in_step(void **state)
{
    const char *dir = check_make_dir();
    uint64_t last = 0;
    store_close(store_check_open(dir, STORE_WRITER));
    for (int kills = 0; kills < 40; kills++) {
        pid_t child = fork();
        if (child == 0)
            _exit(play_ingest(dir));
        usleep((useconds_t)(kills * 7919 % 60000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        uint64_t now = check_journal(dir);
        assert_true(now >= last);
        last = now;
    }
    print_message("# 40 kills, %llu entries\n", (unsigned long long)last);
    assert_true(last > 0);
    check_remove_dir(dir);
}

/* ---- many ---- */

/* Some seconds of an outage at 9,000 reports a batch; bounds are generous, figures are printed. */
static void a_hundred_thousand_entries(void **state)
{
    enum { ENTRIES = 100000, BATCH = 10000 };
    const char *dir = check_make_dir();
    struct store *s = store_check_open(dir, STORE_WRITER);
    struct history_entry *batch = calloc(BATCH, sizeof(*batch));
    struct journal_entry *out = calloc(BATCH, sizeof(*out));
    struct arena *arena = arena_create((size_t)16 * 1024 * 1024);
    uint64_t last = 0;
    assert_true(batch && out && arena);
    int64_t began = clock_monotonic_ms();
    for (int i = 0; i < ENTRIES; i += BATCH) {
        for (int k = 0; k < BATCH; k++)
            batch[k] =
                row("KJFK", NOON + i + k, "METAR KJFK 031651Z 24008KT 10SM FEW250 12/03 A3012 RMK AO2");
        assert_int_equal(try_enter(s, batch, BATCH), RESULT_OK);
    }
    int64_t entered = clock_monotonic_ms();
    expect_state(s, ENTRIES, NOON);
    for (size_t count; (count = read_entries(s, last, arena, out, BATCH)) > 0; last = out[count - 1].number)
        arena_reset(arena);
    int64_t read = clock_monotonic_ms();
    assert_int_equal(last, ENTRIES);
    settle(s, last);
    expect_state(s, 0, UTC_NONE);
    print_message("# 100,000 entries: entered in %lld ms, read in %lld ms, settled in %lld ms\n",
                  (long long)(entered - began), (long long)(read - entered),
                  (long long)(clock_monotonic_ms() - read));
    arena_destroy(arena);
    free(out);
    free(batch);
    store_close(s);
    check_remove_dir(dir);
}

/* ---- since when ---- */

static int64_t since_in(struct store *s)
{
    struct store_read *r;
    int64_t since = 999;
    assert_int_equal(store_read_begin(s, STORE_DURABLE, &r), RESULT_OK);
    assert_int_equal(durable_since_get(r, &since), RESULT_OK);
    store_read_end(r);
    return since;
}

static int64_t since_of(const char *dir)
{
    struct store *s = store_check_open(dir, STORE_READER);
    int64_t since = since_in(s);
    store_close(s);
    return since;
}

static void a_new_environment_tells_since_when(void **state)
{
    const char *dir = check_make_dir();
    int64_t before = clock_now();
    store_close(store_check_open(dir, STORE_WRITER));
    int64_t since = since_of(dir);
    assert_true(since >= before && since <= clock_now());
    sleep(1);
    store_close(store_check_open(dir, STORE_WRITER));
    assert_true(since_of(dir) == since);
    check_remove_dir(dir);
}

static void one_set_aside_begins_anew(void **state)
{
    const char *dir = check_make_dir();
    store_close(store_check_open(dir, STORE_WRITER));
    int64_t since = since_of(dir);
    sleep(1);
    assert_int_equal(truncate(store_check_file(dir, STORE_DURABLE), 8192), 0);
    store_close(store_check_open(dir, STORE_WRITER));
    assert_true(since_of(dir) > since);
    check_remove_dir(dir);
}

/* ---- files from before these tables ---- */

/* Takes tables out of the durable file, as a version without them would have made it. */
static void drop_tables(const char *dir, const char *const *names, size_t count)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 16), 0);
    assert_int_equal(mdb_env_open(env, store_check_file(dir, STORE_DURABLE), MDB_NOSUBDIR, 0640), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(mdb_dbi_open(txn, names[i], 0, &dbi), 0);
        assert_int_equal(mdb_drop(txn, dbi, 1), 0);
    }
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static const char *const recent_tables[] = {"item", "counter", "journal", "about"};

/* LMDB stands no file opened twice in a process. */
static int play_upgrade(const char *dir)
{
    struct store *s;
    struct history_entry entry = row("KJFK", NOON, "METAR KJFK");
    if (store_check_try(dir, STORE_WRITER, NULL, &s))
        return 1;
    store_check_put(s, STORE_DURABLE, STORE_ITEM, "key", "value");
    int status = try_enter(s, &entry, 1) ? 1 : 0;
    store_close(s);
    return status;
}

static void an_old_file_opens(void **state)
{
    const char *dir = check_make_dir();
    struct store_stats stats;
    struct store *s = store_check_open(dir, STORE_WRITER);
    store_check_put(s, STORE_DURABLE, STORE_HISTORY, "KJFK", "kept");
    store_close(s);
    drop_tables(dir, recent_tables, CHECK_COUNT(recent_tables));
    s = store_check_open(dir, STORE_READER);
    assert_string_equal(store_check_get(s, STORE_DURABLE, STORE_HISTORY, "KJFK"), "kept");
    assert_null(store_check_get(s, STORE_DURABLE, STORE_ITEM, "key"));
    assert_int_equal(store_stats_get(s, &stats), RESULT_OK);
    assert_int_equal(stats.entries[STORE_JOURNAL], 0);
    expect_state(s, 0, UTC_NONE);
    assert_true(since_in(s) == UTC_NONE);
    /* The first writer makes them, and who has the file open finds them. */
    assert_int_equal(store_check_child(play_upgrade, dir), 0);
    assert_string_equal(store_check_get(s, STORE_DURABLE, STORE_ITEM, "key"), "value");
    expect_state(s, 1, NOON);
    assert_true(since_in(s) == UTC_NONE);
    store_close(s);
    check_remove_dir(dir);
}

/* Some of the tables, but not all: the names of the others are damaged. */
static void a_file_with_some_of_them_is_damaged(void **state)
{
    const char *dir = check_make_dir();
    struct store *s;
    store_close(store_check_open(dir, STORE_WRITER));
    drop_tables(dir, recent_tables, 2);
    assert_int_equal(store_check_try(dir, STORE_READER, NULL, &s), RESULT_UNAVAILABLE);
    check_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_keep_their_order),
        cmocka_unit_test(settled_entries_are_forgotten),
        cmocka_unit_test(entries_are_their_transactions),
        cmocka_unit_test(a_row_that_is_gone_is_lost),
        cmocka_unit_test(the_arena_bounds_a_reading),
        cmocka_unit_test(pruning_spares_what_is_owed),
        cmocka_unit_test(a_kill_leaves_rows_and_entries_in_step),
        cmocka_unit_test(a_hundred_thousand_entries),
        cmocka_unit_test(a_new_environment_tells_since_when),
        cmocka_unit_test(one_set_aside_begins_anew),
        cmocka_unit_test(an_old_file_opens),
        cmocka_unit_test(a_file_with_some_of_them_is_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
