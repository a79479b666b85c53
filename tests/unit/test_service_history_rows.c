/* service: rows of history out of two tiers, merged. */
#include "store_check.h"

#include "fake_tier.h"

#include "base/clock.h"
#include "base/utc.h"
#include "service/history_rows.h"

#define ROWS         40
#define HISTORY_DAYS 15

/* A month after the store was made: what is older than HISTORY_DAYS may have been deleted here. */
static int64_t now_s;

static struct history_entry row(int number)
{
    static char texts[ROWS][40];
    /* Two of a time: the order within one is that of the hashes. */
    int64_t at = now_s - 20 * UTC_DAY + number / 2 * UTC_DAY;
    snprintf(texts[number], sizeof(texts[0]), "METAR KJFK number %d", number);
    return (struct history_entry){.product = PRODUCT_METAR,
                                  .station = "KJFK",
                                  .observed_at = at,
                                  .received_at = at + 60,
                                  .raw = slice_from_string(texts[number])};
}

/* Here: the newer half, and of the older one what was not written there yet. */
static bool is_here(int number)
{
    return number >= 10 || number == 3;
}

/* There: the older part, and some of the newer one; number 3 is still owed. */
static bool is_there(int number)
{
    return number < 24 && number != 3;
}

static int fill(const char *dir)
{
    struct store_options options = {dir, STORE_WRITER, STORE_CHECK_MAP_MB, NULL, false};
    struct store *s;
    struct store_write *w;
    if (store_open(&options, &s) || store_write_begin(s, STORE_DURABLE, &w))
        return 1;
    for (int i = 0; i < ROWS; i++) {
        struct history_entry entry = row(i);
        if (is_here(i) && history_store_put(w, &entry))
            return 1;
    }
    if (store_write_commit(w))
        return 1;
    store_close(s);
    return 0;
}

struct fixture {
    const char *dir;
    struct store *store;
    struct shared *shared;
    struct archive *archive;
    struct arena *arena;
    struct history_entry all[ROWS]; /* in order */
    struct history_rows rows;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    now_s = clock_now() + 30 * UTC_DAY;
    f->dir = check_make_dir();
    assert_int_equal(store_check_child(fill, f->dir), 0);
    assert_int_equal(shared_open(f->dir, &f->shared), RESULT_OK);
    assert_int_equal(store_check_try(f->dir, STORE_READER, f->shared, &f->store), RESULT_OK);
    fake_tier_reset();
    for (int i = 0; i < ROWS; i++) {
        f->all[i] = row(i);
        if (is_there(i))
            fake_tier_add(&f->all[i]);
    }
    qsort(f->all, ROWS, sizeof(f->all[0]), fake_tier_compare);
    struct archive_options options = {f->shared, "mongodb://127.0.0.1/", "", HISTORY_DAYS};
    f->archive = archive_create(&options);
    f->arena = arena_create(8 << 20);
    *state = f;
    return 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    fake_tier_reset();
    archive_destroy(f->archive);
    store_close(f->store);
    arena_destroy(f->arena);
    check_remove_dir(f->dir);
    free(f);
    return 0;
}

static enum result ask(struct fixture *f, int64_t from, const struct history_place *after, size_t limit)
{
    struct history_source source = {f->store, f->archive};
    struct history_range range = {.product = PRODUCT_METAR,
                                  .station = SLICE("KJFK"),
                                  .from = from,
                                  .to = now_s,
                                  .after = after,
                                  .limit = limit,
                                  .now = now_s};
    return history_rows_read(&source, &range, f->arena, &f->rows);
}

static void pages_are_the_same_whatever_their_size(void **state)
{
    struct fixture *f = *state;
    for (size_t limit = 1; limit <= ROWS + 1; limit++) {
        struct history_place place;
        size_t found = 0;
        do {
            arena_reset(f->arena);
            assert_int_equal(ask(f, now_s - 25 * UTC_DAY, found ? &place : NULL, limit), RESULT_OK);
            assert_int_equal(f->rows.gap_from, UTC_NONE);
            assert_true(f->rows.count > 0 || !f->rows.more);
            for (size_t i = 0; i < f->rows.count; i++) {
                assert_true(found < ROWS);
                assert_int_equal(fake_tier_compare(&f->rows.entries[i], &f->all[found]), 0);
                found++;
            }
            if (f->rows.count > 0)
                place = history_place_of(&f->rows.entries[f->rows.count - 1]);
        } while (f->rows.more);
        assert_int_equal(found, ROWS);
    }
}

static void what_is_here_is_not_asked_for_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ask(f, now_s - 10 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 0);
    assert_false(f->rows.archived);
    assert_int_equal(f->rows.count, ROWS / 2);
    struct history_place place = {now_s - 10 * UTC_DAY, 0}; /* a page behind the boundary */
    assert_int_equal(ask(f, now_s - 25 * UTC_DAY, &place, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 0);
    assert_int_equal(ask(f, now_s - 25 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 1);
    assert_true(f->rows.archived);
}

static int delete_some(const char *dir)
{
    struct store_options options = {dir, STORE_WRITER, STORE_CHECK_MAP_MB, NULL, false};
    struct store *s;
    struct store_write *w;
    size_t deleted;
    if (store_open(&options, &s) || store_write_begin(s, STORE_DURABLE, &w) ||
        history_store_prune(w, now_s - 8 * UTC_DAY, true, 1000, &deleted) || deleted == 0 ||
        store_write_commit(w))
        return 1;
    store_close(s);
    return 0;
}

/* HISTORY_DAYS was less than it is now. */
static void what_was_deleted_here_is_asked_for_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_check_child(delete_some, f->dir), 0);
    assert_int_equal(ask(f, now_s - 10 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(f->rows.count, ROWS / 2);
    assert_int_equal(fake_tier.asked, 1);
    assert_int_equal(ask(f, now_s - 8 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 1);
}

static size_t count_here(void)
{
    size_t here = 0;
    for (int i = 0; i < ROWS; i++)
        here += is_here(i);
    return here;
}

static void what_can_not_be_asked_for_is_a_gap(void **state)
{
    struct fixture *f = *state;
    fake_tier.result = RESULT_TIMEOUT;
    for (int i = 0; i < 2 * BREAKER_FAILURES; i++) {
        arena_reset(f->arena);
        assert_int_equal(ask(f, now_s - 25 * UTC_DAY, NULL, 100), RESULT_OK);
        assert_int_equal(f->rows.count, count_here());
        assert_int_equal(f->rows.gap_from, now_s - 25 * UTC_DAY);
        assert_true(f->rows.gap_to > now_s - 15 * UTC_DAY && f->rows.gap_to < now_s - 14 * UTC_DAY);
        assert_false(f->rows.archived || f->rows.more);
    }
    assert_int_equal(fake_tier.asked, BREAKER_FAILURES);
}

static void what_ingestd_knows_is_believed_while_it_is_fresh(void **state)
{
    struct fixture *f = *state;
    struct shared_link_state link = {.breaker = BREAKER_OPEN, .seen_at = now_s - 5};
    shared_link_set(f->shared, SHARED_LINK_MONGODB, &link);
    assert_int_equal(ask(f, now_s - 25 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 0);
    assert_int_equal(f->rows.count, count_here());
    link.seen_at = now_s - 100;
    shared_link_set(f->shared, SHARED_LINK_MONGODB, &link);
    assert_int_equal(ask(f, now_s - 25 * UTC_DAY, NULL, 100), RESULT_OK);
    assert_int_equal(fake_tier.asked, 1);
    assert_int_equal(f->rows.count, ROWS);
}

/* Dead name servers would take a worker's 10 s. */
static void names_are_looked_up_once(void **state)
{
    struct fixture *f = *state;
    struct archive_options options = {f->shared, "mongodb://127.0.0.1/", "", HISTORY_DAYS};
    unsetenv("RES_OPTIONS");
    archive_destroy(archive_create(&options));
    assert_string_equal(getenv("RES_OPTIONS"), "timeout:1 attempts:1");
    setenv("RES_OPTIONS", "timeout:2", 1); /* the operator's */
    archive_destroy(archive_create(&options));
    assert_string_equal(getenv("RES_OPTIONS"), "timeout:2");
}

static void memory_has_a_limit(void **state)
{
    struct fixture *f = *state;
    struct arena *whole = f->arena;
    f->arena = arena_create(8192);
    assert_int_equal(ask(f, now_s - 25 * UTC_DAY, NULL, 100), RESULT_NO_MEMORY);
    arena_destroy(f->arena);
    f->arena = whole;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_are_the_same_whatever_their_size),
        TEST(what_is_here_is_not_asked_for_there),
        TEST(what_was_deleted_here_is_asked_for_there),
        TEST(what_can_not_be_asked_for_is_a_gap),
        TEST(what_ingestd_knows_is_believed_while_it_is_fresh),
        TEST(names_are_looked_up_once),
        TEST(memory_has_a_limit),
    };
    return cmocka_run_group_tests_name("service_history_rows", tests, NULL, NULL);
}
