/* Pages of items, and the sweep of what has expired. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

#define SEEN_MAX 128
#define SEEN_LEN 32

/* The keys that pages have given, in order. */
struct seen {
    char keys[SEEN_MAX][SEEN_LEN];
    size_t count, stop_at; /* stop_at 0: never */
    bool wrong;            /* a value that is not its key's, or more keys than there can be */
};

static bool see(void *context, struct slice key, struct slice value, int64_t expires_at)
{
    struct seen *seen = context;
    if (seen->count == SEEN_MAX || !slice_copy(key, seen->keys[seen->count], SEEN_LEN)) {
        seen->wrong = true;
        return false;
    }
    seen->wrong = seen->wrong || !slice_equal(key, value);
    seen->count++;
    return seen->count != seen->stop_at;
}

/* Keys are their own values. */
static void put(struct conformance *c, const char *key, int64_t expires_at)
{
    conformance_put(c, key, key, expires_at);
}

static struct slice last_of(const struct seen *seen)
{
    return seen->count ? slice_from_string(seen->keys[seen->count - 1]) : slice_make(NULL, 0);
}

static enum result next_page(struct conformance *c, const char *prefix, size_t limit, struct seen *seen)
{
    char after[SEEN_LEN];
    slice_copy(last_of(seen), after, sizeof(after));
    return tier_item_page(c->tier, slice_from_string(prefix), slice_from_string(after), limit, c->now, see,
                          seen);
}

/* Pages of `limit` until one is not full; each gives at most so many. */
static void walk(struct conformance *c, const char *prefix, size_t limit, struct seen *seen)
{
    size_t before;
    do {
        before = seen->count;
        REQUIRE_RESULT(c, next_page(c, prefix, limit, seen), RESULT_OK);
        REQUIRE(c, seen->count - before <= limit && !seen->wrong);
    } while (seen->count - before == limit);
}

static void expect(struct conformance *c, const struct seen *seen, const char *const *keys, size_t count)
{
    REQUIRE(c, seen->count == count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(seen->keys[i], keys[i]) != 0) {
            conformance_fail(c, __FILE__, __LINE__, seen->keys[i]);
            return;
        }
    }
}

/* In byte order, which no alphabet's is: '-' '.' '0' ':' 'A' '_' 'a'. */
static void pages_in_byte_order(struct conformance *c)
{
    static const char *const sorted[] = {
        "p1",   "p1-",    "p1-z",   "p1.",   "p1.a",   "p10",   "p11",    "p19",  "p1:",
        "p1:A", "p1:A-b", "p1:A.b", "p1:AB", "p1:A_b", "p1:Ab", "p1:Z",   "p1:a", "p1A",
        "p1Z",  "p1_",    "p1_a",   "p1a",   "p1aa",   "p1z",   "p1zzzz",
    };
    static const size_t limits[] = {1, 2, 7, 24, 25, 100};
    const size_t count = sizeof(sorted) / sizeof(sorted[0]);
    for (size_t i = 0; i < count; i++) /* in another order than they stand */
        put(c, sorted[(i * 7) % count], UTC_NONE);
    put(c, "p0", UTC_NONE);
    put(c, "p2", UTC_NONE);
    put(c, "P1", UTC_NONE);
    REQUIRE_WELL(c);
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct seen seen = {0};
        walk(c, "p1", limits[i], &seen);
        expect(c, &seen, sorted, count);
        REQUIRE_WELL(c);
    }
    struct seen seen = {0};
    walk(c, "p1:A", 2, &seen);
    expect(c, &seen, sorted + 9, 6);
}

static void page_edges(struct conformance *c)
{
    struct seen seen = {0}, stopped = {.stop_at = 2};
    struct slice none = {NULL, 0};
    put(c, "edge.b", UTC_NONE);
    put(c, "edge.c", UTC_NONE);
    put(c, "edge.d", UTC_NONE);
    REQUIRE_WELL(c);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), none, 0, c->now, see, &seen), RESULT_OK);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge.x"), none, 9, c->now, see, &seen), RESULT_OK);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), SLICE("edge.d"), 9, c->now, see, &seen),
                   RESULT_OK);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), SLICE("zzz"), 9, c->now, see, &seen),
                   RESULT_OK);
    REQUIRE(c, seen.count == 0);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), SLICE("edge.b-"), 9, c->now, see, &seen),
                   RESULT_OK);
    expect(c, &seen, (const char *const[]){"edge.c", "edge.d"}, 2);
    seen.count = 0;
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), SLICE("-"), 9, c->now, see, &seen), RESULT_OK);
    expect(c, &seen, (const char *const[]){"edge.b", "edge.c", "edge.d"}, 3);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), none, 9, c->now, see, &stopped), RESULT_OK);
    REQUIRE(c, stopped.count == 2);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge*"), none, 9, c->now, see, &seen), RESULT_INVALID);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("edge."), SLICE("a b"), 9, c->now, see, &seen),
                   RESULT_INVALID);
}

static void pages_leave_out_the_expired(struct conformance *c)
{
    struct seen seen = {0}, early = {0};
    put(c, "live.a", c->now + 1);
    put(c, "live.b", c->now + 100);
    put(c, "live.c", UTC_NONE);
    put(c, "live.d", c->now + 2);
    put(c, "live.e", c->now + 3);
    put(c, "live.f", c->now + 100);
    REQUIRE_WELL(c);
    struct slice none = {NULL, 0};
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("live."), none, 2, c->now + 3, see, &seen), RESULT_OK);
    expect(c, &seen, (const char *const[]){"live.b", "live.c"}, 2);
    REQUIRE_RESULT(c, tier_item_page(c->tier, SLICE("live."), SLICE("live.c"), 2, c->now + 3, see, &seen),
                   RESULT_OK);
    expect(c, &seen, (const char *const[]){"live.b", "live.c", "live.f"}, 3);
    walk(c, "live.", 4, &early);
    REQUIRE(c, early.count == 6);
}

/* What is written and deleted between pages moves nothing else across the cursor. */
static void pages_beside_writers(struct conformance *c)
{
    struct seen seen = {0};
    char key[SEEN_LEN];
    for (int i = 10; i < 30; i++) {
        snprintf(key, sizeof(key), "move.%d", i);
        put(c, key, UTC_NONE);
    }
    REQUIRE_RESULT(c, next_page(c, "move.", 5, &seen), RESULT_OK); /* 10 to 14 */
    put(c, "move.11x", UTC_NONE);                                  /* behind the cursor: not seen */
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("move.12")), RESULT_OK);
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("move.14")), RESULT_OK); /* the cursor itself */
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("move.16")), RESULT_OK);
    put(c, "move.17x", UTC_NONE);
    REQUIRE_RESULT(c, next_page(c, "move.", 5, &seen), RESULT_OK); /* 15 17 17x 18 19 */
    REQUIRE_RESULT(c, tier_item_delete(c->tier, SLICE("move.17x")), RESULT_OK);
    walk(c, "move.", 5, &seen);
    static const char *const expected[] = {
        "move.10",  "move.11", "move.12", "move.13", "move.14", "move.15", "move.17",
        "move.17x", "move.18", "move.19", "move.20", "move.21", "move.22", "move.23",
        "move.24",  "move.25", "move.26", "move.27", "move.28", "move.29",
    };
    expect(c, &seen, expected, sizeof(expected) / sizeof(expected[0]));
}

/* ---- sweeping ---- */

static void sweep_all(struct conformance *c, int64_t now, size_t limit, size_t *sum)
{
    size_t deleted;
    int calls = 0;
    do {
        deleted = 0;
        REQUIRE_RESULT(c, tier_item_sweep(c->tier, now, limit, &deleted), RESULT_OK);
        REQUIRE(c, deleted <= limit && ++calls < 1000);
        *sum += deleted;
    } while (deleted > 0);
}

static void the_sweep_deletes_the_expired(struct conformance *c)
{
    size_t before = 0, sum = 0, nothing = 0;
    struct seen seen = {0};
    char key[SEEN_LEN];
    int64_t then = c->now + 2000; /* what other cases left is swept first */
    sweep_all(c, then, 1000, &before);
    for (int i = 0; i < 5; i++) {
        snprintf(key, sizeof(key), "sweep.%d", i);
        put(c, key, then + 1 + i);
    }
    put(c, "sweep.after", then + 100);
    put(c, "sweep.never", UTC_NONE);
    REQUIRE_WELL(c);
    sweep_all(c, then, 3, &nothing);
    sweep_all(c, then + 5, 3, &sum);
    REQUIRE_WELL(c);
    REQUIRE(c, nothing == 0 && (sum == 5 || (sum == 0 && !c->sweeps)));
    walk(c, "sweep.", 100, &seen); /* by a clock that was set back */
    if (c->sweeps)
        expect(c, &seen, (const char *const[]){"sweep.after", "sweep.never"}, 2);
}

const struct conformance_case page_cases[] = {
    {"pages of every size, in byte order", ON_EVERY, pages_in_byte_order, NULL},
    {"pages at their edges", ON_EVERY, page_edges, NULL},
    {"pages leave out what has expired", ON_EVERY, pages_leave_out_the_expired, NULL},
    {"pages beside writers neither repeat nor skip", ON_EVERY, pages_beside_writers, NULL},
    {"the sweep deletes what has expired and nothing else", ON_EVERY, the_sweep_deletes_the_expired, NULL},
    {NULL, 0, NULL, NULL},
};
