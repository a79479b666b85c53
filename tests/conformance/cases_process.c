/* Processes that write at a time. To the local tier one process writes at a time: there they take turns. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

#define PROCESSES 4
#define ADDITIONS 20
#define WRITES    8
#define READS     40

/* ---- additions ---- */

static int play_add(struct conformance *c)
{
    int64_t sum;
    for (int i = 0; i < ADDITIONS; i++) {
        if (tier_counter_add(c->tier, SLICE("process.sum"), 3, 3600, c->now, &sum))
            return 1;
    }
    return 0;
}

/* ---- items ---- */

/* A value that tells who wrote it, and whether all of it is his: lengths differ, bytes follow from the head.
 */
static struct slice make_value(struct conformance *c, int process, int number)
{
    size_t len = 100 + (size_t)(process * 5000 + number * 777);
    char *value = arena_alloc(c->arena, len);
    if (!value)
        return slice_make(NULL, 0);
    memset(value, 'a' + process * WRITES + number, len);
    value[0] = (char)('0' + process);
    value[1] = (char)('0' + number);
    return slice_make(value, len);
}

static bool is_whole(struct conformance *c, struct slice value, int *process, int *number)
{
    if (value.len < 2)
        return false;
    *process = value.ptr[0] - '0';
    *number = value.ptr[1] - '0';
    if (*process < 0 || *process >= PROCESSES || *number < 0 || *number >= WRITES)
        return false;
    return slice_equal(value, make_value(c, *process, *number));
}

static int play_write(struct conformance *c, int process)
{
    char key[32];
    for (int n = 0; n < WRITES; n++) {
        struct slice value = make_value(c, process, n);
        snprintf(key, sizeof(key), "process.own.%d", process);
        if (tier_item_put(c->tier, SLICE("process.shared"), value, c->now + 3600, c->now) ||
            tier_item_put(c->tier, slice_from_string(key), value, c->now + 3600, c->now))
            return 1;
    }
    return 0;
}

int conformance_play(struct conformance *c, const char *part, int number)
{
    if (conformance_reopen(c))
        return 3;
    if (strcmp(part, "add") == 0)
        return play_add(c);
    return strcmp(part, "write") == 0 ? play_write(c, number) : 2;
}

/* ---- the parent ---- */

/* While they write, a reader of a server finds whole values only. */
static void read_beside(struct conformance *c)
{
    struct buffer value;
    int process, number;
    bool torn = false;
    enum result result = RESULT_OK;
    buffer_init(&value, (size_t)1024 * 1024);
    for (int i = 0; i < READS && !torn && !result; i++) {
        arena_reset(c->arena);
        buffer_reset(&value);
        result = tier_item_get(c->tier, SLICE("process.shared"), c->now, &value, NULL);
        torn = !result && !is_whole(c, buffer_slice(&value), &process, &number);
        result = result == RESULT_NOT_FOUND ? RESULT_OK : result;
    }
    buffer_free(&value);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, !torn);
}

/* Starts the processes and waits for them; the local store is theirs meanwhile. */
static void run_processes(struct conformance *c, const char *part, void (*meanwhile)(struct conformance *c))
{
    int children[PROCESSES];
    bool well = true, local = c->engine == TIER_ENGINE_LMDB;
    if (local)
        conformance_close(c);
    for (int i = 0; i < PROCESSES; i++)
        children[i] = conformance_start(c, part, i);
    if (meanwhile && !local)
        meanwhile(c);
    for (int i = 0; i < PROCESSES; i++)
        well = conformance_wait(children[i]) && well;
    enum result result = local ? conformance_reopen(c) : RESULT_OK;
    REQUIRE_WELL(c);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, well);
}

static void additions_all_count(struct conformance *c)
{
    int64_t sum = 0;
    run_processes(c, "add", NULL);
    REQUIRE_WELL(c);
    REQUIRE_RESULT(c, tier_counter_add(c->tier, SLICE("process.sum"), 0, 3600, c->now, &sum), RESULT_OK);
    REQUIRE(c, sum == (int64_t)3 * PROCESSES * ADDITIONS);
}

/* The last that some process wrote, whole. */
static void expect_last(struct conformance *c, const char *key, int process)
{
    struct buffer value;
    int who = -1, number = -1;
    arena_reset(c->arena);
    buffer_init(&value, (size_t)1024 * 1024);
    enum result result = tier_item_get(c->tier, slice_from_string(key), c->now, &value, NULL);
    bool whole = !result && is_whole(c, buffer_slice(&value), &who, &number);
    buffer_free(&value);
    REQUIRE_RESULT(c, result, RESULT_OK);
    REQUIRE(c, whole && number == WRITES - 1 && (process < 0 || who == process));
}

static void writers_do_not_mix(struct conformance *c)
{
    char key[32];
    run_processes(c, "write", read_beside);
    REQUIRE_WELL(c);
    expect_last(c, "process.shared", -1);
    for (int i = 0; i < PROCESSES; i++) {
        snprintf(key, sizeof(key), "process.own.%d", i);
        expect_last(c, key, i);
        REQUIRE_WELL(c);
    }
}

/* At the end of all, the tier is what it was: nothing of the cases has counted as its failure. */
static void the_tier_is_well(struct conformance *c)
{
    REQUIRE_RESULT(c, tier_ping(c->tier), RESULT_OK);
    REQUIRE(c, tier_breaker(c->tier) == BREAKER_CLOSED);
    REQUIRE(c, tier_engine(c->tier) == c->engine);
    REQUIRE(c, tier_last_error(c->tier)[0] == '\0');
}

const struct conformance_case process_cases[] = {
    {"additions of four processes all count", ON_EVERY, additions_all_count,
     "FerretDB 1.24 acknowledges concurrent $inc and keeps only some of them"},
    {"values of four writers do not mix", ON_EVERY, writers_do_not_mix, NULL},
    {"the tier is well after all this", ON_EVERY, the_tier_is_well, NULL},
    {NULL, 0, NULL, NULL},
};
